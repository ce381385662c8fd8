import { nextTurn, now } from '../../clock';
import { EventEmitter, Readable, Writable } from '../../core';
import { exitError, isExit } from '../../safety/exit';
import type { Entry } from '../shared/shapes';
import { consoleOn, type OutputName, type Speaker } from '../output/speaker';
import { keepSecretsOfVariables } from '../../messages/secrets';

/** How an entry came to its end before the session did. */
export type Ending<Where> =
  | { readonly how: 'exit'; readonly code: number; readonly where: Where | undefined }
  | { readonly how: 'threw'; readonly error: unknown }
  | { readonly how: 'closed its stdout' };

/** What an entry's process tells its owner. */
export interface ProcessObserver<Where> {
  onstdout(chunk: Uint8Array): void;
  onstderr(chunk: Uint8Array): void;
  /** Who is at work now: a stream may have been kept since another entry was. */
  writer(): Speaker | undefined;
  /** Somebody reads the standard input: a transport was connected. */
  onread(): void;
  onend(ending: Ending<Where>): void;
  /** Where the entry is, for who calls this within it. */
  where(): Where;
}

/** How a shell says that SIGTERM ended a program, and how some programs say it themselves. */
const ENDED_BY_SIGTERM = 143;
/** After so many turns of the event loop without anything to do, nothing follows from the end of its input any more. */
const QUIET_TURNS = 4;
/** A timer that runs longer would meet the signal first. */
const LONGEST_LAST_TIMER = 500;

type Timer = Parameters<typeof clearTimeout>[0];

/**
 * What an entry takes for its process: streams, arguments, environment, listeners and timers of its own, gone with
 * the session. It says nothing of who is asking: see `EntryHost`.
 */
export class EntryProcess<Where = unknown> implements Speaker {
  readonly argv: string[];
  /** None of Node's own options is the entry's. */
  readonly execArgv: string[] = [];
  argv0 = 'node';
  title = 'node';
  readonly env: Record<string, string | undefined>;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  readonly isPassedOn = false;
  /** Its listeners for signals, `exit`, `uncaughtException` and whatever else a process emits. */
  readonly listeners = new EventEmitter();
  exitCode: number | string | null | undefined;
  /** While its session is being closed `process.exit` returns: there is nothing left to stop. */
  isClosing = false;
  #ending: Ending<Where> | undefined;
  #isGone = false;
  #console: Console | undefined;
  readonly #timers = new Set<Timer>();
  #crash: Ending<Where> | undefined;
  #isSignalled = false;
  /** What listeners to the end of its input have yet to do. */
  readonly #pending = new Set<unknown>();
  /** Timers that it set while its session was being closed. */
  readonly #lastTimers = new Set<Timer>();

