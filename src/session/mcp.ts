import type { LoginOptions } from '../login/options';
import type { LoginSession } from './login-session';
import type { Presented } from '../oauth/identity';
import type { Identity } from '../oauth/shapes';
import { JSON } from '../core';
import { type Handshake, type Meeting, SESSION, type SessionLike } from '../protocol/attempt';
import type { Era, EraChoice } from '../protocol/era';
import type { LinkName } from '../subjects/shared/opening';
import { printSection } from '../messages/report';
import { showAs } from '../messages/shown';
import { openingOf } from '../protocol/evidence';
import type { SdkClient } from '../sdk/client-options';
import type { Frame } from '../wire/frame';
import type { ServerFactory, ServerWithCleanup, Subject } from '../subjects/shared/shapes';
import { restack } from '../messages/stack';
import { forgotten } from './awaited';
import type { SessionHost } from './host';
import { seenBy, served, servedAs, type ServeOptions } from './serve-config';
import { eras, type EraRow, links, type LinkRow } from './rows';
import type { Session } from './session';
import type { SessionVerbs, ToolMap, TypedSession } from './verbs';
import type { OpenSession } from './open-session';

export type { ServerFactory, ServerWithCleanup, ServeOptions, Subject };

/**
 * What every test has: a client of its own, connected to a server of its own when it is first used, and
 * closed when the test is over.
 *
 * @example
 * mcp.serve(createServer);
 *
 * test('adds', async () => {
 *   await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
 * });
 */
