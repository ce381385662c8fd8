import { URL } from '../core';
import { describeValue } from '../messages/describe';
import {
  assertIsObject,
  assertOptions,
  isObject,
  isStrings,
  isText,
  mustBe,
  type OptionRules,
  TEXT,
} from '../messages/options';
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

const RULES: OptionRules<AuthOptions> = {
  server: mustBe('an authServer()', isIssuer),
  verifier: mustBe(
    'an object with a method verifyAccessToken(token)',
    value => typeof (value as Partial<TokenVerifier> | null)?.verifyAccessToken === 'function',
  ),
  requiredScopes: mustBe('an array of strings', isStrings),
  resourceMetadataUrl: TEXT,
  expectedResource: mustBe('a string or a URL', value => isText(value) || value instanceof URL),
};

/**
 * Reads the option `auth`: an issuer of tokens stands for `{ server: issuer }`.
 *
 * @throws when it is neither, or says what no guard would ever look at
 */
export function readAuth(call: string, auth: unknown): AuthOptions | undefined {
  if (auth === undefined) return undefined;
  if (isIssuer(auth)) return { server: auth };
  if (!isObject(auth))
    throw usageError(
      `${call}: the option auth must be an authServer() or { verifier }, got ${describeValue(auth)}.`,
    );
  assertOptions(call, auth, RULES, { of: ' in auth', prefix: 'auth.' });
  const options: AuthOptions = auth;
  const { server, verifier } = options;
  const idle = verifier ? undefined : GUARD_OPTIONS.find(name => options[name] !== undefined);
  if (idle !== undefined)
    throw usageError(
      `${call}: the option auth.${idle} was given, but no auth.verifier that it would go with.`,
    );
  if (!server && !verifier)
    throw usageError(`${call}: the option auth says neither server nor verifier. Leave it out, or give one.`);
  return options;
}

export function isIssuer(value: unknown): value is TokenIssuer {
  const { issuer, token } = (value ?? {}) as Partial<TokenIssuer>;
  return typeof issuer === 'string' && typeof token === 'function';
}

const IDENTITY_RULES: OptionRules<Identity> = {
  sub: TEXT,
  scopes: mustBe('an array of strings', isStrings),
  clientId: mustBe('a string', value => typeof value === 'string'),
  claims: mustBe('an object', isObject),
};

/** @throws when it names nobody, or holds what no identity has */
export function assertIdentity(call: string, identity: unknown): asserts identity is Identity {
  const example = `${call.replace(/\(.*$/, '')}({ sub: 'alice', scopes: ['notes:read'] })`;
  assertIsObject(call, 'identity', identity, example);
  assertOptions(call, identity, IDENTITY_RULES, {
    noun: 'field',
    of: ' of an identity',
    required: ['sub'],
    hint: 'What else a token says of somebody stands in claims.',
    example,
  });
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
