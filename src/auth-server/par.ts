import { URLSearchParams } from '../core';
import { seconds } from '../oauth/mint';
import { json, OAuthRefusal } from './answers';
import { readAuthorizationRequest, readReturnAddress } from './authorization-request';
import { authenticateClient } from './client-authentication';
import type { Context } from './context';
import type { Incoming } from './incoming';
import { assertForm } from './form';
import { newSecret } from './tokens';

/** How long a pushed request waits to be used, in seconds. */
const LIFETIME = 60;

/** The pushed authorization request endpoint. @see RFC 9126, 2 */
export async function pushRequest(incoming: Incoming, context: Context): Promise<Response> {
  assertForm(incoming);
  const client = await authenticateClient(incoming, context);
  const parameters = new URLSearchParams(incoming.form);
  if (parameters.has('request_uri'))
    throw new OAuthRefusal('invalid_request', 'request_uri cannot be pushed');
  parameters.set('client_id', client.id);
  const address = await readReturnAddress(parameters, context);
  const request = await readAuthorizationRequest(parameters, address, context);
  const uri = `urn:ietf:params:oauth:request_uri:${newSecret('request')}`;
  context.grants.pushed.set(uri, { request, expiresAt: seconds() + LIFETIME });
  return json({ request_uri: uri, expires_in: LIFETIME }, 201);
}
