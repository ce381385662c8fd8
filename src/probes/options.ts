import { URL } from '../core';
import type { Mistake } from '../messages/parts';
import { BOOLEAN, isObject, isText, mistakeInOptions, mustBe, type OptionRules } from '../messages/options';
import { cutSecret } from '../messages/secrets';
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

const TOKEN = mustBe('a token, a string that is not empty', isText);

const RULES: OptionRules<BatteryOptions> = {
  auth: mustBe('an authorization server that mints tokens: authServer()', isTokenIssuer),
  validToken: TOKEN,
  blackBox: BOOLEAN,
  scopes: mustBe('an array of scopes', isTexts),
  identity: mustBe("an identity: { sub: 'alice' }", isObject),
  otherToken: TOKEN,
  resource: mustBe('the URL of the application, a string', value => isText(value) && URL.canParse(value)),
  allowAnonymous: mustBe("an array of methods: ['initialize', 'tools/list']", isTexts),
  strict: BOOLEAN,
  skip: mustBe('an array of names of probes', isTexts),
};

/** What is wrong with the options, if anything. @param call how the battery is called with these options */
export function mistakeInBatteryOptions(
  options: unknown,
  probes: readonly string[],
  call = (given: string): string => `await expect(app).toRejectUnauthorized(${given});`,
): Mistake | undefined {
  const mistake = (name: string, must: string, value: unknown, instead?: string): Mistake => ({
    side: 'expected',
    name,
    must,
    value,
    ...(instead !== undefined && { instead }),
  });
  const example = call('{ auth: as }');
  if (!isObject(options)) return mistake('options', 'say who mints good tokens', options, example);
  const wrong = mistakeInOptions(options, RULES, 'options', shownOption);
  if (wrong) return wrong;
  const { auth, validToken, skip = [] } = options as BatteryOptions;
  if (auth === undefined && validToken === undefined)
    return mistake(
      'options',
      'hold an authorization server or a good token: a refusal says nothing until a good token got through',
      shown(options),
      `${example}\n${call('{ validToken: process.env.TOKEN, blackBox: true }')}`,
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

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}
