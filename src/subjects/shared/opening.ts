import type { AuthOptions, Presented } from '../../oauth/identity';
import type { LinkEnd } from '../../wire/end';
import type { WireRecorder } from '../../wire/recorder';
import type { JsonRpcMessage } from '../../wire/frame';
import type { RecordingFetch } from '../../wire/http/recording-fetch';
import type { HttpExchange } from '../../wire/http/exchange';
import { usageError } from '../../messages/stack';
import type { ClientPort, SdkSearch } from '../../sdk/client';
import type { EraChoice } from '../../protocol/era';
import type { Transport } from '../../protocol/attempt';
import type { Evidence } from '../../protocol/evidence';
import type { SdkServer } from '../../sdk/packages';
import type { Classified } from '../../protocol/classify';
import type { UnsendablePart } from '../../protocol/unsendable-schema';
import type { HandlerTrace } from '../../protocol/handler-trace';
import type { Forecast } from './forecast';
import type { SharedApps } from './shared-apps';
import type { TestFile } from '../../test-file';
import type { Transcript } from './transcript';
import { type Step, attempt } from './put-away';
import type { SubjectFailure, SubjectStatus } from './status';

/** What a subject is reached over, where there is a choice. */
export type LinkName = 'memory' | 'fetch' | 'http' | 'stdio';

/** All of them. */
export const LINKS: readonly LinkName[] = ['memory', 'fetch', 'http', 'stdio'];

/** How a subject is to be reached. */
export interface LinkOptions {
  /** Default: the one that is nearest to the subject. */
  readonly link?: LinkName | undefined;
  readonly era: EraChoice;
  /** Where an HTTP application answers as MCP. Default: found. */
  readonly path?: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Whether a server object may write to stdout what is no message. Default: over stdio it may not. */
  readonly stdout?: 'strict' | 'lenient' | undefined;
  /** What mints tokens, and what verifies them where the kit stands in for HTTP. */
  readonly auth?: AuthOptions | undefined;
  /** Who asks. Default: whoever the headers say. */
  readonly presented?: Presented | undefined;
  /** Whether the test hears of what the server does against the protocol beside its answers. Default: `strict`. */
  readonly protocol?: 'strict' | 'lenient' | undefined;
  /** Gets a token by a whole login. Default: nobody logs in. */
  readonly login?: LinkLogin | undefined;
}

/** Where, and how, a server is reached over HTTP. */
export interface Whereabouts {
  readonly url: URL;
  readonly kind: 'streamable' | 'sse';
  readonly origin: string;
  readonly door: RecordingFetch;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the application, or of what builds it. */
  readonly identity: object;
}

/** Logs in to a server that asks for it: what `mcp.login()` puts between a session and its link. */
export interface LinkLogin {
  /** Why there is no session, once a login has failed. */
  readonly failure: string | undefined;
  /** Whether a login has begun that has no token to show for it. */
  readonly isUnderway: boolean;
  /** What a request past the MCP client presents. */
  readonly headers: Readonly<Record<string, string>>;
  /** The client's transport, which logs in when it is refused. @throws when it cannot */
  end(client: ClientPort, where: Whereabouts, opening: Opening): Promise<LinkEnd>;
  /** Whether a refusal is dealt with, and so is no answer yet. */
  handles(exchange: HttpExchange): boolean;
}

