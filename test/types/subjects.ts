// What can be served, and what cannot. Compiled, never run: by both of tsconfig.globals.json and tsconfig.jest-globals.json.
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer as McpServer2 } from '@modelcontextprotocol/server';
import express from 'express';
import Fastify from 'fastify';
import { FastMCP } from 'fastmcp';
import { Hono } from 'hono';
import { expectTypeOf } from 'expect-type';
import type { Mcp, Subject } from '../../src/session/mcp';

declare const mcp: Mcp;
const info = { name: 'adder', version: '1.0.0' };

// If it were `any`, everything below would pass whatever it says.
expectTypeOf<Subject>().not.toBeAny();
expectTypeOf(mcp.serve).parameter(0).not.toBeAny();

class Holder {
  readonly server = new McpServer(info);
  constructor(readonly config: string) {}
}

class PrivateHolder {
  readonly config = { greeting: 'hi' };
  constructor(private readonly mcpServer = new McpServer(info)) {}
  get isConnected(): boolean {
    return this.mcpServer.isConnected();
  }
}

class OwnServer extends McpServer {
  readonly config = 'production';
  readonly command = 'serve';
  readonly entry = 1;
}

class OwnHono extends Hono {
  readonly config = 'production';
}

class Commander {
  command(): this {
    return this;
  }
}

// Whatever can be served.
mcp.serve(new McpServer(info));
mcp.serve(new McpServer2(info));
mcp.serve(new Server(info));
mcp.serve(new OwnServer(info));
mcp.serve(new Holder('production'));
mcp.serve(new PrivateHolder());
mcp.serve({ server: new McpServer(info) });
mcp.serve({ server: new McpServer(info), command: 'serve' });
mcp.serve(new FastMCP({ name: 'adder', version: '1.0.0' }));
mcp.serve(new Hono());
mcp.serve(new OwnHono());
mcp.serve({ fetch: () => new Response() });
mcp.serve({
  fetch: async (_request: Request, _env: object, _context: object) => Promise.resolve(new Response()),
});
mcp.serve({ port: 3000, fetch: () => new Response() });
mcp.serve(express());
mcp.serve(express.Router());
mcp.serve(Fastify());
mcp.serve(createHttpServer());
mcp.serve(new Commander());
mcp.serve({ GET: () => new Response(), POST: () => Promise.resolve(new Response()) });
declare const listener: RequestListener;
mcp.serve(listener);
mcp.serve((_request: unknown, response: { end(): void }) => response.end());
mcp.serve(new URL('http://127.0.0.1:3000/mcp'));
declare const namespace: { readonly default: object; readonly createServer: () => McpServer };
mcp.serve(namespace);

mcp.serve(() => new McpServer(info));
mcp.serve(async () => Promise.resolve(new McpServer(info)));
mcp.serve(() => ({ server: new McpServer(info), cleanup: () => undefined }));
mcp.serve(() => ({ command: 'node' }));
mcp.serve(() => new Holder('production'));

mcp.serve({ entry: '../src/index.ts' });
mcp.serve({
  entry: '../src/index.ts',
  args: ['--verbose'],
  env: { A: 'b' },
  stderr: 'inherit',
  stdout: 'lenient',
});
mcp.serve({ command: 'node' });
mcp.serve({
  command: 'node',
  args: ['a'] as const,
  env: {},
  cwd: '.',
  stderr: 'keep',
  stdout: 'strict',
  pool: 0,
});
mcp.serve({ command: 'node', args: ['a', '{port}'], url: 'http://127.0.0.1:{port}/mcp' });
mcp.serve({
  command: 'node',
  env: { PORT: '{port}' },
  url: 'http://127.0.0.1:{port}/mcp',
  ready: /listening/,
  pool: 1,
});
mcp.serve({ config: 'mcp.json' });
mcp.serve({
  config: 'mcp.json',
  server: 'notes',
  env: {},
  stderr: 'keep',
  stdout: 'strict',
  pool: 1,
  ready: '/health',
});
const program = { command: 'node', args: ['server.js'] };
mcp.serve(program);
mcp.serve({ ...program, pool: 0 });
void mcp.connect({ ...program, stdout: 'lenient' });

// What must not compile.
// @ts-expect-error a promise: a factory may be async
mcp.serve(Promise.resolve(new McpServer(info)));
// @ts-expect-error a path
mcp.serve('../src/server.ts');
// @ts-expect-error nothing
mcp.serve(undefined);
// @ts-expect-error an entry is a path
mcp.serve({ entry: 1 });
// @ts-expect-error an entry is no URL
mcp.serve({ entry: new URL('file:///server.ts') });
// @ts-expect-error a misspelt option of an entry
mcp.serve({ entry: '../src/index.ts', argss: [] });
// @ts-expect-error an entry runs where the test does
mcp.serve({ entry: '../src/index.ts', cwd: '.' });
// @ts-expect-error an entry starts no process
mcp.serve({ entry: '../src/index.ts', pool: 1 });
// @ts-expect-error the arguments of an entry are texts
mcp.serve({ entry: '../src/index.ts', args: [1] });
// @ts-expect-error variables are texts
mcp.serve({ entry: '../src/index.ts', env: { PORT: 3000 } });
// @ts-expect-error a command is a text
mcp.serve({ command: ['node', 'server.js'] as string[], args: [] });
// @ts-expect-error arguments are an array
mcp.serve({ command: 'node', args: 'x' });
// @ts-expect-error a misspelt option of a program
mcp.serve({ command: 'node', arguments: ['x'] });
// @ts-expect-error no such choice
mcp.serve({ command: 'node', stdout: 'loose' });
// @ts-expect-error a number
mcp.serve({ command: 'node', pool: '2' });
// @ts-expect-error a url is a text, with {port} in it
mcp.serve({ command: 'node', url: 3000 });
// @ts-expect-error there is nothing to wait for without a url
mcp.serve({ command: 'node', ready: '/health' });
// @ts-expect-error a text, a path or a pattern
mcp.serve({ command: 'node', url: 'http://127.0.0.1:3000', ready: 3000 });
// @ts-expect-error its stdout is only output
mcp.serve({ command: 'node', url: 'http://127.0.0.1:3000', stdout: 'lenient' });
// @ts-expect-error the name of a server is a text
mcp.serve({ config: 'mcp.json', server: 3 });
// @ts-expect-error a misspelt option of a configuration
mcp.serve({ config: 'mcp.json', named: 'notes' });
// @ts-expect-error a configuration says its own arguments
mcp.serve({ config: 'mcp.json', args: ['x'] });
// @ts-expect-error two readings
mcp.serve({ command: 'node', entry: '../src/index.ts' });
// @ts-expect-error two readings
mcp.serve({ command: 'node', config: 'mcp.json' });
const wrong = { command: 'node', args: 'x' };
// @ts-expect-error not in a literal either
mcp.serve(wrong);
// @ts-expect-error under mcp.connect() as well
void mcp.connect({ entry: 1 });
