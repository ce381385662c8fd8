import type { MatcherContext } from 'expect';
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

/**
 * `received` for a diff against `expected`: what a pattern or an asymmetric matcher accepts is replaced by
 * that matcher, so that only real differences show. With `onlyExpectedKeys`, what a shape does not ask
 * for is left out too.
 */
export function alignForDiff(
  context: MatcherContext,
  received: unknown,
  expected: unknown,
  onlyExpectedKeys = false,
): unknown {
  if (isRegExp(expected) || isAsymmetric(expected)) {
    return equalsDeeply(context, received, expected) ? expected : received;
  }
  const align = (item: unknown, wanted: unknown): unknown =>
    alignForDiff(context, item, wanted, onlyExpectedKeys);
  if (Array.isArray(received) && Array.isArray(expected)) {
    return received.map((item: unknown, index): unknown =>
      index < expected.length ? align(item, expected[index]) : item,
    );
  }
  if (!isPlain(received) || !isPlain(expected)) return received;
  return Object.fromEntries(
    Object.entries(received)
      .filter(([key]) => !onlyExpectedKeys || key in expected)
      .map(([key, value]) => [key, key in expected ? align(value, expected[key]) : value]),
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
