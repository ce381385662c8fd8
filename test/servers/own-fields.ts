/** Right servers that carry what a configuration of the kit has too: none of it may change what they are. */
import { randomUUID } from 'node:crypto';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { McpServer as McpServer2 } from '@modelcontextprotocol/server';
import type { FastifyInstance } from 'fastify';
import { FastMCP } from 'fastmcp';
import { Hono } from 'hono';
import * as http from './http';
import { createServer as createV1 } from './sdk-v1';
import { createServer as createV2 } from './sdk-v2';

/** What `{ config }`, `{ command }` and `{ entry }` are told by, and what else their options are called. */
export const fields = {
  config: { greeting: 'hi' },
  command: 'serve',
  entry: 'src/index.ts',
  url: 'http://127.0.0.1:1/mcp',
  args: ['--verbose'],
  env: { LOG: 'debug' },
  cwd: '/nowhere',
  ready: true,
  pool: { max: 4 },
  path: '/elsewhere',
  stdout: process.stdout,
};

function refuse(): never {
  throw new Error('This is what the server asks others with. The kit must not call it.');
}

/** The SDK's own class, with fields of its own. */
export class OwnV1 extends McpServer {
  readonly fetch = refuse;
  readonly sessions: string[] = [];
  constructor() {
    super({ name: 'own', version: '1.0.0' });
    Object.assign(this, fields);
    this.registerTool('add', {}, () => ({ content: [{ type: 'text', text: '3' }] }));
  }
  start = refuse;
  stop = refuse;
  addTool = refuse;
}

export class OwnV2 extends McpServer2 {
  readonly fetch = refuse;
  constructor() {
    super({ name: 'own', version: '1.0.0' });
    Object.assign(this, fields);
    this.registerTool('add', {}, () => ({ content: [{ type: 'text', text: '3' }] }));
  }
}

/** A low-level server, whose field `server` is something else. */
export class OwnLowLevel extends Server {
  readonly server = { listening: false };
  constructor() {
    super({ name: 'own', version: '1.0.0' }, { capabilities: { tools: {} } });
    Object.assign(this, fields);
    this.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: [{ name: 'add', inputSchema: { type: 'object' as const } }],
    }));
    this.setRequestHandler(CallToolRequestSchema, () => ({ content: [{ type: 'text', text: '3' }] }));
  }
}

/** The shape of many servers: a class that builds a server, and is told its configuration. */
export class Holder {
  readonly server = createV1();
  readonly id = randomUUID();
  constructor(
    readonly config: object = fields.config,
    readonly fetch: () => unknown = refuse,
  ) {
    Object.assign(this, { ...fields, config });
  }
}

/** The same under another name, as most call it. */
export class HolderByAnotherName {
  private readonly mcpServer = createV2();
  private readonly inner = this.mcpServer.server;
  readonly config = 'production';
  readonly entry = 1;
  get name(): string {
    return this.inner.constructor.name;
  }
}

/** A getter, as a class has it that builds its server late. */
export class HolderByGetter {
  readonly command = { name: 'serve' };
  get server(): McpServer {
    return createV1();
  }
}

export class OwnFastMcp extends FastMCP {
  readonly config = fields.config;
  readonly command = 'serve';
  constructor() {
    super({ name: 'own', version: '1.0.0' });
    this.addTool({ name: 'add', execute: () => Promise.resolve('3') });
  }
}

export class OwnHono extends Hono {
  readonly config = fields.config;
  readonly command = 'serve';
  readonly entry = 'src/index.ts';
  readonly server = undefined;
  constructor() {
    super();
    this.route('/', http.honoOnV1());
  }
}

/** Plugins of Fastify, which is an object literal, do so: `@fastify/env` names its decorator `config`. */
export function decoratedFastify(): FastifyInstance {
  const app = http.fastifyOnV1();
  for (const [name, value] of Object.entries(fields))
    if (name !== 'ready') app.decorate(name, value as never);
  return app.decorate('fetch', refuse);
}

export const plainFetch = (): object => ({ ...http.worker(), ...fields });
