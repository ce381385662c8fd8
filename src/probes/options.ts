import { URL } from '../core';
import type { Mistake } from '../messages/parts';
import { cutSecret } from '../oauth/redact';
import type { AuthServer, Identity, TokenIssuer } from '../oauth/shapes';

/** Options of `toRejectUnauthorized()` for a whole application. */
export interface BatteryOptions {
  /** What mints tokens that the application trusts: the test authorization server. One of this and `validToken` is needed. */
  readonly auth?: AuthServer | TokenIssuer;
  /** A token that the application accepts, where nobody here can mint one. Without `auth`, few claims can be probed. */
  readonly validToken?: string;
  /** Do not fail because of probes for which the means are missing. Default: `false`. */
  readonly blackBox?: boolean;
  /**
   * The scopes without which the application lets nobody in; a token without them must be refused. Default: those
   * that its challenge asks for.
   */
  readonly scopes?: readonly string[];
  /** As whom the good token is minted. Default: `alice`. */
  readonly identity?: Partial<Identity>;
  /** A good token of somebody else. Default: minted for `mallory` by `auth`. */
  readonly otherToken?: string;
  /** The canonical URL of the application, where it is tested under another one. Default: where it is asked, or the resource of `auth`. */
  readonly resource?: string;
  /** Methods that are open to everybody: `['initialize', 'tools/list']`. Default: none. */
  readonly allowAnonymous?: readonly string[];
  /** Let warnings fail too, and ask what is asked of the strict alone. Default: `false`. */
  readonly strict?: boolean;
  /** Names of probes to leave out. Each one stands in the message. Default: none. */
  readonly skip?: readonly string[];
}

const NAMES: Readonly<Record<keyof BatteryOptions, (value: unknown) => boolean>> = {
  auth: isTokenIssuer,
  validToken: isText,
  blackBox: isBoolean,
  scopes: isTexts,
  identity: value => typeof value === 'object' && value !== null,
  otherToken: isText,
  resource: value => isText(value) && URL.canParse(value as string),
  allowAnonymous: isTexts,
  strict: isBoolean,
  skip: isTexts,
};

const MUST: Readonly<Record<keyof BatteryOptions, string>> = {
  auth: 'be an authorization server that mints tokens: authServer()',
  validToken: 'be a token, a string that is not empty',
  blackBox: 'be true or false',
  scopes: 'be an array of scopes',
  identity: "be an identity: { sub: 'alice' }",
  otherToken: 'be a token, a string that is not empty',
  resource: 'be the URL of the application, a string',
  allowAnonymous: "be an array of methods: ['initialize', 'tools/list']",
  strict: 'be true or false',
  skip: 'be an array of names of probes',
};

/** What is wrong with the options, if anything. */
export function mistakeInOptions(options: unknown, probes: readonly string[]): Mistake | undefined {
  const mistake = (name: string, must: string, value: unknown, instead?: string): Mistake => ({
    side: 'expected',
    name,
    must,
    value,
    ...(instead !== undefined && { instead }),
  });
  const example = 'await expect(app).toRejectUnauthorized({ auth: as });';
  if (typeof options !== 'object' || options === null)
    return mistake('options', 'say who mints good tokens', options, example);
  const written = shown(options);
  for (const [name, value] of Object.entries(options)) {
    const isRight = NAMES[name as keyof BatteryOptions] as ((value: unknown) => boolean) | undefined;
    if (!isRight)
      return mistake('options', `hold only what is known: ${Object.keys(NAMES).join(', ')}`, written);
    if (value !== undefined && !isRight(value))
      return mistake(`options.${name}`, MUST[name as keyof BatteryOptions], shownOption(name, value));
  }
  const { auth, validToken, skip = [] } = options as BatteryOptions;
  if (auth === undefined && validToken === undefined)
    return mistake(
      'options',
      'hold an authorization server or a good token: a refusal says nothing until a good token got through',
      written,
      `${example}\nawait expect(app).toRejectUnauthorized({ validToken: process.env.TOKEN, blackBox: true });`,
    );
  const unknown = skip.find(name => !probes.includes(name));
  if (unknown === undefined) return undefined;
  return mistake('options.skip', 'name probes that there are', skip, `The probes are: ${probes.join(', ')}`);
}

/** Tokens are not printed whole, not even wrong ones; of an authorization server it is enough that there is one. */
function shown(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [name, shownOption(name, value)]));
}

function shownOption(name: string, value: unknown): unknown {
  if (typeof value === 'string' && name.endsWith('Token')) return cutSecret(value);
  return name === 'auth' && isTokenIssuer(value) ? `the issuer ${(value as TokenIssuer).issuer}` : value;
}

function isTokenIssuer(value: unknown): boolean {
  const { issuer, resource, token } = (value ?? {}) as Partial<TokenIssuer>;
  return typeof token === 'function' && isText(issuer) && isText(resource);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}
