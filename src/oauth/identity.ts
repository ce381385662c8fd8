import { JSON } from '../core';
import { describeValue } from '../messages/describe';
import { usageError } from '../messages/stack';
import type { AuthInfo, Identity, TokenIssuer, TokenVerifier } from './shapes';

/** How identities and tokens reach what is served: the option `auth` of `mcp.serve`. */
export interface AuthOptions {
  /** Mints the tokens of `mcp.as()`: an `authServer()`. Default: none, so that `mcp.as()` needs a server in memory. */
  server?: TokenIssuer;
  /**
   * What verifies tokens in production. It guards a server object as the SDK's own HTTP middleware would: a missing or
   * bad token is refused before the server sees the request.
   */
  verifier?: TokenVerifier;
  /** The scopes without which the guard lets nobody in. Default: none. */
  requiredScopes?: readonly string[];
  /** Where the resource's metadata lie: stands in the guard's challenges. Default: none. */
  resourceMetadataUrl?: string;
  /** Whom tokens must be for, compared with the `resource` that the verifier reports. Default: not compared, as in the SDKs. */
  expectedResource?: string | URL;
}

/** Who a session is: nobody, the bearer of a token, or somebody who is known already. */
export type Presented = { readonly token: string | null } | { readonly identity: Identity };

/** What the guard makes of what a request presents. */
export type Admission = { readonly authInfo: AuthInfo | undefined } | { readonly refused: Refused };

/** A refusal as HTTP has it. */
export interface Refused {
  readonly status: number;
  readonly challenge?: string | undefined;
  readonly body: string;
}

const GUARD_OPTIONS = ['requiredScopes', 'resourceMetadataUrl', 'expectedResource'] as const;
const KNOWN: readonly string[] = ['server', 'verifier', ...GUARD_OPTIONS];

/**
 * Reads the option `auth`: an issuer of tokens stands for `{ server: issuer }`.
 *
 * @throws when it is neither, or says what no guard would ever look at
 */
export function readAuth(call: string, auth: unknown): AuthOptions | undefined {
  if (auth === undefined) return undefined;
  if (isIssuer(auth)) return { server: auth };
  if (typeof auth !== 'object' || auth === null)
    throw usageError(
      `${call}: the option auth must be an authServer() or { verifier }, got ${describeValue(auth)}.`,
    );
  const options = auth as AuthOptions & Record<string, unknown>;
  const unknown = Object.keys(options).find(name => !KNOWN.includes(name));
  if (unknown !== undefined)
    throw usageError(
      `${call}: the option auth has no ${JSON.stringify(unknown)}. There are: ${KNOWN.join(', ')}.`,
    );
  const { server, verifier, requiredScopes } = options;
  if (server !== undefined && !isIssuer(server))
    throw usageError(
      `${call}: the option auth.server must be an authServer(), got ${describeValue(server)}.`,
    );
  if (verifier !== undefined && typeof (verifier as Partial<TokenVerifier>).verifyAccessToken !== 'function')
    throw usageError(
      `${call}: the option auth.verifier must have a method verifyAccessToken(token), got ${describeValue(verifier)}.`,
    );
  if (requiredScopes !== undefined && !isStrings(requiredScopes))
    throw usageError(
      `${call}: the option auth.requiredScopes must be an array of strings, got ${describeValue(requiredScopes)}.`,
    );
  const idle = verifier ? undefined : GUARD_OPTIONS.find(name => options[name] !== undefined);
  if (idle !== undefined)
    throw usageError(
      `${call}: the option auth.${idle} was given, but no auth.verifier that it would go with.`,
    );
  if (!server && !verifier)
    throw usageError(`${call}: the option auth says neither server nor verifier. Leave it out, or give one.`);
  return options;
}

function isIssuer(value: unknown): value is TokenIssuer {
  const { issuer, token } = (value ?? {}) as Partial<TokenIssuer>;
  return typeof issuer === 'string' && typeof token === 'function';
}

const IDENTITY_KEYS: readonly string[] = ['sub', 'scopes', 'clientId', 'claims'];

/** @throws when it names nobody, or holds what no identity has */
export function assertIdentity(call: string, identity: unknown): asserts identity is Identity {
  const example = `Write for example:\n  ${call.replace(/\(.*$/, '')}({ sub: 'alice', scopes: ['notes:read'] })`;
  if (typeof identity !== 'object' || identity === null)
    throw usageError(
      `${call}: the identity must be an object, got ${describeValue(identity)}.\n\n${example}`,
    );
  const { sub, scopes, clientId, claims } = identity as Record<string, unknown>;
  const unknown = Object.keys(identity).find(key => !IDENTITY_KEYS.includes(key));
  if (unknown !== undefined)
    throw usageError(
      `${call}: an identity has no ${JSON.stringify(unknown)}. There are: ${IDENTITY_KEYS.join(', ')}. What else a token says of somebody stands in claims.\n\n${example}`,
    );
  const wrong = (name: string, must: string, got: unknown): Error =>
    usageError(`${call}: ${name} must be ${must}, got ${describeValue(got)}.\n\n${example}`);
  if (typeof sub !== 'string' || sub === '') throw wrong('sub', 'a string that is not empty', sub);
  if (scopes !== undefined && !isStrings(scopes)) throw wrong('scopes', 'an array of strings', scopes);
  if (clientId !== undefined && typeof clientId !== 'string') throw wrong('clientId', 'a string', clientId);
  if (claims !== undefined && (typeof claims !== 'object' || claims === null))
    throw wrong('claims', 'an object', claims);
}

/** @throws when it cannot stand in an `Authorization` header */
export function assertToken(call: string, token: unknown): asserts token is string {
  if (typeof token !== 'string' || token === '')
    throw usageError(
      `${call}: the token must be a string that is not empty, got ${describeValue(token)}.\n\nFor no token at all:\n  mcp.anonymous()`,
    );
  if (/^bearer\s/i.test(token))
    throw usageError(
      `${call}: the token begins with "Bearer", which is put before it. Give the token alone.`,
    );
  // eslint-disable-next-line no-control-regex -- what cannot stand in a header
  if (/[\u0000-\u001f\u007f]|[^\u0000-\u00ff]/.test(token))
    throw usageError(
      `${call}: the token holds a control character or one beyond Latin-1, which no header can carry.`,
    );
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}
