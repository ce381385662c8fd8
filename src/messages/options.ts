import { JSON } from '../core';
import { describeValue } from './describe';
import { sortByLikeness } from './likeness';
import type { Mistake } from './parts';
import { usageError } from './stack';

/** What is wrong with the value of an option. */
export interface OptionFault {
  /** What the value must be: completes "must be …". */
  readonly must: string;
  /** Which part of the value is wrong: `[1]` or `.PORT`. Default: the whole. */
  readonly at?: string;
  /** That part. Default: the whole value. */
  readonly value?: unknown;
  /** Said instead of what it must be, where a whole sentence helps more. */
  readonly advice?: string;
}

/** Looks at the value of one option. Undefined: nothing is wrong with it. */
export type OptionRule = (value: unknown) => OptionFault | undefined;

/** One rule for each option that there is. */
export type OptionRules<Options = Readonly<Record<string, unknown>>> = Readonly<
  Record<keyof Options & string, OptionRule>
>;

/** How a checker speaks of what it checks. */
export interface OptionWords {
  /** One of the names: `field`. Default: `option`. */
  readonly noun?: string;
  /** What has them, after the name: ` of an identity`. Default: nothing. */
  readonly of?: string;
  /** Written before the name of an option: `auth.`. Default: nothing. */
  readonly prefix?: string;
  /** Names that are known here, and somebody else's to check. Default: none. */
  readonly also?: readonly string[];
  /** Names that may not be left out. Default: none. */
  readonly required?: readonly string[];
  /** Said after the names that are known. Default: nothing. */
  readonly hint?: string;
  /** What to write, below the message. Default: nothing. */
  readonly example?: string;
}

/** The first option that is wrong: one that there is not, or one whose value cannot be. */
export type WrongOption = { readonly name: string; readonly value: unknown } & (
  { readonly unknown: string } | { readonly fault: OptionFault }
);

/** A rule in two halves: what the value must be, and whether it is that. */
export function mustBe(must: string, holds: (value: unknown) => boolean): OptionRule {
  return value => (holds(value) ? undefined : { must });
}

/** One of some words. */
export function oneOf(...words: readonly string[]): OptionRule {
  const quoted = words.map(word => `'${word}'`);
  const last = quoted.pop() ?? '';
  const must = quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
  return mustBe(must, value => words.includes(value as string));
}

export const TEXT = mustBe('a string that is not empty', isText);
export const BOOLEAN = mustBe('true or false', value => typeof value === 'boolean');

export function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every(item => typeof item === 'string');
}

/** What can be read by names: no array, and not null. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object whose values are all strings. */
export function isStringRecord(value: unknown): value is Readonly<Record<string, string>> {
  return isObject(value) && Object.values(value).every(item => typeof item === 'string');
}

/** `unknown option "foo". Known options: …`, the likeliest first. */
export function describeUnknown(
  name: string,
  known: readonly string[],
  { noun = 'option', of = '', hint }: OptionWords = {},
): string {
  const sentence = `unknown ${noun} ${JSON.stringify(name)}${of}. Known ${noun}s: ${sortByLikeness(name, known).join(', ')}.`;
  return hint === undefined ? sentence : `${sentence} ${hint}`;
}

/** The first option that is wrong, in the order in which they were written. One that is undefined was left out. */
export function findWrongOption(
  options: object,
  rules: OptionRules,
  words: OptionWords = {},
): WrongOption | undefined {
  const { also = [], required = [] } = words;
  const left = required.filter(name => !Object.hasOwn(options, name)).map(name => [name, undefined] as const);
  for (const [name, value] of [...(Object.entries(options) as [string, unknown][]), ...left]) {
    if (also.includes(name)) continue;
    if (!Object.hasOwn(rules, name))
      return { name, value, unknown: describeUnknown(name, [...also, ...Object.keys(rules)], words) };
    const fault = value === undefined && !required.includes(name) ? undefined : rules[name]?.(value);
    if (fault) return { name, value, fault };
  }
  return undefined;
}

/** @throws a usage error when an option is unknown, or its value cannot be. `options` is an object already. */
export function assertOptions(
  call: string,
  options: object,
  rules: OptionRules,
  words: OptionWords = {},
): void {
  const wrong = findWrongOption(options, rules, words);
  if (!wrong) return;
  const example = words.example === undefined ? '' : `\n\nWrite for example:\n  ${words.example}`;
  if ('unknown' in wrong) throw usageError(`${call}: ${wrong.unknown}${example}`);
  const { noun = 'option', prefix = '' } = words;
  const { must, at = '' } = wrong.fault;
  const got = describeValue('value' in wrong.fault ? wrong.fault.value : wrong.value);
  throw usageError(`${call}: the ${noun} ${prefix}${wrong.name}${at} must be ${must}, got ${got}.${example}`);
}

/** @throws a usage error when the options are no object; `example` is what to write. */
export function assertIsObject(
  call: string,
  what: string,
  value: unknown,
  example?: string,
): asserts value is object {
  if (isObject(value)) return;
  const advice = example === undefined ? '' : `\n\nWrite for example:\n  ${example}`;
  throw usageError(`${call}: the ${what} must be an object, got ${describeValue(value)}.${advice}`);
}

/**
 * The same for a matcher, whose misuse has a form of its own.
 *
 * @param shown how a value is printed that may hold a secret. Default: as it is
 */
export function mistakeInOptions(
  options: object,
  rules: OptionRules,
  name = 'options',
  shown: (name: string, value: unknown) => unknown = (_, value) => value,
): Mistake | undefined {
  const wrong = findWrongOption(options, rules);
  if (!wrong) return undefined;
  if ('fault' in wrong)
    return {
      side: 'expected',
      name: `${name}.${wrong.name}`,
      must: `be ${wrong.fault.must}`,
      value: shown(wrong.name, wrong.value),
    };
  const written = Object.entries(options).map(([key, value]) => [key, shown(key, value)] as const);
  return {
    side: 'expected',
    name,
    must: 'hold known options only',
    value: Object.fromEntries(written),
    instead: capitalise(wrong.unknown),
  };
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
