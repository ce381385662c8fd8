import type { SdkServer } from '../../sdk/packages';

/** A factory's answer, when there is something to put away besides the server. */
export interface ServerWithCleanup<Server = object> {
  server: Server;
  /** Called after the session was closed. */
  cleanup?: () => unknown;
}

/** Builds what is under test: called once for each test. */
export type ServerFactory = () => object | Promise<object>;

/** An HTTP application in the shape of the Fetch standard: Hono, Workers, `createMcpHandler`, mcp-lite. */
export interface FetchHandler {
  fetch(request: Request): Response | Promise<Response>;
}

/** A program that speaks MCP over stdio: the shape of an entry of `mcp.json`. */
export interface Program {
  /** What to run: a name on the `PATH`, or a path. */
  command: string;
  /** Default: none. */
  args?: readonly string[];
  /** Added to the few variables that a host passes on (`PATH`, `HOME`, …). Default: none. */
  env?: Readonly<Record<string, string>>;
  /** Where it runs. Default, and what a relative path starts from: Jest's `rootDir`. */
  cwd?: string;
  /** `inherit` also prints what it writes to stderr. Default: `keep`, which shows its tail in failures alone. */
  stderr?: 'keep' | 'inherit';
  /** `lenient` lets it write to stdout what is no message. Default: `strict`, which fails the test. */
  stdout?: 'strict' | 'lenient';
  /** How many processes are started ahead of the tests that will need them. Default: 2. With 0 no two run at once. */
  pool?: number;
}

/**
 * A program that serves MCP over HTTP. It is started for each test, waited for, and ended.
 *
 * @example
 * mcp.serve({
 *   command: 'node',
 *   args: ['dist/http.js'],
 *   env: { PORT: '{port}' },
 *   url: 'http://127.0.0.1:{port}/mcp',
 * });
 */
export interface HttpProgram {
  /** What to run: a name on the `PATH`, or a path. */
  command: string;
  /** Default: none. `{port}` is replaced. */
  args?: readonly string[];
  /** Added to the few variables that a host passes on (`PATH`, `HOME`, …). Default: none. `{port}` is replaced. */
  env?: Readonly<Record<string, string>>;
  /** Where it runs. Default, and what a relative path starts from: Jest's `rootDir`. */
  cwd?: string;
  /**
   * Where it answers as MCP. `{port}` stands for a free port, another one for each process; it must then be told to the
   * program, by `args` or `env`. With a port of its own nothing else may listen there.
   */
  url: string;
  /**
   * What to wait for: a path or URL that answers with 2xx (`'/health'`), or a text or pattern in what it prints. Default:
   * until it accepts connections at the port of `url`, which is waited for in any case.
   */
  ready?: string | RegExp;
  /** `inherit` also prints what it writes to stderr. Default: `keep`, which shows its tail in failures alone. */
  stderr?: 'keep' | 'inherit';
  /**
   * How many processes are started ahead of the tests that will need them. Default: 2, and 0 where `url` has a port of
   * its own, which no two can have.
   */
  pool?: number;
}

/** A server that a configuration file names: `mcp.json`, `.vscode/mcp.json`, `claude_desktop_config.json`. */
export interface ConfiguredServer {
  /** The file. A relative path starts from Jest's `rootDir`. */
  config: string;
  /** Which of its servers. May be left out where there is but one. */
  server?: string;
  /** For a program: see {@link Program}. */
  env?: Readonly<Record<string, string>>;
  /** For a program: see {@link Program}. */
  stderr?: 'keep' | 'inherit';
  /** For a program: see {@link Program}. */
  stdout?: 'strict' | 'lenient';
  /** For a program: see {@link Program}. */
  pool?: number;
  /** For a program that has a `url` too: see {@link HttpProgram}. */
  ready?: string | RegExp;
}

/** A file that connects a stdio transport by itself when it is run, to be run in this process. */
export interface Entry {
  /** The file. A relative path starts from the test file, as an import does. */
  entry: string;
  /** What follows the file in `process.argv`. Default: none. */
  args?: readonly string[];
  /** Added to `process.env`, for the entry alone. Default: none. */
  env?: Readonly<Record<string, string>>;
  /** `inherit` also prints what it writes to stderr. Default: `keep`, which shows its tail in failures alone. */
  stderr?: 'keep' | 'inherit';
  /** `lenient` lets it write to stdout what is no message. Default: `strict`, which fails the test. */
  stdout?: 'strict' | 'lenient';
}

