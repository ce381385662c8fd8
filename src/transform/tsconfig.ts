import {
  createFilesMatcher,
  createPathsMatcher,
  parseTsconfig,
  type TsConfigResult as TsconfigResult,
} from 'get-tsconfig';
import { JSON, path, statSync } from '../core';

/** A tsconfig.json with what it extends, and what it maps. */
export interface Tsconfig {
  readonly path: string;
  /** As JSON, without `paths`: what changes the meaning of code. It goes into Jest's cache key. */
  readonly options: string;
  readonly outDir: string | undefined;
  readonly rootDir: string | undefined;
  readonly rootDirs: readonly string[];
  /** Where a specifier may lie, by `paths` and `baseUrl`. The files need not be there. */
  mapped(specifier: string): readonly string[];
  /** Whether it includes the file, by `files`, `include` and `exclude`. */
  includes(file: string): boolean;
  /** What a solution (`"files": []`) is made of, in order. */
  readonly references: readonly Tsconfig[];
}

const NAME = 'tsconfig.json';

const nearest = new Map<string, string | undefined>();
const read = new Map<string, Tsconfig | Error>();

/**
 * The tsconfig.json that a file is compiled by: the nearest one, as for tsx, esbuild and Vite, and where that is a
 * solution of references, the one of them that includes the file.
 *
 * @throws when it cannot be read
 */
export function tsconfigOf(file: string): Tsconfig | undefined {
  const found = nearestTo(path.dirname(file));
  if (found === undefined) return undefined;
  const tsconfig = readTsconfig(found);
  if (tsconfig.references.length === 0 || tsconfig.includes(file)) return tsconfig;
  const here = path.dirname(found);
  return (
    tsconfig.references.find(one => one.includes(file)) ??
    // A test that nothing includes is nearer to a reference beside the solution than to one that has no options.
    tsconfig.references.find(one => path.dirname(one.path) === here) ??
    tsconfig
  );
}

/**
 * All that may map what a file in this folder imports: a resolver is told the folder alone. What cannot be read maps
 * nothing, which the transformer says.
 */
export function mappingsFor(folder: string): readonly Tsconfig[] {
  const known = mappings.get(folder);
  if (known) return known;
  let found: readonly Tsconfig[] = [];
  try {
    const file = nearestTo(folder);
    if (file !== undefined) {
      const tsconfig = readTsconfig(file);
      const around = tsconfig.references.filter(one => isWithin(path.dirname(one.path), folder));
      found = [tsconfig, ...around];
    }
  } catch {
    // As said above.
  }
  mappings.set(folder, found);
  return found;
}

const mappings = new Map<string, readonly Tsconfig[]>();

function nearestTo(folder: string): string | undefined {
  if (nearest.has(folder)) return nearest.get(folder);
  const file = path.join(folder, NAME);
  const parent = path.dirname(folder);
  const found = isFile(file) ? file : parent === folder ? undefined : nearestTo(parent);
  nearest.set(folder, found);
  return found;
}

function readTsconfig(file: string, above: readonly string[] = []): Tsconfig {
  let tsconfig = read.get(file);
  if (tsconfig === undefined) {
    try {
      tsconfig = parse(file, above);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      tsconfig = new Error(`${file} cannot be read: ${reason}`);
      tsconfig.stack = '';
    }
    read.set(file, tsconfig);
  }
  if (tsconfig instanceof Error) throw tsconfig;
  return tsconfig;
}

function parse(file: string, above: readonly string[]): Tsconfig {
  const parsed: TsconfigResult = { path: file, config: parseTsconfig(file) };
  const folder = path.dirname(file);
  const { paths: _, ...options } = parsed.config.compilerOptions ?? {};
  const absolute = (name: string | undefined): string | undefined =>
    name === undefined ? undefined : path.resolve(folder, name);
  const matchesPaths = createPathsMatcher(parsed);
  // Asked of the file system, it could write a file into the working directory.
  const isCaseSensitive = true;
  const matchesFiles = createFilesMatcher(parsed, isCaseSensitive);
  return {
    path: file,
    options: JSON.stringify(options),
    outDir: absolute(options.outDir),
    rootDir: absolute(options.rootDir),
    rootDirs: (options.rootDirs ?? []).map(one => path.resolve(folder, one)),
    mapped: specifier => matchesPaths?.(specifier) ?? [],
    includes: one => matchesFiles(one) !== undefined,
    references: referencesOf(parsed, [...above, file]),
  };
}

/** The references of references too, each once: they may form a circle. One that is not there is passed over. */
function referencesOf({ config, path: file }: TsconfigResult, above: readonly string[]): Tsconfig[] {
  const found = new Map<string, Tsconfig>();
  for (const { path: name } of config.references ?? []) {
    let reference = path.resolve(path.dirname(file), name);
    if (!isFile(reference)) reference = path.join(reference, NAME);
    if (above.includes(reference) || !isFile(reference)) continue;
    const tsconfig = readTsconfig(reference, above);
    for (const one of [tsconfig, ...tsconfig.references]) found.set(one.path, one);
  }
  return [...found.values()];
}

function isWithin(folder: string, file: string): boolean {
  const relative = path.relative(folder, file);
  return relative === '' || (!relative.startsWith('..') && !path.isAbsolute(relative));
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}
