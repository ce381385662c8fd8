import { AbortController, JSON, Request, TextEncoder, URL, URLSearchParams } from '../core';
import { keepSecret } from '../messages/secrets';
import { mediaType, rebuilt } from '../wire/http/answer';
import { parseJsonRpc } from '../wire/frame';
import type { RecordingFetch } from '../wire/http/recording-fetch';
import { isLoopback, overNetwork } from '../wire/http/network';
import { bearerChallenge, parseChallenges } from '../oauth/challenge';
import { LoginMistake } from './failure';
import { printUrl } from './printed';
import type { LoginPurpose, Step, Trace } from './trace';

/** What is logged in to. */
export interface Destination {
  readonly door: RecordingFetch;
  /** Where it is reached. */
  readonly origin: string;
  /** Where it answers as MCP. */
  readonly endpoint: URL;
  /** The origin that it goes by, where that is another one. */
  readonly alias?: string | undefined;
}

const LONGEST_TEXT = 4_096;

/**
 * The way that every request of a login takes, in the shape of `fetch`, with each on record. What is meant for the
 * server under test goes through its door. Any other address of this machine is asked over the network itself,
 * whatever a test did to `fetch`; any other host by the sandbox's own global `fetch`, so that whoever answers there in
 * its place is asked, and over `https` alone.
 */
export class LoginFetch {
  readonly #controller = new AbortController();
  /** What it shows would be codes and tokens: the evidence of MCP's own door holds none of it. */
  readonly #beside: RecordingFetch;

  constructor(
    private readonly to: Destination,
    private readonly trace: Trace,
    private readonly onwait: (what: string) => void,
  ) {
    this.#beside = to.door.beside();
  }

  /** For the SDK's transport, and its discovery, registration and token requests. */
  readonly fetch = async (input: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    const { endpoint, door } = this.to;
    if (url.origin !== endpoint.origin || url.pathname !== endpoint.pathname || isOAuth(init))
      return this.ask(this.#purposeOf(url, init), url, init);
    const response = await door.fetch(input, init);
    if (response.status !== 401 && response.status !== 403) return response;
    // The token of a single request is the test's own: the SDK would refresh the session's, and ask again for nothing.
    if (this.#presentsItsOwn(init))
      throw new Error(
        `${init.method} ${url.pathname} answered ${response.status} to the token of this request.`,
      );
    this.#challenged(url, init, response);
    return response;
  };

  /** Asks once; redirects are not followed. The body of an answer is read. */
  async ask(purpose: LoginPurpose, url: URL, init: RequestInit): Promise<Response> {
    const step = this.trace.begin(purpose, init.method ?? 'GET', url);
    this.onwait(`the login: ${step.method} ${printUrl(url)}`);
    try {
      const response = await this.#carry(url, {
        ...init,
        redirect: 'manual',
        signal: this.#controller.signal,
      });
      return await this.#note(step, response);
    } catch (error) {
      step.failure = error;
      throw error;
    }
  }

  /** Gives up whatever is on its way. */
  close(): void {
    this.#controller.abort(new Error('The session was closed.'));
    this.#beside.close();
  }

  #presentsItsOwn({ body }: RequestInit): boolean {
    const { id } = (typeof body === 'string' && parseJsonRpc(body)) || {};
    const presented = id === undefined || id === null ? undefined : this.to.door.presents.get(id);
    return presented !== undefined && 'authorization' in presented;
  }

  #challenged(url: URL, { method = 'GET' }: RequestInit, { status, headers }: Response): void {
    const step = this.trace.begin('challenge', method, url);
    step.status = status;
    const challenge = bearerChallenge(parseChallenges(headers.get('www-authenticate') ?? ''));
    const { parameters } = challenge ?? {};
    const code = parameters?.get('error');
    if (code !== undefined) step.error = { code, description: parameters?.get('error_description') };
    step.json = Object.fromEntries(parameters ?? []);
  }

  #purposeOf(url: URL, { body }: RequestInit): LoginPurpose {
    const named = this.trace.last('challenge')?.json?.['resource_metadata'];
    if (url.href === named || url.pathname.includes('/.well-known/oauth-protected-resource'))
      return 'resource metadata';
    if (/\/\.well-known\/(?:oauth-authorization-server|openid-configuration)/.test(url.pathname))
      return 'authorization server metadata';
    const grant = new URLSearchParams(
      body instanceof URLSearchParams ? body : typeof body === 'string' ? body : '',
    ).get('grant_type');
    if (grant !== null) return grant === 'refresh_token' ? 'refresh' : 'token';
    return typeof body === 'string' && body.startsWith('{') ? 'registration' : 'other';
  }

  #carry(url: URL, init: RequestInit): unknown {
    const { origin, alias } = this.to;
    if (url.origin === origin || url.origin === alias)
      return this.#beside.fetchRaw(new URL(url.pathname + url.search, origin), init);
    if (isLoopback(url)) return overNetwork(new Request(url, init), 'whole');
    if (url.protocol === 'https:') return globalThis.fetch(url.href, init);
    throw new LoginMistake(
      `the login leads to ${printUrl(url)}, which is neither encrypted nor on this machine, and was not asked.`,
      'OAuth 2.1 wants https everywhere but on loopback. Correct what names that URL: the metadata, or a redirect.',
    );
  }

  async #note(step: Step, answer: unknown): Promise<Response> {
    const response = answer as Response;
    step.status = response.status;
    const location = response.headers.get('location');
    if (location !== null && response.status >= 300 && response.status < 400) {
      if (URL.canParse(location, step.url.href)) step.location = new URL(location, step.url);
      await response.body?.cancel();
      return rebuilt(new Uint8Array(), response);
    }
    const text = await response.text();
    const json = jsonOf(text);
    if (response.ok) {
      if (json) step.json = json;
    } else {
      step.text = mediaType(response.headers) === 'text/html' ? textOf(text) : text.slice(0, LONGEST_TEXT);
      const { error, error_description: description } = json ?? {};
      if (typeof error === 'string')
        step.error = { code: error, description: typeof description === 'string' ? description : undefined };
    }
    if (step.purpose === 'token' || step.purpose === 'refresh' || step.purpose === 'registration')
      for (const name of [
        'access_token',
        'refresh_token',
        'id_token',
        'client_secret',
        'registration_access_token',
      ])
        keepSecret(json?.[name]);
    return rebuilt(new TextEncoder().encode(text), response);
  }
}

/** A token request may go to the very URL that answers as MCP. */
function isOAuth({ body }: RequestInit): boolean {
  return body instanceof URLSearchParams;
}

function jsonOf(text: string): Record<string, unknown> | undefined {
  if (!/^\s*\{/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

/** What a page says to its reader. */
function textOf(html: string): string {
  const { readPage } = require('./page') as typeof import('./page');
  return readPage(html, new URL('about:blank')).text.slice(0, LONGEST_TEXT);
}
