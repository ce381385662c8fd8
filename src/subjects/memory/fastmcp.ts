import type { Presented } from '../../oauth/identity';
import type { LinkEnd } from '../../wire/end';
import { MemoryLink } from '../../wire/memory';
import { usageError } from '../../messages/stack';
import { homeOf } from '../../sdk/packages';
import type { OpenedSubject, Opening } from '../shared/opening';
import type { FastMcpServer } from '../shared/shapes';

/**
 * A server of `fastmcp` for TypeScript, over a link in memory. It brings its own copy of SDK v1, and so speaks the
 * legacy era.
 */
export function openFastMcp(server: FastMcpServer, opening: Opening): OpenedSubject {
  const session = sessionOf(opening.options.presented);
  opening.claim(server);
  const link = new MemoryLink(opening.wire);
  if (opening.output)
    link.around = (end, action) => (end === 'server' ? opening.asServer : opening.asTest)(action);
  const home = homeOf('fastmcp');
  return {
    folders: home === undefined ? [] : [home],
    end: () => {
      const giveUp = untilShaken(link.server);
      const connecting = opening.asServer(() =>
        session === undefined ? server.connect(link.server) : server.connect(link.server, session),
      );
      connecting.catch((error: unknown) => {
        const message = `The fastmcp server could not connect: ${String(error)}`;
        opening.watch({ failure: () => ({ message }) });
        void link.server.close();
      });
      opening.later('the session of the fastmcp server', async () => {
        giveUp();
        // Its ping interval would keep Jest's process alive for ever: stop() of the server leaves it running.
        await (await connecting.catch(() => undefined))?.close();
      });
      return link.client;
    },
    sendRaw: async data => opening.wire.inject('to server', data),
  };
}

/**
 * What a tool finds in `context.session`, and `canAccess` gets: in the shape in which fastmcp's own OAuth providers put
 * it there, the claims also beside it, as most `authenticate` functions of users have them.
 */
function sessionOf(presented: Presented | undefined): object | undefined {
  if (presented === undefined) return undefined;
  if (!('identity' in presented)) {
    if (presented.token === null) return undefined;
    throw usageError(
      'A token was presented, but in memory a fastmcp server verifies none.\n\n' +
        "Say who it is that asks:\n  mcp.as({ sub: 'alice', scopes: ['notes:read'] })\n" +
        'or start it over HTTP, and serve its URL:\n  mcp.serve(new URL(…), { auth: as });',
    );
  }
  const { sub, scopes = [], clientId = 'jest-mcp', claims } = presented.identity;
  return {
    ...claims,
    sub,
    clientId,
    scopes: [...scopes],
    claims: { ...claims, sub },
    accessToken: 'jest-mcp',
    authenticated: true,
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
