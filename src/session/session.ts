import { describeValue } from '../messages/describe';
import { printPlural } from '../messages/cut';
import { printSection } from '../messages/report';
import { showAs } from '../messages/shown';
import { outgoing, restack, usageError } from '../messages/stack';
import type { Frame } from '../wire/frame';
import { type Handshake, SESSION, type SessionLike, type Verb } from '../protocol/attempt';
import type { RequestOptions, SdkSearch } from '../sdk/client';
import type { Era } from '../protocol/era';
import * as results from '../protocol/results';
import { type Evidence, openingOf } from '../protocol/evidence';
import type { SdkClient } from '../sdk/client-options';
import type { OpenedSubject } from '../subjects/shared/opening';
import type { SharedApps } from '../subjects/shared/shared-apps';
import type { OutputName } from '../subjects/output/speaker';
import type { TestFile } from '../test-file';
import { assertIsObject } from '../messages/options';
import { assertArguments, assertLevel, assertName, assertRequestOptions } from './arguments';
import { forgotten } from './awaited';
import { LazyConnection } from './lazy-connection';
import type { ServersOfFile } from './answering';
import { describeArgument } from './describe-call';
import type { Operation } from './operation';
import { Operations } from './operations';
import type { ServeConfig } from './serve-config';
import type { TestScope } from './test-scope';
import type { CompletionReference, LoggingLevel, SessionVerbs, ToolMap, TypedSession } from './verbs';

type Params = Readonly<Record<string, unknown>>;

/** What a raw request names, so that it is judged like the verb of its method. */
function nameIn(method: string, { name, uri }: Params): { readonly name?: string } {
  const named = { 'tools/call': name, 'prompts/get': name, 'resources/read': uri }[method];
  return typeof named === 'string' ? { name: named } : {};
}

/**
 * The scope of a test whose sessions these are.
 *
 * @internal
 */
export type SessionScope = TestScope<Session>;

/**
 * One client on one link, living for one test. Connects when it is first used, and is closed when the
 * test is over.
 */
export class Session implements SessionVerbs, SessionLike {
  readonly #contact: LazyConnection;
  readonly #operations: Operations;

  /** @internal */
  constructor(
    private readonly scope: SessionScope,
    private readonly served: ServeConfig,
    private readonly title: string,
    search: SdkSearch,
    file: TestFile,
    apps: SharedApps | undefined,
    owners: ServersOfFile,
  ) {
    this.#contact = new LazyConnection(scope, served, search, file, apps, title, owners);
    this.#operations = new Operations(scope, this.#contact, title);
  }

  get frames(): readonly Frame[] {
    return this.#contact.frames;
  }

  get stderr(): string {
    return this.#written('stderr');
  }

  get stdout(): string {
    return this.#written('stdout');
  }

