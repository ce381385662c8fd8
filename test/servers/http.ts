import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { randomUUID } from 'node:crypto';
import { StreamableHTTPTransport } from '@hono/mcp';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { SSEServerTransport } from '@modelcontextprotocol/sdk/server/sse.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import express from 'express';
import express4 from 'express4';
import Fastify, { type FastifyInstance } from 'fastify';
import { Hono } from 'hono';
import { createMcpHandler as createVercelHandler } from 'mcp-handler';
import { createServer as createV1 } from './sdk-v1';
import { createServer as createV2, fill } from './sdk-v2';

/** Hono around SDK v2's handler: both eras. */
export function honoOnV2(path = '/mcp'): Hono {
  const handler = createMcpHandler(() => createV2());
  return new Hono().all(path, context => handler.fetch(context.req.raw));
}

/** Hono around SDK v1's transport, a server for each request. */
export function honoOnV1(): Hono {
  return new Hono().all('/mcp', context => answerOnce(context.req.raw));
}

async function answerOnce(request: Request): Promise<Response> {
  const transport = new WebStandardStreamableHTTPServerTransport({});
  await createV1().connect(transport);
  return transport.handleRequest(request);
}

/** What a Worker exports. */
export function worker(): { fetch(request: Request, env: object, context: object): Promise<Response> } {
  return {
    fetch: (request, env, context) => {
      if (typeof env !== 'object' || typeof (context as { waitUntil?: unknown }).waitUntil !== 'function')
        throw new Error('no environment, or no context');
      return answerOnce(request);
    },
  };
}

/** mcp-handler, which answers at whatever path it is asked: both eras. */
export function vercel(): { fetch(request: Request): Promise<Response> } {
  return { fetch: createVercelHandler(fill, { serverInfo: { name: 'notes', version: '1.2.3' } }) };
}

/** `@hono/mcp` around a server of SDK v1. */
export function honoMcp(): Hono {
  const server = createV1();
  const transport = new StreamableHTTPTransport();
  return new Hono().all('/mcp', async context => {
    if (!server.isConnected()) await server.connect(transport);
    return (await transport.handleRequest(context)) ?? context.body(null, 404);
  });
}

/** The sessions of an application, as SDK v1's examples keep them. */
type Sessions = Map<string, StreamableHTTPServerTransport>;

/** Express around stateful transports of SDK v1, as its examples have it. */
export function expressOnV1(sessions: Sessions = new Map(), create = express): express.Express {
  const app = create();
  app.use(create.json());
  app.post('/mcp', (request, response) => void post(sessions, request, response));
  const other: express.RequestHandler = (request, response) => {
    const transport = sessions.get(String(request.headers['mcp-session-id']));
    if (!transport) response.status(400).send('Invalid or missing session ID');
    else void transport.handleRequest(request, response);
  };
  app.get('/mcp', other);
  app.delete('/mcp', other);
  return app;
}

async function post(sessions: Sessions, request: express.Request, response: express.Response): Promise<void> {
  const id = request.headers['mcp-session-id'];
  let transport = sessions.get(String(id));
  if (!transport) {
    if (id !== undefined || (request.body as { method?: string }).method !== 'initialize') {
      const error = { code: -32000, message: 'Bad Request: No valid session ID provided' };
      response.status(400).json({ jsonrpc: '2.0', error, id: null });
      return;
    }
    const made = (transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: started => void sessions.set(started, made),
    }));
    made.onclose = () => void sessions.delete(String(made.sessionId));
    await createV1().connect(made);
  }
  await transport.handleRequest(request, response, request.body);
}

/** The same on Express 4. */
export function express4OnV1(): express.Express {
  return expressOnV1(new Map(), express4);
}

/** Fastify around SDK v1, a server for each request. */
export function fastifyOnV1(): FastifyInstance {
  const app = Fastify();
  app.all('/mcp', async (request, reply) => {
    reply.hijack();
    await answerNode(request.raw, reply.raw, request.body);
  });
  return app;
}

/** A bare listener around SDK v1. */
export const listenerOnV1: RequestListener = (request, response) => {
  if (request.url === '/mcp') void answerNode(request, response);
  else response.writeHead(404).end();
};

async function answerNode(
  request: Parameters<RequestListener>[0],
  response: Parameters<RequestListener>[1],
  body?: unknown,
): Promise<void> {
  const transport = new StreamableHTTPServerTransport({});
  response.on('close', () => void transport.close());
  await createV1().connect(transport);
  await transport.handleRequest(request, response, body);
}

/** An `http.Server` that does not listen. */
export function httpServerOnV1(): Server {
  return createHttpServer(expressOnV1());
}

/** The HTTP+SSE of 2024-11-05, on Express. */
export function sseOnV1(): express.Express {
  const sessions = new Map<string, SSEServerTransport>();
  const app = express();
  app.get('/sse', (_request, response) => {
    const transport = new SSEServerTransport('/messages', response);
    sessions.set(transport.sessionId, transport);
    response.on('close', () => void sessions.delete(transport.sessionId));
    void createV1().connect(transport);
  });
  app.post('/messages', (request, response) => {
    const transport = sessions.get(String(request.query['sessionId']));
    if (transport) void transport.handlePostMessage(request, response);
    else response.status(404).send('No such session');
  });
  return app;
}

/** Starts an application on a free port. */
export async function listen(app: RequestListener): Promise<Server> {
  const server = createHttpServer(app);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Where a server listens. */
export function urlOf(server: Server, path: string): URL {
  const { port } = server.address() as { port: number };
  return new URL(path, `http://127.0.0.1:${port}`);
}
