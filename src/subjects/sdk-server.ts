import { MemoryLink } from '../link/pair';
import { type EraChoice, eraWanted, revisionWanted } from '../protocol/era';
import { findPackage, load, majorOf, packageThatMade, type SdkServer } from '../protocol/sdk';
import { Witness } from '../protocol/witness';
import type { OpenedSubject, Opening } from './opening';

/** A server object of either SDK, over a link in memory. */
export function openInMemory(server: SdkServer, opening: Opening): OpenedSubject {
  opening.claim(server);
  const link = new MemoryLink(opening.observer);
  return {
    server,
    looker: Witness.of(server),
    end: async () => {
      opening.waitingFor = 'server.connect() to return';
      if (majorOf(server) === 1 || eraWanted(opening.options.era) === 'legacy') {
        await server.connect(link.server);
        opening.later('server.close()', () => server.close());
      } else {
        const handle = await serveBothEras(server, link, opening);
        opening.later('server.close()', () => handle.close());
      }
      return link.client;
    },
    sendRaw: async data => link.raw(data),
  };
}

/** SDK v2's own entry for both eras, over our link: `connect()` of a server serves the legacy era alone. */
async function serveBothEras(
  server: SdkServer,
  link: MemoryLink,
  { search, options }: Opening,
): Promise<{ close(): Promise<void> }> {
  const home = packageThatMade(server) ?? findPackage('@modelcontextprotocol/server', search.folders);
  if (!home) throw new Error(noStdioEntry(options.era));
  const { serveStdio } = (await load(home, './stdio', search.loader)) as {
    serveStdio(factory: () => unknown, options: object): { close(): Promise<void> };
  };
  return serveStdio(() => server, {
    transport: link.server,
    legacy: revisionWanted(options.era) === undefined ? 'serve' : 'reject',
  });
}

function noStdioEntry(era: EraChoice): string {
  return `The era ${JSON.stringify(era)} in memory needs @modelcontextprotocol/server/stdio, and it could not be found beside the server.`;
}