/** A server of `fastmcp` for TypeScript, as far as the kit looks at it. */
export interface FastMcpServer {
  addTool(tool: never): unknown;
  connect(transport: unknown, auth?: unknown): Promise<{ close(): Promise<void> }>;
  start(...options: never[]): Promise<unknown>;
  stop(): Promise<unknown>;
  readonly sessions: readonly unknown[];
}

/** Whether `value` is a server of `fastmcp`. */
export function isFastMcp(value: unknown): value is FastMcpServer {
  return (
    hasMethods(value, 'addTool', 'connect', 'start', 'stop') &&
    Array.isArray((value as Partial<FastMcpServer>).sessions)
  );
}

/** What an object literal may carry besides what it is served as, without being taken for something else. */
type Carrying<Keys extends string> = { readonly [Key in Keys]?: unknown };

/** An instance of a class, or an object, that holds a server of an SDK. What else it has is its own business. */
export type ServerHolder = { readonly server: SdkServer } & Carrying<
  'command' | 'config' | 'entry' | 'url' | 'args' | 'env' | 'app'
>;

/** What Workers, Bun and Deno run: it may take more than the request, and say more than how it answers. */
export type FetchApplication = { fetch(request: Request, ...others: never[]): unknown } & Carrying<
  | 'port'
  | 'hostname'
  | 'error'
  | 'websocket'
  | 'scheduled'
  | 'queue'
  | 'command'
  | 'config'
  | 'entry'
  | 'url'
  | 'env'
>;

/** A module of routes, written as an object. */
export type Routes = Carrying<
  'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | 'ALL' | 'fallback' | 'loader' | 'action'
> & {
  readonly command?: never;
  readonly config?: object | undefined;
  readonly entry?: never;
};

/** What is nobody's way to say a path or a command line: neither a text, nor a `URL`, nor an array. */
type Other = object & { readonly href?: never; readonly at?: never };

/**
 * Anything else that answers requests: a request listener, an Express, Fastify, Koa or Nest application, an
 * `http.Server`, an instance of a class around a server. What has the key of a program, an entry or a configuration is
 * checked as that instead, and a promise is none of them.
 */
export type Application = object & {
  readonly command?: Other | undefined;
  readonly config?: Other | undefined;
  readonly entry?: Other | undefined;
  readonly finally?: never;
};

/** A Node HTTP application: `(request, response) => …`, an Express or Fastify app, an `http.Server`. */
export type NodeApp = object;

/** One reading of an object literal: the keys of the others are not its own. */
type Only<Reading, Keys extends string> = Reading & { readonly [Key in Keys]?: never };

/** What `mcp.serve` takes. */
export type Subject =
  | ServerFactory
  | SdkServer
  | ServerHolder
  | FetchApplication
  | Routes
  | Only<Program, 'entry' | 'config' | 'url' | 'ready' | 'server'>
  | Only<HttpProgram, 'entry' | 'config' | 'stdout' | 'server'>
  | Only<ConfiguredServer, 'entry' | 'command' | 'args' | 'cwd' | 'url'>
  | Only<Entry, 'command' | 'config' | 'cwd' | 'pool' | 'url' | 'ready' | 'server'>
  | URL
  | Application;

/** Whether `value` has a method of that name. */
export function hasMethod(value: unknown, name: string): boolean {
  const isObject = (typeof value === 'object' || typeof value === 'function') && value !== null;
  return isObject && typeof (value as Record<string, unknown>)[name] === 'function';
}

/** Whether `value` has all of these methods. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  return names.every(name => hasMethod(value, name));
}

/**
 * Whether `value` has a method of every name that it is asked for, as the router of itty-router has: a `Proxy`, of which
 * nothing can be told by its shape.
 */
export function hasEveryMethod(value: unknown): boolean {
  return hasMethods(value, 'jest-mcp asks', 'whether there is', 'any name it lacks');
}

/** Whether `value` is what `import * as module` gives. */
export function isModuleNamespace(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  return (
    Object.prototype.toString.call(value) === '[object Module]' ||
    (Object.hasOwn(value, '__esModule') && (value as { __esModule?: unknown }).__esModule === true)
  );
}

/** A `URL`, of this realm or another. */
export function isUrl(value: unknown): value is URL {
  return Object.prototype.toString.call(value) === '[object URL]';
}
