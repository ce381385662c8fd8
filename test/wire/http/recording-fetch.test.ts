import { createServer, type Server } from 'node:http';
import { EventReader } from '../../../src/wire/http/event-stream';
import { RecordingFetch } from '../../../src/wire/http/recording-fetch';
import { listenerFor } from '../../../src/wire/http/listener';
import { closeServer, listenOnLoopback } from '../../../src/wire/http/loopback';
import { overNetwork } from '../../../src/wire/http/network';
import { withoutSocket } from '../../../src/wire/http/socketless';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const eventStream = { headers: { 'content-type': 'text/event-stream' } };
const post = (message: object): RequestInit => ({ method: 'POST', body: JSON.stringify(message) });

describe('reading an event stream', () => {
  const read = (...chunks: string[]): string[] => {
    const reader = new EventReader();
    return chunks.flatMap(chunk => reader.read(bytes(chunk))).map(event => event.text);
  };

  test.each([
    ['one event', ['data: {}\n\n'], ['{}']],
    ['in pieces', ['da', 'ta: {', '}\n', '\n'], ['{}']],
    ['with carriage returns, parted', ['data: a\r', '\n\r', '\ndata: b\r\n\r\n'], ['a', 'b']],
    ['several lines of data', ['data: a\ndata: b\n\n'], ['a\nb']],
    ['other events are none', ['event: endpoint\ndata: /x\n\nevent: message\ndata: y\n\n'], ['y']],
    ['comments, ids and events without data are none', [': hello\n\nid: 1\ndata:\n\nretry: 5\n\n'], []],
    ['what was not finished is none', ['data: a\n'], []],
  ])('%s', (_name, chunks, events) => {
    expect(read(...chunks)).toEqual(events);
  });

  test('a character that is parted is put together', () => {
    const reader = new EventReader();
    const [...text] = bytes('data: ü\n\n');
    const events = text.flatMap(byte => reader.read(Uint8Array.of(byte)));
    expect(events.map(event => event.text)).toEqual(['ü']);
  });
});

describe('the door', () => {
  const inProcess = (handler: (request: Request) => unknown): RecordingFetch =>
    new RecordingFetch(handler, '127.0.0.1');
  const url = 'http://127.0.0.1/mcp';

  test('keeps what was asked and what came back', async () => {
    const door = inProcess(() => Response.json({ jsonrpc: '2.0', id: 7, result: {} }));
    await door.fetch(url, post({ jsonrpc: '2.0', id: 7, method: 'ping' }));
    expect(door.exchanges).toEqual([
      expect.objectContaining({
        by: 'handler',
        method: 'POST',
        id: 7,
        rpc: 'ping',
        status: 200,
        bytes: 36,
        isOver: true,
        response: { jsonrpc: '2.0', id: 7, result: {} },
      }),
    ]);
  });

  test('sets the Host header, which no network does here', async () => {
    const door = inProcess(request => new Response(request.headers.get('host')));
    expect(await (await door.fetchRaw(url)).text()).toBe('127.0.0.1');
  });

  test('keeps the last exchanges, and counts them all', async () => {
    const door = inProcess(() => new Response(null, { status: 204 }));
    for (let asked = 0; asked < 120; asked++) await door.fetch(`${url}?${asked}`);
    expect([door.count, door.exchanges.length, door.exchanges[0]?.url.search]).toEqual([120, 100, '?20']);
  });

  test('reads a refusal only so far as it can be shown, and lets go of the rest', async () => {
    let isCancelled = false;
    const page = new ReadableStream({
      pull: controller => controller.enqueue(bytes('x'.repeat(1_000))),
      cancel: () => void (isCancelled = true),
    });
    const door = inProcess(() => new Response(page, { status: 500 }));
    const response = await door.fetch(url);
    expect([response.status, (await response.text()).length]).toEqual([500, 4_096]);
    expect(isCancelled).toBe(true);
    expect(door.exchanges[0]?.isCut).toBe(true);
  });

  test('waits no longer than a second for the rest of a refusal', async () => {
    const stalled = new ReadableStream({ start: controller => controller.enqueue(bytes('half')) });
    const door = inProcess(() => new Response(stalled, { status: 500 }));
    expect(await (await door.fetch(url)).text()).toBe('half');
  });

  test('shows the response that stands in a refusal', async () => {
    const refusal = { jsonrpc: '2.0', id: 1, error: { code: -32601, message: 'no such' } };
    const door = inProcess(() => Response.json(refusal, { status: 404 }));
    const seen: unknown[] = [];
    door.observer = { onrefusal: (_exchange, response) => seen.push(response) };
    await door.fetch(url, post({ jsonrpc: '2.0', id: 1, method: 'x' }));
    await door.fetch(url, post({ jsonrpc: '2.0', id: 2, method: 'x' }));
    expect(seen).toEqual([refusal]);
  });

  test('tells when a stream has ended, and whether it held the response', async () => {
    const door = inProcess(() => new Response('data: {"jsonrpc":"2.0","id":1,"result":{}}\n\n', eventStream));
    const ended: unknown[] = [];
    door.observer = { onend: ({ id, response }) => ended.push([id, response !== undefined]) };
    for (const id of [1, 2]) await (await door.fetch(url, post({ jsonrpc: '2.0', id, method: 'x' }))).text();
    expect(ended).toEqual([
      [1, true],
      [2, false],
    ]);
  });

  test.each([
    [undefined, 'returned undefined, which is not a Response'],
    [null, 'returned null, which is not a Response'],
    ['ok', 'returned a string, which is not a Response'],
    [{ status: 200 }, 'returned a plain object, which is not a Response'],
    [new Map(), 'returned an instance of Map, which is not a Response'],
    [
      { status: 200, headers: new Headers(), body: { pipe: () => 0 } },
      'returned a Response whose body is not a ReadableStream',
    ],
  ])('refuses %p for an answer', async (answer, misdeed) => {
    const door = inProcess(() => answer);
    await expect(door.fetch(url)).rejects.toThrow(`The handler ${misdeed}.`);
    expect(door.exchanges[0]?.misdeed).toBe(misdeed);
  });

  test('a signal gives up the one request that it is for', async () => {
    const door = inProcess(() => new Promise(() => undefined));
    const [first, second] = [new AbortController(), new AbortController()];
    const asked = [first, second].map(({ signal }) =>
      door.fetch(url, { signal }).catch((error: Error) => error.name),
    );
    first.abort();
    expect(await asked[0]).toBe('AbortError');
    second.abort();
    expect(await asked[1]).toBe('AbortError');
  });

  test('closing cuts off what is on its way: a request, a body, an open stream', async () => {
    const open = new ReadableStream({ start: controller => controller.enqueue(bytes('data: 1\n\n')) });
    const answers: unknown[] = [new Promise(() => undefined), new Response(open, eventStream)];
    const door = inProcess(() => answers.shift());
    const pending = door.fetch(url).catch((error: Error) => error.name);
    const stream = await door.fetch(url);
    const text = stream.text().catch((error: Error) => error.name);
    door.close();
    expect([await pending, await text]).toEqual(['AbortError', 'AbortError']);
    await expect(door.fetch(url)).rejects.toThrow('The session was closed.');
  });

  test('a reader that loses interest lets go of the server', async () => {
    let isCancelled = false;
    const open = new ReadableStream({ cancel: () => void (isCancelled = true) });
    const door = inProcess(() => new Response(open, eventStream));
    await (await door.fetch(url)).body?.cancel();
    expect([isCancelled, door.exchanges[0]?.isOver]).toEqual([true, true]);
  });

  test('a probe never rejects', async () => {
    const door = inProcess(() => {
      throw new Error('kaboom');
    });
    expect(await door.probe(url, {})).toMatchObject({ isOver: true, error: new Error('kaboom') });
  });
});

