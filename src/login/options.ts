import { URL } from '../core';
import { assertIsObject, assertOptions, isText, mustBe, type OptionRules } from '../messages/options';
import { areScopes } from '../oauth/scope';
import type { LoginPage } from './shapes';

/** What is written into the fields of a page, by their names. Several values: for several boxes of one name. */
export type FormFields = Readonly<Record<string, string | readonly string[]>>;

/**
 * How the pages of a login are filled in: one record of fields for all of them, records by the paths of the pages, or
 * a function that looks at each.
 */
export type FormAnswer =
  | FormFields
  | Readonly<Record<`/${string}`, FormFields>>
  | ((page: LoginPage) => FormFields | Promise<FormFields>);

/** A client that the authorization server knows already. */
export interface KnownClient {
  readonly clientId: string;
  /** Default: none, for a public client. */
  readonly clientSecret?: string;
  /** The redirect URI that it is registered with. It is never requested. Default: `http://127.0.0.1/jest-mcp/callback`. */
  readonly redirectUri?: string;
}

/** A client whose metadata document somebody else serves. */
export interface DocumentedClient {
  /** Where the document lies: an `https` URL with a path. */
  readonly clientMetadataUrl: string;
  /** One of the redirect URIs in the document. It is never requested. Default: `http://127.0.0.1/jest-mcp/callback`. */
  readonly redirectUri?: string;
}

/** Options of `mcp.login`. */
export interface LoginOptions {
  /** Who logs in: sent along as `login_hint`, which the authorization server may heed. Default: nobody in particular. */
  as?: string;
  /**
   * How the client becomes known: `dcr` registers it, once for each authorization server in a test file; `cimd` names
   * a metadata document, which the kit answers in this process; or the client that is known already. Default: `dcr`.
   */
  register?: 'cimd' | 'dcr' | KnownClient | DocumentedClient;
  /** What is asked for first. Default: what the server's challenge or its metadata ask for, as the SDK's client has it. */
  scopes?: readonly string[];
  /** What is written into the pages that ask for something. Default: nothing; a field that is empty is then an error. */
  form?: FormAnswer;
  /** The URL that the server goes by, where that is not the one it is tested at: its `resource`. Requests to that origin go to it. Default: what its metadata say. */
  resource?: string | URL;
  /** How many requests one walk from page to page may take. Default: 20. */
  maxRedirects?: number;
}

/** Where the authorization response would arrive. Nothing listens there, and nothing is ever sent there. */
export const REDIRECT_URI = 'http://127.0.0.1/jest-mcp/callback';

/** How many requests one walk may take. */
export const MAX_REDIRECTS = 20;

const REGISTER =
  "'dcr', 'cimd', { clientId: '…', clientSecret: '…', redirectUri: '…' } or { clientMetadataUrl: 'https://…' }";

const RULES: OptionRules<LoginOptions> = {
  as: mustBe("the name of a person, such as 'alice'", isText),
  register: mustBe(REGISTER, isRegistration),
  scopes: mustBe("an array of scopes, such as ['notes:read']", areScopes),
  form: mustBe(
    "an object of fields, such as { user: 'alice', password: '…' }, or a function",
    value => typeof value === 'function' || isFields(value, true),
  ),
  resource: mustBe('the URL that the server goes by', value =>
    isUrl(value instanceof URL ? value.href : value),
  ),
  maxRedirects: mustBe('a whole number above 0', value => Number.isInteger(value) && (value as number) > 0),
};

/** @throws when an option is unknown, or of the wrong type */
export function assertLoginOptions(options: unknown): asserts options is LoginOptions {
  assertIsObject('mcp.login()', 'options', options, "await mcp.login({ as: 'alice' });");
  assertOptions('mcp.login()', options, RULES);
}

function isRegistration(value: unknown): boolean {
  if (value === 'dcr' || value === 'cimd') return true;
  if (typeof value !== 'object' || value === null) return false;
  const { clientId, clientSecret, redirectUri, clientMetadataUrl } = value as Record<string, unknown>;
  const isKnown = typeof clientId === 'string' && clientId !== '';
  const isDocumented = typeof clientMetadataUrl === 'string' && isUrl(clientMetadataUrl);
  const isRest =
    (clientSecret === undefined || typeof clientSecret === 'string') &&
    (redirectUri === undefined || isUrl(redirectUri));
  return (isKnown || isDocumented) && isRest;
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value);
}

function isFields(value: unknown, mayNest: boolean): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(
    ([key, item]: [string, unknown]) =>
      typeof item === 'string' ||
      (Array.isArray(item) && item.every(each => typeof each === 'string')) ||
      (mayNest && key.startsWith('/') && isFields(item, false)),
  );
}
