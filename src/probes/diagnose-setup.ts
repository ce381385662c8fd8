import { isServed, type ProbeExchange } from './exchange';
import type { TokenSupply } from './token-supply';
import { type SetUpError } from './report';
import { Undecided } from './undecided';

/** Why the good token did not get through, as far as the answers tell. */
export function setUpErrorOf(
  supply: TokenSupply | undefined,
  exchanges: readonly ProbeExchange[],
  error?: unknown,
): SetUpError {
  const statuses = exchanges.map(({ reply }) => reply.status);
  if (error === undefined && exchanges.some(({ reply }) => isServed(reply)))
    return { ...ONLY_ONCE, token: tokenOf(supply), exchanges: exchanges.slice(0, 3) };
  const telling = statuses.find(status => status === 401 || status === 403 || status >= 500) ?? statuses[0];
  return { ...diagnose(telling, error), token: tokenOf(supply), exchanges: exchanges.slice(0, 3) };
}

const ONLY_ONCE = {
  message:
    'The good token got through once, and then with nothing that could be asked again: no probe could tell a refusal from that.',
  cure: 'Leave one method at least out of allowAnonymous, or serve an application that can be asked twice.',
};

function diagnose(status: number | undefined, error: unknown): Pick<SetUpError, 'message' | 'cure'> {
  if (error instanceof Undecided)
    return { message: `The good token got no answer: ${error.message}.`, cure: 'Is the application there?' };
  if (error !== undefined)
    return {
      message: `There is no good token: ${(error as Error).message}`,
      cure: 'Name scopes that the authorization server grants: { scopes: […] }.',
    };
  if (status === 401)
    return {
      message: 'The application refused the good token (401), so that its refusals say nothing.',
      cure: 'Does it trust this issuer, is it told this audience, does it reach the issuer for its keys? The challenge above says what it missed.',
    };
  if (status === 403)
    return {
      message:
        'The application forbade the good token what it asked (403), so that its refusals say nothing.',
      cure: "Give the token what it needs: { scopes: ['…'] }, or another { identity }. A 403 without a challenge may be a check of the Host or Origin header.",
    };
  if (status === 429)
    return {
      message: 'A rate limit was met (429) before anything could be asked.',
      cure: 'Lift it for the tests: with SDK v1 mcpAuthRouter({ rateLimit: false }).',
    };
  if (status !== undefined && status >= 500)
    return {
      message: `The application broke on the good token (${status}).`,
      cure: 'Call a tool with it first: await expect(mcp.withToken(token).listTools()).resolves.toBeDefined()',
    };
  return {
    message: `The good token reached nothing that speaks MCP (${status ?? 'no answer'}).`,
    cure: "Is this the MCP endpoint? Say where it is: mcp.serve(app, { path: '/mcp' }).",
  };
}

function tokenOf(supply: TokenSupply | undefined): SetUpError['token'] {
  if (!supply) return {};
  const { claims, issuer, scopes } = supply;
  const scope = claims['scope'] ?? claims['scp'] ?? (scopes.length > 0 ? scopes.join(' ') : undefined);
  const audience = claims['aud'] ?? (supply.kind === 'opaque' ? issuer?.resource : undefined);
  return {
    ...textual('issuer', claims['iss'] ?? issuer?.issuer),
    ...textual('audience', audience),
    ...textual('scopes', scope),
  };
}

function textual<Name extends string>(name: Name, value: unknown): { [name in Name]?: string } {
  if (value === undefined) return {};
  const text = ([value].flat() as string[]).join(' ');
  return { [name]: text } as { [name in Name]?: string };
}
