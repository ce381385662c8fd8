import type { MatcherContext } from '../../messages/matcher-context';
import { isSlip } from '../../messages';
import type { AsymmetricMatch } from './expected';
import { isAsymmetric, isPlain, isRegExp, matchesPattern } from './values';

/** Holds text against a regular expression, at any depth of a comparison. */
function patternEquality(received: unknown, expected: unknown): boolean | undefined {
  if (!isRegExp(expected)) return undefined;
  return typeof received === 'string' && matchesPattern(received, expected);
}

/** Whether `received` equals `expected` as `toEqual` has it, patterns and asymmetric matchers at any depth. */
export function equalsDeeply(context: MatcherContext, received: unknown, expected: unknown): boolean {
  const { customTesters, utils } = context;
  return context.equals(received, expected, [...customTesters, patternEquality, utils.iterableEquality]);
}

/** Whether `received` has all that `shape` has, as `toMatchObject` has it, patterns at any depth. */
export function hasShape(context: MatcherContext, received: unknown, shape: unknown): boolean {
  const { customTesters, utils } = context;
  return context.equals(received, shape, [
    ...customTesters,
    patternEquality,
    utils.iterableEquality,
    utils.subsetEquality,
  ]);
}

/** Both sides of a diff. */
export interface Sides {
  readonly expected: unknown;
  readonly received: unknown;
}

/**
 * Both sides for a diff in which only real differences show: what a pattern or an asymmetric matcher accepts stands on
 * both, and of what a container is asked for (`expect.objectContaining`, `expect.arrayContaining`) only that is left, as
 * `toMatchObject` has it. With `onlyExpectedKeys`, so it is for every object: a shape.
 */
export function alignForDiff(
  context: MatcherContext,
  received: unknown,
  expected: unknown,
  onlyExpectedKeys = false,
): Sides {
  if (isRegExp(expected) || isAsymmetric(expected)) {
    if (equalsDeeply(context, received, expected)) return { expected, received: expected };
    const inside = isAsymmetric(expected) ? insideContainer(context, received, expected) : undefined;
    return inside ?? { expected, received };
  }
  if (Array.isArray(received) && Array.isArray(expected)) {
    const sides = expected.map((wanted: unknown, index) =>
      index < received.length
        ? alignForDiff(context, received[index], wanted, onlyExpectedKeys)
        : { expected: wanted, received: undefined },
    );
    const rest = received.slice(expected.length) as unknown[];
    return {
      expected: sides.map(side => side.expected),
      received: [...sides.slice(0, received.length).map(side => side.received), ...rest],
    };
  }
  if (!isPlain(received) || !isPlain(expected)) return { expected, received };
  return alignKeys(context, received, expected, onlyExpectedKeys);
}

type Fields = Readonly<Record<string, unknown>>;

function alignKeys(
  context: MatcherContext,
  received: Fields,
  expected: Fields,
  onlyExpectedKeys: boolean,
): Sides {
  const wanted: Record<string, unknown> = { ...expected };
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(received)) {
    if (!(key in expected)) {
      if (!onlyExpectedKeys) put(found, key, value);
      continue;
    }
    const sides = alignForDiff(context, value, expected[key], onlyExpectedKeys);
    put(wanted, key, sides.expected);
    put(found, key, sides.received);
  }
  return { expected: wanted, received: found };
}

/** A key may be `__proto__`. */
function put(fields: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(fields, key, { value, enumerable: true, configurable: true, writable: true });
}

/** Jest's own matchers print as their names. */
function nameOf(matcher: { toString(): string }): string {
  return matcher.toString();
}

interface Container {
  readonly sample: unknown;
  readonly inverse?: boolean;
}

