import { nextTurn, now, within } from '../clock';
import type { Frame } from '../wire/frame';
import { usageError } from '../messages/stack';
import { CLOSE_TIMEOUT } from '../subjects/shared/put-away';
import type { Forecast } from '../subjects/shared/forecast';
import { AwaitedPromise, type TrackedPromise } from './awaited';
import { SharedApps } from '../subjects/shared/shared-apps';
import type { Deadline } from './send-request';
import { type Failing, printFailing, printShort } from './server-failure';
import type { AnsweringServer } from './answering';
import type { ServeConfig } from './serve-config';

/** How many promises a test may have made before those that it awaited are forgotten. */
const PRUNE_AT = 256;

/** The part of a test's life that has a timeout of its own: a hook, or the test's function. */
interface Phase {
  readonly ends: number;
  readonly timeout: number;
}

/** Requests give up this much before Jest does, so that the failure is theirs and says what was waited for. */
function margin(timeout: number): number {
  return Math.min(500, Math.max(20, timeout * 0.1));
}

/** What a test's scope needs of a session. */
export interface ScopedSession {
  /** The requests that have no answer, in words. */
  readonly unanswered: string[];
  /** What is running on it, in words. */
  readonly busy: string | undefined;
  close(): Promise<void>;
}

/** Makes the sessions of a test. */
export interface SessionMaker<Session extends ScopedSession> {
  /** @param apps the applications that it shares with other sessions. Absent where it gets one of its own */
  make(scope: TestScope<Session>, served: ServeConfig, title: string, apps: SharedApps | undefined): Session;
}

/**
 * All that belongs to one attempt at one test: its sessions, what it has yet to await, its deadline.
 * Made when the test starts, ended when its last hook has run.
 */
export class TestScope<Session extends ScopedSession = ScopedSession> {
  /** Every frame of this test, over all its sessions, in the order of time. */
  readonly frames: Frame[] = [];
  /** The HTTP applications that its sessions share. */
  readonly apps = new SharedApps();
  /** What its servers turn out to have done wrong after its end. */
  readonly late: Promise<Error | undefined>[] = [];
  readonly #sessions: Session[] = [];
  #tracked: TrackedPromise[] = [];
  #pruneAt = PRUNE_AT;
  #phase: Phase | undefined;
  #served: ServeConfig | undefined;
  #default: Session | undefined;
  #ended = false;
  #isOver = false;
  readonly #failures: Failing[] = [];
  /** Called with what fails the test after its end. */
  onlate: (error: Error) => void = () => undefined;

  /** @internal */
  constructor(
    readonly name: string,
    /** What the test's describe blocks, or the project, serve. @throws when the project's options are wrong. */
    private readonly inherited: () => ServeConfig | undefined,
    private readonly sessions: SessionMaker<Session>,
    /** How many tests that have yet to start will want what is served. */
    readonly forecast: (served: ServeConfig) => Forecast,
    /** What else to say when nothing is served. */
    private readonly advice = '',
  ) {}

  get ended(): boolean {
    return this.#ended;
  }

  /** Whether its errors have been gathered: what comes now comes late. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whether its function and its hooks are over: Jest loads nothing for it any more. */
  isEnding = false;

  /** Whether it has opened a session. */
  get hasSessions(): boolean {
    return this.#sessions.length > 0;
  }

  /** Ends a test in the callback style. Absent for any other. */
  done: ((error?: unknown) => void) | undefined;
  /** Errors that no handler of the test's has heard of, and that have not ended it. */
  readonly #unheardOf: unknown[] = [];

