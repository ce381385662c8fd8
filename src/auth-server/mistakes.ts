import { JSON } from '../core';
import { describeValue } from '../messages/describe';
import { usageError } from '../messages/stack';
import type { NextLogin, TokenOptions } from '../oauth/shapes';
import { isScope } from './settings';

const TOKEN_OPTIONS: Readonly<
  Record<keyof TokenOptions, readonly [must: string, is: (value: unknown) => boolean]>
> = {
  sub: ['a string', value => typeof value === 'string'],
  scopes: ['an array of scopes', value => Array.isArray(value) && value.every(isScope)],
  clientId: ['a string', value => typeof value === 'string'],
  claims: ['an object', isObject],
  audience: [
    'a string or an array of strings',
    value => [value].flat().every(item => typeof item === 'string'),
  ],
  expiresIn: ['a number of seconds', value => typeof value === 'number' && Number.isFinite(value)],
  header: ['an object', isObject],
};

/** @throws when it holds what no token has, or a scope that there is not */
export function assertTokenOptions(
  call: string,
  options: TokenOptions | undefined,
  scopes: readonly string[] | undefined,
): void {
  if (options === undefined) return;
  assertFields(call, 'options', options, TOKEN_OPTIONS);
  const unknown = scopes && options.scopes?.find(scope => !scopes.includes(scope));
  if (unknown !== undefined)
    throw usageError(
      `${call}: there is no scope ${JSON.stringify(unknown)}. authServer() was told of: ${scopes?.join(', ')}.\n\n` +
        'For a token that opens nothing:\n  as.broken.unrelatedScope()',
    );
}

const LOGIN: Readonly<Record<keyof NextLogin, readonly [must: string, is: (value: unknown) => boolean]>> = {
  sub: ['a string', value => typeof value === 'string'],
  deny: ['a boolean', value => typeof value === 'boolean'],
  scopes: ['an array of scopes', value => Array.isArray(value) && value.every(isScope)],
  form: [
    "an object of input names and right values: { username: 'alice', password: 'secret' }",
    value => isObject(value) && Object.values(value).every(item => typeof item === 'string'),
  ],
  redirects: ['a whole number', value => Number.isInteger(value) && (value as number) >= 0],
  after: ['a number of milliseconds', value => typeof value === 'number' && value >= 0],
};

/** @throws when nobody can log in like that */
export function assertLogin(login: NextLogin): void {
  assertFields('as.nextLogin()', 'login', login, LOGIN);
}

function assertFields(
  call: string,
  what: string,
  given: unknown,
  fields: Readonly<Record<string, readonly [must: string, is: (value: unknown) => boolean]>>,
): void {
  if (!isObject(given))
    throw usageError(`${call}: the ${what} must be an object, got ${describeValue(given)}.`);
  for (const [name, value] of Object.entries(given)) {
    const field = fields[name];
    if (!field)
      throw usageError(
        `${call}: there is no ${JSON.stringify(name)}. There are: ${Object.keys(fields).join(', ')}.`,
      );
    const [must, is] = field;
    if (value !== undefined && !is(value))
      throw usageError(`${call}: ${name} must be ${must}, got ${describeValue(value)}.`);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
