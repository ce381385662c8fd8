import { randomUUID } from '../core';
import { encodeJwt, type JsonObject } from './jwt';
import type { KeyRing, SigningKey } from './keys';
import type { Profile } from './profiles';
import type { TokenOptions } from './shapes';

/** What is the same in all tokens of an issuer. */
export interface Mint {
  readonly issuer: string;
  readonly resource: string;
  readonly keys: KeyRing;
  readonly profile: Profile;
  /** How long tokens live, in seconds. */
  readonly lifetime: number;
}

/** A token before it is signed. */
export interface Draft {
  readonly header: JsonObject;
  /** The claims that every issuer's tokens have, under their names of RFC 9068. */
  readonly claims: JsonObject;
  /** What the test wants said besides, in whatever way. */
  readonly extra: JsonObject;
}

/** The client of tokens that no client asked for. */
export const DEFAULT_CLIENT = 'jest-mcp';

/** Seconds since the epoch, on the clock of the test: time travel makes tokens expire. */
export function seconds(): number {
  return Math.floor(Date.now() / 1_000);
}

/** A good token. @see RFC 9068, 2 */
export function draftOf(mint: Mint, options: TokenOptions = {}): Draft {
  const { sub = 'alice', scopes = [], clientId = DEFAULT_CLIENT, expiresIn = mint.lifetime } = options;
  const now = seconds();
  return {
    header: {
      alg: mint.keys.algorithm,
      typ: mint.profile.type,
      kid: mint.keys.current.kid,
      ...options.header,
    },
    claims: {
      iss: mint.issuer,
      sub,
      aud: options.audience ?? mint.resource,
      client_id: clientId,
      ...(scopes.length > 0 && { scope: scopes.join(' ') }),
      // A token that expired long ago was issued before.
      iat: Math.min(now, now + expiresIn - 1),
      exp: now + expiresIn,
      jti: randomUUID(),
    },
    extra: options.claims ?? {},
  };
}

/** A draft that says this instead. What the test wants said besides gives way: else the token would not be wrong at all. */
export function withClaims(draft: Draft, claims: JsonObject): Draft {
  const extra = Object.entries(draft.extra).filter(([name]) => !(name in claims));
  return { ...draft, claims: { ...draft.claims, ...claims }, extra: Object.fromEntries(extra) };
}

/** What the token of a draft says, in the way of its issuer. */
export function writtenClaims(mint: Mint, { claims, extra }: Draft): JsonObject {
  return { ...mint.profile.shape(claims, mint.resource), ...extra };
}

/** The token of a draft, signed. */
export function sealed(mint: Mint, draft: Draft, key: SigningKey = mint.keys.current): string {
  return encodeJwt(draft.header, writtenClaims(mint, draft), signed => key.sign(signed));
}
