import type { AddressInfo } from 'node:net';
import { after } from '../../clock';
import { connectTo, createServer, listenOn, loadBuiltin } from '../../core';

/** How long a machine that does not even refuse may take to be reached, in milliseconds. */
const CONNECT_TIMEOUT = 1_000;
const MOST_TRIES = 20;
const LOOPBACK = '127.0.0.1';

/** A port that was free, and that no other test run with this kit takes meanwhile. */
export interface Port {
  readonly number: number;
  /** Lets others have it. */
  release(): void;
}

/**
 * Finds a free port for a program that is about to start.
 *
 * Whoever finds a free port has to let go of it before a program can take it, and another worker of Jest could find the
 * same one meanwhile: its tests would then talk to the wrong program. So the port of the same number is held for UDP,
 * where nothing is in the program's way.
 */
export async function freePort(): Promise<Port> {
  for (let tries = 1; ; tries++) {
    const number = await unusedPort();
    const release = await holdForUdp(number);
    if (release) return { number, release };
    if (tries === MOST_TRIES) throw new Error(`No free port was found: ${MOST_TRIES} were tried.`);
  }
}

function unusedPort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    listenOn(server, 0, LOOPBACK, () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** @returns undefined where somebody holds it already */
function holdForUdp(port: number): Promise<(() => void) | undefined> {
  return new Promise(resolve => {
    const { createSocket } = loadBuiltin('node:dgram') as typeof import('node:dgram');
    const socket = createSocket('udp4');
    socket.once('error', () => resolve(undefined));
    socket.bind({ port, address: LOOPBACK, exclusive: true }, () => {
      socket.unref();
      let isHeld = true;
      resolve(() => {
        if (isHeld) socket.close();
        isHeld = false;
      });
    });
  });
}

/** Whether something accepts connections there. */
export function accepts(host: string, port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connectTo(host.replace(/^\[|\]$/g, ''), port);
    const cancel = after(CONNECT_TIMEOUT, () => end(false));
    const end = (isOpen: boolean): void => {
      cancel();
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
