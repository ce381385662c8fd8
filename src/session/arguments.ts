import { inspect } from '../core';
import type { RequestOptions } from '../sdk/client';
import { describeValue } from '../messages/describe';
import { findUnfit } from '../messages/json-limits';
import {
  assertIsObject,
  assertOptions,
  BOOLEAN,
  isStringRecord,
  isText,
  mustBe,
  type OptionRules,
} from '../messages/options';
import { usageError } from '../messages/stack';

/** @throws when a tool's or prompt's name is no string. */
export function assertName(call: string, name: unknown, what: string): asserts name is string {
  if (typeof name === 'string' && name !== '') return;
  const own = what === 'URI' || what === 'method' ? undefined : inOwnStyle(call, name);
  const advice = own === undefined ? `Write for example:\n  ${example(call, what)}` : `Write:\n  ${own}`;
  throw usageError(
    `${call}: the ${what} must be a string that is not empty, got ${describeValue(name)}.\n\n${advice}`,
  );
}

const LONGEST_ECHO = 120;

/** The call that was meant, where it was written as the SDK's client has it: `callTool({ name, arguments })`. */
function inOwnStyle(call: string, params: unknown): string | undefined {
  const { name, arguments: args } = (params ?? {}) as { name?: unknown; arguments?: unknown };
  if (typeof name !== 'string') return undefined;
  const method = call.replace(/\(.*$/, '');
  if (args === undefined) return `${method}('${name}')`;
  const printed = inspect(args, { depth: 4, breakLength: Infinity, compact: true });
  return `${method}('${name}', ${printed.length > LONGEST_ECHO || printed.includes('\n') ? '{ … }' : printed})`;
}

function example(call: string, what: string): string {
  const method = call.replace(/\(.*$/, '');
  return what === 'URI' ? `${method}('notes://1')` : `${method}('${what === 'tool name' ? 'add' : 'greet'}')`;
}

/**
 * @throws when arguments are no plain object, or hold what JSON cannot carry: on a real wire the request
 * would fail, or arrive changed, before the server sees it.
 */
export function assertArguments(
  call: string,
  args: unknown,
): asserts args is Record<string, unknown> | undefined {
  if (args === undefined) return;
  if (typeof args !== 'object' || args === null || Array.isArray(args)) {
    throw usageError(
      `${call}: the arguments must be an object with one property an argument, got ${describeValue(args)}.\n\nWrite for example:\n  ${call.replace(/\(.*$/, '')}('add', { a: 1, b: 2 })`,
    );
  }
  const unserializable = findUnfit(args);
  if (unserializable)
    throw usageError(
      `${call}: the argument ${unserializable.path} is ${unserializable.what}, which JSON cannot carry.\n\n${unserializable.instead}`,
    );
}

/** What stands in place of "for ever" is the test's own timeout. */
const MILLISECONDS =
  "a positive number of milliseconds (leave it out to wait until shortly before the test's own timeout)";

const RULES: OptionRules<RequestOptions> = {
  timeout: mustBe(MILLISECONDS, isMilliseconds),
  maxTotalTimeout: mustBe(MILLISECONDS, isMilliseconds),
  signal: mustBe(
    'an AbortSignal',
    value => typeof (value as Partial<AbortSignal> | null)?.addEventListener === 'function',
  ),
  onprogress: mustBe('a function', value => typeof value === 'function'),
  resetTimeoutOnProgress: BOOLEAN,
  token: mustBe(
    'an access token without "Bearer" before it, or null for none',
    value => value === null || (isText(value) && !/^bearer\s/i.test(value)),
  ),
  headers: mustBe('an object of strings', isStringRecord),
};

function isMilliseconds(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}

/** @throws when an option is unknown or of the wrong type. */
export function assertRequestOptions(
  call: string,
  options: unknown,
): asserts options is RequestOptions | undefined {
  if (options === undefined) return;
  assertIsObject(call, 'options', options);
  assertOptions(call, options, RULES);
}

const LEVELS: readonly string[] = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
];

/** @throws when it is no level of RFC 5424 */
export function assertLevel(call: string, level: unknown): void {
  if (!LEVELS.includes(level as string))
    throw usageError(`${call}: the level must be one of ${LEVELS.join(', ')}, got ${describeValue(level)}.`);
}
