/**
 * The modules that frameworks route requests to: one function for each method of HTTP, or a loader and an action.
 */
import { Response } from '../../core';
import { type FetchHandler, hasMethod, hasMethods, isModuleNamespace } from '../shared/shapes';
import { isPlain } from '../../messages/plain';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;
/** What stands for every other method: Astro's name, SvelteKit's. */
const ANY = ['ALL', 'fallback'] as const;

type Route = (this: unknown, request: object, context?: object) => unknown;

/** What has `respond(request)`, as the HTTP transports of tmcp have. It answers null where a request is not for it. */
export interface Responder {
  respond(request: Request): unknown;
}

/** Whether `value` is a module of a framework's routes, or an object that was written like one. */
export function isRoutes(value: unknown): value is object {
  if (!isPlain(value) && !isModuleNamespace(value)) return false;
  return hasMethod(value, 'POST') || hasMethod(value, 'GET') || hasMethod(value, 'ALL') || isRemix(value);
}

/** Remix and React Router: `loader` answers GET, `action` everything else. */
function isRemix(value: unknown): boolean {
  return hasMethods(value, 'loader', 'action');
}

/** Dispatches requests as the framework would: 405 for a method that the module does not have. */
export function handlerOfRoutes(routes: object): FetchHandler {
  const named = routes as Readonly<Record<string, unknown>>;
  return {
    fetch: request => {
      const route = routeFor(request.method, named);
      if (!route) return notAllowed(named);
      const event = { request, params: {}, locals: {}, context: {} };
      if (isRemix(routes)) return route.call(routes, event) as Response;
      // Next calls a route with the request and a context; SvelteKit, Astro and SolidStart with an event that has the
      // request. Nothing tells them apart, and a request that has what an event has is right for all of them.
      const context = { params: Promise.resolve({}) };
      return route.call(routes, Object.assign(request, event), context) as Response;
    },
  };
}

/** An object with `respond(request)`, which leaves what is not its own to others. */
export function handlerOfResponder(responder: Responder): FetchHandler {
  return {
    fetch: async request =>
      ((await responder.respond(request)) ?? new Response('Not Found', { status: 404 })) as Response,
  };
}

function routeFor(method: string, routes: Readonly<Record<string, unknown>>): Route | undefined {
  const names = isRemix(routes)
    ? [method === 'GET' || method === 'HEAD' ? 'loader' : 'action']
    : [method, ...(method === 'HEAD' ? ['GET'] : []), ...ANY];
  const name = names.find(candidate => typeof routes[candidate] === 'function');
  return name === undefined ? undefined : (routes[name] as Route);
}

function notAllowed(routes: Readonly<Record<string, unknown>>): Response {
  const allow = METHODS.filter(name => typeof routes[name] === 'function').join(', ');
  return new Response('Method Not Allowed', { status: 405, headers: { allow } });
}