  constructor(
    file: string,
    { args = [], env = {} }: Entry,
    inherited: { readonly execPath: string; readonly env: NodeJS.ProcessEnv },
    private readonly observer: ProcessObserver<Where>,
  ) {
    this.argv = [inherited.execPath, file, ...args];
    keepSecretsOfVariables(env);
    this.env = new Proxy<NodeJS.ProcessEnv>(
      { ...inherited.env, ...env },
      // As in a process, where every value is a text.
      { set: (variables, name, value) => Reflect.set(variables, name, String(value)) },
    );
    this.stdin = this.#input();
    this.stdout = this.#output(
      'stdout',
      chunk => observer.onstdout(chunk),
      () => this.end({ how: 'closed its stdout' }),
    );
    this.stderr = this.#output('stderr', chunk => observer.onstderr(chunk));
  }

  get console(): Console {
    return (this.#console ??= consoleOn(this));
  }

  /** How it ended, if it did so by itself. */
  get ending(): Ending<Where> | undefined {
    return this.#ending;
  }

  /** `process.exit`. @throws what `isExit` knows, so that nothing of the entry runs on */
  exit(code?: number | string | null): void {
    const status = Number(code ?? this.exitCode ?? 0);
    if (!this.isClosing) {
      this.exitCode = status;
      this.end({ how: 'exit', code: status, where: this.observer.where() });
      throw exitError(`process.exit(${status}) was called by an entry.`);
    }
    if (status !== 0 && !(this.#isSignalled && status === ENDED_BY_SIGTERM))
      this.#crash ??= { how: 'exit', code: status, where: this.observer.where() };
    this.emitExit(status);
    this.leave();
  }

  /** Does what a process does about an error that nothing has caught. */
  fail(error: unknown, promise: unknown): void {
    if (this.#isGone || this.#ending) return;
    // Jest 29 does not tell of which promise an error comes.
    const names =
      promise === undefined ? ['uncaughtException', 'unhandledRejection'] : ['unhandledRejection'];
    const name = names.find(event => this.listeners.listenerCount(event) > 0);
    if (name === undefined) this.end({ how: 'threw', error });
    else this.listeners.emit(name, error, promise ?? name);
  }

  /** Ends it, once. */
  end(ending: Ending<Where>): void {
    if (this.isClosing && ending.how === 'threw' && !this.#ending && !this.#isGone) {
      this.#crash ??= ending;
      this.emitExit(1);
      this.leave();
    }
    if (this.#ending || this.isClosing) return;
    this.#ending = ending;
    this.emitExit(ending.how === 'exit' ? ending.code : ending.how === 'closed its stdout' ? 0 : 1);
    this.observer.onend(ending);
    this.leave();
  }

  /** How it ended badly after its session was over. */
  get crash(): Ending<Where> | undefined {
    return this.#crash;
  }

  /** Its event loop has run empty while the session was being closed. */
  endQuietly(): void {
    const code = Number(this.exitCode ?? 0);
    if (code !== 0) this.#crash ??= { how: 'exit', code, where: undefined };
    this.emitExit(code);
  }

  /**
   * Ends its input, and waits for what it does about that, as far as it can be seen: what listeners return, files, and
   * timers that it sets. A program has as long.
   */
  async endInput(grace: number): Promise<void> {
    if (!this.stdin.readableEnded) this.stdin.push(null);
    const until = now() + grace;
    // A rejection is one only when nobody has handled it for a turn.
    for (let quiet = 0; quiet < QUIET_TURNS && now() < until; quiet = this.#isBusy() ? 0 : quiet + 1)
      await new Promise<void>(resolve => nextTurn(resolve));
  }

  #isBusy(): boolean {
    if (this.#isGone) return false;
    return (
      this.#pending.size > 0 ||
      this.#lastTimers.size > 0 ||
      process.getActiveResourcesInfo().some(resource => /^FSReq|^CloseReq$/.test(resource))
    );
  }

  /** `exit` listeners, which can do nothing but what is done at once. */
  emitExit(code: number): void {
    for (const listener of this.listeners.rawListeners('exit')) {
      this.listeners.removeListener('exit', listener as () => void);
      try {
        (listener as (code: number) => void)(code);
      } catch (error) {
        // It may well call process.exit itself.
        if (isExit(error)) continue;
        if (this.isClosing) this.#crash ??= { how: 'threw', error };
        this.observer.onstderr(Buffer.from(`${String((error as Error)?.stack ?? error)}\n`));
      }
    }
  }

  /** Nothing of it is heard any more, and none of its timers fires. */
  leave(): void {
    this.#isGone = true;
    // By what the sandbox has now: a timer may be a fake one.
    for (const timer of this.#timers) globalThis.clearTimeout(timer);
    this.#timers.clear();
    this.#lastTimers.clear();
    this.listeners.removeAllListeners();
  }

  /** Whether it can be heard no more. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Keeps a timer, to be cleared when it is gone. */
  own(timer: Timer, name: 'setTimeout' | 'setInterval', delay: number): void {
    if (this.#isGone) return globalThis.clearTimeout(timer);
    this.#timers.add(timer);
    if (this.isClosing && name === 'setTimeout' && delay <= LONGEST_LAST_TIMER) this.#lastTimers.add(timer);
  }

  disown(timer: Timer): void {
    this.#timers.delete(timer);
    this.#lastTimers.delete(timer);
  }

  /** Tells its listeners to SIGTERM, else those to SIGINT, as a host does that has waited for the end. */
  async signal(): Promise<void> {
    this.#isSignalled = true;
    const name = ['SIGTERM', 'SIGINT'].find(signal => this.listeners.listenerCount(signal) > 0);
    if (name === undefined) return;
    const handled = this.listeners.rawListeners(name).map(async listener => {
      try {
        await (listener as (signal: string) => unknown).call(process, name);
      } catch (error) {
        if (!isExit(error)) this.fail(error, undefined);
      }
    });
    await Promise.all(handled);
  }

  #input(): Readable {
    const stdin = asHandle(new Readable({ read: () => undefined }), 0);
    stdin.on('newListener', name => {
      if (name === 'data' || name === 'readable') this.observer.onread();
    });
    const emit = stdin.emit.bind(stdin);
    stdin.emit = (event: string | symbol, ...args: unknown[]) =>
      event === 'end' || event === 'close' ? this.#emitEnd(stdin, event, args) : emit(event, ...args);
    return stdin;
  }

  /** Nobody else would hear of what an async listener does after it has returned. */
  #emitEnd(stdin: Readable, event: string, args: unknown[]): boolean {
    const listeners = stdin.rawListeners(event);
    for (const listener of listeners) {
      const returned = (listener as (...given: unknown[]) => unknown).apply(stdin, args);
      if (typeof (returned as PromiseLike<unknown> | undefined)?.then !== 'function') continue;
      this.#pending.add(returned);
      (returned as PromiseLike<unknown>).then(
        () => this.#pending.delete(returned),
        (error: unknown) => {
          this.#pending.delete(returned);
          if (!isExit(error)) this.fail(error, returned);
        },
      );
    }
    return listeners.length > 0;
  }

  #output(name: OutputName, take: (chunk: Uint8Array) => void, ended?: () => void): Writable {
    return asHandle(
      new Writable({
        write: (chunk: Uint8Array, _encoding, done) => {
          const writer = this.observer.writer() ?? this;
          if (writer !== this) writer[name].write(chunk);
          else if (!this.#isGone) take(chunk);
          done();
        },
        final: done => {
          ended?.();
          done();
        },
      }),
      name === 'stdout' ? 1 : 2,
    );
  }
}

/** A process's own streams are sockets or files: programs call these two on them, and ask for their descriptor. */
function asHandle<Stream extends Readable | Writable>(stream: Stream, fd: number): Stream {
  return Object.assign(stream, { fd, ref: () => stream, unref: () => stream });
}
