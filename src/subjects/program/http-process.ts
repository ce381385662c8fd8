import { StringDecoder, stripVTControlCharacters } from '../../core';
import type { Filled } from '../shared/port-placeholder';
import type { Launch } from './launch';
import type { Port } from './ports';
import { ServerProcess, type Spawn } from './process';
import { Tail } from './tail';

/** How much of an output is searched for a text, the last of it, in characters. */
const KEPT = 64 * 1024;

/** Those that a pool has, which knows processes alone. */
const processes = new WeakMap<ServerProcess, HttpProcess>();

/** A process that listens on HTTP: both of its outputs are only output. */
export class HttpProcess {
  readonly stdout = new Tail();
  /** Whether it is over, and all that it wrote was read. */
  isOver = false;
  readonly #texts = ['', ''];
  readonly #watchers = new Set<() => void>();

  private constructor(
    readonly process: ServerProcess,
    private readonly filled: Filled,
  ) {
    [process.listen, process.listenToErrors].forEach((listen, at) => {
      const decoder = new StringDecoder('utf8');
      listen.call(process, chunk => {
        if (at === 0) this.stdout.write(chunk);
        this.#texts[at] = ((this.#texts[at] ?? '') + decoder.write(chunk)).slice(-KEPT);
        for (const watcher of this.#watchers) watcher();
      });
    });
  }

  /** @param port what it was given, to be let go of when it is over */
  static async start(
    launch: Launch,
    spawn: Spawn,
    text: Filled,
    port: Port | undefined,
  ): Promise<HttpProcess> {
    const started = new HttpProcess(await ServerProcess.start(launch, spawn), text);
    processes.set(started.process, started);
    void started.process.over.then(() => {
      started.isOver = true;
      port?.release();
    });
    return started;
  }

  /** The same process, with what is known of it. */
  static of(process: ServerProcess): HttpProcess {
    return processes.get(process) as HttpProcess;
  }

  /** Where it is to answer as MCP. */
  get url(): URL {
    return this.filled.url;
  }

  /** What is waited for. */
  get ready(): string | RegExp | undefined {
    return this.filled.ready;
  }

  /** What it has printed, without colours. */
  get texts(): readonly string[] {
    return this.#texts.map(text => stripVTControlCharacters(text));
  }

  /** Calls `watcher` whenever it has printed something. @returns a function that stops that */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}
