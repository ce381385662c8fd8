import type { AsyncLocalStorage } from 'node:async_hooks';
import { Server } from 'node:net';
import type { Owner } from '../door';

let isWatching = false;

/** Tells whose code starts to listen on a port: a server that is never closed keeps Jest from ending. Done once a process. */
export function watchListening(owners: AsyncLocalStorage<Owner>): void {
  if (isWatching) return;
  isWatching = true;
  const { listen } = Server.prototype as { listen: (this: Server, ...args: unknown[]) => Server };
  Object.defineProperty(Server.prototype, 'listen', {
    value(this: Server, ...args: unknown[]): Server {
      owners.getStore()?.listens(this, args[0]);
      return listen.apply(this, args);
    },
    configurable: true,
    enumerable: true,
    writable: true,
  });
}
