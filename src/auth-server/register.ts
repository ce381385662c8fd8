import { JSON } from '../core';
import { seconds } from '../oauth/mint';
import { json, OAuthRefusal } from './answers';
import { isTexts } from './client-documents';
import type { Client } from './client';
import type { Context } from './context';
import { isObject, type Incoming } from './incoming';
import { AUTHENTICATION_METHODS, GRANTS } from './metadata';
import { whyNoRedirectUri } from './redirect-uris';
import { newSecret } from './tokens';

/** The registration endpoint: what a client says of itself is kept, and said again. @see RFC 7591, 3 */
export function register({ json: metadata }: Incoming, { settings, grants }: Context): Response {
  if (!settings.registration.includes('dcr'))
    throw new OAuthRefusal('invalid_request', 'clients cannot register here');
  if (!isObject(metadata))
    throw new OAuthRefusal('invalid_client_metadata', 'the body must be a JSON object');
  // What is not said has these values (RFC 7591, 2).
  const {
    grant_types: grantTypes = [GRANTS.code],
    token_endpoint_auth_method: method = 'client_secret_basic',
  } = metadata;
  assertGrants(grantTypes);
  assertResponseTypes(metadata.response_types ?? ['code']);
  assertMethod(method, metadata);
  const redirectUris = readRedirectUris(metadata, grantTypes);
  const id = newSecret('client');
  const hasSecret = method === 'client_secret_basic' || method === 'client_secret_post';
  const secret = hasSecret ? newSecret('secret') : undefined;
  grants.clients.set(id, {
    id,
    secret,
    authentication: hasSecret ? 'secret' : method === 'none' ? 'none' : 'private_key_jwt',
    redirectUris,
    grants: grantTypes,
    jwks: metadata.jwks as Client['jwks'],
    jwksUri: metadata.jwks_uri as string | undefined,
  });
  return json(
    {
      ...metadata,
      client_id: id,
      client_id_issued_at: seconds(),
      ...(secret !== undefined && { client_secret: secret, client_secret_expires_at: 0 }),
      redirect_uris: redirectUris,
      grant_types: grantTypes,
      response_types: metadata.response_types ?? ['code'],
      token_endpoint_auth_method: method,
    },
    201,
  );
}

function invalid(why: string): OAuthRefusal {
  return new OAuthRefusal('invalid_client_metadata', why);
}

function assertGrants(grants: unknown): asserts grants is string[] {
  const known: readonly string[] = Object.values(GRANTS);
  if (!isTexts(grants) || grants.length === 0) throw invalid('grant_types must be an array of grants');
  const unknown = grants.find(grant => !known.includes(grant));
  if (unknown !== undefined) throw invalid(`grant_types: there is no grant ${JSON.stringify(unknown)}`);
}

function assertResponseTypes(types: unknown): void {
  if (!isTexts(types) || types.some(type => type !== 'code'))
    throw invalid('response_types must be ["code"]');
}

function assertMethod(method: unknown, { jwks, jwks_uri: uri }: Readonly<Record<string, unknown>>): void {
  const known: readonly unknown[] = AUTHENTICATION_METHODS;
  if (!known.includes(method))
    throw invalid(`token_endpoint_auth_method: there is no ${JSON.stringify(method)}`);
  if (jwks !== undefined && uri !== undefined) throw invalid('jwks and jwks_uri exclude each other');
  const hasKeys = isObject(jwks) ? Array.isArray(jwks.keys) : typeof uri === 'string';
  if (method === 'private_key_jwt' && !hasKeys) throw invalid('private_key_jwt needs jwks or jwks_uri');
}

function readRedirectUris(metadata: Readonly<Record<string, unknown>>, grants: readonly string[]): string[] {
  const { redirect_uris: uris = [], application_type: type } = metadata;
  if (type !== undefined && type !== 'web' && type !== 'native')
    throw invalid("application_type must be 'web' or 'native'");
  if (!isTexts(uris))
    throw new OAuthRefusal('invalid_redirect_uri', 'redirect_uris must be an array of URIs');
  if (uris.length === 0 && grants.includes(GRANTS.code))
    throw new OAuthRefusal('invalid_redirect_uri', 'redirect_uris is missing');
  for (const uri of uris) {
    const why = whyNoRedirectUri(uri, type);
    if (why !== undefined) throw new OAuthRefusal('invalid_redirect_uri', `the redirect URI ${uri} ${why}`);
  }
  return uris;
}