export interface Mcp extends SessionVerbs {
  /** What matchers need besides the verbs. */
  readonly [SESSION]: SessionLike[typeof SESSION];
  /**
   * Says what is under test: at the top of a file for all its tests, in a `describe` for that block, in a
   * test or a `beforeEach` for that test. Inner ones override outer ones. Nothing is built or connected
   * before a test uses `mcp`.
   *
   * @param subject a factory, called once for each test, which may be async and may return
   *   `{ server, cleanup }`; or what a factory may return: a server of an MCP SDK or of fastmcp, an HTTP
   *   application, a request listener, an `http.Server`; or `{ entry }`, `{ command }`, `{ config }`, a `URL`
   * @param options how the client presents itself, which era it speaks, and over what
   * @throws when `subject` cannot be served (a class, a promise, a path, a server that is already connected), or
   *   an option does not fit it
   * @example
   * mcp.serve(() => createServer({ store: new MemoryStore() }));
   */
  serve(subject: Subject, options?: ServeOptions): void;
  /**
   * Opens one more session in this test: on a fresh server of what is served, or on another subject. It is
   * closed when the test is over.
   *
   * @returns the session, connected
   * @throws when the server cannot be built or does not shake hands
   * @example
   * const second = await mcp.connect();
   * await second.callTool('add', { a: 1, b: 2 });
   */
  connect(subject?: Subject, options?: ServeOptions): Promise<OpenSession>;
  /**
   * What is served, seen by somebody: another session of this test, beside the others, which connects when it is first
   * used and is closed when the test is over. An HTTP application is the very same one for all of them.
   *
   * To an HTTP application a token is sent that `auth` of `mcp.serve` mints, and that it verifies by itself. A server
   * object in memory is told who asks, as verified: its handlers find it in `authInfo`, fastmcp's tools in `session`.
   * Then no token is verified, not even with `auth.verifier`, unless an `auth.server` mints a real one.
   *
   * @param identity who they are, and what they were granted
   * @throws when `identity` is none, or nothing is served. Operations reject where nobody is known who mints tokens.
   * @example
   * const bob = mcp.as({ sub: 'bob', scopes: ['notes:read'] });
   * await expect(bob.callTool('purge')).toRejectForbidden({ scope: 'notes:write' });
   * @see specification 2025-11-25, basic/authorization › Access Token Usage
   */
  as(identity: Identity): OpenSession;
  /**
   * What is served, seen by nobody: no token is sent, whatever the options of `mcp.serve` say.
   *
   * @throws when nothing is served
   * @example
   * await expect(mcp.anonymous().callTool('purge')).toRejectUnauthorized();
   * @see specification 2025-11-25, basic/authorization › Error Handling
   */
  anonymous(): OpenSession;
  /**
   * What is served, seen by whoever bears a token: a good one, or one that should be refused.
   *
   * @param token the access token, without `Bearer` before it
   * @throws when it is no token, or nothing is served. Operations reject where nothing would verify it: in memory
   *   without `auth.verifier`.
   * @example
   * await expect(mcp.withToken(as.broken.expired({ scopes: ['notes:read'] })).listTools()).toRejectUnauthorized();
   * @see specification 2025-11-25, basic/authorization › Token Handling
   */
  withToken(token: string): OpenSession;
  /**
   * Logs in to what is served, as a person would in a browser, and opens a session with what was issued: the
   * server's 401, its resource metadata, the authorization server's metadata, registration, PKCE, redirects, cookies,
   * forms, code and token, by the SDK's own client. No browser runs, and no JavaScript. Works with any authorization
   * server that the server names.
   *
   * @param options who logs in, how the client becomes known, what is asked for, and how pages are filled in
   * @returns the session, which logs in anew when a call needs more scopes, and is closed when the test is over
   * @throws when a step of the login fails: the message names it, what came back, what to try, and every request; or
   *   when the server never asks for a login
   * @example
   * const session = await mcp.login({ as: 'alice', form: { password: 'secret' } });
   * await expect(session.callTool('whoami')).toReturnToolText('alice');
   * @see specification 2025-11-25, basic/authorization › Authorization Flow
   */
  login(options?: LoginOptions): Promise<LoginSession>;
  /**
   * The rows of a `describe.each`, to run the same tests over several links. Each row is the options for
   * `mcp.serve`, and `$link` in the title names it.
   *
   * @param names which links, in this order
   * @throws when a name is none of them, or comes twice
   * @example
   * describe.each(mcp.links('memory', 'http', 'stdio'))('over $link', over => {
   *   mcp.serve(createServer, over);
   *   test('adds', () => expect(mcp).toCallTool('add', { a: 1, b: 2 }, '3'));
   * });
   */
  links(...names: LinkName[]): LinkRow[];
  /**
   * The rows of a `describe.each`, to run the same tests in several eras or revisions of the protocol. Each row
   * is the options for `mcp.serve`, and `$era` in the title names it.
   *
   * @param choices which eras or revisions. Default: `legacy` and `modern`.
   * @throws when a choice is none, or comes twice
   * @example
   * describe.each(mcp.eras())('in the $era era', era => {
   *   mcp.serve(createServer, era);
   *   test('adds', () => expect(mcp).toCallTool('add', { a: 1, b: 2 }, '3'));
   * });
   */
  eras(...choices: EraChoice[]): EraRow[];
}

