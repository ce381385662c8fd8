import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, listenOn, URL } from '../core';
import { closeServer } from '../wire/http/loopback';
import { usageError } from '../messages/stack';

/** A server that listens already. */
export interface Listening {
  /** `http://127.0.0.1:40123` */
  readonly origin: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/**
 * Listens at once, so that the address is known at the top of a test file, where nothing can be awaited.
 *
 *
 * @param port 0: a free one
 * @throws when the port is taken
 */
export function listenAtOnce(listener: RequestListener, port: number): Listening {
  const server = createServer(listener);
  let failure: Error | undefined;
  // It comes after this function has thrown, and would take the whole process down.
  server.on('error', error => (failure ??= error));
  listenOn(server, port, HOST);
  const address = server.address() as AddressInfo | null;
  if (address === null) {
    server.close();
    throw usageError(
      `authServer(): cannot listen on port ${port} of ${HOST}${failure ? `: ${failure.message}` : ': it is taken, or not yours to take'}.\n\n` +
        'Leave the option port out, and a free one is found:\n  const as = authServer();',
    );
  }
  if (address.address !== HOST) {
    server.close();
    throw new Error(`authServer(): it listened on ${address.address}, where it was to listen on ${HOST}.`);
  }
  // A test file that is never ended in order keeps no process alive.
  server.unref();
  return { origin: `http://${HOST}:${address.port}`, close: () => closeServer(server) };
}

/** A port that is free now. */
export function freePortAtOnce(): number {
  const { origin, close } = listenAtOnce(() => undefined, 0);
  void close();
  return Number(new URL(origin).port);
}
