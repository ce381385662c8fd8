import { path, statSync } from '../core';

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
 * Jest's `resolver`: the default one, and what a NodeNext project needs on top.
 *
 * - `./x.js` finds `./x.ts`, also behind an alias of `moduleNameMapper`. Where both lie side by side the source wins,
 *   as it does for `tsc` and `tsx`: the other is what a `tsc` without `outDir` once wrote, and a test of that passes
 *   on code that is no longer there.
 * - A package whose exports map knows only `import` is found by `require` too; the transformer makes CommonJS of
 *   it. Asked only after the default failed, so that a package with both gives its CommonJS.
 */
function resolve(request: string, options: ResolverOptions): string {
  let found: string;
  try {
    found = options.defaultResolver(request, options);
  } catch (error) {
    const second = isPath(request)
      ? sourceOf(path.resolve(options.basedir, request))
      : resolveAsImport(request, options);
    if (second !== undefined) return second;
    // The first error is the one about what was asked for.
    throw error;
  }
  return sourceOf(found) ?? found;
}

function resolveAsImport(request: string, options: ResolverOptions): string | undefined {
  const conditions = options.conditions ?? [];
  if (conditions.includes('import')) return undefined;
  const asImport = [...conditions.filter(condition => condition !== 'require'), 'import'];
  try {
    return options.defaultResolver(request, { ...options, conditions: asImport });
  } catch {
    return undefined;
  }
}

function isPath(request: string): boolean {
  return /^\.{1,2}(?:\/|$)/.test(request) || path.isAbsolute(request);
}

function sourceOf(file: string): string | undefined {
  const extension = path.extname(file);
  const suffixes = sources[extension];
  if (suffixes === undefined || file.includes(`${path.sep}node_modules${path.sep}`)) return undefined;
  const stem = file.slice(0, -extension.length);
  return suffixes.map(suffix => stem + suffix).find(isFile);
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
}

export = resolve;
