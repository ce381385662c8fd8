/**
 * Node frameworks whose application is neither a request listener nor an `http.Server`, told by several of their
 * members: their classes differ between copies of a package.
 */
import type { RequestListener, Server } from 'node:http';
import type { Opening } from '../shared/opening';
import { hasMethods } from '../shared/shapes';

/** What of a Node application answers requests. */
export type Answering = RequestListener | Server;

/** A framework, and how its application is brought to answer. */
export interface Framework {
  /** What it is called in messages: `a Nest application`. */
  readonly what: string;
  fits(app: unknown): boolean;
  /** Lets it get ready, without listening. */
  ready(app: object, opening: Opening): Answering | Promise<Answering>;
  /** How it is put away. Absent where there is nothing to put away. */
  readonly end?: { readonly name: string; run(app: object): unknown };
}

interface NestApp {
  init(): Promise<unknown>;
  close(): Promise<unknown>;
  getHttpServer(): Server;
  getHttpAdapter(): { getInstance?(): unknown } | undefined;
}

interface FastifyApp {
  ready(): PromiseLike<unknown>;
  close(): Promise<unknown>;
  readonly server: Server;
}

interface HapiServer {
  initialize(): Promise<unknown>;
  stop(): Promise<unknown>;
  readonly listener: Server;
}

/** The order matters: a Nest application on Fastify has some of Fastify's methods too. */
const FRAMEWORKS: readonly Framework[] = [
  {
    what: 'a Nest application',
    fits: app => hasMethods(app, 'getHttpServer', 'getHttpAdapter', 'init', 'close', 'listen'),
    ready: async (app, opening) => {
      const nest = app as NestApp;
      opening.waitsFor('app.init() of the Nest application');
      // Does nothing where that was done already.
      await nest.init();
      const instance = nest.getHttpAdapter()?.getInstance?.();
      if (isFastify(instance)) await instance.ready();
      return nest.getHttpServer();
    },
    end: { name: 'app.close()', run: app => (app as NestApp).close() },
  },
  {
    what: 'a Fastify application',
    fits: isFastify,
    ready: async (app, opening) => {
      const fastify = app as FastifyApp;
      opening.waitsFor('app.ready() of the Fastify app');
      await fastify.ready();
      return fastify.server;
    },
    end: { name: 'app.close()', run: app => (app as FastifyApp).close() },
  },
  {
    what: 'a hapi server',
    fits: app => hasMethods(app, 'initialize', 'inject', 'stop', 'route') && hasServer(app, 'listener'),
    ready: async (app, opening) => {
      opening.waitsFor('server.initialize() of the hapi server');
      const hapi = app as HapiServer;
      // One that was started is there already, and would throw.
      if (!hapi.listener.listening) await hapi.initialize();
      return hapi.listener;
    },
    end: { name: 'server.stop()', run: app => (app as HapiServer).stop() },
  },
  {
    what: 'a Koa application',
    fits: app => hasMethods(app, 'callback', 'use', 'listen', 'createContext'),
    ready: app => (app as { callback(): RequestListener }).callback(),
  },
  {
    what: 'a Restify server',
    fits: app => hasMethods(app, 'listen', 'close', 'address', 'pre', 'use') && hasServer(app, 'server'),
    ready: app => (app as { server: Server }).server,
  },
  {
    what: 'a Polka application',
    fits: app => hasMethods(app, 'handler', 'onNoMatch', 'onError', 'use', 'listen'),
    ready: app => (app as { handler: RequestListener }).handler,
  },
];

/** Which framework an application is of, if it is one of those that need help. */
export function frameworkOf(app: unknown): Framework | undefined {
  return FRAMEWORKS.find(framework => framework.fits(app));
}

function isFastify(app: unknown): app is FastifyApp {
  return hasMethods(app, 'inject', 'ready', 'close') && hasServer(app, 'server');
}

function hasServer(app: unknown, name: string): boolean {
  return isHttpServer((app as Record<string, unknown>)[name]);
}

/** Whether `value` is a server of `node:http` or its kin, of this realm or another. A `net.Server` has no `setTimeout()`. */
export function isHttpServer(value: unknown): value is Server {
  return hasMethods(value, 'listen', 'close', 'address', 'emit', 'setTimeout');
}
