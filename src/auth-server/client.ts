import type { JsonObject } from '../oauth/jwt';
import { OAuthRefusal } from './answers';

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

/** @throws when the client was not registered for this grant. @see RFC 6749, 5.2 */
export function assertMayUse(client: Client, grant: string): void {
  if (!mayUse(client, grant))
    throw new OAuthRefusal('unauthorized_client', `the client is not registered for ${grant}`);
}

export function mayUse(client: Client, grant: string): boolean {
  return client.grants === undefined || client.grants.includes(grant);
}
