import { JSON, URL } from '../core';
import { describeValue, isClass } from '../messages/describe';
import { isSdkServer, lowLevel, type SdkServer } from '../sdk/packages';
import { heldIn, type Kind, kindOf, listeningFunction, serverOf } from './kinds';
import { ambiguityOf } from './shared/mistakes';
import type { LinkName, LinkOptions, OpenedSubject, Opening, ServerOutput } from './shared/opening';
import type { Built } from './shared/shared-apps';
import { hasEveryMethod, hasMethod, type ServerFactory, type Subject } from './shared/shapes';
import { FactoryError } from '../messages/errors';
import { isPlain } from '../messages/plain';

const FACTORY_ADVICE =
  'Write a factory, so that every test gets a fresh server:\n  mcp.serve(() => createServer());';

const WHAT_THERE_IS =
  'mcp.serve() takes a factory, a server of an MCP SDK or of fastmcp, an HTTP application (Hono, { fetch }, Express, Fastify, Koa,\n' +
  "Nest, a module of routes, a request listener, an http.Server), { entry: '../src/index.ts' }, { command: 'node', args: […] },\n" +
  "{ command: 'node', args: […], url: 'http://127.0.0.1:{port}/mcp' }, { config: 'mcp.json' } or a URL.";

/** How a sentence about a subject begins that a test gave as it is. */
const GIVEN = 'got';

/**
 * Why `subject` cannot be served, or undefined when it can. Does not call it.
 *
 * @param got how the sentence begins: what was `got`, or what a factory `returned`
 */
export function refusal(subject: unknown, got = GIVEN): string | undefined {
  if (subject === undefined) {
    return `${got} undefined. Where it was imported: is it exported there, under that name?\n${FACTORY_ADVICE}`;
  }
  if (hasEveryMethod(subject)) {
    const { fetch } = Object.getOwnPropertyDescriptors(subject as object);
    return `${got} a Proxy that has every property, so that nothing tells what it is.${fetch ? ' Give its own fetch:\n  mcp.serve({ fetch: router.fetch });' : ''}`;
  }
  if (isClass(subject)) {
    return `${got} ${describeValue(subject)}. Give it an instance, or better a factory:\n  mcp.serve(() => new ${subject.name || 'Server'}(…));`;
  }
  const ambiguity = ambiguityOf(subject);
  if (ambiguity !== undefined) return `${got} ${ambiguity}`;
  if (got === GIVEN && isPlain(subject) && hasMethod(subject, 'cleanup') && heldIn(subject))
    return `${got} an object with a cleanup, which is for what a factory makes. Write:\n  mcp.serve(() => ({ server: createServer(), cleanup }));`;
  const kind = kindOf(subject);
  if (kind) {
    const mistake = kind.mistake?.(subject);
    return mistake === undefined ? refusalOfConnected(serverOf(subject), got) : `${got} ${mistake}`;
  }
  if (typeof subject === 'function') return undefined;
  if (typeof subject === 'string') return refusalOfText(subject, got);
  if (hasMethod(subject, 'then')) {
    return `${got} a promise. A factory may be async, and is called once for each test:\n  mcp.serve(createServer);   // not mcp.serve(createServer())`;
  }
  return `${got} ${describeValue(subject)}, which cannot be served.\n${adviceFor(subject) ?? WHAT_THERE_IS}`;
}

type Advising = typeof import('./advice');

/** What to write for something that is nearly a subject. */
function adviceFor(subject: unknown): string | undefined {
  return (require('./advice') as Advising).adviceFor(subject);
}

function refusalOfText(subject: string, got: string): string {
  if (URL.canParse(subject) && /^https?:/.test(subject))
    return `${got} ${describeValue(subject)}. A running server is a URL:\n  mcp.serve(new URL(${JSON.stringify(subject)}));`;
  return (
    `${got} ${describeValue(subject)}. Import the server and give it the factory:\n  mcp.serve(createServer);\n` +
    'A file that connects stdio by itself when it is run is an entry:\n' +
    `  mcp.serve({ entry: ${JSON.stringify(subject)} });\n` +
    'The path of a module that exports a server belongs in jest.config.js, as the default of all test files:\n' +
    "  testEnvironmentOptions: { mcp: { server: '<rootDir>/src/server.ts' } }"
  );
}

