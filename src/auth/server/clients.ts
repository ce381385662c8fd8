import { JSON } from '../../core';
import type { JsonObject } from '../jwt';
import type { RegisteredClient } from '../shapes';
import { OAuthRefusal } from './answers';
import type { Context } from './context';

/** A client, however it became known. */
export interface Client {
  readonly id: string;
  readonly secret?: string | undefined;
  readonly authentication: 'none' | 'secret' | 'private_key_jwt';
  readonly redirectUris: readonly string[];
  /** Undefined: all that there are. */
  readonly grants: readonly string[] | undefined;
  readonly jwks?: { readonly keys: readonly JsonObject[] } | undefined;
  readonly jwksUri?: string | undefined;
}

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
    secret: clientSecret,
    authentication: jwks ? 'private_key_jwt' : clientSecret === undefined ? 'none' : 'secret',
    redirectUris,
    grants: grantTypes,
    jwks,
  };
}

/** @throws when the client was not registered for this grant. @see RFC 6749, 5.2 */
export function assertMayUse(client: Client, grant: string): void {
  if (!mayUse(client, grant))
    throw new OAuthRefusal('unauthorized_client', `the client is not registered for ${grant}`);
}

export function mayUse(client: Client, grant: string): boolean {
  return client.grants === undefined || client.grants.includes(grant);
}