/** The global `mcp`: each of its verbs goes to the session of the test that is asking. */
export function createMcp(host: SessionHost): Mcp {
  const session = (verb: string): Session => {
    const call = `mcp.${verb}`;
    return host.scope(call).session(call);
  };
  const facade: Mcp = {
    serve: (subject, options) => host.serve(served('mcp.serve()', subject, options)),
    connect: (subject, options) => {
      const called = new Error();
      const connecting = connect(host, subject, options, called);
      const remind = (isRunning: boolean): Error =>
        forgotten('mcp.connect()', 'Write:\n  await mcp.connect();', called, isRunning);
      return host.scopeOrNone?.follow(connecting, remind) ?? connecting;
    },
    as: identity => {
      const reading: Reading = require('../oauth/identity') as Reading;
      reading.assertIdentity('mcp.as()', identity);
      return seen(host, `mcp.as(${JSON.stringify(identity.sub)})`, { identity });
    },
    anonymous: () => seen(host, 'mcp.anonymous()', { token: null }),
    withToken: token => {
      const reading: Reading = require('../oauth/identity') as Reading;
      reading.assertToken('mcp.withToken()', token);
      return seen(host, 'mcp.withToken()', { token });
    },
    login: options => {
      const { login } = require('./login') as typeof import('./login');
      return login(host, options);
    },
    callTool: (...args: Parameters<Session['callTool']>) => session('callTool()').callTool(...args),
    listTools: options => session('listTools()').listTools(options),
    listResources: options => session('listResources()').listResources(options),
    listResourceTemplates: options => session('listResourceTemplates()').listResourceTemplates(options),
    listPrompts: options => session('listPrompts()').listPrompts(options),
    readResource: (uri, options) => session('readResource()').readResource(uri, options),
    getPrompt: (name, args, options) => session('getPrompt()').getPrompt(name, args, options),
    complete: (ref, argument, context, options) =>
      session('complete()').complete(ref, argument, context, options),
    subscribe: (uri, options) => session('subscribe()').subscribe(uri, options),
    unsubscribe: (uri, options) => session('unsubscribe()').unsubscribe(uri, options),
    setLoggingLevel: (level, options) => session('setLoggingLevel()').setLoggingLevel(level, options),
    ping: options => session('ping()').ping(options),
    request: (method, params, options) => session('request()').request(method, params, options),
    fetch: (path, init) => session('fetch()').fetch(path, init),
    sendRaw: data => session('sendRaw()').sendRaw(data),
    links,
    eras,
    typed: <Tools extends ToolMap>() => facade as unknown as TypedSession<Tools>,
    get frames(): readonly Frame[] {
      return host.scope('mcp.frames').frames;
    },
    get stderr(): string {
      return session('stderr').stderr;
    },
    get stdout(): string {
      return session('stdout').stdout;
    },
    get client(): Promise<SdkClient> {
      return session('client').client;
    },
    get era(): Promise<Era> {
      return session('era').era;
    },
    get protocolVersion(): Promise<string> {
      return session('protocolVersion').protocolVersion;
    },
    get serverInfo(): Promise<Handshake['serverInfo']> {
      return session('serverInfo').serverInfo;
    },
    get capabilities(): Promise<Handshake['capabilities']> {
      return session('capabilities').capabilities;
    },
    get instructions(): Promise<string | undefined> {
      return session('instructions').instructions;
    },
    get [SESSION](): SessionLike[typeof SESSION] {
      return {
        title: 'mcp',
        meet: () => meet(host),
        output: async name => {
          try {
            return await session('expect(mcp)')[SESSION].output(name);
          } catch {
            // Nothing is served, or no test is running.
            return { meeting: await meet(host) };
          }
        },
        application: () => session('expect(mcp)')[SESSION].application(),
      };
    },
  };
  showAs(facade, () => ({ name: 'mcp', words: '' }));
  return facade;
}

type Reading = typeof import('../oauth/identity');

/** Another session with what is served, for somebody else. */
function seen(host: SessionHost, call: string, presented: Presented): Session {
  const scope = host.scope(call);
  const chosen = seenBy(scope.subject(call), presented);
  return scope.open(chosen, call, 'same application');
}

async function connect(
  host: SessionHost,
  subject: Subject | undefined,
  options: ServeOptions | undefined,
  called: Error,
): Promise<OpenSession> {
  let opened: Session | undefined;
  try {
    const scope = host.scope('mcp.connect()');
    const chosen =
      subject === undefined
        ? servedAs('mcp.connect()', scope.subject('mcp.connect()'), options)
        : served('mcp.connect()', subject, options);
    opened = scope.open(chosen, 'session');
    return await opened.open();
  } catch (error) {
    const { name, message } = error as Error;
    const evidence = opened ? openingOf(await opened[SESSION].meet()) : [];
    restack(error as Error, [`${name}: ${message}`, ...evidence.map(printSection)].join('\n\n'), called);
    throw error;
  }
}

/** Never rejects: a matcher has to say in both polarities that there was nobody to ask. */
async function meet(host: SessionHost): Promise<Meeting> {
  try {
    return await host.scope('expect(mcp)').session('expect(mcp)')[SESSION].meet();
  } catch (error) {
    return {
      outcome: { kind: 'disconnected', message: (error as Error).message, error },
      place: { transport: 'memory', link: 'in memory' },
      frames: [],
    };
  }
}
