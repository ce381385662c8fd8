import { URL } from '../core';
import { showAs } from '../messages/shown';
import { describeValue } from '../messages/describe';
import { usageError } from '../messages/stack';
import { createForger } from '../oauth/forger';
import { draftOf, type Draft } from '../oauth/mint';
import { printToken } from '../oauth/redact';
import type {
  AuthServer,
  BrokenTokens,
  NextLogin,
  ScriptedAnswer,
  SeenRequest,
  TokenOptions,
  TokenVerifier,
} from '../oauth/shapes';
import type { Context } from './context';
import { pathsOf } from './endpoints';
import { assertLogin, assertTokenOptions } from './mistakes';
import { newSecret } from './tokens';
import { createVerifier } from './verifier';

type Answer = ScriptedAnswer | ((request: SeenRequest) => ScriptedAnswer | undefined);
type Variable = 'issuer' | 'resource' | 'jwksUri' | 'introspectionUri';

const VARIABLES: readonly string[] = ['issuer', 'resource', 'jwksUri', 'introspectionUri'];

/** What a test holds of its authorization server. */
export class TestAuthServer implements AuthServer {
  readonly #context: Context;
  readonly #stop: () => Promise<void>;
  /** What the environment held before. */
  readonly #variables = new Map<string, string | undefined>();
  #broken: BrokenTokens | undefined;

  constructor(context: Context, stop: () => Promise<void>) {
    this.#context = context;
    this.#stop = stop;
  }

  get issuer(): string {
    return this.#context.issuer;
  }

  get resource(): string {
    return this.#context.settings.resource;
  }

  get jwksUri(): string {
    return `${this.#context.base}/jwks`;
  }

  get introspectionUri(): string {
    return `${this.#context.base}/introspect`;
  }

  get metadata(): Record<string, unknown> {
    return this.#context.metadata();
  }

  get jwks(): AuthServer['jwks'] {
    return this.#context.keys.jwks;
  }

  get seen(): readonly SeenRequest[] {
    return this.#context.seen;
  }

  get broken(): BrokenTokens {
    const { mint, canary } = this.#context;
    return (this.#broken ??= createForger({
      mint,
      canary,
      draft: (call, options) => this.#draft(`as.${call}`, options),
      deliver: (draft, fate, token) => {
        if (fate === 'forged') return this.#context.settings.tokens === 'opaque' ? newSecret('at') : token();
        const value = this.#context.issue(draft, undefined, token);
        if (fate === 'revoked') this.revoke(value);
        return value;
      },
    }));
  }

  token(options?: TokenOptions): string {
    return this.#context.issue(this.#draft('as.token()', options));
  }

  #draft(call: string, options: TokenOptions | undefined): Draft {
    assertTokenOptions(call, options, this.#context.settings.scopes);
    return draftOf(this.#context.mint, options);
  }

  resourceMetadata(overrides: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
    const { issuer, settings } = this.#context;
    return {
      resource: settings.resource,
      authorization_servers: [issuer],
      ...(settings.scopes && {
        scopes_supported: settings.scopes.filter(scope => scope !== 'offline_access'),
      }),
      bearer_methods_supported: ['header'],
      ...overrides,
    };
  }

  verifier({
    audience = this.resource,
    makeError,
  }: { readonly audience?: string; readonly makeError?: (reason: string) => unknown } = {}): TokenVerifier {
    return createVerifier(this.#context, audience, makeError);
  }

  nextLogin(login: NextLogin): void {
    assertLogin(login);
    this.#context.script.logins.push(login);
  }

  lieInMetadata(fields: Readonly<Record<string, unknown>>): void {
    const { script } = this.#context;
    script.lies = { ...script.lies, ...fields };
  }

  serveClientMetadata(url: string, document: unknown): void {
    if (typeof url !== 'string' || !URL.canParse(url))
      throw usageError(
        `as.serveClientMetadata(): the first argument must be a URL, got ${describeValue(url)}.`,
      );
    this.#context.grants.documents.set(url, document);
  }

  iss(value: 'omit' | (string & {})): void {
    if (typeof value !== 'string' || value === '')
      throw usageError(`as.iss(): it must be 'omit' or an issuer, got ${describeValue(value)}.`);
    this.#context.script.iss = value;
  }

  once(path: string, answer: Answer): void {
    this.#context.script.add('once', this.#pathOf('once', path), answer);
  }

  always(path: string, answer: Answer): void {
    this.#context.script.add('always', this.#pathOf('always', path), answer);
  }

  #pathOf(verb: string, path: string): string {
    const paths = pathsOf(this.#context.base);
    const found = paths.get(path);
    if (found !== undefined) return found;
    const names = [...paths.keys()].map(name => `  ${name}`).join('\n');
    throw usageError(
      `as.${verb}(): nothing is ever asked at ${describeValue(path)}. The authorization server has:\n${names}`,
    );
  }

  rotateKeys(options?: { readonly drop?: boolean }): void {
    this.#context.keys.rotate(options);
  }

  revoke(token: string): void {
    const { access, refresh } = this.#context.tokens;
    const issued = access.get(token);
    const family = refresh.get(token)?.family;
    if (issued) issued.isRevoked = true;
    else if (family) family.isRevoked = true;
    else
      throw usageError(
        `as.revoke(): this is not a token that it issued in this test: ${typeof token === 'string' ? printToken(token) : describeValue(token)}`,
      );
  }

  env(names: Readonly<Record<string, Variable>>): void {
    for (const [name, property] of Object.entries(names)) {
      if (!VARIABLES.includes(property))
        throw usageError(
          `as.env(): ${name} must be ${VARIABLES.map(variable => `'${variable}'`).join(', ')}, got ${describeValue(property)}.`,
        );
      if (!this.#variables.has(name)) this.#variables.set(name, process.env[name]);
      process.env[name] = this[property];
    }
  }

  reset(): void {
    const { script, tokens, grants, seen } = this.#context;
    script.clear();
    grants.clear();
    tokens.clear();
    seen.length = 0;
  }

  async close(): Promise<void> {
    for (const [name, value] of this.#variables) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    this.#variables.clear();
    await this.#stop();
  }
}

showAs(TestAuthServer.prototype, server => ({ name: 'AuthServer', words: server.issuer }));
