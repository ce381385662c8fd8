import { describeValue, isClass } from '../messages/describe';
import { isSdkServer, lowLevel, type SdkServer } from '../protocol/sdk';

/** A factory's answer, when there is something to put away besides the server. */
export interface ServerWithCleanup<Server = object> {
  server: Server;
  /** Called after the session was closed. */
  cleanup?: () => unknown;
}

/** Builds a server: called once for each test. */
export type ServerFactory = () => object | Promise<object>;

/** What `mcp.serve` takes: a factory, or one server object. */
export type Subject = ServerFactory | object;

/** A server that is ready to be connected, and how to put it away. */
export interface OpenedSubject {
  readonly server: SdkServer;
  readonly cleanup?: () => unknown;
}

const FACTORY_ADVICE =
  'Write a factory, so that every test gets a fresh server:\n  mcp.serve(() => createServer());';

/**
 * Why `subject` cannot be served, or undefined when it can. Does not call it.
 *
 * @param got how the sentence begins: what was `got`, or what a factory `returned`
 */
export function refusal(subject: unknown, got = 'got'): string | undefined {
  if (subject === undefined) {
    return `${got} undefined. Where it was imported: is it exported there, under that name?\n${FACTORY_ADVICE}`;
  }
  if (isClass(subject)) {
    return `${got} ${describeValue(subject)}. Give it an instance, or better a factory:\n  mcp.serve(() => new ${subject.name || 'Server'}(…));`;
  }
  if (typeof subject === 'function') return undefined;
  if (isSdkServer(subject)) return refusalOfConnected(subject, got);
  if (typeof subject === 'string') {
    return (
      `${got} ${describeValue(subject)}. Import the server and give it the factory:\n  mcp.serve(createServer);\n` +
      'A path belongs in jest.config.js, as the default of all test files:\n' +
      "  testEnvironmentOptions: { mcp: { server: '<rootDir>/src/server.ts' } }"
    );
  }
  if (typeof (subject as PromiseLike<unknown> | null | undefined)?.then === 'function') {
    return `${got} a promise. A factory may be async, and is then called anew for each test:\n  mcp.serve(createServer);   // not mcp.serve(createServer())`;
  }
  if (subject instanceof URL || hasMethod(subject, 'fetch')) {
    return `${got} ${describeValue(subject)}. This version serves servers in this process: a factory or an instance of an SDK's McpServer or Server.\n${FACTORY_ADVICE}`;
  }
  return `${got} ${describeValue(subject)}, which is neither a factory nor a server of an MCP SDK (no connect(), close() and setRequestHandler()).\n${FACTORY_ADVICE}`;
}

function hasMethod(value: unknown, name: string): boolean {
  return typeof (value as Record<string, unknown> | null)?.[name] === 'function';
}

function refusalOfConnected(server: SdkServer, got: string): string | undefined {
  const transport = lowLevel(server).transport;
  if (!transport) return undefined;
  return (
    `${got} a server that is already connected, to ${describeValue(transport)}. One server object serves one connection.\n` +
    'Connect it where the program starts, not where the server is built, and give mcp.serve() the unconnected one:\n  mcp.serve(() => createServer());'
  );
}

/** Calls a factory, or takes the instance. @throws with the factory's own error as its cause. */
export async function open(subject: Subject): Promise<OpenedSubject> {
  if (typeof subject !== 'function') return { server: usable(subject, 'mcp.serve()', 'got') };
  const name = subject.name ? `the factory ${subject.name}()` : 'the factory';
  let built: unknown;
  try {
    built = await (subject as ServerFactory)();
  } catch (error) {
    throw new FactoryError(
      `mcp.serve(): ${name} threw: ${String((error as Error | undefined)?.message ?? error)}`,
      { cause: error },
    );
  }
  if (built === undefined || built === null)
    throw new FactoryError(
      `mcp.serve(): ${name} returned ${String(built)}. Does it end in \`return server;\`?`,
    );
  if (isSdkServer(built)) return { server: usable(built, `mcp.serve(): ${name}`) };
  const { server, cleanup } = built as { server?: unknown; cleanup?: unknown };
  if (server === undefined) {
    throw new FactoryError(
      `mcp.serve(): ${name} returned ${describeValue(built)}, which is no server of an MCP SDK. Return the server, or { server, cleanup }.`,
    );
  }
  if (cleanup !== undefined && typeof cleanup !== 'function') {
    throw new FactoryError(
      `mcp.serve(): ${name} returned a cleanup that is ${describeValue(cleanup)}. It must be a function.`,
    );
  }
  return {
    server: usable(server, `mcp.serve(): ${name}`, 'returned { server } with'),
    ...(cleanup && { cleanup: cleanup as () => unknown }),
  };
}

/** A factory that did not give a server. */
export class FactoryError extends Error {
  override readonly name = 'FactoryError';
}

function usable(server: unknown, from: string, got = 'returned'): SdkServer {
  const reason =
    typeof server === 'function'
      ? `${got} ${describeValue(server)}. Return the server itself.`
      : refusal(server, got);
  if (reason !== undefined) throw new FactoryError(`${from} ${reason}`);
  return server as SdkServer;
}
