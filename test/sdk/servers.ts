import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import {
  McpServer as McpServerV1,
  ResourceTemplate as ResourceTemplateV1,
} from '@modelcontextprotocol/sdk/server/mcp.js';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import {
  McpServer as McpServerV2,
  ResourceTemplate as ResourceTemplateV2,
} from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { Client as OldestClient } from 'sdk-v1-oldest/client/index.js';
import {
  McpServer as OldestMcpServer,
  ResourceTemplate as OldestResourceTemplate,
} from 'sdk-v1-oldest/server/mcp.js';
import { z } from 'zod';
import * as z3 from 'zod/v3';
import type { JsonRpcMessage } from '../../src/wire/frame';
import { MemoryLink } from '../../src/wire/memory';
import { WireRecorder } from '../../src/wire/recorder';
import { anyResult } from '../../src/sdk/client-port';
import type { RawClient } from '../../src/sdk/raw-client';
import type { SdkServer } from '../../src/sdk/packages';
import type { HandlerTrace } from '../../src/protocol/handler-trace';
import { ServerObserver } from '../../src/sdk/handler-observer';

/** The SDKs that are installed here: the oldest v1 that the kit supports, the newest v1, and v2 in either era. */
export const SDKS = ['v1, oldest', 'v1', 'v2', 'v2, modern era'] as const;

export type Sdk = (typeof SDKS)[number];

const INFO = { name: 'theatre', version: '1.0.0' };
const DONE = { content: [{ type: 'text' as const, text: 'done' }] };
const fails = (): never => {
  throw new Error('kaboom');
};
const refuses = (): object => ({ isError: true, content: [{ type: 'text', text: 'not today' }] });

/** What SDK v1 and v2 sign alike. */
function furnish(server: McpServerV1, Template: typeof ResourceTemplateV1): McpServerV1 {
  const seat = z.object({ row: z.number(), letter: z.string() });
  const booking = { seats: z.array(seat), by: z.union([z.string(), z.number()]), day: z.string() };
  const outputSchema = z.object({ total: z.number() });
  server.registerTool('book', { inputSchema: z.strictObject(booking) }, () => DONE);
  server.registerTool('closed', {}, () => DONE).disable();
  server.registerTool('fails', {}, fails);
  server.registerTool('refuses', {}, refuses as never);
  server.registerTool('shapeless', {}, () => ({ content: 'done' }) as never);
  server.registerTool('unstructured', { outputSchema }, () => DONE as never);
  server.registerTool('misstructured', { outputSchema }, () => ({
    ...DONE,
    structuredContent: { total: 'x' },
  }));
  server.registerPrompt('greet', { argsSchema: { name: z.string() } }, () => ({ messages: [] }));
  server.registerPrompt('gone', {}, () => ({ messages: [] })).disable();
  server.registerPrompt('fails', {}, fails);
  server.registerResource('rules', 'rules://all', {}, () => ({ contents: [] }));
  server.registerResource('gone', 'rules://gone', {}, () => ({ contents: [] })).disable();
  server.registerResource('fails', 'rules://fails', {}, fails);
  server.registerResource('rule', new Template('rule://{number}', { list: undefined }), {}, () => ({
    contents: [],
  }));
  return server;
}

function oldest(): OldestMcpServer {
  const server = new OldestMcpServer(INFO);
  const seat = z3.object({ row: z3.number(), letter: z3.string() });
  const booking = { seats: z3.array(seat), by: z3.union([z3.string(), z3.number()]), day: z3.string() };
  server.tool('book', booking as never, () => DONE);
  server.tool('fails', fails);
  server.tool('refuses', refuses as never);
  server.tool('shapeless', () => ({ content: 'done' }) as never);
  server.prompt('greet', { name: z3.string() } as never, () => ({ messages: [] }));
  server.prompt('fails', fails);
  server.resource('rules', 'rules://all', () => ({ contents: [] }));
  server.resource('fails', 'rules://fails', fails);
  const template = new OldestResourceTemplate('rule://{number}', { list: undefined });
  server.resource('rule', template, () => ({ contents: [] }));
  return server;
}

function newestV1(): McpServerV1 {
  const server = furnish(new McpServerV1(INFO), ResourceTemplateV1);
  const tasks = { createTask: fails, getTask: fails, getTaskResult: fails };
  server.experimental.tasks.registerToolTask('long', { execution: { taskSupport: 'required' } }, tasks);
  return server;
}

function v2(): SdkServer {
  const server = new McpServerV2(INFO);
  furnish(server as unknown as McpServerV1, ResourceTemplateV2 as unknown as typeof ResourceTemplateV1);
  return server;
}

/** A server with one of each thing that can be refused. */
export function makeServer(sdk: Sdk): SdkServer {
  if (sdk === 'v1, oldest') return oldest();
  return sdk === 'v1' ? newestV1() : v2();
}

/** A client of the same SDK. */
export function makeClient(sdk: Sdk): RawClient {
  if (sdk === 'v1, oldest') return new OldestClient(INFO, { capabilities: {} }) as RawClient;
  if (sdk === 'v1') return new ClientV1(INFO) as RawClient;
  const mode = sdk === 'v2' ? 'legacy' : { pin: '2026-07-28' };
  return new ClientV2(INFO, { versionNegotiation: { mode } }) as RawClient;
}

/** Connects a server of an SDK with a client of the same one. */
export async function connect(
  sdk: Sdk,
  server: SdkServer,
  link: MemoryLink,
): Promise<{ client: RawClient; close(): Promise<void> }> {
  const client = makeClient(sdk);
  const handle =
    sdk === 'v2, modern era'
      ? serveStdio(() => server as never, { transport: link.server as never, legacy: 'reject' })
      : server;
  if (handle === server) await server.connect(link.server);
  await client.connect(link.client);
  return {
    client,
    close: async () => {
      await client.close();
      await handle.close();
    },
  };
}

/** What came back for a request, and what was seen of it inside the server. */
export interface Answered {
  readonly response: JsonRpcMessage;
  readonly seen: HandlerTrace | undefined;
}

/** Asks a server of an SDK, by a client of the same one. */
export async function ask(
  sdk: Sdk,
  method: string,
  params: object,
  server = makeServer(sdk),
): Promise<Answered> {
  const observer = ServerObserver.of(server);
  let id: JsonRpcMessage['id'];
  let response: JsonRpcMessage | undefined;
  const link = new MemoryLink(
    new WireRecorder({
      onframe: ({ direction, message }) => {
        if (direction === 'to server') observer.expect(message);
        if (direction === 'to server' && message.method === method) id = message.id;
        if (direction === 'to client' && message.id === id) response = message;
      },
    }),
  );
  const { client, close } = await connect(sdk, server, link);
  await client
    .request({ method, params }, anyResult, { allowInputRequired: true })
    .catch((error: unknown) => error);
  await close();
  if (!response || id === undefined || id === null) throw new Error(`${method} was not answered.`);
  return { response, seen: observer.take(id) };
}