/** What a single request presents in place of what its session does. An absent token leaves the session's. */
export interface RequestCredentials {
  /** `null`: none. */
  readonly token?: string | null | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Looks into a server in this process: see `ServerObserver`. */
export interface HandlerObserver {
  expect(message: JsonRpcMessage): void;
  take(id: string | number): HandlerTrace | undefined;
  checksOutput(name: string): 'no schema' | 'presence' | 'nothing';
  /** The part of a tool's schema for which `tools/list` fails. */
  unsendable(why: string, tool?: string): UnsendablePart | undefined;
}

/** A subject that stands open: the client's end of a link, and what is known of the other. */
export interface OpenedSubject {
  /** The server object, where it lives in this process: decides which SDK's client it gets. */
  readonly server?: SdkServer | undefined;
  readonly observer?: HandlerObserver | undefined;
  /** Where an SDK's client may be found, besides where the test file would look. */
  readonly folders?: readonly string[];
  /** Connects the server's end where that is the kit's business, and gives the client's. */
  end(client: ClientPort): LinkEnd | Promise<LinkEnd>;
  /** Whether a client failed because the server speaks another transport than its end: the next end is of that one. */
  isOtherTransport?(): boolean;
  /** Puts bytes on the wire that need be no message, and resolves when they are written, or answered over HTTP. */
  sendRaw(data: string): Promise<void>;
  /** Asks over HTTP, past the MCP client. Absent where there is no HTTP. */
  readonly fetch?: ((path: string | URL, init?: RequestInit) => Promise<Response>) | undefined;
  /**
   * How a request ended that got no JSON-RPC answer, where the link knows more than the SDK's client.
   *
   * @param own whether the kit asked for itself, so that the test is not told
   */
  whyUnanswered?(id: string | number | undefined, own?: boolean): Classified | undefined;
  /**
   * Lets a single request present something else.
   *
   * @returns what to call with the request's id, before it is on its way
   * @throws when it cannot
   */
  present?(credentials: RequestCredentials): (id: string | number) => void;
  /** Where it answers as MCP. Absent where there is no HTTP. */
  endpoint?(): Promise<URL>;
}

/** Which server objects are in use, and by which test: one object serves one connection at a time. */
const inUse = new WeakMap<object, string>();

/** @throws when the object is connected already: an SDK would say so in words of its own, without the cure. */
export function assertFree(server: object, owner: string): void {
  const user = inUse.get(server);
  if (user === undefined) return;
  throw usageError(
    `mcp.serve(): this server object is already serving ${user === owner ? 'another session of this test' : `the test "${user}"`}. One object serves one session at a time.\n\n` +
      'Give it a factory, so that each session gets a server of its own:\n  mcp.serve(() => createServer());',
  );
}

/** What a server object in this process writes, in one session. */
export interface ServerOutput {
  readonly written: { readonly stdout: Transcript; readonly stderr: Transcript };
  /** Runs `action` as the server. */
  run<T>(action: () => T): T;
  /** Runs `action` as the test. */
  outside<T>(action: () => T): T;
  /** What it has written to stdout that is no message, as an error. @param lenient how the test can allow it */
  violation(lenient: string): Error | undefined;
}

/** What an opening knows of its test. */
export interface TestOfOpening {
  /** What all sessions of the test share, even where each has an application of its own. */
  readonly shared: SharedApps;
  /** @internal How many tests that have yet to start will want the same subject. */
  forecast(): Forecast;
}

/**
 * One opening of a subject, from its first step until everything is put away again. A subject says here what it
 * waits for, what has to be put away, what it saw, and what it did against the protocol.
 */
export class Opening {
  #transport: Transport = 'memory';
  #place = 'in memory';
  #waitingFor = 'the factory given to mcp.serve() to return';
  /** What the parts of the subject have to say, the one that was opened first before the others. */
  readonly #statuses: SubjectStatus[] = [];
  /** @internal What a server object in this process writes, where that is watched. */ output:
    ServerOutput | undefined;
  /** What the subject turns out to have done wrong after it was closed, where it takes its time to end. */
  readonly afterwards: Promise<Error | undefined>[] = [];
  readonly #steps: Step[] = [];
  #isPutAway = false;
  #puttingAway: Promise<string[]> = Promise.resolve([]);

  constructor(
    readonly options: LinkOptions,
    readonly wire: WireRecorder,
    readonly search: SdkSearch,
    readonly file: TestFile,
    /** The test that it is for. */
    private readonly owner: string,
    readonly test: TestOfOpening,
    /** The applications that the sessions of the test share. Absent where a session gets one of its own. */
    readonly apps?: SharedApps,
  ) {}

