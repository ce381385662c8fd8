/** HTTP servers that are neither a listener nor a fetch handler by themselves. */
import express from 'express';
import Koa from 'koa';
import * as http from './http';

const handler = (request: Request): Promise<Response> =>
  http.worker().fetch(request, {}, { waitUntil: () => undefined });

/** Koa hands its request and response of Node on. */
export function koa(): Koa {
  const listener = http.listenerOnV1;
  return new Koa().use((context, next) => {
    if (context.path !== '/mcp') return next();
    context.respond = false;
    listener(context.req, context.res as never);
    return undefined;
  });
}

/** A router, as it is mounted in an application. */
export function expressRouter(): express.Router {
  const router = express.Router();
  router.use('/mcp', (request, response) => {
    request.url = '/mcp';
    http.listenerOnV1(request, response);
  });
  return router;
}

/** A route of Next's app router. */
export const nextRoute = {
  dynamic: 'force-dynamic',
  config: { maxDuration: 60 },
  GET: (): Response => new Response(null, { status: 405 }),
  POST: async (request: Request, context: { params: Promise<object> }): Promise<Response> => {
    await context.params;
    return handler(request);
  },
};

/** A route of SvelteKit, Astro or SolidStart. */
export const svelteRoute = {
  prerender: false,
  POST: ({ request, params }: { request: Request; params: object }): Promise<Response> =>
    typeof params === 'object' ? handler(request) : Promise.reject(new Error('no params')),
};

/** One function for all methods. */
export const astroRoute = { ALL: ({ request }: { request: Request }): Promise<Response> => handler(request) };

/** A route of Remix or React Router. */
export const remixRoute = {
  loader: (): Response => new Response(null, { status: 405 }),
  action: ({ request }: { request: Request }): Promise<Response> => handler(request),
};

/** As the HTTP transports of tmcp are. */
export class Responder {
  readonly config = {};
  async respond(request: Request): Promise<Response | null> {
    return new URL(request.url).pathname === '/mcp' ? handler(request) : null;
  }
}
