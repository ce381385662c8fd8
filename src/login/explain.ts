import { cureFor } from './cures';
import { LoginError } from '../messages/errors';
import { LoginMistake } from './failure';
import type { LoginOptions } from './options';
import { outgoing } from '../messages/stack';
import { printUrl } from './printed';
import type { Step, Trace } from './trace';

/** What a login that failed was about. */
export interface Scene {
  readonly trace: Trace;
  readonly options: LoginOptions;
  /** The first request that has to do with it. */
  readonly since: number;
  /** Whether it was in the midst of a session. */
  readonly stands: boolean;
}

/** What the SDKs say of an answer that stands there already, or of none. */
const REPEATS = /^HTTP \d+|^fetch failed$|^Dynamic Client Registration rejected|Invalid OAuth error response/;

/** The error that says all of it: the step, what came back, what to try, and every request. */
export function explainFailure(error: unknown, scene: Scene): LoginError {
  if (error instanceof LoginError) return error;
  const { trace, options, since, stands } = scene;
  const who = stands ? 'The login in the midst of a session' : 'mcp.login()';
  const said = String((error as Error | undefined)?.message ?? error);
  const step = trace.last();
  const mistake = error instanceof LoginMistake ? error : undefined;
  const oauthError =
    mistake?.oauthError ?? codeOf(error) ?? ((step?.status ?? 0) >= 400 ? step?.error?.code : undefined);
  const asked = trace.steps.slice(since);
  const issued = asked.findIndex(isIssuing);
  const isTokenRefused =
    issued >= 0 && asked.findLastIndex(({ purpose }) => purpose === 'challenge') > issued;
  const cure = mistake?.cure ?? cureFor({ said, oauthError, trace, options, isTokenRefused });
  const head = mistake ? `${who}: ${said}` : `${who} ${describe(step, said, trace)}`;
  const requests = trace.steps.length > 0 ? trace.print() : '';
  return loginError([head, cure, requests], oauthError, error);
}

/** The error, as it may leave the kit. @param blocks what it says; an empty one is left out */
export function loginError(
  blocks: readonly (string | undefined)[],
  oauthError: string | undefined,
  reason: unknown,
): LoginError {
  return new LoginError(outgoing(blocks.filter(Boolean).join('\n\n')), oauthError, reason);
}

/** Whether tokens were issued. */
export function isIssuing({ purpose, status }: Step): boolean {
  return (purpose === 'token' || purpose === 'refresh') && status === 200;
}

/** What was asked last, and what came back; and what the SDK says of it, where that is more. */
function describe(step: Step | undefined, said: string, trace: Trace): string {
  if (!step) return `failed: ${said}`;
  const { purpose, method, url, status, error } = step;
  if (status !== undefined && status < 400) return `failed after the step "${purpose}": ${said}`;
  const answer = `${status === undefined ? 'got no answer:' : 'answered'} ${trace.answerOf(step)}`;
  const isSaid =
    said === '' || said === error?.code || said.includes(error?.description ?? '\n') || REPEATS.test(said);
  return `failed at the step "${purpose}": ${method} ${printUrl(url)} ${answer}.${isSaid ? '' : `\n\nThe SDK's client says: ${said}`}`;
}

/** SDK v1 names an error of OAuth in `errorCode`, v2 in `code`. */
function codeOf(error: unknown): string | undefined {
  const { errorCode, code } = (error ?? {}) as { errorCode?: unknown; code?: unknown };
  if (typeof errorCode === 'string') return errorCode;
  return typeof code === 'string' && /^[a-z_]+$/.test(code) ? code : undefined;
}