  /** Says what the subject is reached over, and where it runs, in words for a failure. */
  isReachedOver(transport: Transport, place: string): void {
    this.#transport = transport;
    this.#place = place;
  }

  /** Says what is being waited for, in words that follow "waited … ms for". */
  waitsFor(what: string): void {
    this.#waitingFor = what;
  }

  get waitingFor(): string {
    return this.#waitingFor;
  }

  /** Asks a part of the subject from now on whenever it matters how it is. */
  watch(status: SubjectStatus): void {
    this.#statuses.push(status);
  }

  /** What there is to show in a failure, besides frames: a program's last lines, HTTP answers. */
  evidence(): readonly Evidence[] {
    return this.#statuses.flatMap(status => status.evidence?.() ?? []);
  }

  /** Why the subject is not there any more, once it is known. */
  failure(): SubjectFailure | undefined {
    return this.#first(status => status.failure?.());
  }

  /** What may take it so long, while it is there and has not answered yet. */
  slowness(): string | undefined {
    return this.#first(status => status.slowness?.());
  }

  /** What it has written to the outputs of its process so far. Undefined where nobody knows. */
  get written(): SubjectStatus['written'] {
    return this.#first(status => status.written);
  }

  #first<T>(find: (status: SubjectStatus) => T | undefined): T | undefined {
    for (const status of this.#statuses) {
      const found = find(status);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** What the subject is reached over. Decisions rest on this, and never on the words of `place`. */
  get transport(): Transport {
    return this.#transport;
  }

  /** Where the subject runs: `in memory`, `stdio`, `http://127.0.0.1:4711/mcp`. Stands beside the frames in a failure. */
  get place(): string {
    return this.#place;
  }

  /** Has all that the server in this process writes from now on told from what the test writes. */
  watchOutput(output: ServerOutput): void {
    this.output = output;
    const { written } = output;
    this.watch({ written });
    // Registered first, and so done last.
    this.later('', () => {
      written.stdout.end();
      written.stderr.end();
    });
  }

  /** Runs `action` as the server in this process, where what it writes is watched. */
  readonly asServer = <T>(action: () => T): T => (this.output ? this.output.run(action) : action());

  /** Runs `action` as the test, where a server calls it. */
  readonly asTest = <T>(action: () => T): T => (this.output ? this.output.outside(action) : action());

  /** Takes a server object that serves one session at a time, until everything is put away. @throws when it serves one already */
  claim(server: object): void {
    assertFree(server, this.owner);
    inUse.set(server, this.owner);
    this.later('', () => inUse.delete(server));
  }

  /** Runs `run` when the session is closed, before what was registered earlier. */
  later(name: string, run: () => unknown): void {
    this.#steps.push({ name, run });
    // What comes after the deadline is put away at once.
    if (this.#isPutAway) void this.putAway();
  }

  /** The same for what belongs to an application, which other sessions may share. */
  laterForApp(name: string, run: () => unknown): void {
    if (this.apps) this.apps.later(name, run);
    else this.later(name, run);
  }

  /** Puts everything away, the last first. @returns what failed, or did not end in time */
  putAway(): Promise<string[]> {
    this.#isPutAway = true;
    return (this.#puttingAway = this.#puttingAway.then(async problems => {
      for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
        const problem = await attempt(step);
        if (problem !== undefined) problems.push(problem);
      }
      return problems;
    }));
  }

  /** Puts everything away. @throws naming what failed, what did not end in time, and what was against the protocol. */
  async close(): Promise<void> {
    const problems = await this.putAway();
    const violation = this.#first(status => status.violation?.());
    if (violation) throw violation;
    if (problems.length > 0)
      throw usageError(`The session could not be closed cleanly: ${problems.join('; ')}.`);
  }
}
