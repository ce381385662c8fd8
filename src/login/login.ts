import { JSON, URL } from '../core';
import type { HttpExchange } from '../wire/http/exchange';
import type { LinkEnd } from '../wire/end';
import { usageError } from '../messages/stack';
import type { ClientPort } from '../sdk/client';
import type { LinkLogin, Opening, Whereabouts } from '../subjects/shared/opening';
import { Browser } from './browser';
import { serveDocument } from './document';
import { loginError, explainFailure, isIssuing } from './explain';
import type { LoginError } from '../messages/errors';
import { LoginMistake } from './failure';
import { Answers } from './fill';
import { type LoginOptions, MAX_REDIRECTS } from './options';
import { HeadlessProvider } from './provider';
import { type Registered, registeredIn } from './registrations';
import { Trace } from './trace';
import { LoginFetch } from './login-fetch';

/** An SDK's transport for Streamable HTTP, as far as a login has to do with it. */
interface AuthorizingEnd extends LinkEnd {
  finishAuth(callback: string | URLSearchParams): Promise<void>;
}

type Send = LinkEnd['send'];

/**
 * One login, and the session that it opens: lends the SDK's transport a provider, and goes on where the SDK leaves it to
 * the application, which is to redeem the code and to send once more what was refused.
 */
export class Login implements LinkLogin {
  readonly trace = new Trace();
  /** Why there is no session. */
  failed: LoginError | undefined;
  /** Whether the session stands. */
  #stands = false;
  readonly #provider: HeadlessProvider;
  readonly #answers: Answers;
  #browser: Browser | undefined;
  #way: LoginFetch | undefined;
  #client: ClientPort | undefined;
  #registered: ((issuer: string) => Registered) | undefined;
  /** Codes are redeemed one after the other. */
  #redeeming: Promise<void> = Promise.resolve();

