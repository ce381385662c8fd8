import { JSON, URL } from '../core';
import { describeValue } from '../messages/describe';
import {
  assertIsObject,
  assertOptions,
  describeUnknown,
  isText,
  mustBe,
  oneOf,
  type OptionRules,
  TEXT,
} from '../messages/options';
import { usageError } from '../messages/stack';
import { areScopes } from '../oauth/scope';
import { PORT } from '../wire/http/port';
import { ISSUER_RULES } from '../oauth/issuer-rules';
import { profileOf, type Profile } from '../oauth/profiles';
import type { AuthServerOptions, RegisteredClient, SigningAlgorithm } from '../oauth/shapes';
import { freePortAtOnce } from './listening';

/** The options of `authServer()`, read and completed. */
export interface Settings {
  readonly mode: 'listen' | 'fetch';
  readonly port: number;
  /** `listen`: a path. `fetch`: the whole URL. */
  readonly issuer: string;
  readonly resource: string;
  readonly otherResources: readonly string[];
  /** Undefined: any. */
  readonly scopes: readonly string[] | undefined;
  readonly tokens: 'jwt' | 'opaque';
  readonly algorithm: SigningAlgorithm;
  readonly profile: Profile;
  readonly clients: readonly RegisteredClient[];
  readonly registration: readonly ('cimd' | 'dcr')[];
  readonly accessTokenLifetime: number;
  readonly refreshTokens: 'always' | 'never' | 'offline_access';
}

const RULES: OptionRules<AuthServerOptions> = {
  mode: oneOf('listen', 'fetch'),
  port: mustBe('a port between 0 and 65535', isPort),
  issuer: TEXT,
  resource: mustBe('an absolute URL without a fragment, such as http://127.0.0.1/mcp', value =>
    isAbsolute(typeof value === 'string' ? value.replaceAll(PORT, '1') : value),
  ),
  otherResources: mustBe(
    'an array of absolute URLs without fragments',
    value => Array.isArray(value) && value.every(isAbsolute),
  ),
  scopes: mustBe('an array of scopes: strings without blanks and quotes', areScopes),
  ...ISSUER_RULES,
  tokens: oneOf('jwt', 'opaque'),
  clients: mustBe(
    "an array of clients, each with its clientId: [{ clientId: 'cli', redirectUris: ['http://127.0.0.1/callback'] }]",
    value =>
      Array.isArray(value) &&
      value.every(client => isText((client as Partial<RegisteredClient> | null)?.clientId)),
  ),
  registration: mustBe(
    "an array of 'cimd' and 'dcr'",
    value => Array.isArray(value) && value.every(way => way === 'cimd' || way === 'dcr'),
  ),
  refreshTokens: oneOf('always', 'never', 'offline_access'),
};

const CLIENT_KEYS: readonly string[] = ['clientId', 'clientSecret', 'redirectUris', 'grantTypes', 'jwks'];

/** @throws when there is no such option, or its value cannot be */
export function readOptions(options: AuthServerOptions | undefined): Settings {
  assertAuthServerOptions(options ?? {});
  const { mode = 'listen', port = 0, like, algorithm, scopes, ...given } = options ?? {};
  const profile = profileOf(like);
  const issuer = given.issuer ?? profile.path;
  if (mode === 'listen') assertPath(issuer);
  else assertUrl(issuer, options?.port);
  return {
    mode,
    port,
    issuer,
    resource: withFreePort(given.resource ?? 'http://127.0.0.1/mcp'),
    otherResources: given.otherResources ?? [],
    scopes,
    tokens: given.tokens ?? 'jwt',
    algorithm: algorithm ?? profile.algorithm,
    profile,
    clients: given.clients ?? [],
    registration: given.registration ?? ['cimd', 'dcr'],
    accessTokenLifetime: given.accessTokenLifetime ?? 3_600,
    refreshTokens: given.refreshTokens ?? 'always',
  };
}

function assertAuthServerOptions(options: unknown): asserts options is AuthServerOptions {
  assertIsObject('authServer()', 'options', options);
  assertOptions('authServer()', options, RULES);
  for (const client of (options as AuthServerOptions).clients ?? []) {
    const unknown = Object.keys(client).find(key => !CLIENT_KEYS.includes(key));
    if (unknown !== undefined)
      throw usageError(
        `authServer(): ${describeUnknown(unknown, CLIENT_KEYS, { noun: 'field', of: ' of a client' })}`,
      );
  }
}

function assertPath(issuer: string): void {
  if (issuer === '' || /^\/([^/?#\s][^?#\s]*)?$/.test(issuer)) return;
  const advice = /^https?:/.test(issuer)
    ? `It listens on an origin of its own. For an issuer that the server under test has hard-coded:\n  authServer({ mode: 'fetch', issuer: ${JSON.stringify(issuer)} })`
    : "For example:\n  authServer({ issuer: '/tenant1' })";
  throw usageError(
    `authServer(): the option issuer must be a path that begins with one slash, got ${describeValue(issuer)}.\n\n${advice}`,
  );
}

function assertUrl(issuer: string, port: number | undefined): void {
  const example = "For example:\n  authServer({ mode: 'fetch', issuer: 'https://login.example.com' })";
  if (port !== undefined)
    throw usageError(
      "authServer(): the option port means nothing with mode: 'fetch', which listens on none.",
    );
  if (!isAbsolute(issuer) || !/^https?:/.test(issuer) || issuer.includes('?'))
    throw usageError(
      `authServer(): with mode: 'fetch' the option issuer must be a whole http or https URL without query and fragment, got ${describeValue(issuer)}.\n\n${example}`,
    );
}

/** The resource of a program that has yet to be started has a port that is known before. */
function withFreePort(resource: string): string {
  return resource.includes(PORT) ? resource.replaceAll(PORT, String(freePortAtOnce())) : resource;
}

function isPort(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 65_536;
}

function isAbsolute(value: unknown): boolean {
  return isText(value) && URL.canParse(value) && !value.includes('#');
}
