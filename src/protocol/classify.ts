import { JSON } from '../core';
import type { JsonRpcMessage } from '../wire/frame';
import type { Asked, Attempt } from './attempt';
import { type Decided, decide, type ErrorAnswer } from './decide';
import { issuesOfError } from './issues';
import { OUTCOME, type Outcome, type OutcomeKind } from './outcome';
import { asksForScope, challengeInMeta, refusedWith } from './refused';
import type { HandlerTrace } from './handler-trace';

/** What is known of an operation that the server answered. */
export interface Answer {
  readonly asked?: Asked;
  /** The response as it came over the wire. */
  readonly response: JsonRpcMessage;
  /** What was seen inside the server, where it can be looked into. */
  readonly trace?: HandlerTrace | undefined;
  /** Whether the server declares `capabilities.tools`, so that a missing method means a missing tool. */
  readonly declaresTools?: boolean;
  /** What the SDK client resolved to, where it accepted the answer. */
  readonly resolved?: unknown;
  /** What it rejected with, where it did not. */
  readonly rejected?: unknown;
}

/** An outcome, and what the server's lists may yet make of it. */
export type Classified = Decided;

/** `MCP error -32602: MCP error -32602: …`: SDK v1 writes the code into the text, once for each end that made an error of it. */
const SDK_PREFIX = /^(?:MCP error (-?\d+): )+/;

/** Takes SDK v1's prefixes off a text, and keeps the code that they carry. */
export function withoutPrefix(text: string): { text: string; code?: number } {
  const match = SDK_PREFIX.exec(text);
  return match ? { text: text.slice(match[0].length), code: Number(match[1]) } : { text };
}

/** How an answered operation ended, as far as the answer tells. What is `open` the server's lists may decide otherwise. */
export function classifyAnswer(answer: Answer): Classified {
  const { asked, response, trace, declaresTools, rejected } = answer;
  if (response.error) {
    const { code, message, data } = response.error;
    const { text } = withoutPrefix(message);
    const said: ErrorAnswer = { form: 'error', said: message, text, code, data };
    return { ...decide(asked, said, { trace, declaresTools }), error: rejected };
  }
  const result = response.result ?? {};
  if (rejected !== undefined) {
    const unfinished = classifyUnfinished(asked, result);
    // The raw door gives the result as it is: nothing is held against any shape.
    if (unfinished) return asked?.verb === 'request' ? unfinished : { ...unfinished, error: rejected };
    if (asked?.verb === 'request' && response.result) return { kind: 'result', message: '', result };
    const issues = issuesOfError(rejected);
    const message = issues
      ? 'The result does not have the shape that MCP prescribes.'
      : withoutPrefix(messageOf(rejected)).text;
    return { kind: 'invalid output', message, result, error: rejected, ...(issues && { issues }) };
  }
  const accepted = (answer.resolved ?? result) as Record<string, unknown>;
  const unfinished = classifyUnfinished(asked, accepted);
  if (unfinished) return unfinished;
  return accepted.isError === true
    ? classifyErrorResult(accepted, answer)
    : { kind: 'result', message: '', result: accepted };
}

/** Answers that are none yet: the server asks for input first, or goes on in a task. */
function classifyUnfinished(
  asked: Asked | undefined,
  result: Readonly<Record<string, unknown>>,
): Classified | undefined {
  if (asked && !UNFINISHABLE.includes(asked.method)) return undefined;
  if (result.resultType === 'input_required')
    return { kind: 'input required', message: describeInput(result.inputRequests), result };
  const { taskId, status } = (
    result.resultType === 'task' ? { ...result, ...(result.task as object) } : (result.task ?? {})
  ) as {
    taskId?: unknown;
    status?: unknown;
  };
  if (typeof taskId !== 'string' || (asked && asked.method !== 'tools/call')) return undefined;
  const is = typeof status === 'string' ? `, ${status}` : '';
  return { kind: 'task started', message: `${taskId}${is}`, result };
}

/** Methods that may be answered with a question, or a task. */
const UNFINISHABLE: readonly string[] = ['tools/call', 'prompts/get', 'resources/read'];

/** What a server asks for: `elicitation/create "Your name?"`. */
function describeInput(requests: unknown): string {
  const asked = Object.values(
    (requests ?? {}) as Record<string, { method?: unknown; params?: { message?: unknown } } | null>,
  );
  return asked
    .map(request => {
      const message = request?.params?.message;
      return [
        String(request?.method),
        ...(typeof message === 'string' ? [JSON.stringify(message)] : []),
      ].join(' ');
    })
    .join(', ');
}

function classifyErrorResult(result: Record<string, unknown>, answer: Answer): Classified {
  const said = textOf(result);
  const { text, code } = withoutPrefix(said);
  const { asked, trace, declaresTools } = answer;
  // An author may write what he likes into an error, an SDK's own words among it.
  const challenge = challengeInMeta(result);
  if (challenge !== undefined) {
    const kind = asksForScope(challenge) ? 'forbidden' : 'unauthorized';
    return { kind, message: said, result, refusal: { challenge } };
  }
  return decide(asked, { form: 'result', said, text, code, result }, { trace, declaresTools });
}

