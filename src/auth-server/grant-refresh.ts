import { OAuthRefusal } from './answers';
import type { Client } from './client';
import type { Context } from './context';
import { narrowedResources } from './grant-code';
import { narrowedScopes, readScopes, required } from './parameters';
import { tokenResponse } from './token-response';

/** Tokens for a refresh token, which is replaced. @see OAuth 2.1, 4.3 */
export function refreshGrant(form: URLSearchParams, client: Client, context: Context): Response {
  const refresh = context.tokens.refresh.get(required(form, 'refresh_token'));
  if (!refresh || refresh.clientId !== client.id)
    throw new OAuthRefusal('invalid_grant', 'the refresh token is unknown, or was issued to another client');
  if (refresh.isSpent) {
    refresh.family.isRevoked = true;
    throw new OAuthRefusal(
      'invalid_grant',
      'the refresh token was used before: all that came of it is revoked',
    );
  }
  if (refresh.family.isRevoked) throw new OAuthRefusal('invalid_grant', 'the refresh token was revoked');
  const scopes = narrowedScopes(readScopes(form, context.settings), refresh.scopes);
  const resources = narrowedResources(form, refresh.resources, context);
  refresh.isSpent = true;
  const { sub, family } = refresh;
  const next = { scopes: refresh.scopes, resources: refresh.resources };
  return tokenResponse({ client, sub, scopes, resources, family, refresh: next }, context);
}