/** What is inside Jest's own containers, on both sides. Undefined for any other matcher, and where they ask for something else. */
function insideContainer(
  context: MatcherContext,
  received: unknown,
  matcher: AsymmetricMatch,
): Sides | undefined {
  const { sample, inverse } = matcher as unknown as Container;
  const name = nameOf(matcher);
  if (/^Object(?:Not)?Containing$/.test(name) && isPlain(received) && isPlain(sample)) {
    const { expected, received: asked } = alignKeys(context, pick(received, sample), sample, true);
    // What must not be there stands as it was written, against what is.
    return inverse ? { expected: matcher, received: pick(received, sample) } : { expected, received: asked };
  }
  if (!Array.isArray(received)) return undefined;
  if (/^Array(?:Not)?Containing$/.test(name) && Array.isArray(sample))
    return inverse
      ? { expected: matcher, received: received.filter(item => isAmong(context, item, sample)) }
      : missingItems(context, received, sample);
  if (name === 'ArrayOf') {
    const wrong = received.filter(item => !equalsDeeply(context, item, sample));
    const sides = wrong.map(item => alignForDiff(context, item, sample));
    return { expected: sides.map(side => side.expected), received: sides.map(side => side.received) };
  }
  return undefined;
}

function pick(fields: Fields, keys: object): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key in keys));
}

function isAmong(context: MatcherContext, item: unknown, wanted: readonly unknown[]): boolean {
  return wanted.some(each => equalsDeeply(context, item, each));
}

/** The items that are not there, each beside the item that is most like it. */
function missingItems(
  context: MatcherContext,
  received: readonly unknown[],
  wanted: readonly unknown[],
): Sides {
  const isThere = (item: unknown): boolean => received.some(each => equalsDeeply(context, each, item));
  const free = received.filter(item => !isAmong(context, item, wanted));
  const found: Sides[] = wanted
    .filter(item => !isThere(item))
    .map(item => {
      const likest = likestOf(context, item, free);
      if (likest === -1) return { expected: item, received: NOTHING };
      return alignForDiff(context, free.splice(likest, 1)[0], item);
    });
  return {
    expected: found.map(side => side.expected),
    received: found.map(side => side.received).filter(item => item !== NOTHING),
  };
}

const NOTHING: unique symbol = Symbol('nothing');

/** Where the item is that shares most with what is wanted. -1 where none shares anything. */
function likestOf(context: MatcherContext, wanted: unknown, items: readonly unknown[]): number {
  const scores = items.map(item => likeness(context, wanted, item));
  const best = Math.max(0, ...scores);
  return best === 0 ? -1 : scores.indexOf(best);
}

function likeness(context: MatcherContext, wanted: unknown, item: unknown): number {
  const inside = isAsymmetric(wanted) ? (wanted as unknown as Container).sample : wanted;
  if (typeof inside === 'string' && typeof item === 'string') return isSlip(inside, item) ? 1 : 0;
  if (!isPlain(inside) || !isPlain(item)) return 0;
  return Object.keys(inside).reduce(
    (sum, key) => sum + (key in item ? (equalsDeeply(context, item[key], inside[key]) ? 3 : 1) : 0),
    0,
  );
}

/** What of `received` was asked for: for `.not`, under which both sides match and nothing has to be aligned. */
export function partAsked(received: unknown, expected: unknown): unknown {
  const inside = isAsymmetric(expected) ? (expected as unknown as Container).sample : expected;
  const isContaining = isAsymmetric(expected) && nameOf(expected) === 'ObjectContaining';
  if (isAsymmetric(expected) && !isContaining) return received;
  if (Array.isArray(received) && Array.isArray(inside))
    return received.map((item: unknown, index): unknown =>
      index < inside.length ? partAsked(item, inside[index]) : item,
    );
  if (!isPlain(received) || !isPlain(inside)) return received;
  return Object.fromEntries(
    Object.entries(received)
      .filter(([key]) => !isContaining || key in inside)
      .map(([key, value]) => [key, key in inside ? partAsked(value, inside[key]) : value]),
  );
}

/** Where `received` first parts from `shape`, as a path: the keys on the way there matched. */
export function firstDifferences(
  context: MatcherContext,
  received: unknown,
  shape: unknown,
  path = '',
): string[] {
  if (!isPlain(received) || !isPlain(shape)) return [path];
  return Object.keys(shape).flatMap(key => {
    if (key in received && hasShape(context, received[key], shape[key])) return [];
    const deeper = path === '' ? key : `${path}.${key}`;
    return key in received
      ? firstDifferences(context, received[key], shape[key], deeper)
      : [`${deeper} (absent)`];
  });
}
