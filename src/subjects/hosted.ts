import type { Guard } from '../auth/guard';
import type { AuthInfo } from '../auth/shapes';
import { PassThrough, randomUUID } from '../core';
import { LineLink } from '../link/lines';
import { eraWanted, revisionWanted } from '../protocol/era';
import { load, majorOf, type SdkPackage, type SdkServer } from '../protocol/sdk';
import { Witness } from '../protocol/witness';
import { wayTo } from './fetch-handler';
import { type HttpSubject, openHttp } from './http-link';
import { behind, guardOf, homeOf } from './guarded';
import type { LinkName, Looker, OpenedSubject, Opening } from './opening';
import { handlePerRequest } from './per-request';
import type { ServerFactory } from './shapes';

/** Where a server of an SDK is hosted over HTTP. */
const PATH = '/mcp';

/** A server of an SDK on another transport of its own SDK than the one in memory: over HTTP, or over stdio in process. */
export async function openHosted(
  server: SdkServer,
  link: LinkName,
  factory: ServerFactory | undefined,
  opening: Opening,
): Promise<OpenedSubject> {
  const home = homeOf(server, opening);
  const isLegacy = majorOf(server) === 1 || eraWanted(opening.options.era) === 'legacy';
  if (link === 'stdio') return overStdio(server, home, isLegacy, opening);
  if (isLegacy) return overHttp(server, home, link, opening);
  if (!factory) throw new Error(noFactory(link));
  const guard = await guardOf(server, opening);
  const hosted = await handlePerRequest(server, factory, home, opening);
  const handle = behind(guard, (request, options) => opening.asServer(() => hosted.handle(request, options)));
  const way = await wayTo(handle, link, opening);
  return open(server, hosted.looker, way, guard, opening);
}

/** The legacy era over HTTP: one stateful transport for the session. */
async function overHttp(
  server: SdkServer,
  home: SdkPackage,
  link: LinkName,
  opening: Opening,
): Promise<OpenedSubject> {
  opening.claim(server);
  const Transport = await webTransportOf(home, opening);
  const transport = new Transport({ sessionIdGenerator: () => randomUUID() });
  opening.waitingFor = 'server.connect() to return';
  await opening.asServer(() => server.connect(transport));
  opening.later('server.close()', () => opening.asServer(() => server.close()));
  const guard = await guardOf(server, opening);
  const handler = behind(guard, (request, options) =>
    opening.asServer(() => transport.handleRequest(request, options)),
  );
  return open(server, Witness.of(server), await wayTo(handler, link, opening), guard, opening);
}

function open(
  server: SdkServer,
  looker: Looker,
  way: Pick<HttpSubject, 'door' | 'origin'>,
  guard: Guard,
  opening: Opening,
): OpenedSubject {
  const { headers, presented } = opening.options;
  const authorization = guard.authorization(presented);
  const subject: HttpSubject = {
    ...way,
    path: PATH,
    kind: 'streamable',
    headers: { ...headers, ...(authorization !== undefined && { authorization }) },
    identity: server,
    advice: () => `The server is hosted at ${PATH}.`,
    server,
    looker,
  };
  return openHttp(subject, opening);
}

/** Stdio, with streams in memory in place of a process. */
async function overStdio(
  server: SdkServer,
  home: SdkPackage,
  isLegacy: boolean,
  opening: Opening,
): Promise<OpenedSubject> {
  opening.claim(server);
  opening.place = 'stdio in process';
  const stdin = new PassThrough();
  const stdout = new PassThrough();
  const { StdioServerTransport, serveStdio } = (await load(
    home,
    majorOf(server) === 1 ? './server/stdio.js' : './stdio',
    opening.search.loader,
  )) as unknown as StdioEntry;
  const link = new LineLink(
    {
      write: text => opening.asServer(() => void stdin.write(text)),
      end: () => opening.asServer(() => void stdin.end()),
    },
    opening.observer,
  );
  const whyGone = (): string | undefined =>
    link.flood && `The server ${link.flood}, and no host would go on reading.`;
  // What the server sends reaches the test as the test, not as the server.
  stdout.on('data', (chunk: Buffer) =>
    opening.asTest(() => {
      if (!link.receive(chunk)) link.ended('cut off');
    }),
  );
  opening.whyGone = whyGone;
  return {
    server,
    looker: Witness.of(server),
    end: async () => {
      opening.waitingFor = 'server.connect() to return';
      const transport = new StdioServerTransport(stdin, stdout);
      if (isLegacy) {
        await opening.asServer(() => server.connect(transport));
        opening.later('server.close()', () => opening.asServer(() => server.close()));
      } else {
        const legacy = revisionWanted(opening.options.era) === undefined ? 'serve' : 'reject';
        const handle = opening.asServer(() => serveStdio(() => server, { transport, legacy }));
        opening.later('server.close()', () => opening.asServer(() => handle.close()));
      }
      return link.client;
    },
    sendRaw: async data => link.raw(data),
    whyUnanswered: () => {
      const message = whyGone();
      return message === undefined ? undefined : { kind: 'disconnected', message };
    },
  };
}

interface StdioEntry {
  readonly StdioServerTransport: new (stdin: object, stdout: object) => object;
  serveStdio(factory: () => unknown, options: object): { close(): Promise<void> };
}

interface WebTransport {
  handleRequest(request: Request, options: { authInfo?: AuthInfo }): Promise<Response>;
}

async function webTransportOf(
  home: SdkPackage,
  { search }: Opening,
): Promise<new (options: object) => WebTransport> {
  const entry = home.name === '@modelcontextprotocol/sdk' ? './server/webStandardStreamableHttp.js' : '.';
  try {
    const { WebStandardStreamableHTTPServerTransport } = (await load(home, entry, search.loader)) as {
      WebStandardStreamableHTTPServerTransport: new (options: object) => WebTransport;
    };
    return WebStandardStreamableHTTPServerTransport;
  } catch (error) {
    throw new Error(
      `mcp.serve(): ${home.name} ${home.version} has no WebStandardStreamableHTTPServerTransport, on which a server is hosted over HTTP.\n\n` +
        `Update it, or serve in memory or over stdio:\n  npm install ${home.name}@latest`,
      { cause: error },
    );
  }
}

function noFactory(link: LinkName): string {
  return (
    'mcp.serve(): over HTTP the modern era serves each request with a server of its own, and got one server object.\n\n' +
    `Give it a factory:\n  mcp.serve(() => createServer(), { era: 'modern', link: '${link}' });`
  );
}
