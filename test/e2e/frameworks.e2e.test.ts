import { failureOf } from './failures';
import { install, project, runJest, type Run } from './harness';

/** The real frameworks, where test/fixture/frameworks.test.ts has their shapes: each is given as its users have it. */
const root = install('frameworks', {
  dependencies: {
    '@hapi/hapi': '^21.4.0',
    '@modelcontextprotocol/sdk': '^1.32.2',
    '@nestjs/common': '^12.5.0',
    '@nestjs/core': '^12.5.0',
    '@nestjs/platform-express': '^12.5.0',
    '@nestjs/platform-fastify': '^12.5.0',
    '@tmcp/transport-http': '^0.9.0',
    elysia: '^1.4.0',
    h3: '^1.15.0',
    'itty-router': '^5.0.0',
    koa: '^3.0.0',
    polka: '^0.5.2',
    'reflect-metadata': '^0.2.2',
    rxjs: '^7.8.0',
    tmcp: '^1.20.0',
    typescript: '~6.0.3',
    zod: '^4.6.7',
  },
});

const files = {
  'package.json': { private: true, type: 'module' },
  'jest.config.js': `export default { preset: 'jest-mcp', testTimeout: 20_000 };\n`,
  'tsconfig.json': {
    compilerOptions: {
      module: 'NodeNext',
      target: 'ES2022',
      strict: true,
      experimentalDecorators: true,
      emitDecoratorMetadata: true,
    },
  },
  'src/answer.ts': `import type { IncomingMessage, ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { z } from 'zod';

function createServer() {
  const server = new McpServer({ name: 'adder', version: '1.0.0' });
  server.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } }, async ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
  }));
  return server;
}

export async function answerNode(request: IncomingMessage, response: ServerResponse, body?: unknown) {
  const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
  await createServer().connect(transport);
  await transport.handleRequest(request, response, body);
}

export async function answer(request: Request) {
  const transport = new WebStandardStreamableHTTPServerTransport({});
  await createServer().connect(transport);
  return transport.handleRequest(request);
}
`,
  'src/nest.ts': `import 'reflect-metadata';
import { All, Controller, Module, Req, Res, type OnModuleDestroy } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { answerNode } from './answer.js';

export const destroyed: string[] = [];

@Controller('mcp')
class McpController implements OnModuleDestroy {
  @All()
  async answer(@Req() request: any, @Res() response: any) {
    if (!response.hijack) return answerNode(request, response, request.body);
    response.hijack();
    return answerNode(request.raw, response.raw, request.body);
  }

  onModuleDestroy() {
    destroyed.push('controller');
  }
}

@Module({ controllers: [McpController] })
class AppModule {}

export const onExpress = () => NestFactory.create(AppModule, { logger: false });
export const onFastify = () => NestFactory.create(AppModule, new FastifyAdapter(), { logger: false });
export const withoutHttp = () => NestFactory.createApplicationContext(AppModule, { logger: false });
`,
  'src/others.ts': `import Hapi from '@hapi/hapi';
import { HttpTransport } from '@tmcp/transport-http';
import { Elysia } from 'elysia';
import { createApp, createRouter, eventHandler, toNodeListener, toWebRequest } from 'h3';
import { AutoRouter } from 'itty-router';
import Koa from 'koa';
import polka from 'polka';
import { McpServer } from 'tmcp';
import { answer, answerNode } from './answer.js';

export function hapi() {
  const server = Hapi.server({ port: 0 });
  server.route({
    method: '*',
    path: '/mcp',
    options: { payload: { parse: false, output: 'stream' } },
    handler: async (request: any, h: any) => {
      await answerNode(request.raw.req, request.raw.res);
      return h.abandon;
    },
  });
  return server;
}

export function koa() {
  return new Koa().use(async (context: any, next: any) => {
    if (context.path !== '/mcp') return next();
    context.respond = false;
    await answerNode(context.req, context.res);
  });
}

export const onPolka = () => polka().all('/mcp', (request: any, response: any) => void answerNode(request, response));
export const h3 = () =>
  createApp().use(createRouter().post('/mcp', eventHandler(event => answer(toWebRequest(event)))));
export const h3Listener = () => toNodeListener(h3());
export const elysia = () => new Elysia().post('/mcp', ({ request }: any) => answer(request), { parse: 'none' });

export function itty() {
  const router = AutoRouter();
  router.post('/mcp', request => answer(request as never));
  return router;
}

export const tmcpServer = () =>
  new McpServer({ name: 'adder', version: '1.0.0', description: '' }, { capabilities: { tools: {} } } as never);
export function tmcp() {
  const server = tmcpServer();
  server.tool({ name: 'add', description: 'Adds' } as never, (() => ({ content: [{ type: 'text', text: '3' }] })) as never);
  return new HttpTransport(server as never, { path: '/mcp' } as never);
}
`,
  'test/right.test.ts': `import * as nest from '../src/nest.js';
import * as others from '../src/others.js';

describe.each<[string, any]>([
  ['Nest on Express', nest.onExpress],
  ['Nest on Fastify', nest.onFastify],
  ['hapi', others.hapi],
  ['Koa', others.koa],
  ['Polka', others.onPolka],
  ['h3, as a listener', others.h3Listener],
  ['Elysia', others.elysia],
  ['itty-router, its fetch', () => ({ fetch: others.itty().fetch })],
  ['tmcp', others.tmcp],
])('%s', (_name, factory) => {
  mcp.serve(factory);

  test.each([1, 2])('adds: %i', async () => {
    await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
  });
});

test('each Nest application was closed', () => {
  expect(nest.destroyed).toHaveLength(4);
});

test('one that the test has made stays open for the test', async () => {
  const app = await nest.onExpress();
  mcp.serve(app);
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
  await app.close();
});
`,
  'test/wrong.test.ts': `import * as nest from '../src/nest.js';
import * as others from '../src/others.js';

test.each<[string, any]>([
  ['a Nest application without HTTP', nest.withoutHttp],
  ['h3 itself', others.h3],
  ['a router that has every property', others.itty],
  ['a server of tmcp without a transport', others.tmcpServer],
])('%s', async (_name, factory) => {
  mcp.serve(factory);
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
});
`,
};

let run: Run;
beforeAll(async () => {
  run = await runJest(project('frameworks', files, root), ['--no-colors', '--runInBand']);
});

test('what its users have is served as it is, and put away', () => {
  expect(run.counts).toEqual({ passed: 20, failed: 4, failedSuites: 0 });
  expect(run.output).not.toContain('did not exit');
});

test.each([
  'a Nest application without HTTP',
  'h3 itself',
  'a router that has every property',
  'a server of tmcp without a transport',
])('what to write instead: %s', name => {
  const [said] = failureOf(run, name).split(/\n\n(?=\s*>?\s*\d+ \|)/);
  expect(said).toMatchSnapshot();
});
