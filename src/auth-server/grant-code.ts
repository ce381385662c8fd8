import { createHash } from '../core';
import { seconds } from '../oauth/mint';
import { OAuthRefusal } from './answers';
import type { Client } from './client';
import type { Context } from './context';
import type { Code } from './grants';
import { optional, readResources, required, resourcesOf } from './parameters';
import { tokenResponse } from './token-response';

/** Tokens for an authorization code. @see OAuth 2.1, 4.1.3; RFC 7636, 4.6; RFC 8707, 2.2 */
export function codeGrant(form: URLSearchParams, client: Client, context: Context): Response {
  const code = context.grants.codes.get(required(form, 'code'));
  if (!code || code.request.clientId !== client.id)
    throw new OAuthRefusal('invalid_grant', 'the code is unknown, or was issued to another client');
  if (code.isUsed) {
    // Somebody has stolen it: whoever came first may have been the thief (RFC 6749, 4.1.2).
    code.family.isRevoked = true;
    throw new OAuthRefusal('invalid_grant', 'the code was used before: its tokens are revoked');
  }
  if (code.expiresAt <= seconds()) throw new OAuthRefusal('invalid_grant', 'the code has expired');
  assertSameRedirect(form, code);
  assertVerifier(form, code);
  const { request, sub, scopes, family } = code;
  const resources = narrowedResources(form, request.resources, context);
  code.isUsed = true;
  const refresh = { scopes, resources: request.resources };
  return tokenResponse(
    { client, sub, scopes, resources, family, refresh, nonce: request.nonce, isLogin: true },
    context,
  );
}

/** OAuth 2.1 does without it; where it is sent, it has to be that of the authorization request. */
function assertSameRedirect(form: URLSearchParams, { request }: Code): void {
  const given = optional(form, 'redirect_uri');
  if (given !== undefined && given !== request.redirectUri)
    throw new OAuthRefusal('invalid_grant', 'redirect_uri is not that of the authorization request');
}

function assertVerifier(form: URLSearchParams, { request }: Code): void {
  const verifier = optional(form, 'code_verifier');
  if (verifier === undefined) throw new OAuthRefusal('invalid_grant', 'code_verifier is missing');
  const isRight =
    /^[\w.~-]{43,128}$/.test(verifier) &&
    createHash('sha256').update(verifier).digest('base64url') === request.challenge;
  if (!isRight) throw new OAuthRefusal('invalid_grant', 'code_verifier is not that of the code_challenge');
}

/** Which resources the token is for: those of the consent, or some of them. */
export function narrowedResources(
  form: URLSearchParams,
  granted: readonly string[],
  { settings }: Context,
): readonly string[] {
  const asked = readResources(form, resourcesOf(settings));
  const beyond = asked.find(resource => granted.length > 0 && !granted.includes(resource));
  if (beyond !== undefined) throw new OAuthRefusal('invalid_target', `${beyond} was not granted`);
  return asked.length > 0 ? asked : granted;
}
