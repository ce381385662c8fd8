/** What is seen inside a server, where its SDK does not say which request a handler serves. */
import { McpServer } from 'sdk-v1-oldest/server/mcp.js';
import { McpError } from 'sdk-v1-oldest/types.js';
import type { JsonRpcMessage } from '../../src/wire/frame';
import { MemoryLink } from '../../src/wire/memory';
import { WireRecorder } from '../../src/wire/recorder';
import { classifyAnswer } from '../../src/protocol/classify';
import type { HandlerTrace } from '../../src/protocol/handler-trace';
import { ServerObserver } from '../../src/sdk/handler-observer';
import { ask, connect } from './servers';

/** `go` answers once it is told to, `refuse` throws an error of the SDK's own class. */
function oldServer(): { server: McpServer; goOn(): void } {
  const server = new McpServer({ name: 'old', version: '1.0.0' });
  let goOn!: () => void;
  const gone = new Promise<void>(resolve => (goOn = resolve));
  server.tool('go', async () => {
    await gone;
    return { content: [] };
  });
  server.tool('refuse', () => {
    throw new McpError(-32602, 'the id must be positive');
  });
  return { server, goOn };
}

const call = (id: number, name: string): JsonRpcMessage => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
});

it('a handler that throws in the words of an SDK has made the error itself', async () => {
  const { server } = oldServer();
  const { response, seen } = await ask('v1, oldest', 'tools/call', { name: 'refuse' }, server);
  expect(seen).toMatchObject({ ran: true, isOwnError: true, thrown: { code: -32602 } });
  const params = { name: 'refuse' };
  const asked = { verb: 'callTool', method: 'tools/call', name: 'refuse', params } as const;
  expect(classifyAnswer({ asked, response, trace: seen })).toMatchObject({
    kind: 'tool error',
    message: 'MCP error -32602: the id must be positive',
  });
});

it('of calls that wait for their handlers side by side, nothing is said that may be wrong', async () => {
  const { server, goOn } = oldServer();
  const observer = ServerObserver.of(server);
  const answered = new Map<unknown, HandlerTrace | undefined>();
  let told!: () => void;
  const both = new Promise<void>(resolve => (told = resolve));
  const link = new MemoryLink(
    new WireRecorder({
      onframe: ({ direction, message }) => {
        if (direction === 'to server') return observer.expect(message);
        const { id } = message;
        if (id !== 11 && id !== 12) return;
        answered.set(id, observer.take(id));
        if (answered.size === 2) told();
      },
    }),
  );
  const { close } = await connect('v1, oldest', server, link);
  await link.client.send(call(11, 'go'));
  await link.client.send(call(12, 'refuse'));
  goOn();
  await both;
  await close();
  for (const seen of answered.values()) {
    expect(seen).toMatchObject({ isKnown: true });
    expect(seen?.ran).not.toBe(false);
  }
  expect(answered.get(11)?.isOwnError).toBeUndefined();
});

it('what an author calls himself is not the handler of a request', async () => {
  const server = new McpServer({ name: 'old', version: '1.0.0' });
  server.tool('inner', () => {
    throw new Error('not this one');
  });
  server.tool('outer', () => {
    const { _registeredTools: tools } = server as unknown as {
      _registeredTools: Record<string, { callback(): unknown }>;
    };
    try {
      tools.inner!.callback();
    } catch {
      // The outer one goes on.
    }
    return { isError: true, content: [{ type: 'text', text: 'outer' }] };
  });
  const { seen } = await ask('v1, oldest', 'tools/call', { name: 'outer' }, server);
  expect(seen).toMatchObject({ ran: true, isOwnError: true });
  expect(seen).not.toHaveProperty('thrown');
});
