import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer, listenOn } from '../../core';

/** A server that the kit has made listen. */
export interface Loopback {
  /** `http://127.0.0.1:40123` */
  readonly origin: string;
  /** Destroys what is still connected: a client may hold streams open. */
  close(): Promise<void>;
}

/** Lets a listener be reached on a free port of 127.0.0.1. */
export async function listenOnLoopback(listener: RequestListener): Promise<Loopback> {
  const server = createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    listenOn(server, 0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server),
  };
}

/** Closes a server and what is connected to it. */
export async function closeServer(server: Server): Promise<void> {
  await new Promise<void>(resolve => {
    // It is closed already: that is what was wanted.
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