  callTool(name: string, args?: object, options?: RequestOptions): Operation<results.ToolResult> {
    const call = `${this.title}.callTool(${describeArgument(name)})`;
    assertName(call, name, 'tool name');
    assertArguments(call, args);
    assertRequestOptions(call, options);
    const params = args === undefined ? { name } : { name, arguments: args };
    return this.#operations.start({ verb: 'callTool', method: 'tools/call', name, params }, options, raw =>
      results.toolResult(raw, name),
    );
  }

  listTools(options?: RequestOptions): Operation<results.Tool[]> {
    assertRequestOptions(`${this.title}.listTools()`, options);
    return this.#operations.list('tools', options);
  }

  listResources(options?: RequestOptions): Operation<results.Resource[]> {
    assertRequestOptions(`${this.title}.listResources()`, options);
    return this.#operations.list('resources', options);
  }

  listResourceTemplates(options?: RequestOptions): Operation<results.ResourceTemplate[]> {
    assertRequestOptions(`${this.title}.listResourceTemplates()`, options);
    return this.#operations.list('resourceTemplates', options);
  }

  listPrompts(options?: RequestOptions): Operation<results.Prompt[]> {
    assertRequestOptions(`${this.title}.listPrompts()`, options);
    return this.#operations.list('prompts', options);
  }

  readResource(uri: string, options?: RequestOptions): Operation<results.ResourceResult> {
    this.#assertNamed('readResource', uri, 'URI', options);
    return this.#operations.start(
      { verb: 'readResource', method: 'resources/read', name: uri, params: { uri } },
      options,
      raw => results.resourceResult(raw, uri),
    );
  }

  getPrompt(
    name: string,
    args?: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Operation<results.PromptResult> {
    const call = `${this.title}.getPrompt(${describeArgument(name)})`;
    assertName(call, name, 'prompt name');
    assertArguments(call, args);
    for (const [key, value] of Object.entries(args ?? {})) {
      if (typeof value !== 'string')
        throw usageError(
          `${call}: the argument ${key} must be a string, as all arguments of prompts are, got ${describeValue(value)}.`,
        );
    }
    assertRequestOptions(call, options);
    const params = args === undefined ? { name } : { name, arguments: args };
    return this.#operations.start({ verb: 'getPrompt', method: 'prompts/get', name, params }, options, raw =>
      results.promptResult(raw, name),
    );
  }

  complete(
    ref: CompletionReference,
    argument: { name: string; value: string },
    context?: { arguments?: Record<string, string> },
    options?: RequestOptions,
  ): Operation<results.CompletionResult> {
    const call = `${this.title}.complete()`;
    const example = `${this.title}.complete({ type: 'ref/prompt', name: 'greet' }, { name: 'language', value: 'en' })`;
    assertIsObject(call, 'reference', ref, example);
    assertIsObject(call, 'argument', argument, example);
    assertRequestOptions(call, options);
    const params = { ref, argument, ...(context && { context }) };
    const name = ref.type === 'ref/prompt' ? ref.name : ref.uri;
    return this.#operations.start(
      { verb: 'complete', method: 'completion/complete', name, params },
      options,
      raw => raw as results.CompletionResult,
    );
  }

  subscribe(uri: string, options?: RequestOptions): Operation<void> {
    this.#assertNamed('subscribe', uri, 'URI', options);
    return this.#operations.start(
      { verb: 'subscribe', method: 'resources/subscribe', name: uri, params: { uri } },
      options,
      () => undefined,
    );
  }

  unsubscribe(uri: string, options?: RequestOptions): Operation<void> {
    this.#assertNamed('unsubscribe', uri, 'URI', options);
    return this.#operations.start(
      { verb: 'unsubscribe', method: 'resources/unsubscribe', name: uri, params: { uri } },
      options,
      () => undefined,
    );
  }

  setLoggingLevel(level: LoggingLevel, options?: RequestOptions): Operation<void> {
    const call = `${this.title}.setLoggingLevel(${describeArgument(level)})`;
    assertLevel(call, level);
    assertRequestOptions(call, options);
    return this.#operations.start(
      { verb: 'setLoggingLevel', method: 'logging/setLevel', params: { level } },
      options,
      () => undefined,
    );
  }

  ping(options?: RequestOptions): Operation<void> {
    assertRequestOptions(`${this.title}.ping()`, options);
    return this.#operations.start({ verb: 'ping', method: 'ping', params: {} }, options, () => undefined);
  }

  request(method: string, params: Params = {}, options?: RequestOptions): Operation<Record<string, unknown>> {
    const call = `${this.title}.request(${describeArgument(method)})`;
    assertName(call, method, 'method');
    assertArguments(call, params);
    assertRequestOptions(call, options);
    return this.#operations.start(
      { verb: 'request', method, params, ...nameIn(method, params) },
      options,
      raw => raw as Record<string, unknown>,
    );
  }

  typed<Tools extends ToolMap>(): TypedSession<Tools> {
    return this as unknown as TypedSession<Tools>;
  }

  get client(): Promise<SdkClient> {
    return this.#contact.connect().then(connection => connection.client.sdk);
  }

  get era(): Promise<Era> {
    return this.#told('era', handshake => handshake.era);
  }

  get protocolVersion(): Promise<string> {
    return this.#told('protocolVersion', handshake => handshake.protocolVersion);
  }

  get serverInfo(): Promise<Handshake['serverInfo']> {
    return this.#told('serverInfo', handshake => handshake.serverInfo);
  }

  get capabilities(): Promise<Handshake['capabilities']> {
    return this.#told('capabilities', handshake => handshake.capabilities);
  }

  get instructions(): Promise<string | undefined> {
    return this.#told('instructions', handshake => handshake.instructions);
  }

  fetch(path: string | URL = '/', init?: RequestInit): Promise<Response> {
    const call = `${this.title}.fetch(${describeArgument(path)})`;
    if (typeof path !== 'string' && typeof (path as URL | undefined)?.href !== 'string')
      throw usageError(`${call}: the path must be a string or a URL, got ${describeValue(path)}.`);
    return this.#tracked(call, async () => {
      const { fetch } = await this.#contact.reach();
      if (fetch) return this.#contact.inTime(fetch(path, init), `an answer to ${call}`);
      throw usageError(
        `${call}: what is served has no HTTP (${this.#contact.place.link}).\n\n` +
          "A server of an MCP SDK can be served over HTTP too, without a socket or on a loopback port:\n  mcp.serve(createServer, { link: 'fetch' });   // or 'http'",
      );
    });
  }

  sendRaw(data: string | Uint8Array): Promise<readonly Frame[]> {
    const call = `${this.title}.sendRaw()`;
    if (typeof data !== 'string' && !ArrayBuffer.isView(data))
      throw usageError(`${call}: the data must be a string or bytes, got ${describeValue(data)}.`);
    const text = typeof data === 'string' ? data : Buffer.from(data).toString('utf8');
    return this.#tracked(call, () => this.#operations.sendRaw(text));
  }

  close(): Promise<void> {
    return this.#contact.close();
  }

  /** What matchers need besides the verbs. */
  get [SESSION](): SessionLike[typeof SESSION] {
    return {
      title: this.title,
      meet: () => this.#contact.meet(),
      output: name => {
        const { outputOf } = require('./output') as typeof import('./output');
        return outputOf(name, this.#contact, this.#operations, this.scope);
      },
      credential: () => this.#contact.credential(),
      application: () => {
        const { openApplication } = require('./application') as typeof import('./application');
        return openApplication(this.scope, this.served, 'same application');
      },
    };
  }

  /** The oldest request that is still running, in words. @internal */
  get busy(): string | undefined {
    return this.#operations.busy;
  }

  /** The requests that have no answer, in words. @internal */
  get unanswered(): string[] {
    return this.#operations.unanswered;
  }

  /** Opens what is served, without speaking MCP to it. @internal */
  reach(): Promise<OpenedSubject> {
    return this.#contact.reach();
  }

  /** Waits for an answer until shortly before the test's own timeout. @internal */
  inTime<T>(work: Promise<T>, what: string): Promise<T> {
    return this.#contact.inTime(work, what);
  }

  /** Where it runs. @internal */
  get place(): string {
    return this.#contact.place.link;
  }

  /** Opens the session now. @internal */
  async open(): Promise<this> {
    await this.#contact.connect();
    return this;
  }

  #written(name: OutputName): string {
    const call = `${this.title}.${name}`;
    const written = this.#contact.written(name);
    if (typeof written === 'string') throw usageError(`${call}: ${written}`);
    if (!written)
      throw usageError(
        `${call}: no server has been started yet. A session is opened when it is first used.\n\nAwait something of it before, or wait for what it writes:\n  await expect(${this.title}).${name === 'stderr' ? 'toHaveWrittenToStderr' : 'toHaveWrittenToStdout'}('…');`,
      );
    const { text, cut } = written;
    return cut > 0 ? `… (the first ${printPlural(cut, 'character')} were cut)\n${text}` : text;
  }

  /** What the server said of itself. Connects if need be; has to be awaited, as any promise that a test was given. */
  #told<T>(property: string, pick: (handshake: Handshake) => T): Promise<T> {
    return this.#tracked(`${this.title}.${property}`, async () => {
      try {
        return pick((await this.#contact.connect()).handshake);
      } catch (error) {
        throw withEvidence(error, openingOf(await this.#contact.meet()));
      }
    });
  }

  #tracked<T>(call: string, work: () => Promise<T>): Promise<T> {
    const called = new Error();
    const remind = (isRunning: boolean): Error =>
      forgotten(call, `Write:\n  await ${call};`, called, isRunning);
    const atTheCall = (error: unknown): never => {
      const { name, message } = (error ?? {}) as Partial<Error>;
      if (message !== undefined) restack(error as object, `${name ?? 'Error'}: ${message}`, called);
      throw error;
    };
    return this.scope.follow(work().catch(atTheCall), remind);
  }

  #assertNamed(verb: Verb, name: unknown, what: string, options: unknown): void {
    const call = `${this.title}.${verb}(${describeArgument(name)})`;
    assertName(call, name, what);
    assertRequestOptions(call, options);
  }
}

/** An error that says what there is to see as well. The one that it was made of may be said by other operations too. */
function withEvidence(error: unknown, evidence: readonly Evidence[]): unknown {
  const { message } = (error ?? {}) as Partial<Error>;
  if (message === undefined || evidence.length === 0) return error;
  return new Error(outgoing([message, ...evidence.map(printSection)].join('\n\n')), { cause: error });
}
showAs(Session.prototype, session => ({ name: 'Session', words: session[SESSION].title }));