function refusalOfConnected(server: unknown, got: string): string | undefined {
  if (!isSdkServer(server)) return undefined;
  const transport = lowLevel(server).transport;
  if (!transport) return undefined;
  return (
    `${got} a server that is already connected, to ${describeValue(transport)}. One server object serves one connection.\n` +
    'Connect it where the program starts, not where the server is built, and give mcp.serve() the unconnected one:\n' +
    '  mcp.serve(() => createServer());\n' +
    'A file that builds a server and connects it to stdio by itself is an entry:\n' +
    "  mcp.serve({ entry: '../src/index.ts' });"
  );
}

/** Why `options` do not fit `subject`, or undefined when they do, or when a factory has yet to tell what it is. */
export function refusalOfOptions(subject: unknown, options: Partial<LinkOptions>): string | undefined {
  const kind = kindOf(subject);
  if (!kind) return undefined;
  const { link = kind.links[0], path, headers = {} } = options;
  if (!kind.links.includes(link as never)) {
    const links = kind.links.map(name => JSON.stringify(name)).join(', ');
    return `the option link is ${JSON.stringify(link)}, and ${kind.what} is served over ${links}.`;
  }
  const isHttp = link === 'fetch' || link === 'http';
  if (!isHttp && Object.keys(headers).length > 0)
    return `the option headers was given, but ${kind.what} is served over ${link}, where there are none.`;
  if (path !== undefined && (!isHttp || !kind.hasPath))
    return `the option path was given, and ${kind.what} has none to choose.`;
  if (options.stdout !== undefined && !kind.isOnePerSession)
    return `the option stdout was given, and it is for server objects in this process. ${kind.links.includes('stdio') ? `For ${kind.what} it stands beside the rest of it:\n  mcp.serve({ …, stdout: '${options.stdout}' });` : `A host reads nothing from the stdout of ${kind.what}.`}`;
  return refusalOfCredentials(kind, link, options);
}

function refusalOfCredentials(
  { what, knows }: Kind,
  link: LinkName | undefined,
  { auth, presented }: Partial<LinkOptions>,
): string | undefined {
  if (!auth && !presented) return undefined;
  const given = auth ? 'the option auth was given' : 'an identity or a token was given';
  if (knows === undefined || (link === 'stdio' && knows === 'by guard'))
    return `${given}, and over stdio there is no authorization: a program finds its credentials in its environment (MCP, basic/authorization).`;
  if (auth?.verifier && knows !== 'by guard')
    return `the option auth.verifier was given, and ${what} ${knows === 'by token' ? 'verifies tokens by itself' : 'is told who asks'}. It guards a server of an MCP SDK.`;
  return undefined;
}

function outputOf(opening: Opening): ServerOutput {
  const { HostedOutput } = require('./memory/hosted-output') as typeof import('./memory/hosted-output');
  return new HostedOutput(opening);
}

/** Opens a subject: a factory is called, anything else taken as it is. @throws with the factory's own error as its cause. */
export async function open(subject: Subject, opening: Opening): Promise<OpenedSubject> {
  const { link, stdout = link === 'stdio' ? 'strict' : 'lenient' } = opening.options;
  const kind = kindOf(subject);
  if (!kind || kind.isOnePerSession) {
    if (link === 'stdio' || stdout === 'strict') opening.watchOutput(outputOf(opening));
    if (stdout === 'strict') opening.watch({ violation: () => strayOutputOf(subject, opening) });
  }
  if (kind) return openKind(subject, 'mcp.serve()', GIVEN, undefined, opening);
  const factory = subject as ServerFactory;
  const name = factory.name ? `the factory ${factory.name}()` : 'the factory';
  const from = `mcp.serve(): ${name}`;
  const make = async (): Promise<Built> => {
    const built = await call(factory, name, from, opening);
    if (built === undefined || built === null)
      throw new FactoryError(`${from} returned ${String(built)}. Does it end in \`return server;\`?`);
    return unwrap(built, from);
  };
  const { server, cleanup, got } = await (opening.apps?.build(factory, make, isShareable) ?? make());
  if (cleanup) opening.later('the cleanup that the factory returned', cleanup);
  // What a factory gives is no factory: a bare function can only be what answers requests.
  return openKind(listeningFunction(server), from, got, factory, opening);
}

