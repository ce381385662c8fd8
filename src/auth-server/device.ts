import { now } from '../clock';
import { randomInt, URLSearchParams } from '../core';
import { seconds } from '../oauth/mint';
import { json, OAuthRefusal, page } from './answers';
import { authenticateClient } from './client-authentication';
import type { Context } from './context';
import type { Incoming } from './incoming';
import { GRANTS } from './metadata';
import { readResources, readScopes, required, resourcesOf } from './parameters';
import { assertForm } from './form';
import { newFamily, newSecret } from './tokens';
import { tokenResponse } from './token-response';
import { assertMayUse, type Client } from './client';

/** How long a device may wait, in seconds. */
const LIFETIME = 600;
/** How often it should ask, in seconds. It is not held to it: nobody waits in a test. */
const INTERVAL = 1;
/** Letters that nobody mistakes for each other (RFC 8628, 6.1). */
const LETTERS = 'BCDFGHJKLMNPQRSTVWXZ';

/** The device authorization endpoint. @see RFC 8628, 3.1 */
export async function authorizeDevice(incoming: Incoming, context: Context): Promise<Response> {
  assertForm(incoming);
  const { form } = incoming;
  const { settings, grants, base } = context;
  const client = await authenticateClient(incoming, context);
  assertMayUse(client, GRANTS.device);
  const code = newSecret('device');
  grants.devices.set(code, {
    clientId: client.id,
    scopes: readScopes(form, settings) ?? settings.scopes ?? [],
    resources: readResources(form, resourcesOf(settings)),
    expiresAt: seconds() + LIFETIME,
    isUsed: false,
  });
  const letters = Array.from({ length: 8 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const userCode = `${letters.slice(0, 4)}-${letters.slice(4)}`;
  return json({
    device_code: code,
    user_code: userCode,
    verification_uri: `${base}/device`,
    verification_uri_complete: `${base}/device?${new URLSearchParams({ user_code: userCode }).toString()}`,
    expires_in: LIFETIME,
    interval: INTERVAL,
  });
}

/** Where a person would type the code. In a test `nextLogin()` says what they do. */
export function devicePage(): Response {
  return page(
    'Device login',
    '<p>In a test nobody has to type the code: nextLogin() says what the person does.</p>',
  );
}

/** Tokens for a device, once the person has approved it. @see RFC 8628, 3.4 */
export function deviceGrant(form: URLSearchParams, client: Client, context: Context): Response {
  const device = context.grants.devices.get(required(form, 'device_code'));
  if (!device || device.clientId !== client.id || device.isUsed)
    throw new OAuthRefusal(
      'invalid_grant',
      'device_code is unknown, was used, or was issued to another client',
    );
  if (device.expiresAt <= seconds()) throw new OAuthRefusal('expired_token', 'device_code has expired');
  const login = (device.login ??= context.script.logins.shift() ?? {});
  device.decidedAt ??= now() + (login.after ?? 0);
  if (now() < device.decidedAt)
    throw new OAuthRefusal('authorization_pending', 'the person has not decided yet');
  device.isUsed = true;
  if (login.deny) throw new OAuthRefusal('access_denied', 'the person refused');
  const scopes = device.scopes.filter(scope => login.scopes?.includes(scope) ?? true);
  const { resources } = device;
  const refresh = { scopes, resources };
  return tokenResponse(
    { client, sub: login.sub ?? 'alice', scopes, resources, family: newFamily(), refresh, isLogin: true },
    context,
  );
}
