import { exports as resolveExports } from 'resolve.exports';
import { dirname, existsSync, join, JSON, readFileSync, sep } from '../core';

/** The oldest `@modelcontextprotocol/sdk` whose servers the kit was seen to drive. */
export const OLDEST_SDK = '1.6.1';

/** An installed package of an MCP SDK, at one place on disk. */
export interface SdkPackage {
  readonly name:
    '@modelcontextprotocol/sdk' | '@modelcontextprotocol/server' | '@modelcontextprotocol/client';
  readonly root: string;
  readonly version: string;
  readonly manifest: Readonly<Record<string, unknown>>;
}

/** The parts of a low-level `Server` that both SDKs have. */
export interface LowLevelServer {
  connect(transport: unknown): Promise<void>;
  close(): Promise<void>;
  setRequestHandler(...args: never[]): unknown;
  readonly transport?: unknown;
}

/** Anything that an SDK calls a server: a low-level `Server`, or an `McpServer` around one. */
export type SdkServer =
  | LowLevelServer
  | { readonly server: LowLevelServer; connect(transport: unknown): Promise<void>; close(): Promise<void> };

/** Whether `value` is a server of either SDK. Judged by shape: classes differ between copies of an SDK. */
export function isSdkServer(value: unknown): value is SdkServer {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Partial<Record<'connect' | 'close' | 'server' | 'setRequestHandler', unknown>>;
  if (typeof candidate.connect !== 'function' || typeof candidate.close !== 'function') return false;
  if (typeof candidate.setRequestHandler === 'function') return !isSdkClient(value);
  const inner = candidate.server as { setRequestHandler?: unknown } | null | undefined;
  return typeof inner?.setRequestHandler === 'function';
}

/** Whether `value` is a client of either SDK: it has the base class of a server, and so most of its methods. */
export function isSdkClient(value: unknown): boolean {
  const candidate = (value ?? {}) as Partial<Record<string, unknown>>;
  return (
    typeof candidate['setRequestHandler'] === 'function' &&
    typeof candidate['getServerCapabilities'] === 'function' &&
    typeof candidate['getClientCapabilities'] !== 'function'
  );
}

/** The low-level `Server` that every SDK server is or has. A subclass of either may have any field of its own. */
export function lowLevel(server: SdkServer): LowLevelServer {
  const { server: inner, getClientCapabilities } = server as {
    server?: unknown;
    getClientCapabilities?: unknown;
  };
  const isLowLevel =
    typeof getClientCapabilities === 'function' ||
    typeof (inner as Partial<LowLevelServer> | null | undefined)?.setRequestHandler !== 'function';
  return (isLowLevel ? server : inner) as LowLevelServer;
}

/** Which major of the SDK made this server. `getNegotiatedProtocolVersion` is public API of v2 alone. */
export function majorOf(server: SdkServer): 1 | 2 {
  return 'getNegotiatedProtocolVersion' in lowLevel(server) ? 2 : 1;
}

const homes = new WeakMap<object, SdkPackage | undefined>();

/**
 * The very copy of the SDK that made a server, found among the modules that the test file has loaded.
 *
 * A project may hold several copies (workspaces, pnpm, a server package with its own): a client from
 * another copy would reject with errors that are not `instanceof` the server's `McpError`.
 *
 * @returns undefined where it cannot be told: under native ESM, or after `jest.resetModules()`.
 */
export function packageThatMade(server: SdkServer): SdkPackage | undefined {
  const maker = lowLevel(server).constructor;
  if (homes.has(maker)) return homes.get(maker);
  const found = findMaker(maker);
  homes.set(maker, found);
  return found;
}

function findMaker(maker: unknown): SdkPackage | undefined {
  const lineage = new Set<unknown>();
  for (let link = maker; typeof link === 'function'; link = Object.getPrototypeOf(link)) lineage.add(link);
  const cache: Partial<Record<string, { exports?: unknown }>> = require.cache;
  const needle = `${sep}@modelcontextprotocol${sep}`;
  for (const file of Object.keys(cache)) {
    const at = file.lastIndexOf(needle);
    if (at < 0) continue;
    const [folder] = file.slice(at + needle.length).split(sep);
    if (folder !== 'sdk' && folder !== 'server') continue;
    const exported = cache[file]?.exports as { Server?: unknown } | null | undefined;
    if (exported?.Server && lineage.has(exported.Server))
      return readPackage(file.slice(0, at + needle.length) + folder);
  }
  return undefined;
}