/** What a server object wrote to stdout that is no message. What it is turns out when it is built. */
function strayOutputOf(subject: Subject, { output, options }: Opening): Error | undefined {
  const name = typeof subject === 'function' && subject.name !== '' ? subject.name : 'createServer';
  const link =
    options.link === undefined ? '' : `link: ${JSON.stringify(options.link).replaceAll('"', "'")}, `;
  return output?.violation(`${name}, { ${link}stdout: 'lenient' }`);
}

/** An HTTP application serves whoever asks; a server object serves one session. */
function isShareable(server: unknown): boolean {
  const kind = kindOf(listeningFunction(server));
  return kind?.hasPath === true || kind?.isPerTest === true;
}

async function call(
  factory: ServerFactory,
  name: string,
  from: string,
  opening: Opening,
): Promise<object | null | undefined> {
  try {
    const built = opening.asServer(factory);
    // It has a method then() too, which would never call back.
    if (hasEveryMethod(built)) throw new FactoryError(`${from} ${refusal(built, 'returned')}`);
    return await built;
  } catch (error) {
    if (error instanceof FactoryError) throw error;
    const said = String((error as Error | undefined)?.message ?? error);
    const advice =
      factory.length === 1
        ? '\n\nIt takes a parameter, and a factory is called without any. If it answers requests:\n  mcp.serve({ fetch: handler });'
        : '';
    const brief = `${factory.name ? `${factory.name}()` : 'the factory'} threw ${JSON.stringify(said.split('\n')[0])}`;
    throw Object.assign(new FactoryError(`mcp.serve(): ${name} threw: ${said}${advice}`, { cause: error }), {
      brief: brief + advice,
    });
  }
}

function unwrap(built: object, from: string): Built {
  const ambiguity = ambiguityOf(built);
  if (ambiguity !== undefined) throw new FactoryError(`${from} returned ${ambiguity}`);
  if (typeof built === 'function') return { server: built, got: 'returned' };
  const held = heldIn(built);
  if (!held && kindOf(built)) return { server: built, got: 'returned' };
  const { server = held?.server, cleanup } = built as { server?: unknown; cleanup?: unknown };
  if (!held && (server === undefined || !isPlain(built)))
    throw new FactoryError(
      `${from} returned ${describeValue(built)}, which cannot be served.\n${adviceFor(built) ?? `Return the server, or { server, cleanup }.\n${WHAT_THERE_IS}`}`,
    );
  if (isPlain(built)) assertCleanup(built, from);
  return {
    server: held?.server ?? server,
    got:
      held && held.name !== 'server' ? `returned ${describeValue(built)}, with` : 'returned { server } with',
    ...(typeof cleanup === 'function' && { cleanup: () => (cleanup as () => unknown).call(built) }),
  };
}

function assertCleanup(built: Readonly<Record<string, unknown>>, from: string): void {
  const misspelt = Object.keys(built).find(key => key !== 'cleanup' && /^clean_?-?up$/i.test(key));
  if (misspelt !== undefined)
    throw new FactoryError(`${from} returned { server, ${misspelt} }, which is never called. Write cleanup.`);
  const { cleanup } = built;
  if (cleanup !== undefined && typeof cleanup !== 'function')
    throw new FactoryError(
      `${from} returned a cleanup that is ${describeValue(cleanup)}. It must be a function.`,
    );
}

async function openKind(
  subject: unknown,
  from: string,
  got: string,
  factory: ServerFactory | undefined,
  opening: Opening,
): Promise<OpenedSubject> {
  const kind = kindOf(subject);
  const reason = refusal(subject, got);
  if (reason !== undefined) throw new FactoryError(`${from} ${reason}`);
  const mismatch = refusalOfOptions(subject, opening.options);
  if (mismatch !== undefined) throw new FactoryError(`${from}: ${mismatch}`);
  return kind?.open(subject, opening, factory) as Promise<OpenedSubject>;
}

export type { SdkServer, Subject };
