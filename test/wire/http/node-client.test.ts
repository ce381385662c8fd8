import { createServer, type RequestListener, type Server } from 'node:http';
import { gzipSync, createGzip } from 'node:zlib';
import { withoutSocket } from '../../../src/wire/http/socketless';
import type { FetchLike } from '../../../src/wire/http/exchange';
import { isLoopback, overNetwork } from '../../../src/wire/http/network';

const servers: Server[] = [];

async function overSocket(listener: RequestListener): Promise<[FetchLike, string]> {
  const server = createServer(listener);
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return [overNetwork, `http://127.0.0.1:${(server.address() as { port: number }).port}`];
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

const ways: [string, (listener: RequestListener) => Promise<[FetchLike, string]>][] = [
  ['over a socket', overSocket],
  ['without a socket', async listener => [withoutSocket(listener), 'http://127.0.0.1']],
];

describe.each(ways)('%s', (_name, open) => {
  const ask = async (listener: RequestListener, init: RequestInit = {}): Promise<Response> => {
    const [carry, origin] = await open(listener);
    return (await carry(new Request(`${origin}/path?q=1`, init), 'whole')) as Response;
  };

  test('method, path, headers and body arrive, and so does the answer', async () => {
    const response = await ask(
      (request, response) => {
        response.writeHead(201, 'Made', {
          'x-seen': `${request.method} ${request.url} ${request.headers['x-sent']}`,
        });
        request.pipe(response);
      },
      { method: 'PUT', headers: { 'x-sent': 'yes' }, body: 'body' },
    );
    expect([response.status, response.statusText, response.headers.get('x-seen')]).toEqual([
      201,
      'Made',
      'PUT /path?q=1 yes',
    ]);
    expect(await response.text()).toBe('body');
  });

  test.each([204, 205, 304])('a %i has no body', async status => {
    const response = await ask((_request, response) => response.writeHead(status).end());
    expect([response.status, response.body]).toEqual([status, null]);
  });

  test('a redirect is not followed', async () => {
    const response = await ask((_request, response) => response.writeHead(302, { location: '/other' }).end());
    expect([response.status, response.headers.get('location')]).toEqual([302, '/other']);
  });

  test('an answer is unpacked', async () => {
    const response = await ask((_request, response) =>
      response.setHeader('content-encoding', 'gzip').end(gzipSync('unpacked')),
    );
    expect(await response.text()).toBe('unpacked');
  });

  test('a stream is unpacked as it comes', async () => {
    const response = await ask((_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      const gzip = createGzip();
      gzip.pipe(response);
      gzip.write('first');
      gzip.flush();
    });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value as Uint8Array).toString()).toBe('first');
    await reader.cancel();
  });

  test('a server that hangs up fails the request', async () => {
    await expect(ask(request => request.socket.destroy())).rejects.toThrow();
  });

  test('an answer that breaks off fails its reader', async () => {
    const response = await ask((_request, response) => {
      response.write('half');
      setImmediate(() => response.destroy());
    });
    await expect(response.text()).rejects.toThrow();
  });

  describe('given up', () => {
    test('before it is answered', async () => {
      const giving = new AbortController();
      const asked = ask(() => giving.abort(new Error('enough')), { signal: giving.signal });
      await expect(asked).rejects.toThrow('enough');
    });

    test.each(['aborted', 'cancelled'])('while the answer comes: %s', async how => {
      const giving = new AbortController();
      let gone: () => void;
      const closed = new Promise<void>(resolve => (gone = resolve));
      const response = await ask(
        (_request, response) => {
          response.on('close', () => gone());
          response.write('half');
        },
        { signal: giving.signal },
      );
      const reader = (response.body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      const rest = reader.read();
      if (how === 'aborted') {
        giving.abort(new Error('enough'));
        await expect(rest).rejects.toThrow();
      } else await reader.cancel(new Error('enough'));
      // The server learns of it.
      await closed;
    });

    test('after it was answered', async () => {
      const giving = new AbortController();
      const response = await ask((_request, response) => response.end('all'), { signal: giving.signal });
      expect(await response.text()).toBe('all');
      giving.abort(new Error('enough'));
      await new Promise(resolve => setImmediate(resolve));
    });
  });

  test('the server sees the connection go once it has answered', async () => {
    let gone: () => void;
    const closed = new Promise<void>(resolve => (gone = resolve));
    const response = await ask((request, response) => {
      request.socket.on('close', () => gone());
      response.end('all');
    });
    expect(await response.text()).toBe('all');
    await closed;
  });
});

test.each([
  ['http://127.0.0.1:1/', true],
  ['http://127.9.9.9/', true],
  ['http://localhost/', true],
  ['http://mcp.localhost/', true],
  ['http://[::1]:1/', true],
  ['http://127.0.0.1.example.com/', false],
  ['http://localhost.example.com/', false],
  ['http://10.0.0.1/', false],
])('%s is this machine: %s', (url, is) => {
  expect(isLoopback(new URL(url))).toBe(is);
});

test('where nobody listens, it fails as fetch does', async () => {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise(resolve => server.close(resolve));
  await expect(overNetwork(new Request(`http://127.0.0.1:${port}`))).rejects.toMatchObject({
    name: 'TypeError',
    message: 'fetch failed',
    cause: { code: 'ECONNREFUSED' },
  });
});
