import { URL } from '../core';
import { decodeJwt, isSignedBy, type JsonObject } from '../oauth/jwt';
import { seconds } from '../oauth/mint';
import { ANOTHER_CLIENT, isAmong } from '../oauth/profiles';
import type { AuthInfo, TokenVerifier } from '../oauth/shapes';
import type { Context } from './context';
import { invalidTokenError } from '../sdk/invalid-token';
import { isTakenBack } from './tokens';

/** Verifies the tokens of this server as a good resource server does: offline where they are JWTs, else by what was issued. */
export function createVerifier(
  context: Context,
  audience: string,
  makeError: (reason: string) => unknown = invalidTokenError,
): TokenVerifier {
  const claimsOf = context.settings.tokens === 'opaque' ? introspected : verified;
  return {
    verifyAccessToken: async token => {
      const found = claimsOf(context, token);
      if (typeof found === 'string') throw makeError(found);
      const reason = whyNotFor(context, found, audience);
      if (reason !== undefined) throw makeError(reason);
      return authInfoOf(token, found, audience);
    },
  };
}

/** The claims of a JWT, or why it is not to be trusted. */
function verified({ issuer, keys }: Context, token: string): JsonObject | string {
  const jwt = decodeJwt(token);
  if (!jwt) return 'The token is not a JWT';
  const { header, claims } = jwt;
  if (header.alg !== keys.algorithm) return 'The token is signed with another algorithm';
  if (header.crit !== undefined) return 'The token has a critical header that is unknown';
  const key = keys.verifying.find(({ kid }) => kid === header.kid);
  if (!key) return 'The token is signed with an unknown key';
  if (!isSignedBy(jwt, keys.algorithm, key.publicKey)) return 'The signature of the token is wrong';
  if (claims.iss !== issuer) return 'The token comes from another issuer';
  return claims;
}

function introspected({ tokens }: Context, token: string): JsonObject | string {
  const issued = tokens.access.get(token);
  if (!issued) return 'The token is unknown';
  return isTakenBack(issued) ? 'The token was revoked' : issued.claims;
}

/** Why claims that can be trusted do not let anybody in here now. */
function whyNotFor({ settings }: Context, claims: JsonObject, audience: string): string | undefined {
  if (typeof claims.exp !== 'number') return 'The token never expires';
  if (claims.exp <= seconds()) return 'The token has expired';
  if (typeof claims.nbf === 'number' && claims.nbf > seconds()) return 'The token is not valid yet';
  const isFor =
    settings.profile.namesAudience || settings.tokens === 'opaque'
      ? isAmong(audience, claims.aud)
      : claims.aud === undefined && claims.client_id !== ANOTHER_CLIENT;
  return isFor ? undefined : 'The token is for another resource';
}

function authInfoOf(token: string, claims: JsonObject, audience: string): AuthInfo {
  const client = claims.client_id ?? claims.azp ?? claims.cid;
  const scopes = claims.scope ?? claims.scp;
  return {
    token,
    clientId: typeof client === 'string' ? client : '',
    scopes: Array.isArray(scopes) ? scopes.map(String) : typeof scopes === 'string' ? scopes.split(' ') : [],
    expiresAt: claims.exp as number,
    resource: new URL(audience),
    extra: { ...claims },
  };
}
