import { createHash } from 'node:crypto';
import { createAuthServer } from '../../src/auth-server';
import type { AuthServer, AuthServerOptions, BrokenTokens, RegisteredClient } from '../../src/oauth/shapes';

const files: { tests: (() => void)[]; ends: (() => unknown)[] } = { tests: [], ends: [] };
afterEach(() => files.tests.forEach(run => run()));
afterAll(() => Promise.all(files.ends.map(run => run())));

/** An authorization server as `authServer()` makes it: reset after each test, closed with the file. */
export function authServer(options?: AuthServerOptions): AuthServer {
  return createAuthServer(options, {
    onTestEnd: run => void files.tests.push(run),
    onFileEnd: run => void files.ends.push(run),
  });
}

export const REDIRECT = 'http://127.0.0.1:7777/callback';
export const PUBLIC: RegisteredClient = { clientId: 'public', redirectUris: [REDIRECT] };
export const CONFIDENTIAL: RegisteredClient = {
  clientId: 'confidential',
  clientSecret: 'a secret: 100%+',
  redirectUris: [REDIRECT],
};

/** Endpoints by their names in the metadata. */
export function endpoint(as: AuthServer, name: string): string {
  return String(as.metadata[name]);
}

export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

type Fields = Record<string, string | readonly string[] | undefined>;

export function form(fields: Fields): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(fields))
    for (const one of value === undefined ? [] : [value].flat()) parameters.append(name, one);
  return parameters;
}

/** Posts a form. */
export async function post(
  url: string,
  fields: Fields,
  headers: Record<string, string> = {},
): Promise<Answered> {
  return answered(await fetch(url, { method: 'POST', body: form(fields), headers, redirect: 'manual' }));
}

export async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson ? (JSON.parse(text) as Record<string, unknown>) : { text },
  };
}

export const VERIFIER = 'a-code-verifier-of-forty-three-characters-1';
export const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

/** An authorization request that is right; a field of `undefined` is left out. */
export function authorizationUrl(as: AuthServer, fields: Fields = {}): string {
  const parameters = form({
    response_type: 'code',
    client_id: 'public',
    redirect_uri: REDIRECT,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    state: 'the state',
    ...fields,
  });
  return `${endpoint(as, 'authorization_endpoint')}?${parameters}`;
}

/** What the client gets back: the fields of the redirect. */
export async function authorize(as: AuthServer, fields: Fields = {}): Promise<Record<string, string>> {
  const response = await fetch(authorizationUrl(as, fields), { redirect: 'manual' });
  const location = response.headers.get('location');
  if (location === null) throw new Error(`No redirect, but ${response.status}: ${await response.text()}`);
  return Object.fromEntries(new URL(location).searchParams);
}

/** Exchanges a code as the public client. */
export function redeem(as: AuthServer, code: string | undefined, fields: Fields = {}): Promise<Answered> {
  return post(endpoint(as, 'token_endpoint'), {
    grant_type: 'authorization_code',
    client_id: 'public',
    redirect_uri: REDIRECT,
    code,
    code_verifier: VERIFIER,
    ...fields,
  });
}

/** A whole login of the public client: its tokens. */
export async function login(as: AuthServer, fields: Fields = {}): Promise<Record<string, string>> {
  const { code } = await authorize(as, fields);
  const { body } = await redeem(as, code);
  return body as Record<string, string>;
}

export function refresh(as: AuthServer, token: string | undefined, fields: Fields = {}): Promise<Answered> {
  return post(endpoint(as, 'token_endpoint'), {
    grant_type: 'refresh_token',
    client_id: 'public',
    refresh_token: token,
    ...fields,
  });
}

/** What the server says of a token; to the confidential client, where there is one. */
export async function introspect(
  as: AuthServer,
  token: string | undefined,
): Promise<Record<string, unknown>> {
  return (await post(as.introspectionUri, { token }, asConfidential())).body;
}

export function basic(id: string, secret: string): { authorization: string } {
  const encoded = [id, secret].map(part => new URLSearchParams({ part }).toString().slice('part='.length));
  return { authorization: `Basic ${Buffer.from(encoded.join(':')).toString('base64')}` };
}

/** The confidential client's `Authorization`. */
export function asConfidential(): { authorization: string } {
  return basic(CONFIDENTIAL.clientId, String(CONFIDENTIAL.clientSecret));
}

/** The claims of a JWT. */
export function claimsOf(token: string | undefined): Record<string, unknown> {
  return partOf(token, 1);
}

/** The header of a JWT. */
export function headerOf(token: string | undefined): Record<string, unknown> {
  return partOf(token, 0);
}

function partOf(token: string | undefined, index: number): Record<string, unknown> {
  return JSON.parse(Buffer.from(token?.split('.')[index] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;
}

export type BrokenName = keyof BrokenTokens;

/** Broken tokens whose fault is not in their verifying: who presents them is known, and may do nothing. */
export const POWERLESS: readonly BrokenName[] = ['withoutScopes', 'unrelatedScope'];
