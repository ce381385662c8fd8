import type { Readable } from 'node:stream';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { join, loadBuiltin } from '../../core';
import type { Patches } from './patches';
import type { OutputName, Speaker, Speakers } from './speaker';

const childProcess = loadBuiltin('node:child_process') as typeof import('node:child_process');

type Stdio = unknown[];

interface SpawnOptions {
  stdio?: unknown;
  maxBuffer?: number;
  [option: string]: unknown;
}

/** A child, as far as its streams are moved about. */
interface Child {
  stdout: Readable | null;
  stderr: Readable | null;
  stdio: unknown[];
}

interface SyncResult {
  stdout?: Buffer | string | null;
  stderr?: Buffer | string | null;
  output?: unknown[] | null;
}

/**
 * What servers at work start: children that inherit the outputs of the process, and worker threads, whose outputs
 * Node passes on to it.
 */
export class OutputChildren {
  constructor(
    private readonly speakers: Speakers,
    private readonly patches: Patches,
  ) {}

  install(): void {
    this.#spawn();
    this.#spawnSync();
    this.#workers();
  }

  /** All that is asynchronous goes this way: `spawn`, `exec`, `execFile`, `fork`, a cluster's workers. */
  #spawn(): void {
    const prototype = (childProcess as unknown as { ChildProcess: { prototype: object } }).ChildProcess
      .prototype;
    this.patches.method(prototype, 'spawn', (spawn, child, args) => {
      const { current } = this.speakers;
      const options = args[0] as SpawnOptions | undefined;
      const moved = current && options && moveInherited(options.stdio, current);
      if (!current || !moved) return Reflect.apply(spawn, child, args);
      const returned: unknown = Reflect.apply(spawn, child, [{ ...options, stdio: moved.stdio }]);
      for (const [index, name] of moved.to) this.#hand(child as Child, index, name, current);
      return returned;
    });
  }

  /** What the child writes becomes the server's, and the child has no such stream, as one that inherits has none. */
  #hand(child: Child, index: number, name: OutputName, speaker: Speaker): void {
    const stream = child.stdio[index] as Readable | null;
    child.stdio[index] = null;
    if (index === 1) child.stdout = null;
    if (index === 2) child.stderr = null;
    stream?.on('data', (chunk: Buffer) => this.#say(speaker, name, chunk));
  }

  #spawnSync(): void {
    for (const name of ['spawnSync', 'execFileSync', 'execSync'])
      this.patches.method(childProcess, name, (run, self, args) => {
        const { current } = this.speakers;
        const at = args.findIndex(
          (argument, index) =>
            index > 0 && typeof argument === 'object' && argument !== null && !Array.isArray(argument),
        );
        const options = (args[at] ?? {}) as SpawnOptions;
        const moved = current && moveInherited(options.stdio, current);
        if (!current || !moved) return Reflect.apply(run, self, args);
        const given = [...args];
        // Without a pipe nothing would be counted.
        given[at] = { ...options, stdio: moved.stdio, maxBuffer: Infinity };
        // These hand over a child's stderr only where nothing is said of it: to the stream of the process.
        if (name !== 'spawnSync' && moved.to.get(2) === 'stderr') delete (given[at] as SpawnOptions).stdio;
        try {
          const result: unknown = Reflect.apply(run, self, given);
          if (name === 'spawnSync') this.#handAll(result as SyncResult, moved.to, current);
          else if (moved.to.has(1)) {
            this.#say(current, moved.to.get(1) ?? 'stdout', result as Buffer | string);
            return null;
          }
          return result;
        } catch (error) {
          this.#handAll(error ?? {}, moved.to, current);
          throw error;
        }
      });
  }

  #handAll(result: SyncResult, to: ReadonlyMap<number, OutputName>, speaker: Speaker): void {
    for (const [index, name] of to) {
      const written = result.output?.[index] as Buffer | string | null | undefined;
      if (written) this.#say(speaker, name, written);
      if (result.output) result.output[index] = null;
      if (index === 1) result.stdout = null;
      if (index === 2) result.stderr = null;
    }
  }

  #say(speaker: Speaker, name: OutputName, chunk: Buffer | string): void {
    if (chunk.length === 0) return;
    this.speakers.run(speaker, () => speaker[name].write(chunk));
    if (speaker.isPassedOn) this.speakers.outside(() => process[name].write(chunk));
  }

  /** A worker's own stdout reaches the process by Node's own doing, and what it writes to descriptor 1 by itself. */
  #workers(): void {
    // Loaded with the first session that is watched, for the few servers that start threads.
    const workers = loadBuiltin('node:worker_threads') as typeof import('node:worker_threads');
    const { speakers } = this;
    const say = (speaker: Speaker, name: OutputName, chunk: Buffer): void => this.#say(speaker, name, chunk);
    const value = new Proxy(workers.Worker, {
      construct: (target, args: [unknown, WorkerOptions?], newTarget: never) => {
        const { current } = speakers;
        if (!current) return Reflect.construct(target, args, newTarget) as object;
        const [file, options = {}] = args;
        const { stdout = false, stderr = false, execArgv = process.execArgv } = options;
        const hook = ['--require', join(__dirname, 'output-worker.js')];
        const start = (more: WorkerOptions): Worker =>
          Reflect.construct(
            target,
            [file, { ...options, stdout: true, stderr: true, ...more }],
            newTarget,
          ) as Worker;
        let worker: Worker;
        try {
          worker = start({ execArgv: [...execArgv, ...hook] });
        } catch (error) {
          // Options of the whole process are inherited, but may not be given.
          if ((error as { code?: unknown } | null)?.code !== 'ERR_WORKER_INVALID_EXEC_ARGV') throw error;
          worker = start({});
        }
        if (!stdout) worker.stdout.on('data', (chunk: Buffer) => say(current, 'stdout', chunk));
        if (!stderr) worker.stderr.on('data', (chunk: Buffer) => say(current, 'stderr', chunk));
        return worker;
      },
    });
    if ((workers.Worker as unknown as Record<symbol, unknown>)[OURS] === true) return;
    Object.defineProperty(value, OURS, { value: true, configurable: true });
    this.patches.property(workers, 'Worker', { configurable: true, enumerable: true, writable: true, value });
  }
}

const OURS = Symbol('jest-mcp.worker');

/**
 * What a child would inherit of the outputs, moved to pipes.
 *
 * @returns undefined where it inherits none
 */
function moveInherited(
  given: unknown,
  speaker: Speaker,
): { readonly stdio: Stdio; readonly to: ReadonlyMap<number, OutputName> } | undefined {
  const stdio: Stdio = Array.isArray(given) ? [...(given as Stdio)] : [given, given, given];
  const to = new Map<number, OutputName>();
  for (const [index, one] of stdio.entries()) {
    const name = outputOf(one, index, speaker);
    if (name === undefined) continue;
    to.set(index, name);
    stdio[index] = 'pipe';
  }
  return to.size === 0 ? undefined : { stdio, to };
}

/** Which output a child's own would be. */
function outputOf(one: unknown, index: number, speaker: Speaker): OutputName | undefined {
  if (index === 0) return undefined;
  if (one === 'inherit') return index === 1 ? 'stdout' : index === 2 ? 'stderr' : undefined;
  const descriptor = typeof one === 'object' && one !== null ? (one as { readonly fd?: unknown }).fd : one;
  if (descriptor === 1 || one === speaker.stdout) return 'stdout';
  return descriptor === 2 || one === speaker.stderr ? 'stderr' : undefined;
}
