import { JSON } from '../../core';
import { MemoryLink } from '../../wire/memory';
import { usageError } from '../../messages/stack';
import { type EraChoice, eraWanted, revisionWanted } from '../../protocol/era';
import { findPackage, load, majorOf, packageThatMade, type SdkServer } from '../../sdk/packages';
import { ServerObserver } from '../../sdk/handler-observer';
import type { MemoryGuard } from './memory-guard';
import type { OpenedSubject, Opening } from '../shared/opening';

/** A server object of either SDK, over a link in memory. */
export function openInMemory(server: SdkServer, opening: Opening): OpenedSubject {
  opening.claim(server);
  const link = new MemoryLink(opening.wire);
  if (opening.output)
    link.around = (end, action) => (end === 'server' ? opening.asServer : opening.asTest)(action);
  let guard: MemoryGuard | undefined;
  return {
    server,
    observer: ServerObserver.of(server),
    end: async () => {
      guard = await guardOn(link, server, opening);
      opening.waitsFor('server.connect() to return');
      if (majorOf(server) === 1 || eraWanted(opening.options.era) === 'legacy') {
        await opening.asServer(() => server.connect(link.server));
        opening.later('server.close()', () => opening.asServer(() => server.close()));
      } else {
        const handle = await opening.asServer(() => serveBothEras(server, link, guard, opening));
        opening.later('server.close()', () => opening.asServer(() => handle.close()));
      }
      return link.client;
    },
    sendRaw: async data => opening.wire.inject('to server', data),
    whyUnanswered: id => guard?.whyUnanswered(id),
    present: credentials => {
      if (guard) return guard.present(credentials);
      throw usageError(
        `The option ${credentials.headers ? 'headers' : 'token'} was given, but in memory nothing reads it.\n\n` +
          'Give the server the verifier that it has in production:\n  mcp.serve(createServer, { auth: { verifier } });',
      );
    },
  };
}

/** A guard where somebody says who asks, or where a tool may ask for scopes by itself. */
async function guardOn(
  link: MemoryLink,
  server: SdkServer,
  opening: Opening,
): Promise<MemoryGuard | undefined> {
  const { auth, presented } = opening.options;
  if (!auth && !presented && !('resolveScopeChallenge' in server)) return undefined;
  const { guardOf } = require('./guarded-http') as typeof import('./guarded-http');
  const { MemoryGuard } = require('./memory-guard') as typeof import('./memory-guard');
  const guard = await guardOf(server, opening);
  return new MemoryGuard(link, guard, guard.authorization(presented), opening);
}

/** SDK v2's own entry for both eras, over our link: `connect()` of a server serves the legacy era alone. */
async function serveBothEras(
  server: SdkServer,
  link: MemoryLink,
  guard: MemoryGuard | undefined,
  { search, options }: Opening,
): Promise<{ close(): Promise<void> }> {
  const home = packageThatMade(server) ?? findPackage('@modelcontextprotocol/server', search.folders);
  if (!home) throw new Error(noStdioEntry(options.era));
  const { serveStdio } = (await load(home, './stdio', search.loader)) as {
    serveStdio(factory: () => unknown, options: object): { close(): Promise<void> };
  };
  return serveStdio(() => (guard ? connectedThrough(server, guard) : server), {
    transport: link.server,
    legacy: revisionWanted(options.era) === undefined ? 'serve' : 'reject',
  });
}

/** The very server, which the SDK's entry tells apart by its class, connected by way of the guard. */
function connectedThrough(server: SdkServer, guard: MemoryGuard): SdkServer {
  const connect = server.connect.bind(server);
  return new Proxy(server, {
    get: (target, property) =>
      property === 'connect'
        ? (channel: object) => guard.connectThrough(channel, connect)
        : (Reflect.get(target, property, target) as unknown),
  });
}

function noStdioEntry(era: EraChoice): string {
  return `The era ${JSON.stringify(era)} in memory needs @modelcontextprotocol/server/stdio, and it could not be found beside the server.`;
}
