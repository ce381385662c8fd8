import { existsSync, isAbsolute, resolve } from '../core';
import type { EnvironmentDoor } from '../door';
import { describeValue } from '../messages/describe';
import type { Loader } from '../sdk/packages';
import { refusal, refusalOfOptions, type Subject } from '../subjects/subject';
import {
  connecting,
  readOptions as readServeOptions,
  type ServeConfig,
  type ServeOptions,
} from '../session/serve-config';

/** `testEnvironmentOptions.mcp`: what all test files test that do not say otherwise, and the options of `mcp.serve`. */
export interface ProjectOptions extends ServeOptions {
  /** The module that exports the server, or what builds it. `<rootDir>` stands for Jest's root; a relative path starts there. */
  server?: string;
  /** Which of its exports. Default: `createServer`, then `default`, then `server`, whichever is there. */
  export?: string;
  /**
   * Whether the modules of packages are compiled once for all test files of a process, and kept in Jest's cache
   * directory for the next run. Read by the environment, before anything is loaded. Default: true, but never with
   * coverage or in a debugger.
   */
  codeCache?: boolean;
}

const WHERE = 'testEnvironmentOptions.mcp';
const USUAL_EXPORTS = ['createServer', 'default', 'server'];

/** What the project serves, or undefined when it does not say. @throws when the options are wrong. */
export function projectDefault(door: EnvironmentDoor | undefined, loader: Loader): ServeConfig | undefined {
  const options = readOptions(door?.options);
  if (!door || options?.server === undefined) return undefined;
  const { server, export: wanted, codeCache: _ofTheEnvironment, ...serveOptions } = options;
  const file = isAbsolute(server) ? server : resolve(door.rootDir, server);
  return {
    ...connecting(serveOptions),
    subject: () => load(file, wanted, serveOptions, loader),
  };
}

function readOptions(options: unknown): ProjectOptions | undefined {
  if (options === undefined) return undefined;
  if (typeof options !== 'object' || options === null)
    throw new Error(
      `${WHERE} must be an object such as { server: '<rootDir>/src/server.ts' }, got ${describeValue(options)}.`,
    );
  readServeOptions(WHERE, options, ['server', 'export', 'codeCache']);
  const { server, export: wanted, codeCache, ...others } = options as ProjectOptions;
  for (const [name, value] of Object.entries({ server, export: wanted })) {
    if (value !== undefined && typeof value !== 'string')
      throw new Error(`${WHERE}.${name} must be a string, got ${describeValue(value)}.`);
  }
  const isOfTheEnvironment =
    codeCache !== undefined && wanted === undefined && Object.keys(others).length === 0;
  if (server === undefined && !isOfTheEnvironment)
    throw new Error(
      `${WHERE} says ${Object.keys(options).join(', ') || 'nothing'}, but no server. Write:\n  testEnvironmentOptions: { mcp: { server: '<rootDir>/src/server.ts' } }`,
    );
  return options;
}

const EXTENSIONS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '/index.ts', '/index.js'];

/** As Jest resolves it, and one that was written as `tsc` will name it: `server.js` for `server.ts`. */
function isModule(file: string): boolean {
  const names = [file, file.replace(/\.([cm]?)js$/, '.$1ts')];
  return names.some(name => EXTENSIONS.some(extension => existsSync(name + extension)));
}

async function load(
  file: string,
  wanted: string | undefined,
  options: ServeOptions,
  loader: Loader,
): Promise<Subject> {
  const where = `${WHERE}.server (${file})`;
  if (!isModule(file)) throw new Error(`${where}: there is no such file.`);
  let exported: Record<string, unknown>;
  try {
    exported = await loader.load(file);
  } catch (error) {
    // Jest adds a list of the modules that led there, which begins with the kit's own.
    const [reason = ''] = String((error as Error | undefined)?.message ?? error).split('\n\nRequire stack:');
    throw new Error(`${where} could not be loaded: ${reason}`, { cause: error });
  }
  // `module.exports = createServer` has no names; it is what `default` means.
  const names = typeof exported === 'function' ? { default: exported } : exported;
  const name = wanted ?? USUAL_EXPORTS.find(usual => names[usual] !== undefined);
  if (name === undefined || names[name] === undefined) {
    const there = Object.keys(names).join(', ') || 'nothing';
    throw new Error(
      `${where} exports ${there}, but no ${wanted ?? USUAL_EXPORTS.join(', ')}.\n\nName the export that builds the server:\n  testEnvironmentOptions: { mcp: { server: '…', export: '…' } }`,
    );
  }
  const reason = refusal(names[name]);
  if (reason !== undefined) throw new Error(`${where}: its export ${name} cannot be served: ${reason}`);
  const mismatch = refusalOfOptions(names[name], connecting(options).link);
  if (mismatch !== undefined) throw new Error(`${WHERE}: ${mismatch}`);
  return names[name] as Subject;
}
