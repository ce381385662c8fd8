// What the kit calls of the clients and servers of both SDKs, signed as it calls it: the kit knows them by shape alone,
// since either may be absent. Compiled, never run: `tsc -p test/types/tsconfig.globals.json`.
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { refreshAuthorization as refreshV1 } from '@modelcontextprotocol/sdk/client/auth.js';
import { SSEClientTransport as SseV1 } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport as HttpV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js';
import type { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport as StdioV1 } from '@modelcontextprotocol/sdk/server/stdio.js';
import { StreamableHTTPServerTransport as NodeHostV1 } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { WebStandardStreamableHTTPServerTransport as WebHostV1 } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { Transport as TransportV1 } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { LoggingLevel, Result } from '@modelcontextprotocol/sdk/types.js';
import { ResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { AjvJsonSchemaValidator as AjvV1 } from '@modelcontextprotocol/sdk/validation/ajv';
import {
  Client as ClientV2,
  refreshAuthorization as refreshV2,
  SSEClientTransport as SseV2,
  StreamableHTTPClientTransport as HttpV2,
} from '@modelcontextprotocol/client';
import { AjvJsonSchemaValidator as AjvV2 } from '@modelcontextprotocol/client/validators/ajv';
import type { McpServer as McpServerV2, Server as ServerV2 } from '@modelcontextprotocol/server';
import {
  createMcpHandler,
  WebStandardStreamableHTTPServerTransport as WebHostV2,
} from '@modelcontextprotocol/server';
import { serveStdio, StdioServerTransport as StdioV2 } from '@modelcontextprotocol/server/stdio';
import { expectTypeOf } from 'expect-type';
import type { IncomingMessage } from 'node:http';
import type { PassThrough } from 'node:stream';
import type { AuthInfo } from '../../src/oauth/shapes';
import type { RequestOptions } from '../../src/sdk/client';
import type { anyResult } from '../../src/sdk/client-port';
import type { RawClient } from '../../src/sdk/raw-client';
import type { LowLevelServer, SdkServer } from '../../src/sdk/packages';

declare const v1: ClientV1;
declare const v2: ClientV2;
declare const options: Pick<RequestOptions, 'timeout' | 'signal'>;
declare const level: LoggingLevel;
declare const url: URL;
declare const stdin: PassThrough;
declare const stdout: PassThrough;
declare const end: TransportV1;
declare const mcpServer: McpServerV2;
declare const authInfo: AuthInfo;
declare const schema: typeof anyResult;

/** What the guard of a link in memory reads of it. */
interface ScopeChallenge {
  readonly scopes: readonly string[];
  readonly errorDescription?: string;
}

// If these were `any`, everything below would pass whatever it says.
expectTypeOf(v1).not.toBeAny();
expectTypeOf(v2).not.toBeAny();
expectTypeOf<McpServerV1>().not.toBeAny();
expectTypeOf<McpServerV2>().not.toBeAny();

// Every method that the kit knows is there, on both.
expectTypeOf(v1).toExtend<RawClient>();
expectTypeOf(v2).toExtend<RawClient>();
// And one that is missing is found.
expectTypeOf<Omit<ClientV1, 'ping'>>().not.toExtend<RawClient>();

// What both clients sign alike.
for (const client of [v1, v2]) {
  expectTypeOf(client.connect(end)).resolves.toBeVoid();
  expectTypeOf(client.close()).resolves.toBeVoid();
  expectTypeOf(client.notification({ method: 'notifications/initialized' })).resolves.toBeVoid();
  expectTypeOf(client.getServerCapabilities()).toExtend<object | undefined>();
  expectTypeOf(client.getServerVersion()).toExtend<{ name: string; version: string } | undefined>();
  expectTypeOf(client.getInstructions()).toEqualTypeOf<string | undefined>();
  expectTypeOf(client.readResource({ uri: 'x:' }, options)).resolves.toHaveProperty('contents');
  expectTypeOf(client.getPrompt({ name: 'x' }, options)).resolves.toHaveProperty('messages');
  expectTypeOf(
    client.complete({ ref: { type: 'ref/prompt', name: 'x' }, argument: { name: 'a', value: '' } }, options),
  ).resolves.toHaveProperty('completion');
  expectTypeOf(client.subscribeResource({ uri: 'x:' }, options)).resolves.toBeObject();
  expectTypeOf(client.unsubscribeResource({ uri: 'x:' }, options)).resolves.toBeObject();
  expectTypeOf(client.setLoggingLevel(level, options)).resolves.toBeObject();
  expectTypeOf(client.ping(options)).resolves.toBeObject();
}

// The client of v1.
new ClientV1({ name: 'x', version: '1' }, { capabilities: {}, jsonSchemaValidator: new AjvV1() });
expectTypeOf(v1.callTool({ name: 'x' }, undefined, options)).resolves.toHaveProperty('content');
expectTypeOf(v1.listTools({}, options)).resolves.toHaveProperty('tools');
expectTypeOf(v1.listResources({}, options)).resolves.toHaveProperty('resources');
expectTypeOf(v1.listResourceTemplates({}, options)).resolves.toHaveProperty('resourceTemplates');
expectTypeOf(v1.listPrompts({}, options)).resolves.toHaveProperty('prompts');
expectTypeOf(v1.request({ method: 'ping' }, ResultSchema, options)).resolves.toExtend<Result>();
// @ts-expect-error The schema stands between what is asked and the options.
void v1.callTool({ name: 'x' }, options);

// The client of v2.
new ClientV2(
  { name: 'x', version: '1' },
  { capabilities: {}, jsonSchemaValidator: new AjvV2(), versionNegotiation: { mode: 'legacy' } },
);
new ClientV2({ name: 'x', version: '1' }, { versionNegotiation: { mode: 'auto' } });
new ClientV2({ name: 'x', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
expectTypeOf(v2.getNegotiatedProtocolVersion()).toEqualTypeOf<string | undefined>();
expectTypeOf(v2.callTool({ name: 'x' }, options)).resolves.toHaveProperty('content');
expectTypeOf(v2.request({ method: 'tools/list', params: {} }, options)).resolves.toHaveProperty('tools');
expectTypeOf(
  v2.request({ method: 'ping' }, schema, { ...options, allowInputRequired: true }),
).resolves.toBeUnknown();
// @ts-expect-error The options stand where v1 has a schema.
void v2.callTool({ name: 'x' }, undefined, options);

// How an SDK's own client reaches a server over HTTP, and logs in there.
for (const Transport of [HttpV1, SseV1, HttpV2, SseV2]) {
  new Transport(url, { fetch, requestInit: { headers: {} } });
}
for (const transport of [new HttpV1(url), new SseV1(url)])
  expectTypeOf(transport.finishAuth('a code')).resolves.toBeVoid();
for (const transport of [new HttpV2(url), new SseV2(url)])
  expectTypeOf(transport.finishAuth(new URLSearchParams())).resolves.toBeVoid();
expectTypeOf(refreshV1).parameter(0).toEqualTypeOf<string | URL>();
expectTypeOf(refreshV2).parameter(0).toEqualTypeOf<string | URL>();

// Servers, as the kit recognises and connects them.
expectTypeOf<ServerV1>().toExtend<LowLevelServer>();
expectTypeOf<ServerV2>().toExtend<LowLevelServer>();
expectTypeOf<McpServerV1>().toExtend<SdkServer>();
expectTypeOf<McpServerV2>().toExtend<SdkServer>();

// On which of their SDK's own transports they are hosted.
new StdioV1(stdin, stdout);
const transport = new StdioV2(stdin, stdout);
expectTypeOf(serveStdio(() => mcpServer, { transport, legacy: 'serve' }).close()).resolves.toBeVoid();
expectTypeOf(serveStdio(() => mcpServer, { transport, legacy: 'reject' }).close()).resolves.toBeVoid();
expectTypeOf(
  createMcpHandler(async () => mcpServer).fetch(new Request(url), {}),
).resolves.toEqualTypeOf<Response>();
expectTypeOf(createMcpHandler(async () => mcpServer).close()).resolves.toBeVoid();
for (const Host of [WebHostV1, WebHostV2]) {
  const host = new Host({ sessionIdGenerator: () => 'x' });
  expectTypeOf(host.handleRequest(new Request(url), { authInfo })).resolves.toEqualTypeOf<Response>();
}
expectTypeOf<NodeHostV1['handleRequest']>().parameter(0).toExtend<IncomingMessage & { auth?: AuthInfo }>();

// v2 hands a transport the scopes of single tools, where it can take them.
expectTypeOf<WebHostV2['setScopeChallengeResolver']>()
  .parameter(0)
  .returns.toExtend<ScopeChallenge | undefined | Promise<ScopeChallenge | undefined>>();
