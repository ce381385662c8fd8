import { randomUUID } from '../core';
import { encodeJwt } from '../oauth/jwt';
import { draftOf, seconds, withClaims } from '../oauth/mint';
import { json } from './answers';
import type { Context } from './context';
import { GRANTS } from './metadata';
import { audienceOf } from './parameters';
import { newSecret, type Family } from './tokens';
import { mayUse, type Client } from './client';

/** What somebody was granted. */
export interface Granted {
  readonly client: Client;
  readonly sub: string;
  /** Of the access token. */
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  readonly family: Family;
  /** What a refresh token would be good for; absent: none is issued. */
  readonly refresh?: { readonly scopes: readonly string[]; readonly resources: readonly string[] };
  /** For an ID token: what the client wants to find in it again. */
  readonly nonce?: string | undefined;
  readonly isLogin?: boolean;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** The tokens of a grant. @see RFC 6749, 5.1; RFC 9068, 3 */
export function tokenResponse(granted: Granted, context: Context): Response {
  const { client, sub, scopes, resources, family, refresh, claims = {}, more = {} } = granted;
  const { settings, mint, issue } = context;
  const draft = draftOf(mint, {
    sub,
    scopes,
    clientId: client.id,
    audience: audienceOf(resources, settings),
  });
  const isIdentified = granted.isLogin === true && scopes.includes('openid');
  return json({
    access_token: issue(withClaims(draft, claims), family),
    token_type: 'Bearer',
    expires_in: settings.accessTokenLifetime,
    scope: scopes.join(' '),
    ...(refresh &&
      mayRefresh(client, refresh.scopes, context) && {
        refresh_token: newRefresh(granted, refresh, context),
      }),
    ...(isIdentified && { id_token: idToken(granted, context) }),
    ...more,
  });
}

function mayRefresh(client: Client, scopes: readonly string[], { settings }: Context): boolean {
  if (settings.refreshTokens === 'never' || !mayUse(client, GRANTS.refresh)) return false;
  return settings.refreshTokens === 'always' || scopes.includes('offline_access');
}

function newRefresh(
  { client, sub, family }: Granted,
  good: NonNullable<Granted['refresh']>,
  { tokens }: Context,
): string {
  const token = newSecret('rt');
  tokens.refresh.set(token, { token, clientId: client.id, sub, ...good, family, isSpent: false });
  return token;
}

/** Who logged in, for the client. @see OpenID Connect Core 1.0, 2 */
function idToken({ client, sub, nonce }: Granted, { issuer, keys, settings }: Context): string {
  const now = seconds();
  const header = { alg: keys.algorithm, typ: 'JWT', kid: keys.current.kid };
  const claims = {
    iss: issuer,
    sub,
    aud: client.id,
    iat: now,
    exp: now + settings.accessTokenLifetime,
    jti: randomUUID(),
    nonce,
  };
  return encodeJwt(header, claims, signed => keys.current.sign(signed));
}
