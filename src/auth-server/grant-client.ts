import { OAuthRefusal } from './answers';
import type { Client } from './client';
import type { Context } from './context';
import { readResources, readScopes, resourcesOf } from './parameters';
import { newFamily } from './tokens';
import { tokenResponse } from './token-response';

/** A token for the client itself. @see OAuth 2.1, 4.2 */
export function clientCredentialsGrant(form: URLSearchParams, client: Client, context: Context): Response {
  if (client.authentication === 'none')
    throw new OAuthRefusal(
      'unauthorized_client',
      'a public client has no credentials that could be granted anything',
    );
  const { settings } = context;
  const scopes = readScopes(form, settings) ?? settings.scopes ?? [];
  const resources = readResources(form, resourcesOf(settings));
  return tokenResponse({ client, sub: client.id, scopes, resources, family: newFamily() }, context);
}
