import { dirname, readFileSync } from '../core';

const STATEMENT =
  /(?:^|[;}\n])\s*(?:import|export)\s+(?!type\b)(?:[\w$*{}\s,]*?\bfrom\s*)?["']([^"'\n]+)["']/g;
/** What a file imports as it is evaluated, near enough: what is missed is loaded anew, and so only later. */
const AT_ONCE = [STATEMENT, /\brequire\s*\(\s*["']([^"'\n]+)["']\s*\)/g];
/** What it imports for certain as it is evaluated: a `require` may stand in a function that is never called. */
const FOR_CERTAIN = [
  STATEMENT,
  /^(?:(?:const|let|var)\s[^=\n]*=\s*)?require\s*\(\s*["']([^"'\n]+)["']\s*\)/gm,
];
const LATE = [/\bimport\s*\(\s*["']([^"'\n]+)["']\s*\)/g];

/** What an entry is made of, as its files say. */
export interface Imports {
  /** Specifiers of packages, and the folder from which each is found. */
  readonly packages: ReadonlyMap<string, string>;
  /** Files of its own that are evaluated with it for certain, and are asked for once more by an `import()`. */
  readonly late: readonly string[];
}

/**
 * Follows what an entry and its own files import.
 *
 * @param find finds a relative import that is the entry's own
 * @param isFollowingLate whether what is loaded by `import()` is followed too
 */
export function importsOf(
  entry: string,
  find: (specifier: string, folder: string) => string | undefined,
  isFollowingLate: boolean,
): Imports {
  const packages = new Map<string, string>();
  const late = new Set<string>();
  const seen = new Set<string>();
  const certain = new Set([entry]);
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const folder = dirname(file);
    const source = read(file);
    const own = (specifier: string): string[] => {
      if (specifier.startsWith('.')) return [find(specifier, folder) ?? []].flat();
      if (!packages.has(specifier)) packages.set(specifier, folder);
      return [];
    };
    const lateOnes = matches(source, LATE);
    for (const specifier of lateOnes.filter(one => one.startsWith('.')))
      for (const found of own(specifier)) late.add(found);
    const followed = [...matches(source, AT_ONCE), ...(isFollowingLate ? lateOnes : [])];
    waiting.push(...followed.flatMap(own).filter(found => /\.[cm]?[jt]sx?$/.test(found)));
  }
  // A set goes on with what is added to it meanwhile.
  for (const file of certain)
    for (const specifier of matches(read(file), FOR_CERTAIN).filter(one => one.startsWith('.'))) {
      const found = find(specifier, dirname(file));
      if (found !== undefined) certain.add(found);
    }
  return { packages, late: [...late].filter(file => certain.has(file)) };
}

function matches(source: string, patterns: readonly RegExp[]): string[] {
  return patterns.flatMap(pattern => [...source.matchAll(pattern)].map(([, specifier = '']) => specifier));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
