import { OAuthRefusal } from './answers';
import { findClient } from './clients';
import type { Context } from './context';
import type { AuthorizationRequest } from './grants';
import { GRANTS } from './metadata';
import { assertOnce, optional, readResources, readScopes, required, resourcesOf } from './parameters';
import { isRegisteredUri } from './redirect-uris';
import { mayUse } from './client';

/** Where an answer to an authorization request goes: known before the rest of it is judged. */
export interface ReturnAddress {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string | undefined;
}

/**
 * Where to answer. What is wrong here is told to the person and not to the client: the redirect URI may be an attacker's.
 *
 * @throws when the client is unknown, or the redirect URI none of its own
 * @see RFC 6749, 4.1.2.1
 */
export async function readReturnAddress(
  parameters: URLSearchParams,
  context: Context,
): Promise<ReturnAddress> {
  const clientId = required(parameters, 'client_id');
  const { redirectUris } = await findClient(context, clientId);
  const asked = optional(parameters, 'redirect_uri');
  const redirectUri = asked ?? (redirectUris.length === 1 ? redirectUris[0] : undefined);
  if (redirectUri === undefined) throw new OAuthRefusal('invalid_request', 'redirect_uri is missing');
  if (!isRegisteredUri(redirectUri, redirectUris))
    throw new OAuthRefusal(
      'invalid_redirect_uri',
      `redirect_uri is not one that the client has registered: ${redirectUri}`,
    );
  return { clientId, redirectUri, state: optional(parameters, 'state') };
}

/** @throws when something is wrong that the client is to be told of. @see OAuth 2.1, 4.1.1 */
export async function readAuthorizationRequest(
  parameters: URLSearchParams,
  address: ReturnAddress,
  context: Context,
): Promise<AuthorizationRequest> {
  assertOnce(parameters);
  const { settings } = context;
  const type = required(parameters, 'response_type');
  if (type !== 'code') throw new OAuthRefusal('unsupported_response_type', 'response_type must be code');
  if ((optional(parameters, 'response_mode') ?? 'query') !== 'query')
    throw new OAuthRefusal('invalid_request', 'response_mode must be query');
  if (!mayUse(await findClient(context, address.clientId), GRANTS.code))
    throw new OAuthRefusal('unauthorized_client', 'the client is not registered for authorization_code');
  return {
    ...address,
    challenge: readChallenge(parameters),
    scopes: readScopes(parameters, settings) ?? settings.scopes ?? [],
    resources: readResources(parameters, resourcesOf(settings)),
    nonce: optional(parameters, 'nonce'),
    loginHint: optional(parameters, 'login_hint'),
  };
}

/** PKCE, and S256 alone: without a method it would be `plain`. @see RFC 7636, 4.3; OAuth 2.1, 4.1.1 */
function readChallenge(parameters: URLSearchParams): string {
  const challenge = optional(parameters, 'code_challenge');
  if (challenge === undefined)
    throw new OAuthRefusal('invalid_request', 'code_challenge is missing: PKCE is required');
  if (parameters.get('code_challenge_method') !== 'S256')
    throw new OAuthRefusal('invalid_request', 'code_challenge_method must be S256');
  if (!/^[\w-]{43}$/.test(challenge))
    throw new OAuthRefusal('invalid_request', 'code_challenge must be 43 characters of base64url');
  return challenge;
}
