import { createServer, request as httpRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { Duplex, Readable } from 'node:stream';
import type { Carrier } from './http-exchange';

/** One end of a connection in memory: what is written to it is read at the other. */
class End extends Duplex {
  peer!: End;
  /** What Node's own server and Express look at in a socket. */
  readonly remoteAddress = '127.0.0.1';

  constructor() {
    super({ allowHalfOpen: false });
  }

  override _read(): void {
    const resume = this.peer.#waiting;
    this.peer.#waiting = undefined;
    resume?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    if (this.peer.push(chunk)) done();
    else this.#waiting = done;
  }

  override _final(done: () => void): void {
    this.peer.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (!this.peer.destroyed) this.peer.destroy();
    done(error);
  }

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #waiting: (() => void) | undefined;
}

/**
 * Lets a listener of `node:http` be reached without a socket: its own parser reads what its own client writes, over
 * a connection in memory, one for each request.
 */
export function withoutSocket(listener: RequestListener): Carrier {
  const server = createServer(listener);
  return request =>
    new Promise<Response>((resolve, reject) => {
      const near = new End();
      const far = new End();
      near.peer = far;
      far.peer = near;
      const outgoing = httpRequest(
        {
          method: request.method,
          path: new URL(request.url).pathname + new URL(request.url).search,
          headers: Object.fromEntries(request.headers),
          createConnection: () => near,
        },
        incoming => resolve(responseOf(incoming)),
      );
      outgoing.once('error', reject);
      request.signal.addEventListener('abort', () => near.destroy());
      server.emit('connection', far);
      if (request.body) Readable.fromWeb(request.body as never).pipe(outgoing);
      else outgoing.end();
    });
}

function responseOf(incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2)
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
  const status = incoming.statusCode ?? 0;
  const isEmpty = status === 204 || status === 205 || status === 304;
  if (isEmpty) incoming.resume();
  return new Response(isEmpty ? null : (Readable.toWeb(incoming) as ReadableStream), {
    status,
    statusText: incoming.statusMessage ?? '',
    headers,
  });
}
