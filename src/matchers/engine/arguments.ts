import { isAsymmetric, isPlain } from './values';
import type { Mistake } from '../../messages/parts';

/** What is wrong with a name or URI, if anything. */
export function mistakeInName(value: unknown, name: string): Mistake | undefined {
  if (typeof value === 'string' && value !== '') return undefined;
  return { side: 'expected', name, must: 'be a string that is not empty', value };
}

/**
 * An optional argument that was given as `undefined`: a variable of the test's that holds nothing. Taking
 * it for "not given" would judge less than the test says.
 */
export function mistakeInOptional(rest: readonly unknown[], name: string): Mistake | undefined {
  if (rest.length === 0 || rest[0] !== undefined) return undefined;
  return {
    side: 'expected',
    name,
    must: 'be left out, or hold something to compare with',
    value: undefined,
  };
}

/** What is wrong with the arguments of a call, if anything. */
export function mistakeInArguments(args: unknown): Mistake | undefined {
  if (args === undefined || (isPlain(args) && !isAsymmetric(args))) return undefined;
  return {
    side: 'expected',
    name: 'args',
    must: 'be an object of arguments',
    value: args,
    instead:
      'They are sent as they are. Without arguments but with an expected value, write {} or undefined for them.',
  };
}