describe('a handler, on a loopback port and without a socket', () => {
  const echo = async (request: Request): Promise<Response> =>
    new Response(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`, {
      status: 201,
      headers: [
        ['x-one', '1'],
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ],
    });

  test.each(['loopback', 'no socket'])('answers alike: %s', async way => {
    const loopback = way === 'loopback' ? await listenOnLoopback(listenerFor(echo)) : undefined;
    const door = loopback
      ? new RecordingFetch(overNetwork)
      : new RecordingFetch(withoutSocket(listenerFor(echo)), '127.0.0.1');
    const answer = await door.fetchRaw(new URL('/mcp?x=1', loopback?.origin ?? 'http://127.0.0.1'), {
      method: 'POST',
      body: 'ü'.repeat(50_000),
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-one')).toBe('1');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await answer.text()).toBe(`POST /mcp ${'ü'.repeat(50_000)}`);
    await loopback?.close();
  });

  test.each(['loopback', 'no socket'])('hears that a client has gone: %s', async way => {
    let gone = (): void => undefined;
    const isGone = new Promise<void>(resolve => (gone = resolve));
    const handler = (request: Request): Response => {
      request.signal.addEventListener('abort', gone);
      return new Response(
        new ReadableStream({ start: controller => controller.enqueue(bytes('data: 1\n\n')) }),
        eventStream,
      );
    };
    const loopback = way === 'loopback' ? await listenOnLoopback(listenerFor(handler)) : undefined;
    const door = loopback
      ? new RecordingFetch(overNetwork)
      : new RecordingFetch(withoutSocket(listenerFor(handler)), '127.0.0.1');
    await door.fetch(new URL('/mcp', loopback?.origin ?? 'http://127.0.0.1'));
    door.close();
    await isGone;
    await loopback?.close();
  });

  test('closing destroys what is still connected', async () => {
    const server: Server = createServer(() => undefined);
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    const door = new RecordingFetch(overNetwork);
    const asked = door.fetch(`http://127.0.0.1:${port}/`).catch(() => 'broken off');
    await new Promise(resolve => server.once('request', resolve));
    await closeServer(server);
    expect(await asked).toBe('broken off');
  });
});
