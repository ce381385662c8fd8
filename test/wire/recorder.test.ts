import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { ListRootsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { PassThrough } from 'node:stream';
import { TransportTap } from '../../src/wire/client-transport';
import type { LinkEnd } from '../../src/wire/end';
import type { Frame } from '../../src/wire/frame';
import { RecordingFetch } from '../../src/wire/http/recording-fetch';
import { LineLink } from '../../src/wire/lines';
import { MemoryLink } from '../../src/wire/memory';
import { type Decision, WireRecorder } from '../../src/wire/recorder';

const LONG = 60_000;

interface Opened {
  readonly wire: WireRecorder;
  readonly client: Client;
  /** How often the server's tool has run. */
  runs(): number;
  readonly errors: Error[];
  call(signal?: AbortSignal): Promise<unknown>;
}

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A real server and a real client, on a link of ours. */
async function open(
  connect: (server: McpServer, wire: WireRecorder) => Promise<LinkEnd>,
  wire = new WireRecorder(),
): Promise<Opened> {
  let runs = 0;
  const server = new McpServer({ name: 'counter', version: '1.0.0' }, { capabilities: { logging: {} } });
  server.registerTool('count', {}, async () => {
    runs++;
    await server.sendLoggingMessage({ level: 'info', data: `run ${runs}` });
    return { content: [{ type: 'text', text: `run ${runs}` }] };
  });
  const client = new Client({ name: 'test', version: '1.0.0' }, { capabilities: { roots: {} } });
  const errors: Error[] = [];
  client.onerror = error => errors.push(error);
  client.setRequestHandler(ListRootsRequestSchema, () => ({ roots: [{ uri: 'file:///home' }] }));
  await client.connect((await connect(server, wire)) as never);
  closing.push(
    () => client.close(),
    () => server.close(),
  );
  return {
    wire,
    client,
    errors,
    runs: () => runs,
    call: async signal => {
      const { content } = await client.callTool({ name: 'count' }, undefined, { ...(signal && { signal }) });
      return (content as { text: string }[])[0]?.text;
    },
  };
}

const LINKS: Readonly<Record<string, Parameters<typeof open>[0]>> = {
  memory: async (server, wire) => {
    const link = new MemoryLink(wire);
    await server.connect(link.server as never);
    return link.client;
  },
  stdio: async (server, wire) => {
    const [stdin, stdout] = [new PassThrough(), new PassThrough()];
    await server.connect(new StdioServerTransport(stdin, stdout));
    const link = new LineLink({ write: text => stdin.write(text), end: () => stdin.end() }, wire);
    stdout.on('data', (chunk: Buffer) => link.receive(chunk));
    return link.client;
  },
  HTTP: async (server, wire) => {
    const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: () => 'one' });
    await server.connect(transport);
    const door = new RecordingFetch(request => transport.handleRequest(request), 'localhost');
    closing.push(async () => door.close());
    const end = new StreamableHTTPClientTransport(new URL('http://localhost/mcp'), { fetch: door.fetch });
    return new TransportTap(wire).attach(end as LinkEnd, {
      beforeClose: async () => undefined,
      isBurst: false,
      sendText: async text => {
        await door.fetch('http://localhost/mcp', {
          method: 'POST',
          headers: door.lastPost?.headers ?? {},
          body: text,
        });
      },
    });
  },
};

const isCall = ({ message }: Frame): boolean => message.method === 'tools/call';
const isLog = ({ message }: Frame): boolean => message.method === 'notifications/message';
const isResult = ({ direction, message }: Frame): boolean =>
  direction === 'to client' && message.result !== undefined;

