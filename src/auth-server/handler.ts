import { Response, URL } from '../core';
import { jwksOf } from '../oauth/keys';
import type { ScriptedAnswer, SeenRequest } from '../oauth/shapes';
import { json, OAuthRefusal } from './answers';
import type { Context } from './context';
import { CANARY, metadataPaths } from './endpoints';
import { takeTime } from './slowness';
import { readIncoming, type Endpoint, type Incoming } from './incoming';

/** Which methods an endpoint has, and what answers them. Each is loaded when it is first asked. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, () => Endpoint>>>> = {
  '/authorize': {
    GET: () => (require('./authorize') as typeof import('./authorize')).authorize,
    POST: () => (require('./authorize') as typeof import('./authorize')).authorize,
  },
  '/login': {
    GET: () => (require('./login') as typeof import('./login')).loginStep,
    POST: () => (require('./login') as typeof import('./login')).loginStep,
  },
  '/token': { POST: () => (require('./token') as typeof import('./token')).exchange },
  '/register': { POST: () => (require('./register') as typeof import('./register')).register },
  '/jwks': {
    GET:
      () =>
      (_request, { keys }) =>
        json(keys.jwks),
  },
  '/introspect': { POST: () => (require('./introspect') as typeof import('./introspect')).introspect },
  '/revoke': { POST: () => (require('./revoke') as typeof import('./revoke')).revoke },
  '/par': { POST: () => (require('./par') as typeof import('./par')).pushRequest },
  '/device_authorization': { POST: () => (require('./device') as typeof import('./device')).authorizeDevice },
  '/device': { GET: () => (require('./device') as typeof import('./device')).devicePage },
};

/** Answers one request as the authorization server does, and takes note of it. */
export async function handle(request: Request, context: Context): Promise<Response> {
  const incoming = await readIncoming(request, context.base);
  const seen: Writable<SeenRequest> = {
    method: incoming.method,
    path: incoming.url.pathname,
    fields: incoming.fields,
    headers: Object.fromEntries(incoming.headers),
    status: 0,
  };
  context.seen.push(seen);
  const scripted = context.script.answerTo(seen);
  const response = scripted ? await played(scripted) : await answer(incoming, context);
  seen.status = response.status;
  return response;
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

async function answer(incoming: Incoming, context: Context): Promise<Response> {
  try {
    return await routed(incoming, context);
  } catch (error) {
    if (error instanceof OAuthRefusal) return error.answer();
    throw error;
  }
}

function routed(incoming: Incoming, context: Context): Response | Promise<Response> {
  const { method, url, endpoint } = incoming;
  const path = new URL(context.base).pathname.replace(/\/$/, '');
  const asked = method === 'HEAD' ? 'GET' : method;
  if (asked === 'GET' && metadataPaths(path).includes(url.pathname)) return json(context.metadata());
  if (asked === 'GET' && url.pathname === CANARY) return json(jwksOf([context.keys.stranger]));
  const methods = ROUTES[endpoint];
  if (!methods) return json({ error: 'not_found', error_description: `Nothing is at ${url.pathname}` }, 404);
  const route = methods[asked];
  if (route) return route()(incoming, context);
  const allow = Object.keys(methods).join(', ');
  return json({ error: 'invalid_request', error_description: `${endpoint} takes ${allow}` }, 405, { allow });
}

async function played({
  status = 200,
  headers = {},
  body,
  after: delay = 0,
}: ScriptedAnswer): Promise<Response> {
  await takeTime(delay);
  // These have no body, whatever the script says.
  const isBare = status === 204 || status === 205 || status === 304 || body === undefined;
  if (isBare) return new Response(null, { status, headers });
  if (typeof body === 'string') return new Response(body, { status, headers });
  return json(body, status, headers);
}
