import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Guard } from './guard';
import type { AuthInfo } from '../../oauth/shapes';
import { PassThrough, randomUUID, relative } from '../../core';
import { withoutSocket } from '../../wire/http/socketless';
import { LineLink } from '../../wire/lines';
import { eraWanted, revisionWanted } from '../../protocol/era';
import { isOlder, load, majorOf, type SdkPackage, type SdkServer } from '../../sdk/packages';
import { ServerObserver } from '../../sdk/handler-observer';
import { wayTo } from '../http/fetch-handler';
import { openHttp } from '../http/http-link';
import { behind, guardOf, homeOf } from './guarded-http';
import type { LinkName, HandlerObserver, OpenedSubject, Opening } from '../shared/opening';
import { failureOf } from '../shared/status';
import { handlePerRequest } from './per-request';
import type { ServerFactory } from '../shared/shapes';
import type { HttpSubject } from '../http/http-subject';

/** The first SDK v1 whose transports, of the server and of the client, are what hosting over HTTP takes. */
const OLDEST_HOSTED = '1.15.0';
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
  return open(server, hosted.observer, way, guard, opening);
}

/** The legacy era over HTTP: one stateful transport for the session. */
async function overHttp(
  server: SdkServer,
  home: SdkPackage,
  link: LinkName,
  opening: Opening,
): Promise<OpenedSubject> {
  opening.claim(server);
  const host = await hostingOf(home, opening);
  const { transport, handle } = host({ sessionIdGenerator: () => randomUUID() });
  opening.waitsFor('server.connect() to return');
  await opening.asServer(() => server.connect(transport));
  opening.later('server.close()', () => opening.asServer(() => server.close()));
  const guard = await guardOf(server, opening);
  const handler = behind(guard, (request, options) => opening.asServer(() => handle(request, options)));
  return open(server, ServerObserver.of(server), await wayTo(handler, link, opening), guard, opening);
}

function open(
  server: SdkServer,
  observer: HandlerObserver,
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
    observer,
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
  opening.isReachedOver('stdio', 'stdio in process');
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
    opening.wire,
  );
  const whyGone = (): string | undefined =>
    link.flood && `The server ${link.flood}, and no host would go on reading.`;
  // What the server sends reaches the test as the test, not as the server.
  stdout.on('data', (chunk: Buffer) =>
    opening.asTest(() => {
      if (!link.receive(chunk)) link.ended('cut off');
    }),
  );
  opening.watch({ failure: () => failureOf(whyGone()) });
  return {
    server,
    observer: ServerObserver.of(server),
    end: async () => {
      opening.waitsFor('server.connect() to return');
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
    sendRaw: async data => opening.wire.inject('to server', data),
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

/** What a server is connected to, and what answers for it. */
interface Hosting {
  readonly transport: object;
  handle(request: Request, options: { authInfo?: AuthInfo }): unknown;
}

interface WebTransport {
  handleRequest(request: Request, options: { authInfo?: AuthInfo }): Promise<Response>;
}

/** Node's own, which is all that SDK v1 had before there was one for the web standard. */
interface NodeTransport {
  handleRequest(request: IncomingMessage & { auth?: AuthInfo }, response: ServerResponse): Promise<void>;
}

type TransportClass<Transport> = new (options: object) => Transport;

/** How a server of the SDK is hosted: on the SDK's own transport. */
async function hostingOf(home: SdkPackage, { search }: Opening): Promise<(options: object) => Hosting> {
  const isV1 = home.name === '@modelcontextprotocol/sdk';
  const named = async (entry: string, name: string): Promise<unknown> => {
    try {
      return (await load(home, entry, search.loader))[name];
    } catch (error) {
      // A file that is there and throws is another matter.
      if (isMissing(error)) return undefined;
      throw error;
    }
  };
  const Web = (await named(
    isV1 ? './server/webStandardStreamableHttp.js' : '.',
    'WebStandardStreamableHTTPServerTransport',
  )) as TransportClass<WebTransport> | undefined;
  if (Web)
    return options => {
      const transport = new Web(options);
      return { transport, handle: (request, given) => transport.handleRequest(request, given) };
    };
  // An older client cannot be given a `fetch`: its requests would be seen by nothing of the kit's.
  const isUsable = isV1 && !isOlder(home.version, OLDEST_HOSTED);
  const Node = isUsable
    ? ((await named('./server/streamableHttp.js', 'StreamableHTTPServerTransport')) as
        TransportClass<NodeTransport> | undefined)
    : undefined;
  // Not with a cause: it would be shown as what the factory threw.
  if (!Node) throw new Error(tooOld(home, search.folders.at(-1)));
  return options => overNode(new Node(options));
}

function isMissing(error: unknown): boolean {
  const { code, message } = error as Partial<NodeJS.ErrnoException>;
  return (
    code === 'MODULE_NOT_FOUND' || code === 'ERR_MODULE_NOT_FOUND' || /has no entry point/.test(message ?? '')
  );
}

/** A request of the web standard, answered by what is made for Node's. */
function overNode(transport: NodeTransport): Hosting {
  return {
    transport,
    handle: (request, { authInfo }) =>
      withoutSocket((incoming, response) => {
        const asked = authInfo === undefined ? incoming : Object.assign(incoming, { auth: authInfo });
        transport.handleRequest(asked, response).catch((error: unknown) => response.destroy(error as Error));
      })(request),
  };
}

function tooOld({ name, version, root }: SdkPackage, folder: string | undefined): string {
  const place = folder === undefined ? root : relative(folder, root);
  // Of several copies the one that made the server is not always the one that the project installs.
  const [, owner] = /node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)[\\/]node_modules[\\/]/.exec(root) ?? [];
  const update =
    owner === undefined
      ? `  npm install ${name}@latest`
      : `  npm update ${owner.replace(/\\/g, '/')}   // that copy is a dependency of it`;
  return (
    `mcp.serve(): the server was made by ${name} ${version} (${place}), which is too old to be hosted over HTTP: that needs ${OLDEST_HOSTED}.\n\n` +
    `Serve it in memory or over stdio, or update that copy:\n${update}`
  );
}

function noFactory(link: LinkName): string {
  return (
    'mcp.serve(): over HTTP the modern era serves each request with a server of its own, and got one server object.\n\n' +
    `Give it a factory:\n  mcp.serve(() => createServer(), { era: 'modern', link: '${link}' });`
  );
}