describe.each(Object.entries(LINKS))('over %s', (_name, connect) => {
  test('a tap sees each frame on its way, in order, until it is ended', async () => {
    const { wire, call } = await open(connect);
    const seen: Frame[] = [];
    const end = wire.tap(frame => seen.push(frame));
    await call();
    end();
    await call();
    expect(seen.map(({ direction, message }) => [direction, message.method])).toEqual([
      ['to server', 'tools/call'],
      ['to client', 'notifications/message'],
      ['to client', undefined],
    ]);
    expect(wire.frames.filter(isCall)).toHaveLength(2);
  });

  test('what the kit asks for itself is shown to taps as such, and is not on the record', async () => {
    const wire = new WireRecorder({
      onframe: (_frame, { method }) => (method === 'tools/call' ? 'own' : undefined),
    });
    const own: (string | undefined)[] = [];
    wire.tap((_frame, { method }, isOwn) => isOwn && own.push(method));
    const { call } = await open(connect, wire);
    const waited = wire.waitFor(isCall, { deadline: LONG });
    await call();
    expect(own).toEqual(['tools/call']);
    expect(wire.frames.filter(isCall)).toEqual([]);
    wire.close('client');
    await expect(waited).resolves.toBeUndefined();
  });

  test('waiting: wakes when the frame comes, finds one that is there, and gives up', async () => {
    const { wire, call, client } = await open(connect);
    const since = wire.frames.length;
    const next = wire.waitFor(isLog, { deadline: LONG });
    await call();
    const log = await next;
    expect(log?.message.params).toMatchObject({ data: 'run 1' });
    await expect(wire.waitFor(isLog, { deadline: LONG, since })).resolves.toBe(log);
    // Without `since` what is there already does not count.
    await expect(wire.waitFor(isLog, { deadline: 1 })).resolves.toBeUndefined();
    const never = wire.waitFor(isLog, { deadline: LONG });
    await client.close();
    await expect(never).resolves.toBeUndefined();
    await expect(wire.waitFor(isLog, { deadline: LONG })).resolves.toBeUndefined();
  });

  describe('a fault', () => {
    test('keeps a request back', async () => {
      const { wire, call, runs } = await open(connect);
      const lost = new AbortController();
      const end = wire.intercept('to server', ({ method }): Decision => {
        if (method !== 'tools/call') return {};
        lost.abort();
        return undefined;
      });
      await expect(call(lost.signal)).rejects.toThrow('abort');
      end();
      // It is on the record all the same: it was sent.
      expect(wire.frames.filter(isCall)).toHaveLength(1);
      await expect(call()).resolves.toBe('run 1');
      expect(runs()).toBe(1);
    });

    test('delivers an answer twice', async () => {
      const { wire, call, errors } = await open(connect);
      wire.intercept('to client', ({ result }) => (result ? [{}, {}] : {}));
      await expect(call()).resolves.toBe('run 1');
      await expect(call()).resolves.toBe('run 2');
      expect(errors[0]?.message).toContain('unknown message ID');
    });

    test('changes an answer, and the next one goes on from there', async () => {
      const { wire, call } = await open(connect);
      wire.intercept('to client', (_message, text) => ({ text: text.replace('run 1', 'run 2') }));
      wire.intercept('to client', (_message, text) => ({ text: text.replace('run 2', 'run 3') }));
      await expect(call()).resolves.toBe('run 3');
    });

    test('makes garbage of an answer, which the client never takes', async () => {
      const { wire, call } = await open(connect);
      const lost = new AbortController();
      const end = wire.intercept('to client', ({ result }) => {
        if (!result) return {};
        lost.abort();
        return { text: '{"jsonrpc":' };
      });
      await expect(call(lost.signal)).rejects.toThrow('abort');
      end();
      await expect(call()).resolves.toBe('run 2');
    });

    test('holds a message, and those behind it', async () => {
      const { wire, call } = await open(connect);
      let letGo = (): void => undefined;
      const held = new Promise<void>(resolve => (letGo = resolve));
      const order: string[] = [];
      wire.intercept('to client', ({ method }) =>
        method === 'notifications/message' ? held.then(() => ({})) : {},
      );
      wire.intercept('to client', ({ method }) => {
        order.push(method ?? 'answer');
        return {};
      });
      const answered = wire.waitFor(isResult, { deadline: LONG });
      const calling = call();
      await answered;
      expect(order).toEqual([]);
      letGo();
      await calling;
      expect(order).toEqual(['notifications/message', 'answer']);
    });
  });

  test('a cassette: what was recorded once is answered again, and the server hears nothing', async () => {
    const first = await open(connect);
    await first.call();
    const recorded = first.wire.frames.findLast(isResult) as Frame;

    const { wire, call, runs } = await open(connect);
    wire.intercept('to server', ({ method, id }) => {
      if (method !== 'tools/call') return {};
      wire.inject('to client', JSON.stringify({ ...recorded.message, id }));
      return undefined;
    });
    await expect(call()).resolves.toBe('run 1');
    await expect(call()).resolves.toBe('run 1');
    expect(runs()).toBe(0);
  });

  test('a mock: asks the client, which answers to nobody else', async () => {
    const { wire, errors } = await open(connect);
    const taken: unknown[] = [];
    wire.intercept('to server', ({ id, result }) => {
      if (id !== 'mine') return {};
      taken.push(result);
      return undefined;
    });
    const answered = wire.waitFor(({ message }) => message.id === 'mine' && !message.method, {
      deadline: LONG,
    });
    wire.inject('to client', JSON.stringify({ jsonrpc: '2.0', id: 'mine', method: 'roots/list' }));
    await answered;
    expect(taken).toEqual([{ roots: [{ uri: 'file:///home' }] }]);
    expect(errors).toEqual([]);
  });

  test('what no end has sent reaches the server too', async () => {
    const { wire, runs } = await open(connect);
    const logged = wire.waitFor(isLog, { deadline: LONG });
    wire.inject(
      'to server',
      JSON.stringify({ jsonrpc: '2.0', id: 'raw', method: 'tools/call', params: { name: 'count' } }),
    );
    // Over HTTP what is posted past the client is answered past it.
    if (_name === 'HTTP') while (runs() === 0) await new Promise(resolve => setImmediate(resolve));
    else await logged;
    expect(runs()).toBe(1);
  });
});

test('one function may decide twice, and each is ended by itself', async () => {
  const { wire, call } = await open(LINKS['memory'] as Parameters<typeof open>[0]);
  const twice = (_message: unknown, text: string): Decision => ({
    text: text.replace(/run \d+/, '$& and on'),
  });
  const [endFirst] = [wire.intercept('to client', twice), wire.intercept('to client', twice)];
  await expect(call()).resolves.toBe('run 1 and on and on');
  endFirst();
  endFirst();
  await expect(call()).resolves.toBe('run 2 and on');
});

test('nothing can be put on a link that is not there', () => {
  expect(() => new WireRecorder().inject('to client', '{}')).toThrow('not opened');
});
