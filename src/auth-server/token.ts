import { JSON } from '../core';
import { OAuthRefusal } from './answers';
import { authenticateClient } from './client-authentication';
import type { Context } from './context';
import type { Incoming } from './incoming';
import { GRANTS } from './metadata';
import { required } from './parameters';
import { assertForm } from './form';
import { assertMayUse, type Client } from './client';

/** A grant: what it answers a client with that has proved who it is. */
export type Grant = (form: URLSearchParams, client: Client, context: Context) => Response;

const BY_NAME: Readonly<Record<string, () => Grant>> = {
  [GRANTS.code]: () => (require('./grant-code') as typeof import('./grant-code')).codeGrant,
  [GRANTS.refresh]: () => (require('./grant-refresh') as typeof import('./grant-refresh')).refreshGrant,
  [GRANTS.clientCredentials]: () =>
    (require('./grant-client') as typeof import('./grant-client')).clientCredentialsGrant,
  [GRANTS.device]: () => (require('./device') as typeof import('./device')).deviceGrant,
  [GRANTS.exchange]: () => (require('./grant-exchange') as typeof import('./grant-exchange')).exchangeGrant,
};

/** The token endpoint. @see OAuth 2.1, 3.2 */
export async function exchange(incoming: Incoming, context: Context): Promise<Response> {
  const { form } = incoming;
  assertForm(incoming);
  const client = await authenticateClient(incoming, context);
  const name = required(form, 'grant_type');
  const grant = Object.hasOwn(BY_NAME, name) ? BY_NAME[name] : undefined;
  if (!grant) throw new OAuthRefusal('unsupported_grant_type', `there is no grant ${JSON.stringify(name)}`);
  assertMayUse(client, name);
  return grant()(form, client, context);
}
