import { within } from '../clock';
import { JSON } from '../core';
import { commandLine, type Launch } from './launch';
import { ServerProcess, type Spawn } from './process';

/** How long a test waits for its program to end: one that heeds the end of its input takes less, most of the time. */
const PATIENCE = 150;
/** How long a program has before SIGTERM that is known not to heed the end of its input: many real servers are so. */
const GRACE_OF_THE_DEAF = 200;
/** How many may be ending while tests go on. */
const MOST_ENDING = 3;

/** A process for one session. */
export interface Taken {
  readonly process: ServerProcess;
  /** Whether it was started ahead of the session, as others that have lived as long as theirs. */
  readonly wasAhead: boolean;
}

/**
 * The processes of one test file: those that run for a session, those that were started ahead of one, and those that
 * are still ending. Each serves one session, and is then ended: a pool saves the waiting, never the freshness.
 */
export class Pool {
  readonly #spares = new Map<string, Promise<ServerProcess | undefined>[]>();
  readonly #ending = new Set<Promise<void>>();
  /** Programs that have needed SIGTERM, and those that have kept a test waiting. */
  readonly #deaf = new Set<string>();
  readonly #slow = new Set<string>();
  /** Programs of which one has lived as long as its session. */
  readonly #worked = new Set<string>();

  constructor(
    private readonly spawn: Spawn,
    /** How many tests have yet to start. Undefined where nobody knows. */
    private readonly remainingTests: () => number | undefined,
  ) {}

  /**
   * Gives a process of its own to a session.
   *
   * A spare that has ended by itself with code 0 is replaced: some servers do so when nobody speaks to them for
   * long. One that has died is handed out as it is, so that the test sees what it would have seen.
   *
   * @param ahead how many are kept ready. Without any, no two run at once: not even one that another test has left.
   * @throws Node's own error where the process cannot be started
   */
  async take(launch: Launch, ahead: number): Promise<Taken> {
    const key = JSON.stringify(launch);
    const spare = ahead === 0 ? undefined : await this.#spares.get(key)?.shift();
    if (spare && spare.exit?.code !== 0) return { process: spare, wasAhead: this.#worked.has(key) };
    void spare?.end(0);
    return { process: await ServerProcess.start(launch, this.spawn), wasAhead: false };
  }

  /**
   * Has others ready for the sessions that come. To be called once a process of the kind has shown itself: what is
   * wrong with the program is then seen in one process alone, and none is slowed down by those that come after it.
   */
  startAhead(launch: Launch, ahead: number): void {
    const key = JSON.stringify(launch);
    const spares = this.#spares.get(key) ?? [];
    this.#spares.set(key, spares);
    const wanted = Math.min(ahead, this.remainingTests() ?? ahead);
    while (spares.length < wanted)
      spares.push(ServerProcess.start(launch, this.spawn).catch(() => undefined));
  }

  /**
   * Ends a process whose session is over. Where nothing is started ahead, it waits to the very end, so that no two of
   * them ever run at once. Else it waits for those that heed the end of their input, for what they print then is the
   * test's business too, and lets the others end while the next test runs.
   */
  async putAway(process: ServerProcess, launch: Launch, ahead: number): Promise<void> {
    const key = JSON.stringify(launch);
    if (!process.exit) this.#worked.add(key);
    const ending = process.end(this.#deaf.has(key) ? GRACE_OF_THE_DEAF : undefined).then(() => {
      this.#ending.delete(ending);
      if (process.ender === 'SIGKILL' && !this.#deaf.has(key)) warnOfKill(launch);
      if (process.ender !== undefined) this.#deaf.add(key);
    });
    this.#ending.add(ending);
    if (ahead === 0) return ending;
    if (this.#slow.has(key)) {
      while (this.#ending.size > MOST_ENDING) await Promise.race(this.#ending);
    } else if (!(await within(ending, PATIENCE))) this.#slow.add(key);
  }

  /** Ends all of them. */
  async end(): Promise<void> {
    const spares = [...this.#spares.values()].flat();
    this.#spares.clear();
    const ended = spares.map(async spare => (await spare)?.end(0));
    await Promise.all([...ended, ...this.#ending]);
  }
}

/** Hosts tolerate it, and so do tests; but it costs each of them a second. */
function warnOfKill(launch: Launch): void {
  process.emitWarning(
    `jest-mcp: the program heeded neither the end of its stdin nor SIGTERM, and had to be killed (${commandLine(launch)}). Hosts do the same, but what it had not saved by then is lost.`,
  );
}
