import type { LinkEnd } from '../link/end';
import { MemoryLink } from '../link/pair';
import { homeOf } from '../protocol/sdk';
import type { OpenedSubject, Opening } from './opening';
import type { FastMcpServer } from './shapes';

/**
 * A server of `fastmcp` for TypeScript, over a link in memory. It brings its own copy of SDK v1, and so speaks the
 * legacy era.
 */
export function openFastMcp(server: FastMcpServer, opening: Opening): OpenedSubject {
  opening.claim(server);
  const link = new MemoryLink(opening.observer);
  const home = homeOf('fastmcp');
  return {
    folders: home === undefined ? [] : [home],
    end: () => {
      const giveUp = untilShaken(link.server);
      const connecting = server.connect(link.server);
      connecting.catch((error: unknown) => {
        opening.whyGone = () => `The fastmcp server could not connect: ${String(error)}`;
        void link.server.close();
      });
      opening.later('the session of the fastmcp server', async () => {
        giveUp();
        // Its ping interval would keep Jest's process alive for ever: stop() of the server leaves it running.
        await (await connecting.catch(() => undefined))?.close();
      });
      return link.client;
    },
    sendRaw: async data => link.raw(data),
  };
}

/**
 * Lets `start()` of the server's end last until the client has introduced itself. fastmcp asks for the client's
 * capabilities right after it, and else asks again 100 ms later, by a timer that a test may fake.
 *
 * @returns a function that gives up waiting
 */
function untilShaken(end: LinkEnd): () => void {
  let settle = { done: (): void => undefined, giveUp: (): void => undefined };
  const shaken = new Promise<void>((resolve, reject) => {
    settle = { done: resolve, giveUp: () => reject(new Error('The client never introduced itself.')) };
  });
  const start = end.start.bind(end);
  end.start = async () => {
    const { onmessage } = end;
    end.onmessage = (message, extra) => {
      if (message.method === 'notifications/initialized') settle.done();
      onmessage?.(message, extra);
    };
    await start();
    await shaken;
  };
  return settle.giveUp;
}
