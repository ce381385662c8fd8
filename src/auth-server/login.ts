import { Response, URL, URLSearchParams } from '../core';
import { escapeHtml, OAuthRefusal, page } from './answers';
import { finishLogin } from './authorization-response';
import type { Context } from './context';
import type { AuthorizationRequest, PendingLogin } from './grants';
import type { Incoming } from './incoming';
import { newSecret } from './tokens';

const COOKIE = 'jest_mcp_login';

/** Logs a person in as the test has said: at once, after some redirects, or with a form. */
export function startLogin(request: AuthorizationRequest, context: Context): Response | Promise<Response> {
  const login = context.script.logins.shift() ?? {};
  const { redirects = 0, form } = login;
  if (redirects === 0 && !form) return finishLogin(request, login, context);
  const id = newSecret('login');
  const pending: PendingLogin = { request, login, hops: redirects, cookie: '', csrf: newSecret('csrf') };
  context.grants.logins.set(id, pending);
  return step(id, pending, context);
}

/** A step of a login: a redirect that was followed, or a form that was sent. It needs the cookie of the step before. */
export async function loginStep(incoming: Incoming, context: Context): Promise<Response> {
  const id = incoming.query.get('id') ?? '';
  const pending = context.grants.logins.get(id);
  if (!pending) throw new OAuthRefusal('invalid_request', 'there is no such login under way');
  if (cookieOf(incoming) !== pending.cookie)
    throw new OAuthRefusal('invalid_request', 'the cookie that was set before did not come back');
  if (incoming.method === 'GET') return step(id, pending, context);
  const { form = {} } = pending.login;
  if (pending.hops > 0 || incoming.form.get('csrf') !== pending.csrf)
    throw new OAuthRefusal('invalid_request', 'the hidden field csrf of the form did not come back');
  const wrong = Object.keys(form).filter(name => incoming.form.get(name) !== form[name]);
  if (wrong.length > 0) return formPage(id, pending, context, wrong, incoming.form);
  context.grants.logins.delete(id);
  return finishLogin(pending.request, pending.login, context);
}

function step(id: string, pending: PendingLogin, context: Context): Response | Promise<Response> {
  if (pending.hops > 0) {
    pending.hops -= 1;
    return new Response(null, {
      status: 302,
      headers: {
        location: stepUrl(id, context),
        'cache-control': 'no-store',
        ...newCookie(pending, context),
      },
    });
  }
  if (pending.login.form) return formPage(id, pending, context, [], new URLSearchParams());
  context.grants.logins.delete(id);
  return finishLogin(pending.request, pending.login, context);
}

function stepUrl(id: string, { base }: Context): string {
  return `${base}/login?${new URLSearchParams({ id }).toString()}`;
}

/** Every step sets another cookie: one that is kept from a step before does not do. */
function newCookie(pending: PendingLogin, { base }: Context): { 'set-cookie': string } {
  pending.cookie = newSecret('cookie');
  const path = new URL(base).pathname;
  return { 'set-cookie': `${COOKIE}=${pending.cookie}; Path=${path}; HttpOnly; SameSite=Lax` };
}

function cookieOf({ headers }: Incoming): string | undefined {
  const cookies = (headers.get('cookie') ?? '').split(';').map(cookie => cookie.trim());
  return cookies.find(cookie => cookie.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1);
}

/** The form, with what was typed wrongly shown again, as a person would see it. */
function formPage(
  id: string,
  pending: PendingLogin,
  context: Context,
  wrong: readonly string[],
  typed: URLSearchParams,
): Response {
  const inputs = Object.keys(pending.login.form ?? {}).map(name => {
    const isSecret = /password|secret|otp|pin|code/i.test(name);
    const value = isSecret ? '' : (typed.get(name) ?? '');
    return `<p><label>${escapeHtml(name)} <input name="${escapeHtml(name)}" type="${isSecret ? 'password' : 'text'}" value="${escapeHtml(value)}"></label></p>`;
  });
  const alert = wrong.length > 0 ? [`<p role="alert">Wrong: ${escapeHtml(wrong.join(', '))}</p>`] : [];
  const body = [
    ...alert,
    `<form method="post" action="${escapeHtml(stepUrl(id, context))}">`,
    `<input type="hidden" name="csrf" value="${pending.csrf}">`,
    ...inputs,
    '<p><button type="submit">Log in</button></p>',
    '</form>',
  ];
  return page('Log in', body.join('\n'), 200, newCookie(pending, context));
}
