import type { RequestListener } from 'node:http';
import { createServer, Duplex } from '../../core';
import type { FetchLike } from './exchange';
import { carry } from './node-client';

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
export function withoutSocket(listener: RequestListener): FetchLike {
  const server = createServer(listener);
  return (request, body) =>
    carry(request, body, () => {
      const near = new End();
      const far = new End();
      near.peer = far;
      far.peer = near;
      server.emit('connection', far);
      return near;
    });
}
