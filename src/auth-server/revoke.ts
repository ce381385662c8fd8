import { Response } from '../core';
import { OAuthRefusal } from './answers';
import { authenticateClient } from './client-authentication';
import type { Context } from './context';
import type { Incoming } from './incoming';
import { required } from './parameters';
import { assertForm } from './form';

/** The revocation endpoint: a refresh token takes all with it that came of it. @see RFC 7009, 2 */
export async function revoke(incoming: Incoming, context: Context): Promise<Response> {
  assertForm(incoming);
  const client = await authenticateClient(incoming, context);
  const token = required(incoming.form, 'token');
  const refresh = context.tokens.refresh.get(token);
  const access = context.tokens.access.get(token);
  const owner = refresh?.clientId ?? access?.claims.client_id;
  if (owner !== undefined && owner !== client.id)
    throw new OAuthRefusal('invalid_grant', 'the token was issued to another client');
  if (refresh) refresh.family.isRevoked = true;
  if (access) access.isRevoked = true;
  // A token that is unknown is as good as revoked.
  return new Response(null, { status: 200, headers: { 'cache-control': 'no-store' } });
}
