import { JSON } from '../core';
import { bearerChallenge, parseChallenges } from '../oauth/challenge';
import type { ScopeBypass } from './scope-bypasses';
import type { ProbeExchange } from './exchange';
import type { Finding } from './report';
import { RULES } from './rules';

/** What is wrong, if anything. */
export type Found = Omit<Finding, 'probe' | 'exchange' | 'level'> | undefined;

const GUARD =
  "Ask for the scope where the tool is registered: registerTool(name, { scopeChallenge: requireScopes('…') }, …) of SDK v2, or answer 403 before MCP is reached.";

/** Judges a call without a scope that it needs. */
export function judgeForbidden(tool: string, scope: string, { reply }: ProbeExchange): Found {
  const rule = RULES.insufficientScope;
  const found = (cause: string, message: string, cure = GUARD): Found => ({
    rule,
    cause: `${tool}: ${cause}`,
    message: `the tool ${tool}, called without ${scope}, ${message}`,
    cure,
  });
  if (reply.status === 401)
    return found(
      '401',
      'was answered with 401: a client would log in again for the same scopes',
      'Answer 403 with error="insufficient_scope".',
    );
  const header = reply.headers.get('www-authenticate') ?? challengeInResult(reply.messages);
  const parameters = header === undefined ? undefined : bearerChallenge(parseChallenges(header))?.parameters;
  const isChallenge = parameters?.get('error') === 'insufficient_scope';
  if (reply.status === 403 || isChallenge) {
    if (!isChallenge)
      return found('bare 403', 'was answered with 403 that has no challenge with error="insufficient_scope"');
    const named = parameters.get('scope')?.split(' ') ?? [];
    if (named.includes(scope)) return undefined;
    const instead = named.length === 0 ? 'no scope' : `the scope ${named.join(' ')}`;
    return found(
      'scope not named',
      `was forbidden, but the challenge names ${instead}`,
      `Name what is needed: scope="${scope}".`,
    );
  }
  const [answer] = reply.messages.filter(({ result, error }) => result ?? error);
  if (answer?.result?.['isError'] === true)
    return found(
      'tool error',
      `was answered by the tool's own error ${textOf(answer.result)}: the handler ran, or its arguments were judged, and no client learns which scope to ask for`,
      `${GUARD} If the arguments were judged first, give the test good ones: { ${JSON.stringify(tool)}: { scopes: [${JSON.stringify(scope)}], args: { … } } }.`,
    );
  if (answer?.result) return found('let through', 'was let through');
  return found(
    'answered otherwise',
    `was answered with ${reply.status}${answer?.error ? ` and the error ${answer.error.code} ${JSON.stringify(answer.error.message)}` : ''} rather than 403`,
  );
}

/** Judges the same call in a disguise: whatever is no result of the tool has let nobody through. */
export function judgeDisguised(
  tool: string,
  scope: string,
  { how, cure }: ScopeBypass,
  { reply }: ProbeExchange,
): Found {
  const isForbidden = /\binsufficient_scope\b/.test(challengeInResult(reply.messages) ?? '');
  if (reply.status >= 400 || isForbidden || !reply.messages.some(({ result }) => result)) return undefined;
  return {
    rule: RULES.insufficientScope,
    cause: `${tool}: let through ${how}`,
    message: `the tool ${tool}, called without ${scope} ${how} was let through, where a plain call is forbidden`,
    cure,
  };
}

/** Judges a call with all that it needs. */
export function judgeLetIn(tool: string, scopes: string, { reply }: ProbeExchange): Found {
  const header = reply.headers.get('www-authenticate') ?? challengeInResult(reply.messages) ?? '';
  const isForbidden = /\binsufficient_scope\b/.test(header);
  if (reply.status < 400 && reply.messages.length > 0 && !isForbidden) return undefined;
  return {
    rule: RULES.control,
    cause: `${tool}: refused with what it needs`,
    message: `the tool ${tool}, called with ${scopes}, was refused with ${reply.status}: with nobody let in, its refusals say nothing`,
    cure: 'Does the table name all that the tool needs? Scopes that every request needs go into the option base.',
  };
}

/** Judges a call without a token. */
export function judgeAnonymous(tool: string, { reply }: ProbeExchange): Found {
  if (reply.status === 401) return undefined;
  return {
    rule: RULES.everyRequest,
    cause: `${tool}: open to nobody`,
    message: `the tool ${tool}, called without a token, was answered with ${reply.status} rather than 401`,
    cure: 'A tool that needs a scope needs a token: an unknown caller must not come past the check of scopes.',
  };
}

/** The convention of challenges inside a tool's result. */
function challengeInResult(messages: ProbeExchange['reply']['messages']): string | undefined {
  for (const { result } of messages) {
    const told = (result?.['_meta'] as Record<string, unknown> | undefined)?.['mcp/www_authenticate'];
    const first: unknown = Array.isArray(told) ? told[0] : told;
    if (typeof first === 'string') return first;
  }
  return undefined;
}

function textOf(result: Readonly<Record<string, unknown>>): string {
  const [block] = (result['content'] ?? []) as { text?: string }[];
  return JSON.stringify((block?.text ?? '').slice(0, 120));
}
