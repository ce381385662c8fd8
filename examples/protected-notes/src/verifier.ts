import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import type { OAuthTokenVerifier } from '@modelcontextprotocol/sdk/server/auth/provider.js';
import { createRemoteJWKSet, jwtVerify } from 'jose';

/** Whom the server trusts, and who it is. */
export interface Settings {
  readonly issuer: string;
  readonly jwksUri: string;
  /** Its own URL, for which tokens must be. */
  readonly resource: string;
}

/** Verifies access tokens that are JSON Web Tokens. */
export function createVerifier({ issuer, jwksUri, resource }: Settings): OAuthTokenVerifier {
  const keys = createRemoteJWKSet(new URL(jwksUri));
  return {
    async verifyAccessToken(token) {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: resource,
        algorithms: ['ES256', 'RS256'],
      }).catch(() => {
        // Whatever jose threw, the SDK's middleware would answer it with 500.
        throw new InvalidTokenError('The access token is not good for this server');
      });
      const { sub, client_id: clientId, scope, exp } = payload;
      return {
        token,
        clientId: String(clientId),
        scopes: typeof scope === 'string' ? scope.split(' ') : [],
        ...(exp !== undefined && { expiresAt: exp }),
        extra: { sub },
      };
    },
  };
}
