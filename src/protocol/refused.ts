import type { Outcome } from './outcome';

/** What a tool says of a missing or insufficient token, where the result is all that it has to say it in. */
const CHALLENGE_META = 'mcp/www_authenticate';

/**
 * How an operation ended that HTTP refused for want of authorization.
 *
 * @returns undefined for every other refusal: a 403 is one for want of a scope only where its challenge says so
 */
export function refusedWith(
  status: number | undefined,
  challenge: string | undefined,
  message: string,
): Outcome | undefined {
  const refusal = { ...(status !== undefined && { status }), ...(challenge !== undefined && { challenge }) };
  if (status === 401) return { kind: 'unauthorized', message, refusal };
  if (status === 403 && asksForScope(challenge)) return { kind: 'forbidden', message, refusal };
  return undefined;
}

/** The challenge that a tool's error carries in its `_meta`. Undefined where there is none. */
export function challengeInMeta(result: Readonly<Record<string, unknown>>): string | undefined {
  const meta = result['_meta'] as Readonly<Record<string, unknown>> | null | undefined;
  const challenges = [meta?.[CHALLENGE_META]].flat().filter(item => typeof item === 'string');
  return challenges.length > 0 ? challenges.join(', ') : undefined;
}

/** Whether a challenge says that the token is good, and its scope too small (RFC 6750, 3.1). */
export function asksForScope(challenge: string | undefined): boolean {
  return challenge !== undefined && /\berror\s*=\s*"?insufficient_scope\b/i.test(challenge);
}
