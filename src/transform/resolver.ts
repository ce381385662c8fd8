import { fileURLToPath, path, statSync } from '../core';
import { builtFrom, manifestOf, ownTargets, packageTargets } from './manifest';
import { mappingsFor } from './tsconfig';

/** What Jest 29.7 and 30 both hand to a resolver, as far as it is used here. */
interface ResolverOptions {
  basedir: string;
  conditions?: string[];
  defaultResolver(request: string, options: ResolverOptions): string;
}

/** What TypeScript means by an import with the suffix that the output will have. */
const sources: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/**
 * Jest's `resolver`: the default one, and what a TypeScript project needs on top.
 *
 * - `./x.js` finds `./x.ts`, also behind an alias of `moduleNameMapper`. Where both lie side by side the source wins,
 *   as it does for `tsc` and `tsx`: the other is what a `tsc` without `outDir` once wrote, and a test of that passes
 *   on code that is no longer there.
 * - `paths`, `baseUrl` and `rootDirs` of the importing file's own tsconfig.json. What they lead to and is not there is
 *   looked for as if they said nothing, so that `"*"` takes nothing away from packages.
 * - `imports` of package.json, and a package's own name, find the source as `./x.js` does. What they lead to in
 *   `outDir` is found where `tsc` takes it from, which for the same reason wins.
 * - A package whose exports map knows only `import` is found by `require` too; the transformer makes CommonJS of
 *   it. Asked only after the default failed, so that a package with both gives its CommonJS.
 */
function resolve(wanted: string, options: ResolverOptions): string {
  const request = withoutUrl(wanted, options);
  const mapped = isPath(request) || isInPackages(options.basedir) ? undefined : byPaths(request, options);
  if (mapped !== undefined) return mapped;
  let found: string;
  try {
    found = options.defaultResolver(request, options);
  } catch (error) {
    const second = isPath(request)
      ? (sourceOf(path.resolve(options.basedir, request)) ?? byRootDirs(request, options))
      : (resolveAsImport(request, options) ?? unbuilt(request, options));
    if (second !== undefined) return second;
    // The first error is the one about what was asked for.
    throw request.startsWith('#') ? notImported(request, options) : error;
  }
  return sourceOf(found) ?? (isPath(request) ? undefined : ownSource(request, found, options)) ?? found;
}

/**
 * A path, where a file URL or a path with a query is asked for: `import './x.js?v=1'`, which Node reads as a URL. A file
 * may be called so too.
 */
function withoutUrl(request: string, { basedir }: ResolverOptions): string {
  if (/^file:/i.test(request)) return fileURLToPath(request.replace(/[?#].*$/, ''));
  if (!isPath(request) || !/[?#]/.test(request) || isFile(path.resolve(basedir, request))) return request;
  return request.replace(/[?#].*$/, '');
}

function resolveAsImport(request: string, options: ResolverOptions): string | undefined {
  const conditions = options.conditions ?? [];
  if (conditions.includes('import')) return undefined;
  try {
    return options.defaultResolver(request, { ...options, conditions: asImport(conditions) });
  } catch {
    return undefined;
  }
}

function asImport(conditions: readonly string[]): string[] {
  return [...conditions.filter(condition => condition !== 'require'), 'import'];
}

/** By `paths` and `baseUrl`. A declaration is a type for something that lies elsewhere. */
function byPaths(request: string, options: ResolverOptions): string | undefined {
  for (const tsconfig of mappingsFor(options.basedir)) {
    for (const candidate of tsconfig.mapped(request)) {
      const found = located(candidate, options);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Folders that are to look like one: what `./x` does not find beside the file lies at the same place in another. */
function byRootDirs(request: string, options: ResolverOptions): string | undefined {
  const wanted = path.resolve(options.basedir, request);
  for (const { rootDirs } of isInPackages(wanted) ? [] : mappingsFor(options.basedir)) {
    const home = rootDirs.find(folder => wanted.startsWith(folder + path.sep));
    if (home === undefined) continue;
    for (const folder of rootDirs) {
      const found = located(path.join(folder, path.relative(home, wanted)), options);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function located(file: string, options: ResolverOptions): string | undefined {
  const source = sourceOf(file);
  if (source !== undefined) return source;
  try {
    const found = options.defaultResolver(file, options);
    return isDeclaration(found) ? undefined : (sourceOf(found) ?? found);
  } catch {
    return undefined;
  }
}

/** The source of what `imports`, or the package's own name, found in `outDir`. */
function ownSource(request: string, found: string, { basedir }: ResolverOptions): string | undefined {
  if (isInPackages(found) || !ownTargets(request, basedir, undefined)) return undefined;
  return builtFrom(found).map(sourceOf).find(isThere);
}

/** The source of what `imports`, the package's own name or another package of the repository name, and nobody has built. */
function unbuilt(request: string, options: ResolverOptions): string | undefined {
  const conditions = options.conditions ?? [];
  for (const asked of [conditions, asImport(conditions)]) {
    const targets =
      ownTargets(request, options.basedir, asked) ?? packageTargets(request, options.basedir, asked);
    for (const target of targets ?? []) {
      if (!path.isAbsolute(target)) continue;
      const found = [target, ...builtFrom(target, true)].map(sourceOf).find(isThere);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Jest shows what a resolver throws for a name like this alone, and its own names neither the import nor the map. */
function notImported(request: string, { basedir, conditions = [] }: ResolverOptions): Error {
  const [target] = ownTargets(request, basedir, conditions) ?? [];
  const { file } = manifestOf(basedir) ?? {};
  const message = file === undefined ? 'there is no package.json' : `"imports" of ${file}`;
  const leads =
    file === undefined
      ? message
      : target === undefined
        ? `${message} does not name it`
        : `${message} leads to ${path.relative(path.dirname(file), target) || target}, and there is no such file`;
  const error = new Error(`Cannot find module '${request}': ${leads}.`);
  return Object.assign(error, { code: 'MODULE_NOT_FOUND' });
}

function isPath(request: string): boolean {
  return /^\.{1,2}(?:\/|$)/.test(request) || path.isAbsolute(request);
}

function isDeclaration(file: string): boolean {
  return /\.d\.[cm]?ts$/.test(file);
}

function isInPackages(file: string): boolean {
  return `${file}${path.sep}`.includes(`${path.sep}node_modules${path.sep}`);
}

function sourceOf(file: string): string | undefined {
  const extension = path.extname(file);
  const suffixes = sources[extension];
  if (suffixes === undefined || isInPackages(file)) return undefined;
  const stem = file.slice(0, -extension.length);
  return suffixes.map(suffix => stem + suffix).find(isFile);
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isThere<T>(value: T | undefined): value is T {
  return value !== undefined;
}

export = resolve;