const highLevel = new WeakMap<object, unknown>();

/** The class `McpServer` of the copy of the SDK that made a server, where the test file has loaded it. */
export function mcpServerBeside(server: SdkServer): unknown {
  const home = packageThatMade(server);
  if (!home) return undefined;
  const maker = lowLevel(server).constructor;
  if (!highLevel.has(maker)) {
    const cache: Partial<Record<string, { exports?: unknown }>> = require.cache;
    const exported = Object.keys(cache)
      .filter(file => file.startsWith(home.root + sep))
      .map(file => (cache[file]?.exports as { McpServer?: unknown } | null | undefined)?.McpServer);
    highLevel.set(
      maker,
      exported.find(value => typeof value === 'function'),
    );
  }
  return highLevel.get(maker);
}

/** The folder of a package that the test file has loaded something of. */
export function homeOf(name: string): string | undefined {
  const needle = `${sep}node_modules${sep}${name}${sep}`;
  const file = Object.keys(require.cache).find(loaded => loaded.includes(needle));
  return file?.slice(0, file.lastIndexOf(needle) + needle.length - 1);
}

/** Finds an SDK package as a file in one of `folders` would, nearest first. */
export function findPackage(name: SdkPackage['name'], folders: readonly string[]): SdkPackage | undefined {
  const key = [name, ...folders].join('\n');
  if (!packages.has(key)) packages.set(key, searchPackage(name, folders));
  return packages.get(key);
}

const packages = new Map<string, SdkPackage | undefined>();

function searchPackage(name: SdkPackage['name'], folders: readonly string[]): SdkPackage | undefined {
  for (const folder of folders) {
    for (let at = folder; ; at = dirname(at)) {
      const root = join(at, 'node_modules', name);
      if (existsSync(join(root, 'package.json'))) return readPackage(root);
      if (at === dirname(at)) break;
    }
  }
  // Yarn's Plug'n'Play has no such folders, and answers when it is asked.
  return process.versions.pnp === undefined ? undefined : askPackage(name, folders);
}

function askPackage(name: SdkPackage['name'], folders: readonly string[]): SdkPackage | undefined {
  const entry = name === '@modelcontextprotocol/sdk' ? `${name}/client/index.js` : name;
  const inside = join('node_modules', name);
  for (const folder of folders) {
    try {
      const file = require.resolve(entry, { paths: [folder] });
      return readPackage(file.slice(0, file.lastIndexOf(inside) + inside.length));
    } catch {
      // Not to be had from there.
    }
  }
  return undefined;
}

function readPackage(root: string): SdkPackage {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  return { root, manifest, name: manifest.name as SdkPackage['name'], version: String(manifest.version) };
}

/** How modules of the user's project are loaded: as `require` does, or as `import()` where Jest runs native ES modules. */
export interface Loader {
  readonly kind: 'require' | 'import';
  /** Loads a module as the test file sees it, mocks included. */
  load(file: string): Promise<Record<string, unknown>>;
  /** Loads a module itself: a test that mocks the SDK's client means its server's, never the kit's. */
  loadActual(file: string): Promise<Record<string, unknown>>;
}

const entries = new Map<string, string>();

/** Loads an entry point of an SDK package, such as `./client/index.js`, inside the test's own module registry. */
export async function load(
  home: SdkPackage,
  entry: string,
  loader: Loader,
): Promise<Record<string, unknown>> {
  const key = `${home.root} ${entry}`;
  let file = entries.get(key);
  if (file === undefined) {
    const [target] = resolveExports(home.manifest, entry, { require: loader.kind === 'require' }) ?? [];
    if (!target)
      throw new Error(`${home.name} ${home.version} has no entry point ${entry} for ${loader.kind}().`);
    entries.set(key, (file = join(home.root, target)));
  }
  return loader.loadActual(file);
}

/** Whether version `a` is older than version `b`; pre-releases count as their release. */
export function isOlder(a: string, b: string): boolean {
  const [left = [], right = []] = [a, b].map(version => version.split(/[.+-]/).slice(0, 3).map(Number));
  for (let i = 0; i < 3; i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