  /** A promise of the test's was rejected, and it does not look. One that waits for its `done` would wait in vain. */
  #unheard(error: unknown): void {
    if (this.done) this.done(error);
    else this.#unheardOf.push(error);
  }

  /** What requests are still waiting for, or were until the test had no time left. */
  get waitedFor(): string[] {
    return this.#sessions.flatMap(session => session.unanswered);
  }

  /** @internal The server that it ran last. */ lastOwner: AnsweringServer | undefined;

  /** @internal Fails by what a server did that no operation told, or will tell. */ failed(
    failing: Failing,
  ): void {
    if (this.#isOver) this.onlate(printFailing(failing));
    else this.#failures.push(failing);
  }

  /** Called when a hook or the test's function begins. @param timeout in milliseconds */
  begin(timeout: number): void {
    this.#phase = { ends: now() + timeout - margin(timeout), timeout };
  }

  /** Milliseconds until a request must have ended, and the timeout that this follows from. */
  get deadline(): Deadline {
    const { ends, timeout } = this.#phase ?? { ends: now() + 4_500, timeout: 5_000 };
    const left = ends - now();
    return { remaining: Math.max(10, left), timeout, over: left <= 0 };
  }

  /** What `mcp.serve` inside a test, or in its hooks, does. */
  serve(served: ServeConfig): void {
    if (this.#default?.busy) {
      throw usageError(
        `mcp.serve() was called while ${this.#default.busy} was still running on the server before.\n\n` +
          'Await that first, or open one more session beside it:\n  const second = await mcp.connect(createServer);',
      );
    }
    this.#served = served;
    this.#default = undefined;
  }

  /** The session behind the global `mcp`, made when it is first used. */
  session(call: string): Session {
    return (this.#default ??= this.open(this.subject(call), 'mcp', 'same application'));
  }

  subject(call: string): ServeConfig {
    const served = this.#served ?? this.inherited();
    if (!served) throw usageError(nothingServed(call) + this.advice);
    return served;
  }

  /** @param sharing whether it is another session with the same application, rather than one with a fresh one */
  open(served: ServeConfig, title: string, sharing?: 'same application'): Session {
    const session = this.sessions.make(this, served, title, sharing && this.apps);
    this.#sessions.push(session);
    return session;
  }

  track(tracked: TrackedPromise): void {
    this.#tracked.push(tracked);
    if (this.#tracked.length < this.#pruneAt) return;
    this.#tracked = this.#tracked.filter(({ isAwaited }) => !isAwaited);
    this.#pruneAt = Math.max(PRUNE_AT, this.#tracked.length * 2);
  }

  /**
   * The promise, as long as the test runs. What settles later settles for nobody: a rejection that no test
   * waits for any more would take down the process.
   */
  during<T>(promise: Promise<T>): Promise<T> {
    if (this.#ended) return promise;
    const never = (): Promise<never> => new Promise(() => undefined);
    return promise.then(
      value => (this.#ended ? never() : value),
      (error: unknown) => {
        if (this.#ended) return never();
        throw error;
      },
    );
  }

  /** Hands a promise to the test, which has to await it: that it is settled by luck when the test ends is not enough. */
  follow<T>(
    promise: Promise<T>,
    reminder: (isRunning: boolean) => Error,
    followCatch?: <R>(derived: Promise<R>) => Promise<R>,
  ): Promise<T> {
    const awaited = new AwaitedPromise(this.during(promise), followCatch);
    this.track({
      reminder: () => reminder(awaited.consumed),
      get isAwaited() {
        return awaited.consumed && awaited.done;
      },
    });
    return awaited;
  }

  /** Hands a promise to the test, which has to await it unless it is fulfilled when the test ends. */
  watch<T>(promise: Promise<T>, reminder: () => Error): Promise<T> {
    const awaited = new AwaitedPromise(this.during(promise));
    let fulfilled = false;
    promise.then(
      () => (fulfilled = true),
      (error: unknown) => {
        // A turn later, as Node does: until then it may be awaited.
        nextTurn(() => {
          if (!awaited.consumed && !this.#ended) this.#unheard(error);
        });
      },
    );
    this.track({
      reminder,
      get isAwaited() {
        return fulfilled || awaited.consumed;
      },
    });
    return awaited;
  }

  /**
   * Ends the test: what it forgot to await is named, and every session is closed, the last opened first.
   *
   * @param isSaid whether a failure of the test says this already
   * @returns what went wrong in it. Never rejects, and never takes much longer than {@link CLOSE_TIMEOUT}.
   */
  async end(alreadyFailed: boolean, isSaid: (message: string) => boolean = () => false): Promise<Error[]> {
    this.#ended = true;
    const forgotten = this.#tracked.filter(({ isAwaited }) => !isAwaited);
    // Of what it has failed by, the reason comes first; that something was not awaited may be why it says so.
    const errors = [
      ...(this.#unheardOf as Error[]),
      ...(alreadyFailed ? [] : forgotten.map(tracked => tracked.reminder())),
    ];
    for (const session of this.#sessions.reverse()) {
      try {
        if (!(await within(session.close(), CLOSE_TIMEOUT + 500)))
          errors.push(new Error(`A session of this test could not be closed.`));
      } catch (error) {
        errors.push(error as Error);
      }
    }
    const problems = await this.apps.close();
    if (problems.length > 0)
      errors.push(usageError(`What the test served could not be closed cleanly: ${problems.join('; ')}.`));
    this.#isOver = true;
    // The failure of the operation which ended by it says the same.
    const untold = this.#failures.filter(
      failing => !(failing.isTold && (failing.code === 0 || isSaid(printShort(failing)))),
    );
    return [...errors, ...untold.map(printFailing)];
  }
}

/** What is said when `mcp` is used and nobody told it what to test. */
function nothingServed(call: string): string {
  return (
    `${call} was called, but nothing is served.\n\n` +
    'Say what is under test, at the top of the file or of a describe block:\n' +
    "  import { createServer } from '../src/server';\n\n  mcp.serve(createServer);\n\n" +
    'or for all test files, in jest.config.js:\n' +
    "  testEnvironmentOptions: { mcp: { server: '<rootDir>/src/server.ts' } }"
  );
}