  constructor(private readonly options: LoginOptions) {
    this.#answers = new Answers(options.form);
    this.#provider = new HeadlessProvider(options, {
      trace: this.trace,
      walk: url => this.#theBrowser.walk(url),
      registered: issuer => this.#registered?.(issuer) ?? new Map(),
    });
  }

  get provider(): HeadlessProvider {
    return this.#provider;
  }

  get way(): LoginFetch | undefined {
    return this.#way;
  }

  get client(): ClientPort | undefined {
    return this.#client;
  }

  /** What is presented past the transport. */
  get headers(): Readonly<Record<string, string>> {
    const token = this.#provider.current?.access_token;
    return token === undefined ? {} : { authorization: `Bearer ${token}` };
  }

  get failure(): string | undefined {
    return this.failed?.message;
  }

  get isUnderway(): boolean {
    return !this.#provider.current && this.trace.steps.some(({ purpose }) => purpose !== 'challenge');
  }

  /** Whether a refusal is dealt with here, and so is no answer yet. */
  handles({ status, headers }: HttpExchange): boolean {
    if (!this.#provider.isThere) return false;
    return (
      status === 401 || (status === 403 && /insufficient_scope/.test(headers?.get('www-authenticate') ?? ''))
    );
  }

  async end(client: ClientPort, where: Whereabouts, opening: Opening): Promise<LinkEnd> {
    const { url, kind, origin, door, headers, identity } = where;
    this.#client = client;
    assertFit(kind, headers);
    const { register, resource } = this.options;
    const alias = resource === undefined ? undefined : new URL(resource).origin;
    const before = opening.waitingFor;
    const way = (this.#way = new LoginFetch({ door, origin, endpoint: url, alias }, this.trace, what => {
      opening.waitsFor(what);
    }));
    opening.later('the login', () => way.close());
    if (register === 'cimd') opening.later('the client metadata document', serveDocument(this.trace));
    const registered = registeredIn(opening.file, identity, opening.apps);
    this.#registered = issuer => registered(issuer, [origin, alias].includes(new URL(issuer).origin));
    const { maxRedirects = MAX_REDIRECTS } = this.options;
    this.#browser = new Browser(way, this.trace, this.#answers, this.#provider.redirectUrl, maxRedirects);
    const options = { fetch: this.#fetch, headers, authProvider: this.#provider };
    const end = (await client.httpEnd(kind, url, options)) as AuthorizingEnd;
    const send = end.send.bind(end);
    end.send = async (message, sendOptions) => {
      await this.#send(end, send, message, sendOptions);
      opening.waitsFor(before);
    };
    return end;
  }

  /** Called when the session stands. @throws when nobody ever asked for a login, or answers were left over */
  assertLoggedIn(): void {
    if (!this.#provider.current)
      throw new LoginMistake(
        'the server never asked for a login: it answered without a token.',
        'Either nothing guards it, which toRejectUnauthorized() proves, or it guards some of its tools alone. Without a login it is asked by:\n  await mcp.connect();',
      );
    const { unused } = this.#answers;
    if (unused.length > 0)
      throw new LoginMistake(
        `no page of the login had a field, or a button, ${unused.join(', ')}, which the option form answers.`,
        'Leave out what nobody asks for. A page that comes later, when a call needs more scopes, is answered by a function:\n  await mcp.login({ form: page => ({ … }) });',
      );
    this.#stands = true;
  }

  /** The error that says all of it. @param since the first request that has to do with it */
  explain(error: unknown, since = 0): LoginError {
    return explainFailure(error, { trace: this.trace, options: this.options, since, stands: this.#stands });
  }

  /** How the server refused last. */
  get #refusal(): string {
    const step = this.trace.last('challenge');
    return step ? this.trace.answerOf(step) : 'the reason is unknown';
  }

  /** An error of another kind, with what was asked for before it. */
  withTrace(error: Error): Error {
    if (!this.isUnderway) return error;
    return loginError([error.message, this.trace.print()], undefined, error);
  }

  readonly #fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { register } = this.options;
    const body = init?.body;
    const isRegistration =
      typeof body === 'string' && body.includes('"redirect_uris"') && !body.includes('"jsonrpc"');
    if (isRegistration && register !== undefined && register !== 'dcr')
      throw new LoginMistake(
        'the authorization server takes no client metadata documents: its metadata do not say client_id_metadata_document_supported: true.',
        "Register the client instead:\n  await mcp.login({ register: 'dcr' });",
      );
    return (this.#way as LoginFetch).fetch(input, isRegistration ? this.#withScopes(init, body) : init);
  };

  /** The SDK registers the scopes that the server asks for: what the test asks for would be refused. */
  #withScopes(init: RequestInit | undefined, body: string): RequestInit {
    const { scopes } = this.options;
    if (!scopes) return init ?? {};
    const metadata = JSON.parse(body) as { scope?: string };
    const all = new Set([...(metadata.scope ?? '').split(' '), ...scopes].filter(scope => scope !== ''));
    return { ...init, body: JSON.stringify({ ...metadata, scope: [...all].join(' ') }) };
  }

  get #theBrowser(): Browser {
    return this.#browser as Browser;
  }

  async #send(end: AuthorizingEnd, send: Send, message: object, options: unknown): Promise<void> {
    if (this.failed) throw this.failed;
    const since = this.trace.steps.length;
    let redeemed = since;
    try {
      for (let attempt = 0; ; attempt++) {
        try {
          return await send(message, options);
        } catch (error) {
          if (this.#isForgotten(error) && attempt === 0) continue;
          const callback = this.#provider.takeCallback();
          if (!callback) throw error;
          if (attempt === 0 && this.#isForeign(callback.params)) continue;
          if (attempt > 1 || (attempt === 1 && this.trace.steps.slice(since).some(isIssuing)))
            throw new LoginMistake(`the server still refuses after a login: ${this.#refusal}.`);
          await this.#redeem(end, callback.params, callback.verifier);
          redeemed = this.trace.steps.length;
        }
      }
    } catch (error) {
      throw this.#told(error, since, redeemed);
    }
  }

  /** Whether a client that an earlier login has registered is not known any more. It is forgotten then. */
  #isForgotten(error: unknown): boolean {
    const step = this.trace.last();
    if (!(error instanceof LoginMistake) || !this.#provider.usesKept || step?.purpose !== 'authorization')
      return false;
    if (step.status === undefined || step.status < 400 || step.status > 499 || step.status === 429)
      return false;
    this.#provider.forgetClient();
    return true;
  }

  /** Whether a client that an earlier login has registered may not ask for what is asked for now. It is forgotten then. */
  #isForeign(params: URLSearchParams): boolean {
    const refused = params.get('error');
    if (this.#stands || !this.#provider.usesKept) return false;
    if (refused !== 'invalid_scope' && refused !== 'unauthorized_client') return false;
    this.#provider.forgetClient();
    return true;
  }

  #redeem(end: AuthorizingEnd, params: URLSearchParams, verifier: string): Promise<void> {
    const redeemed = this.#redeeming.then(() =>
      this.#provider.redeem(verifier, async () => {
        const { takesWholeResponse } = await (this.#client as ClientPort).oauth();
        if (takesWholeResponse) return end.finishAuth(params);
        const code = params.get('code');
        const refused = params.get('error');
        if (code === null || refused !== null)
          throw Object.assign(
            new Error(
              params.get('error_description') ?? refused ?? 'The authorization response carries no code.',
            ),
            {
              errorCode: refused ?? undefined,
            },
          );
        return end.finishAuth(code);
      }),
    );
    this.#redeeming = redeemed.catch(() => undefined);
    return redeemed;
  }

  /** What has to do with a login is told as such; anything else is the SDK's to say. */
  #told(error: unknown, since: number, redeemed: number): unknown {
    const asked = this.trace.steps.slice(redeemed);
    const isLogin = error instanceof LoginMistake || asked.some(({ purpose }) => purpose !== 'challenge');
    if (!isLogin) return error;
    const told = this.explain(error, since);
    if (!this.#stands) this.failed = told;
    return told;
  }
}

function assertFit(kind: 'streamable' | 'sse', headers: Readonly<Record<string, string>>): void {
  if (kind === 'sse')
    throw usageError(
      'mcp.login(): the server answers over the HTTP+SSE of 2024-11-05, and a login goes over Streamable HTTP alone.',
    );
  const own = Object.keys(headers).find(name => name.toLowerCase() === 'authorization');
  if (own !== undefined)
    throw usageError(
      `mcp.login(): what is served has a header ${own} of its own, and a login gets a token by itself. Leave one of them out.`,
    );
}
