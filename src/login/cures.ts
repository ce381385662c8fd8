import { performance } from '../core';
import type { LoginOptions } from './options';
import { reasonOf, type Trace } from './trace';

/** What is known of a login that failed. */
export interface Evidence {
  /** What the SDK's client, or the kit, said of it. */
  readonly said: string;
  readonly oauthError: string | undefined;
  readonly trace: Trace;
  readonly options: LoginOptions;
  /** Whether the server had a token from its own authorization server, and asked for one again. */
  readonly isTokenRefused: boolean;
}

type Cure = (evidence: Evidence) => string | undefined | false;

/** In the order in which they are looked at; the first that fits is told. */
const CURES: readonly Cure[] = [
  ({ trace }) =>
    trace.last()?.status === 429 &&
    'The rate limit of the authorization server was met. mcpAuthRouter of SDK v1 allows 20 registrations an hour; switch it off in tests:\n' +
      '  mcpAuthRouter({ …, clientRegistrationOptions: { rateLimit: false } })\n' +
      'authorizationOptions and tokenOptions take the same.',
  ({ said }) =>
    /after trying upscoping/.test(said) &&
    "SDK v1's client answers a demand for more scopes by refreshing, which gets the same scopes again: a known defect of it, with every authorization server that issues refresh tokens. " +
      "SDK v2's client logs in again; it is used where it is installed:\n  npm install --save-dev @modelcontextprotocol/client",
  resourceMismatch,
  ({ said }) =>
    /code challenge method S256/.test(said) &&
    "The authorization server's metadata must say code_challenge_methods_supported: ['S256'] (MCP, Authorization Code Protection).",
  ({ said, options }) =>
    /does not support dynamic client registration/.test(said) &&
    `The authorization server registers nobody${options.register === 'dcr' || options.register === undefined ? '' : ' dynamically'}. Log in as a client that it knows, or by a metadata document where it takes one:\n` +
      "  await mcp.login({ register: { clientId: '…', redirectUri: '…' } });\n  await mcp.login({ register: 'cimd' });",
  issuerMismatch,
  ({ oauthError }) =>
    oauthError === 'access_denied' &&
    'The person refused, or the authorization server did in their place. Look at what the form answers, and whether that person may have those scopes.',
  ({ oauthError }) =>
    oauthError === 'invalid_scope' &&
    'A scope that was asked for is none of those that the authorization server knows, or that the client may ask for. Name others:\n' +
      "  await mcp.login({ scopes: ['…'] });",
  ({ oauthError, options }) =>
    (oauthError === 'invalid_client' || oauthError === 'unauthorized_client') &&
    (options.register === 'cimd'
      ? 'The authorization server did not take the client metadata document. One in another process cannot reach it: register the client, or name a document that it can fetch.'
      : 'The authorization server does not know this client, or its secret. Look at clientId and clientSecret of the option register.'),
  ({ trace, options }) =>
    /redirect.?uri/i.test(trace.last()?.error?.description ?? trace.last()?.text ?? '') &&
    typeof options.register === 'object' &&
    "Give the redirect URI that the client is registered with:\n  await mcp.login({ register: { clientId: '…', redirectUri: '…' } });",
  unreachable,
  noResourceMetadata,
  tokenRefused,
  ({ trace }) =>
    (trace.last()?.status ?? 0) >= 500 && 'The authorization server itself failed: its own log says why.',
];

/** What to try. Undefined where nothing that is known fits. */
export function cureFor(evidence: Evidence): string | undefined {
  for (const cure of CURES) {
    const said = cure(evidence);
    if (said) return said;
  }
  return undefined;
}

function resourceMismatch({ said }: Evidence): string | undefined {
  const [, named, asked] = /Protected resource (\S+) does not match expected (\S+)/.exec(said) ?? [];
  return named === undefined
    ? undefined
    : `The resource metadata speak of ${named}, and the server was asked at ${asked}. Tell the application where it is tested, or the test what the application goes by:\n` +
        `  await mcp.login({ resource: '${named}' });`;
}

function issuerMismatch({ said }: Evidence): string | undefined {
  const [, , one, other] = /(issuer mismatch|[Mm]ismatch)[^"]*"([^"]+)"[^"]*"([^"]+)"/.exec(said) ?? [];
  if (one === undefined || other === undefined) return undefined;
  return one.replace(/\/$/, '') === other.replace(/\/$/, '')
    ? 'The two differ by a slash at the end alone, and issuers are compared letter for letter. Write the same in authorization_servers of the resource metadata, in issuer of the metadata and in iss.'
    : 'The same issuer must stand in authorization_servers of the resource metadata, in issuer of the metadata and in iss of the response.';
}

function unreachable({ trace }: Evidence): string | undefined {
  const last = trace.last();
  if (!last || last.status !== undefined || !/ECONNREFUSED|ENOTFOUND|EAI_AGAIN/.test(reasonOf(last.failure)))
    return undefined;
  return (
    `Nothing answers at ${last.url.origin}. What names it, metadata or a redirect, has to name where the authorization server listens while the test runs. ` +
    'Where that is the application itself, served in process, say that it goes by that name:\n' +
    `  await mcp.login({ resource: '${last.url.origin}/mcp' });`
  );
}

function noResourceMetadata({ trace }: Evidence): string | undefined {
  const asked = trace.steps.filter(({ purpose }) => purpose === 'resource metadata');
  if (asked.length === 0 || asked.some(({ status }) => status === 200)) return undefined;
  if (asked.every(({ status }) => status === 401 || status === 403))
    return 'The server guards its protected resource metadata too, and they are what somebody without a token has to read first. Serve them in front of the guard.';
  return (
    'The server has no protected resource metadata (RFC 9728), so nothing says which authorization server is meant; the SDK took its own origin for it. ' +
    'MCP demands them. SDK v1 and v2 serve them with mcpAuthMetadataRouter; with another framework, answer at:\n' +
    `  ${asked[0]?.url.pathname ?? ''}`
  );
}

function tokenRefused({ isTokenRefused, trace }: Evidence): string | undefined {
  if (!isTokenRefused) return undefined;
  const challenge = trace.last('challenge');
  if (challenge?.status === 403)
    return 'The authorization server did not grant what the server asks for. What was consented to stands in tokens.scope of the session.';
  const skew = Date.now() - (performance.timeOrigin + performance.now());
  if (Math.abs(skew) > 60_000)
    return `Date is faked: it is ${Math.round(Math.abs(skew) / 1000).toLocaleString('en-US')} s ${skew > 0 ? 'ahead of' : 'behind'} the clock of other processes, so that tokens are expired, or not valid yet. Fake it after the login, or set it to the real time:\n  jest.useFakeTimers({ now: Date.now() });`;
  return 'The server refuses what its own authorization server issued. Compare what it verifies with what the token says: issuer (a slash at the end counts), audience, key, clock.';
}