/** The texts of a result's text blocks, joined by newlines. */
export function textOf(result: Readonly<Record<string, unknown>>): string {
  const blocks = Array.isArray(result.content)
    ? (result.content as { type?: unknown; text?: unknown }[])
    : [];
  return blocks
    .flatMap(block => (block?.type === 'text' && typeof block.text === 'string' ? [block.text] : []))
    .join('\n');
}

/** The message of whatever was thrown. No `instanceof`: errors may come from another realm. */
export function messageOf(error: unknown): string {
  const message = (error as { message?: unknown } | null | undefined)?.message;
  return typeof message === 'string' ? message : String(error);
}

const RESULT_KEYS = [
  'content',
  'contents',
  'messages',
  'completion',
  'tools',
  'resources',
  'resourceTemplates',
  'prompts',
  'structuredContent',
];

const remembered = new WeakMap<object, Attempt>();

/** Lets a result or an error that a test has awaited be judged as the operation that it came from: with its name, its arguments and the wire. */
export function remember(result: object, attempt: Attempt): void {
  remembered.set(result, attempt);
}

/**
 * A plain result, as if its operation had just ended.
 *
 * @returns undefined when `value` is no MCP result.
 */
export function attemptOfResult(value: unknown): Attempt | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const known = remembered.get(value);
  if (known) return known;
  const result = value as Record<string, unknown>;
  if (!RESULT_KEYS.some(key => key in result)) return undefined;
  const outcome = classifyAnswer({ response: { jsonrpc: '2.0', result } });
  if (outcome.kind !== 'tool error') return { frames: [], outcome };
  return { frames: [], outcome: { ...outcome, isByWords: true } };
}

/**
 * What a promise of a result rejected with, as if its operation had just ended.
 *
 * @returns undefined when the error comes from no MCP SDK: it is then not for a matcher to judge.
 */
export function attemptOfRejection(error: unknown): Attempt | undefined {
  const { code, name, data, message } = (error ?? {}) as {
    code?: unknown;
    name?: unknown;
    data?: unknown;
    message?: unknown;
  };
  if (typeof message !== 'string') return undefined;
  const ending = remembered.get(error as object);
  if (ending) return ending;
  const ended = (kind: OutcomeKind): Attempt => ({
    frames: [],
    outcome: { kind, message: withoutPrefix(message).text, error },
  });
  // An opening that failed knows how already.
  const known = (error as { [OUTCOME]?: Outcome })[OUTCOME];
  if (known) return { frames: [], outcome: { ...known, error } };
  const refusal = refusalOfError(error as SdkHttpError, message);
  if (refusal) return { frames: [], outcome: { ...refusal, error } };
  if (code === 'REQUEST_TIMEOUT') return ended('timed out');
  if (code === 'NOT_CONNECTED' || code === 'CONNECTION_CLOSED') return ended('disconnected');
  if (typeof code !== 'number' || (name !== 'McpError' && !/ProtocolError|Error$/.test(String(name)))) {
    return message === 'Not connected' ? ended('disconnected') : undefined;
  }
  // SDK v1 gives its local errors codes of the protocol's range; only these two are never the server's own.
  if (code === -32001 && (data as { timeout?: unknown } | undefined)?.timeout !== undefined)
    return ended('timed out');
  if (code === -32000 && /Connection closed$/.test(message)) return ended('disconnected');
  return {
    frames: [],
    outcome: { ...classifyAnswer({ response: { jsonrpc: '2.0', error: { code, message, data } } }), error },
  };
}

/** An error of an SDK's HTTP client, in the shapes of both. */
interface SdkHttpError {
  readonly constructor?: { readonly name?: string };
  readonly name?: unknown;
  readonly code?: unknown;
  readonly data?: { readonly status?: unknown } | null;
  readonly requiredScope?: unknown;
}

/** By the names of classes, as copies of an SDK do not know each other's: v1 calls all of its errors "Error". */
function refusalOfError(error: SdkHttpError, message: string): Outcome | undefined {
  const name = error.constructor?.name ?? error.name;
  const text = withoutPrefix(message).text;
  if (name === 'UnauthorizedError') return { kind: 'unauthorized', message: text, refusal: {} };
  if (name === 'InsufficientScopeError' && typeof error.requiredScope === 'string') {
    const challenge = `Bearer error="insufficient_scope", scope="${error.requiredScope}"`;
    return { kind: 'forbidden', message: text, refusal: { status: 403, challenge } };
  }
  const isHttp = name === 'StreamableHTTPError' || name === 'SseError' || name === 'SdkHttpError';
  if (!isHttp) return undefined;
  const status = error.data?.status ?? error.code;
  if (status === 401) return refusedWith(401, undefined, text);
  // Without its headers, a 403 does not say what it is for; any other status is no answer at all.
  return { kind: 'disconnected', message: text };
}
