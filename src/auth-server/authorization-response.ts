import { Response, URL } from '../core';
import { seconds } from '../oauth/mint';
import type { NextLogin } from '../oauth/shapes';
import type { ReturnAddress } from './authorization-request';
import type { Context } from './context';
import type { AuthorizationRequest } from './grants';
import { takeTime } from './slowness';
import { newFamily, newSecret } from './tokens';

/** How long a code lives, in seconds. */
const CODE_LIFETIME = 60;

/** What the person does when they have logged in: they consent, or refuse. */
export async function finishLogin(
  request: AuthorizationRequest,
  login: NextLogin,
  context: Context,
): Promise<Response> {
  const { after: delay = 0, deny = false, scopes } = login;
  await takeTime(delay);
  if (deny)
    return sendBack(request, context, { error: 'access_denied', error_description: 'the person refused' });
  const code = newSecret('code');
  context.grants.codes.set(code, {
    request,
    sub: login.sub ?? request.loginHint ?? 'alice',
    scopes: scopes ? request.scopes.filter(scope => scopes.includes(scope)) : request.scopes,
    expiresAt: seconds() + CODE_LIFETIME,
    family: newFamily(),
    isUsed: false,
  });
  return sendBack(request, context, { code });
}

/** The authorization response, with who it is from. @see RFC 6749, 4.1.2; RFC 9207, 2 */
export function sendBack(
  { redirectUri, state }: ReturnAddress,
  { issuer, script }: Context,
  fields: Readonly<Record<string, string>>,
): Response {
  const location = new URL(redirectUri);
  const iss = script.iss ?? issuer;
  const all = { ...fields, ...(state !== undefined && { state }), ...(iss !== 'omit' && { iss }) };
  for (const [name, value] of Object.entries(all)) location.searchParams.append(name, value);
  return new Response(null, {
    status: 302,
    headers: { location: location.href, 'cache-control': 'no-store' },
  });
}
