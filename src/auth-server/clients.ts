import { JSON } from '../core';
import { keepSecret } from '../messages/secrets';
import type { RegisteredClient } from '../oauth/shapes';
import { OAuthRefusal } from './answers';
import type { Context } from './context';
import type { Client } from './client';

/** Finds a client: known from the beginning, registered since, or named by the URL of its metadata. */
export async function findClient(context: Context, id: string): Promise<Client> {
  const given = context.settings.clients.find(({ clientId }) => clientId === id);
  if (given) return fromOptions(given);
  const registered = context.grants.clients.get(id);
  if (registered) return registered;
  if (context.settings.registration.includes('cimd') && /^https?:/i.test(id)) {
    const { clientOfDocument } = require('./client-documents') as typeof import('./client-documents');
    return clientOfDocument(id, context);
  }
  throw new OAuthRefusal('invalid_client', `there is no client ${JSON.stringify(id)}`);
}

function fromOptions({
  clientId,
  clientSecret,
  redirectUris = [],
  grantTypes,
  jwks,
}: RegisteredClient): Client {
  return {
    id: clientId,
    secret: keepSecret(clientSecret),
    authentication: jwks ? 'private_key_jwt' : clientSecret === undefined ? 'none' : 'secret',
    redirectUris,
    grants: grantTypes,
    jwks,
  };
}
