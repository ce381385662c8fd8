import { JSON } from '../core';
import {
  assertIsObject,
  assertOptions,
  BOOLEAN,
  isObject,
  isStringRecord,
  isStrings,
  mustBe,
  type OptionRules,
} from '../messages/options';
import { usageError } from '../messages/stack';
import { areScopes } from '../oauth/scope';
import type { NextLogin, TokenOptions } from '../oauth/shapes';

const STRING = mustBe('a string', value => typeof value === 'string');
const OBJECT = mustBe('an object', isObject);
const SCOPES = mustBe('an array of scopes', areScopes);

const TOKEN_RULES: OptionRules<TokenOptions> = {
  sub: STRING,
  scopes: SCOPES,
  clientId: STRING,
  claims: OBJECT,
  audience: mustBe('a string or an array of strings', value => isStrings([value].flat())),
  expiresIn: mustBe('a number of seconds', value => typeof value === 'number' && Number.isFinite(value)),
  header: OBJECT,
};

/** @throws when it holds what no token has, or a scope that there is not */
export function assertTokenOptions(
  call: string,
  options: TokenOptions | undefined,
  scopes: readonly string[] | undefined,
): void {
  if (options === undefined) return;
  assertIsObject(call, 'options', options);
  assertOptions(call, options, TOKEN_RULES);
  const unknown = scopes && options.scopes?.find(scope => !scopes.includes(scope));
  if (unknown !== undefined)
    throw usageError(
      `${call}: there is no scope ${JSON.stringify(unknown)}. authServer() was told of: ${scopes?.join(', ')}.\n\n` +
        'For a token that opens nothing:\n  as.broken.unrelatedScope()',
    );
}

const LOGIN_RULES: OptionRules<NextLogin> = {
  sub: STRING,
  deny: BOOLEAN,
  scopes: SCOPES,
  form: mustBe(
    "an object of input names and right values: { username: 'alice', password: 'secret' }",
    isStringRecord,
  ),
  redirects: mustBe('a whole number', value => Number.isInteger(value) && (value as number) >= 0),
  after: mustBe('a number of milliseconds', value => typeof value === 'number' && value >= 0),
};

/** @throws when nobody can log in like that */
export function assertLogin(login: NextLogin): void {
  assertIsObject('as.nextLogin()', 'login', login);
  assertOptions('as.nextLogin()', login, LOGIN_RULES);
}
