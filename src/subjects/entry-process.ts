import { EventEmitter, Readable, Writable } from '../core';
import type { Entry } from './shapes';

/** Thrown by `process.exit` inside an entry, so that nothing of it runs on. @see isExit */
const EXIT = Symbol.for('jest-mcp.exit');

/** Whether `error` is what `process.exit` throws inside an entry: nobody's failure. */
export function isExit(error: unknown): boolean {
  return typeof error === 'object' && error !== null && EXIT in error;
}

/** How an entry came to its end before the session did. */
export type Ending<Where> =
  | { readonly how: 'exit'; readonly code: number; readonly where: Where }
  | { readonly how: 'threw'; readonly error: unknown }
  | { readonly how: 'closed its stdout' };

/** What an entry's process tells its owner. */
export interface ProcessObserver<Where> {
  onstdout(chunk: Uint8Array): void;
  onstderr(chunk: Uint8Array): void;
  /** Somebody reads the standard input: a transport was connected. */
  onread(): void;
  onend(ending: Ending<Where>): void;
  /** Where the entry is, for who calls this within it. */
  where(): Where;
}

type Timer = Parameters<typeof clearTimeout>[0];

/**
 * What an entry takes for its process: streams, arguments, environment, listeners and timers of its own, gone with
 * the session. It says nothing of who is asking: see `EntryHost`.
 */
export class EntryProcess<Where = unknown> {
  readonly argv: string[];
  readonly env: Record<string, string | undefined>;
  readonly stdin: Readable;
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Its listeners for signals, `exit`, `uncaughtException` and whatever else a process emits. */
  readonly listeners = new EventEmitter();
  exitCode: number | string | null | undefined;
  /** While its session is being closed `process.exit` returns: there is nothing left to stop. */
  isClosing = false;
  #ending: Ending<Where> | undefined;
  #isGone = false;
  readonly #timers = new Set<Timer>();

  constructor(
    file: string,
    { args = [], env = {} }: Entry,
    inherited: { readonly execPath: string; readonly env: NodeJS.ProcessEnv },
    private readonly observer: ProcessObserver<Where>,
  ) {
    this.argv = [inherited.execPath, file, ...args];
    this.env = new Proxy<NodeJS.ProcessEnv>(
      { ...inherited.env, ...env },
      // As in a process, where every value is a text.
      { set: (variables, name, value) => Reflect.set(variables, name, String(value)) },
    );
    this.stdin = this.#input();
    this.stdout = this.#output(
      chunk => observer.onstdout(chunk),
      () => this.end({ how: 'closed its stdout' }),
    );
    this.stderr = this.#output(chunk => observer.onstderr(chunk));
  }

  /** How it ended, if it did so by itself. */
  get ending(): Ending<Where> | undefined {
    return this.#ending;
  }

  /** `process.exit`. @throws what {@link isExit} knows, so that nothing of the entry runs on */
  exit(code?: number | string | null): void {
    const status = Number(code ?? this.exitCode ?? 0);
    if (!this.isClosing) {
      this.exitCode = status;
      this.end({ how: 'exit', code: status, where: this.observer.where() });
      throw Object.assign(new Error(`process.exit(${status}) was called by an entry.`), { [EXIT]: true });
    }
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
    if (this.#ending || this.isClosing) return;
    this.#ending = ending;
    this.emitExit(ending.how === 'exit' ? ending.code : ending.how === 'closed its stdout' ? 0 : 1);
    this.observer.onend(ending);
    this.leave();
  }

  /** `exit` listeners, which can do nothing but what is done at once. */
  emitExit(code: number): void {
    for (const listener of this.listeners.rawListeners('exit')) {
      this.listeners.removeListener('exit', listener as () => void);
      try {
        (listener as (code: number) => void)(code);
      } catch (error) {
        // It may well call process.exit itself.
        if (!isExit(error))
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
    this.listeners.removeAllListeners();
  }

  /** Whether it can be heard no more. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** Keeps a timer, to be cleared when it is gone. */
  own(timer: Timer): void {
    if (this.#isGone) globalThis.clearTimeout(timer);
    else this.#timers.add(timer);
  }

  disown(timer: Timer): void {
    this.#timers.delete(timer);
  }

  /** Tells its listeners to SIGTERM, else those to SIGINT, as a host does that has waited for the end. */
  async signal(): Promise<void> {
    const name = ['SIGTERM', 'SIGINT'].find(signal => this.listeners.listenerCount(signal) > 0);
    if (name === undefined) return;
    const handled = this.listeners.rawListeners(name).map(async listener => {
      await (listener as (signal: string) => unknown).call(process, name);
    });
    await Promise.all(handled);
  }

  #input(): Readable {
    const stdin = asHandle(new Readable({ read: () => undefined }));
    stdin.on('newListener', name => {
      if (name === 'data' || name === 'readable') this.observer.onread();
    });
    return stdin;
  }

  #output(take: (chunk: Uint8Array) => void, ended?: () => void): Writable {
    return asHandle(
      new Writable({
        write: (chunk: Uint8Array, _encoding, done) => {
          if (!this.#isGone) take(chunk);
          done();
        },
        final: done => {
          ended?.();
          done();
        },
      }),
    );
  }
}

/** A process's own streams are sockets or files: programs call these two on them. */
function asHandle<Stream extends Readable | Writable>(stream: Stream): Stream {
  return Object.assign(stream, { ref: () => stream, unref: () => stream });
}
