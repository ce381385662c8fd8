import { JSON } from '../../core';
import { isAsymmetric, isEmptyPattern, isPlain, isRecord, isRegExp } from './values';

/** Something in an expected value that no answer of a server can ever equal, or that equals every answer. */
export interface Flaw {
  /** Where it is: empty for the value itself. */
  readonly path: string;
  readonly message: string;
  /**
   * Whether it makes the comparison void whatever the server answers. Otherwise it only explains why
   * nothing was equal: a custom equality tester may still know what to do with it.
   */
  readonly isFatal: boolean;
}

/**
 * The first flaw in `expected`, if any. In a value that is compared whole, `undefined` says that a key is
 * absent; in a shape it asks for a key that holds `undefined`, which JSON cannot send.
 */
export function findFlaw(expected: unknown, kind: 'value' | 'shape' = 'value'): Flaw | undefined {
  return search(expected, { path: '', isShape: kind === 'shape', isInContainer: false, seen: new Set() });
}

interface Place {
  readonly isShape: boolean;
  readonly path: string;
  readonly isInContainer: boolean;
  readonly seen: Set<unknown>;
}

function search(value: unknown, place: Place): Flaw | undefined {
  const { path, isInContainer, seen } = place;
  if (typeof value === 'object' && value !== null) {
    if (seen.has(value)) return undefined;
    seen.add(value);
  }
  if (isRegExp(value)) return flawOfPattern(value, place);
  if (isAsymmetric(value)) return searchMatcher(value, place);
  const isVoid = value === undefined && path.endsWith(']');
  if (isVoid || !isOnTheWire(value)) return { path, message: describe(value), isFatal: isInContainer };
  if (Array.isArray(value)) return searchItems(value, place);
  if (!isPlain(value)) return undefined;
  for (const [key, item] of Object.entries(value)) {
    const deeper = path === '' ? key : `${path}.${key}`;
    const flaw =
      item === undefined ? flawOfUndefined(key, deeper, place) : search(item, { ...place, path: deeper });
    if (flaw) return flaw;
  }
  return undefined;
}

function flawOfUndefined(key: string, path: string, { isShape, isInContainer }: Place): Flaw | undefined {
  if (!isShape && !isInContainer) return undefined;
  const instead = `expect.not.objectContaining({ ${JSON.stringify(key)}: expect.anything() })`;
  return {
    path,
    message: `no key holds undefined: to ask that it is absent, write ${instead} in place of its object`,
    isFatal: true,
  };
}

function searchItems(items: readonly unknown[], place: Place): Flaw | undefined {
  for (const [index, item] of items.entries()) {
    const flaw = search(item, { ...place, path: `${place.path}[${index}]` });
    if (flaw) return flaw;
  }
  return undefined;
}

function flawOfPattern(pattern: RegExp, { path, isInContainer }: Place): Flaw | undefined {
  if (isEmptyPattern(pattern))
    return { path, message: 'an empty regular expression matches every text', isFatal: true };
  if (!isInContainer) return undefined;
  const message = `inside an asymmetric matcher of Jest a regular expression matches no text: write expect.stringMatching(${String(pattern)})`;
  return { path, message, isFatal: true };
}

/** Jest's own matchers print as their names. */
function nameOf(matcher: { toString(): string }): string {
  return matcher.toString();
}

/** Jest compares what is in these with its own equality, which knows nothing of ours. */
const CONTAINER = /^(?:Object|Array)(?:Not)?Containing$|ArrayOf$/;

function searchMatcher(matcher: object, place: Place): Flaw | undefined {
  const { sample } = matcher as { readonly sample?: unknown };
  // `expect.stringMatching(/x/g)` keeps its state too. The pattern is Jest's own copy, never the test's.
  if (isRegExp(sample)) sample.lastIndex = 0;
  if (!CONTAINER.test(nameOf(matcher))) return undefined;
  return search(sample, { ...place, isInContainer: true });
}

/** Whether an asymmetric matcher accepts whatever there is: it asks for nothing. */
export function asksForNothing(matcher: object): boolean {
  const { sample } = matcher as { readonly sample?: unknown };
  if (isRegExp(sample)) return isEmptyPattern(sample);
  if (!/Containing$/.test(nameOf(matcher))) return false;
  return (
    sample === '' ||
    (Array.isArray(sample) ? sample.length === 0 : isRecord(sample) && Object.keys(sample).length === 0)
  );
}

function isOnTheWire(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') return false;
  return typeof value !== 'object' || value === null || Array.isArray(value) || isPlain(value);
}

function describe(value: unknown): string {
  const kind = kindOf(value);
  const arrives = onTheWire(value);
  return arrives === undefined ? `${kind} cannot be sent as JSON` : `${kind} arrives as ${arrives}`;
}

function kindOf(value: unknown): string {
  if (typeof value === 'number' || value === undefined) return String(value);
  if (typeof value !== 'object') return `a ${typeof value}`;
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return `${/^[AEIO]/.test(tag) ? 'an' : 'a'} ${tag}`;
}

/** What JSON really makes of `value`, as an item of an array. */
function onTheWire(value: unknown): string | undefined {
  try {
    return JSON.stringify([value]).slice(1, -1);
  } catch {
    return undefined;
  }
}
