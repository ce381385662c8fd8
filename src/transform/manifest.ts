import { exports as resolveExports, imports as resolveImports, legacy } from 'resolve.exports';
import { JSON, path, readFileSync, realpathSync } from '../core';
import { tsconfigOf } from './tsconfig';

interface Manifest {
  readonly file: string;
  readonly folder: string;
  readonly content: Readonly<Record<string, unknown>> & { readonly name?: string };
}

const manifests = new Map<string, Manifest | undefined>();

/** The package.json whose scope a folder lies in: the nearest one, as for Node. */
export function manifestOf(folder: string): Manifest | undefined {
  if (manifests.has(folder)) return manifests.get(folder);
  const parent = path.dirname(folder);
  const found = readManifest(folder) ?? (parent === folder ? undefined : manifestOf(parent));
  manifests.set(folder, found);
  return found;
}

function readManifest(folder: string): Manifest | undefined {
  const file = path.join(folder, 'package.json');
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof content === 'object' && content !== null
      ? { file, folder, content: content as Manifest['content'] }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Where the package that a folder belongs to says that something of its own lies: by `imports` (`#lib/x.js`), or by its
 * own name and `exports`. A target that is a path is absolute.
 *
 * @param conditions undefined if it is enough to know that the package says something
 * @returns undefined for what is not the package's own
 */
export function ownTargets(
  request: string,
  folder: string,
  conditions: readonly string[] | undefined,
): string[] | undefined {
  const manifest = manifestOf(folder);
  if (!manifest) return undefined;
  const { content } = manifest;
  if (request.startsWith('#'))
    return conditions ? targets(manifest, request, conditions, resolveImports) : [];
  if (content.exports === undefined || content.name === undefined) return undefined;
  if (request !== content.name && !request.startsWith(`${content.name}/`)) return undefined;
  return conditions ? targets(manifest, request, conditions, resolveExports) : [];
}

/** The same for another package of the repository, which a package manager has linked to. */
export function packageTargets(
  request: string,
  folder: string,
  conditions: readonly string[],
): string[] | undefined {
  const [, name = ''] = /^((?:@[^/]+\/)?[^/]+)/.exec(request) ?? [];
  for (let at = folder; ; at = path.dirname(at)) {
    const home = realpathOf(path.join(at, 'node_modules', name));
    if (home !== undefined) {
      const manifest = /[\\/]node_modules[\\/]/.test(home) ? undefined : readManifest(home);
      if (!manifest) return undefined;
      if (manifest.content.exports !== undefined)
        return targets(manifest, request, conditions, resolveExports);
      const file = request === name ? legacy(manifest.content) : request.slice(name.length + 1);
      return typeof file === 'string' ? [path.join(home, file)] : undefined;
    }
    if (at === path.dirname(at)) return undefined;
  }
}

function targets(
  { folder, content }: Manifest,
  request: string,
  conditions: readonly string[],
  find: typeof resolveExports | typeof resolveImports,
): string[] {
  try {
    const found = find(content as { name: string }, request, { conditions, unsafe: true }) ?? [];
    return [...found].map(target => (target.startsWith('.') ? path.join(folder, target) : target));
  } catch {
    // Not exported: Jest's own message says it.
    return [];
  }
}

/**
 * Where `tsc` takes from what it writes to this file, by `outDir` and `rootDir` of its tsconfig.json. Without a
 * `rootDir` it is what all sources have in common, which is nearly always `src` or the package itself.
 *
 * @param isGuessing whether `src` stands for the first folder where no `outDir` says so: a build may have a
 *   tsconfig.json of its own
 */
export function builtFrom(file: string, isGuessing = false): string[] {
  const found: string[] = [];
  const tsconfig = quietly(() => tsconfigOf(file));
  if (tsconfig) {
    const here = path.dirname(tsconfig.path);
    const roots = tsconfig.rootDir === undefined ? [here, path.join(here, 'src')] : [tsconfig.rootDir];
    if (tsconfig.outDir !== undefined && file.startsWith(tsconfig.outDir + path.sep)) {
      const inside = path.relative(tsconfig.outDir, file);
      found.push(...roots.map(root => path.join(root, inside)));
    }
  }
  const home = isGuessing ? manifestOf(path.dirname(file))?.folder : undefined;
  if (home !== undefined) {
    const [, ...inside] = path.relative(home, file).split(path.sep);
    found.push(path.join(home, 'src', ...inside));
  }
  return found;
}

function realpathOf(file: string): string | undefined {
  try {
    return realpathSync(file);
  } catch {
    return undefined;
  }
}

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    // The transformer says what is wrong with it.
    return undefined;
  }
}
