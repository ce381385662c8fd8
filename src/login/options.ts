import { JSON, URL } from '../core';
import { describeValue } from '../messages/describe';
import { usageError } from '../messages/stack';
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

const KNOWN = ['as', 'register', 'scopes', 'form', 'resource', 'maxRedirects'];

const REGISTER =
  "'dcr', 'cimd', { clientId: '…', clientSecret: '…', redirectUri: '…' } or { clientMetadataUrl: 'https://…' }";

/** What an option must be, and whether a value is that. */
const RULES: Record<keyof LoginOptions, readonly [must: string, holds: (value: unknown) => boolean]> = {
  as: ["the name of a person, such as 'alice'", value => typeof value === 'string' && value !== ''],
  register: [REGISTER, isRegistration],
  scopes: [
    "an array of scopes, such as ['notes:read']",
    value =>
      Array.isArray(value) &&
      value.every(scope => typeof scope === 'string' && /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(scope)),
  ],
  form: [
    "an object of fields, such as { user: 'alice', password: '…' }, or a function",
    value => typeof value === 'function' || isFields(value, true),
  ],
  resource: ['the URL that the server goes by', value => isUrl(value instanceof URL ? value.href : value)],
  maxRedirects: ['a whole number above 0', value => Number.isInteger(value) && (value as number) > 0],
};

/** @throws when an option is unknown, or of the wrong type */
export function assertLoginOptions(options: unknown): asserts options is LoginOptions {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw usageError(
      `mcp.login(): the options must be an object, got ${describeValue(options)}. Write for example:\n  await mcp.login({ as: 'alice' });`,
    );
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(RULES, name))
      throw usageError(
        `mcp.login(): there is no option ${JSON.stringify(name)}. There are: ${KNOWN.join(', ')}.`,
      );
    const [must, holds] = RULES[name as keyof LoginOptions];
    if (value !== undefined && !holds(value))
      throw usageError(`mcp.login(): the option ${name} must be ${must}, got ${describeValue(value)}.`);
  }
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
