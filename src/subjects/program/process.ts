import type { ChildProcessWithoutNullStreams, SpawnOptions } from 'node:child_process';
import { after, within } from '../../clock';
import { platform, requireOwn, spawn as spawnByNode } from '../../core';
import type { Launch } from './launch';
import { killGroup, watchOver } from './leftover-processes';
import { Tail } from './tail';
import { Transcript } from '../shared/transcript';

const IS_WINDOWS = platform === 'win32';
/** How long a program may take to end after its input has ended, and after SIGTERM. */
export const GRACE = 500;
const GRACE_AFTER_SIGKILL = 300;
/** What a program has left behind is asked to go, and then made to. */
const GRACE_OF_OTHERS = 200;
/** How long output may lag behind an exit, where somebody else holds its other end. */
const OUTPUT_LAG = 250;

/** Those that run, by their id. */
const running = new Map<number, ServerProcess>();

/** Takes note that the test sends a signal to a process, or to its group: what it does about that is meant. */
export function noteSignal(id: unknown): void {
  const process = running.get(Math.abs(Number(id)));
  if (process) process.isSignalledByTest = true;
}

export type Spawn = (
  command: string,
  args: readonly string[],
  options: SpawnOptions,
) => ChildProcessWithoutNullStreams;

/** How a process ended. */
export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Loads what starts processes: Node's own. On Windows alone `npx` is a script that Node does not start. */
export function loadSpawn(): Spawn {
  return IS_WINDOWS ? (requireOwn('cross-spawn') as Spawn) : (spawnByNode as Spawn);
}

/** A server's process, and all processes that it has started. */
export class ServerProcess {
  readonly stderr = new Tail();
  /** All that it wrote to stderr. */
  readonly written = new Transcript();
  /** Fulfilled when it is over, and all that it wrote was read. */
  readonly over: Promise<void>;
  /** Whether {@link over} is fulfilled. */
  isOver = false;
  /** How it ended, once it has. */
  exit: Exit | undefined;
  /** Why it could not be started after all: on Windows that is known late. */
  failure: Error | undefined;
  /** The signal that it took to end it, where the end of its input was not enough. */
  ender: 'SIGTERM' | 'SIGKILL' | undefined;
  /** Whether the test has sent it a signal of its own. */
  isSignalledByTest = false;
  #isEnding = false;
  #ended: Promise<void> | undefined;
  #finish!: () => void;
  #cancelFinish = (): void => undefined;
  readonly #forget: () => void;

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    stderr: Launch['stderr'],
  ) {
    this.#forget = IS_WINDOWS ? () => undefined : watchOver(this.#group);
    running.set(this.#group, this);
    this.over = new Promise(resolve => {
      this.#finish = () => {
        this.#cancelFinish();
        this.isOver = true;
        this.written.end();
        resolve();
      };
    });
    child.on('error', error => (this.failure ??= error));
    child.once('close', () => this.#finish());
    child.once('exit', (code, signal) => {
      this.exit = { code, signal };
      running.delete(this.#group);
      // With code 0 it may have been a launcher, and what it has launched goes on with its output.
      if (code !== 0 || this.#isEnding) this.#finishSoon();
    });
    child.stdout.once('end', () => this.#finishSoon());
    child.stderr.on('data', (chunk: Buffer) => {
      this.stderr.write(chunk);
      this.written.write(chunk);
      if (stderr === 'inherit') process.stderr.write(chunk);
    });
    // Its end tells that it does not read any more: a broken pipe says nothing besides.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on('error', () => undefined);
  }

  /** Starts a process. @throws Node's own error where it cannot be started */
  static async start(launch: Launch, spawn: Spawn): Promise<ServerProcess> {
    const child = spawn(launch.command, launch.args, {
      cwd: launch.cwd,
      env: launch.env,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that what it starts can be ended with it.
      detached: !IS_WINDOWS,
      windowsHide: true,
    });
    if (child.pid === undefined) throw await new Promise(resolve => child.once('error', resolve));
    return new ServerProcess(child, launch.stderr);
  }

  /** Hands on what it writes to stdout. What it has written until now has waited in the pipe. */
  listen(receive: (chunk: Uint8Array) => void): void {
    this.child.stdout.on('data', receive);
  }

  /** Hands on what it writes to stderr, too. */
  listenToErrors(receive: (chunk: Uint8Array) => void): void {
    this.child.stderr.on('data', receive);
  }

  write(text: string): void {
    if (this.child.stdin.writable) this.child.stdin.write(text);
  }

  endInput(): void {
    this.child.stdin.end();
  }

  /** Ends it at once. */
  kill(): void {
    this.#signal('SIGKILL');
  }

  /**
   * Ends it as hosts do: its input ends, then SIGTERM, then SIGKILL. Nothing that it has started is left.
   *
   * @param grace how long to wait before SIGTERM
   */
  end(grace = GRACE): Promise<void> {
    return (this.#ended ??= this.#end(grace));
  }

  async #end(grace: number): Promise<void> {
    this.#isEnding = true;
    this.endInput();
    // Read to the end, so that it is not held up by what nobody reads.
    this.child.stdout.resume();
    if (this.exit) this.#finishSoon();
    if (!(await within(this.over, grace))) {
      if (!this.exit) this.ender = 'SIGTERM';
      this.#signal('SIGTERM');
      if (!(await within(this.over, GRACE))) {
        if (!this.exit) this.ender = 'SIGKILL';
        this.#signal('SIGKILL');
        await within(this.over, GRACE_AFTER_SIGKILL);
      }
    }
    await this.#endOthers();
    this.#forget();
    for (const stream of [this.child.stdin, this.child.stdout, this.child.stderr]) stream.destroy();
    this.#finish();
  }

  /** What a program has started may outlive it. */
  async #endOthers(): Promise<void> {
    if (IS_WINDOWS || !killGroup(this.#group, 'SIGTERM')) return;
    for (let waited = 0; waited < GRACE_OF_OTHERS; waited += 10) {
      await new Promise<void>(resolve => after(10, resolve));
      if (!killGroup(this.#group, 0)) return;
    }
    killGroup(this.#group, 'SIGKILL');
  }

  #finishSoon(): void {
    this.#cancelFinish();
    this.#cancelFinish = after(OUTPUT_LAG, this.#finish);
  }

  #signal(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (!IS_WINDOWS) killGroup(this.#group, signal);
    else if (signal === 'SIGKILL' || this.exit === undefined) this.#killTree();
  }

  /** Windows knows no groups, and no signal that a program could heed. */
  #killTree(): void {
    spawnByNode('taskkill', ['/pid', String(this.child.pid), '/T', '/F'], {
      stdio: 'ignore',
      windowsHide: true,
    });
  }

  get #group(): number {
    return this.child.pid as number;
  }
}
