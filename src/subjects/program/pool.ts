import type { Forecast } from '../shared/forecast';
import { within } from '../../clock';
import { commandLine, type Launch } from './launch';
import type { ServerProcess } from './process';
import type { TestFile } from '../../test-file';

/** How long a test waits for its program to end: one that heeds the end of its input takes less, most of the time. */
const PATIENCE = 150;
/** How long a program has before SIGTERM that is known not to heed the end of its input: many real servers are so. */
const GRACE_OF_THE_DEAF = 200;
/** How many may be ending while tests go on. */
const MOST_ENDING = 3;
/** How many processes of a test file may be ahead of their tests, whatever programs they are of. */
const MOST_AHEAD = 4;

/** A program, and how a process of it is started. */
export interface Recipe {
  /** The same for two programs of which a process of one is as good as that of the other. */
  readonly key: string;
  readonly launch: Launch;
  /** How many are kept ready at most. Without any, no two run at once: not even one that another test has left. */
  readonly ahead: number;
  /** How long it has to heed the end of its input, where that is known. */
  readonly grace?: number;
  /** The test that it is for. */
  readonly test: object;
  forecast(): Forecast;
  /** @throws Node's own error where the process cannot be started */
  start(): Promise<ServerProcess>;
}

/** A process for one session. */
export interface Taken {
  readonly process: ServerProcess;
  /** Whether it was started ahead of the session, as others that have lived as long as theirs. */
  readonly wasAhead: boolean;
}

/** What is kept of one program. */
interface Shelf {
  recipe: Recipe;
  readonly spares: Promise<ServerProcess | undefined>[];
  /** How many tests have wanted it, and when the last of them did. */
  tests: number;
  lastTest: number;
}

/**
 * The processes of one test file: those that run for a session, those that were started ahead of one, and those that
 * are still ending. Each serves one session, and is then ended: a pool saves the waiting, never the freshness.
 *
 * A process is started ahead only for a test that will want it, so that a file with many programs has no more of them
 * running than one with few.
 */
export class Pool {
  readonly #shelves = new Map<string, Shelf>();
  readonly #ending = new Set<Promise<void>>();
  /** Programs that have needed SIGTERM, and those that have kept a test waiting. */
  readonly #deaf = new Set<string>();
  readonly #slow = new Set<string>();
  /** Programs of which one has lived as long as its session. */
  readonly #worked = new Set<string>();
  #test = 0;
  #lastTest: object | undefined;

  /**
   * Gives a process of its own to a session.
   *
   * A spare that has ended by itself with code 0 is replaced: some servers do so when nobody speaks to them for
   * long. One that has died is handed out as it is, so that the test sees what it would have seen.
   *
   * @throws Node's own error where the process cannot be started
   */
  async take(recipe: Recipe): Promise<Taken> {
    const { spares } = this.#shelfOf(recipe);
    const spare = recipe.ahead === 0 ? undefined : await spares.shift();
    if (spare && spare.exit?.code !== 0) return { process: spare, wasAhead: this.#worked.has(recipe.key) };
    void spare?.end(0);
    return { process: await recipe.start(), wasAhead: false };
  }

  /**
   * Has others ready for the sessions that come. To be called once a process of the kind has shown itself: what is
   * wrong with the program is then seen in one process alone, and none is slowed down by those that come after it.
   */
  startAhead(recipe: Recipe): void {
    const shelf = this.#shelfOf(recipe);
    const most = Math.max(MOST_AHEAD, recipe.ahead);
    for (let wanted = wantedOf(shelf); shelf.spares.length < wanted;) {
      if (this.#spares >= most && !this.#dropOldest()) return;
      shelf.spares.push(recipe.start().catch(() => undefined));
    }
  }

  /**
   * Ends a process whose session is over. Where nothing is started ahead, it waits to the very end, so that no two of
   * them ever run at once. Else it waits for those that heed the end of their input, for what they print then is the
   * test's business too, and lets the others end while the next test runs.
   */
  async putAway(process: ServerProcess, { key, launch, ahead, grace }: Recipe): Promise<void> {
    if (!process.exit) this.#worked.add(key);
    const given = grace ?? (this.#deaf.has(key) ? GRACE_OF_THE_DEAF : undefined);
    const ending = this.#end(process.end(given)).then(() => {
      if (process.ender === 'SIGKILL' && !this.#deaf.has(key)) warnOfKill(launch);
      if (process.ender !== undefined) this.#deaf.add(key);
    });
    if (ahead === 0) return ending;
    if (this.#slow.has(key)) {
      while (this.#ending.size > MOST_ENDING) await Promise.race(this.#ending);
    } else if (!(await within(ending, PATIENCE))) this.#slow.add(key);
  }

  /** Ends what was started ahead of tests that will not come. To be called when a test is over. */
  readonly trim = (): void => {
    for (const shelf of this.#shelves.values())
      while (shelf.spares.length > wantedOf(shelf)) this.#drop(shelf);
  };

  /** Ends all of them. */
  async end(): Promise<void> {
    for (const shelf of this.#shelves.values()) while (shelf.spares.length > 0) this.#drop(shelf);
    this.#shelves.clear();
    await Promise.all(this.#ending);
  }

  get #spares(): number {
    return [...this.#shelves.values()].reduce((sum, { spares }) => sum + spares.length, 0);
  }

  #shelfOf(recipe: Recipe): Shelf {
    if (recipe.test !== this.#lastTest) this.#test++;
    this.#lastTest = recipe.test;
    const shelf = this.#shelves.get(recipe.key) ?? { recipe, spares: [], tests: 0, lastTest: 0 };
    this.#shelves.set(recipe.key, shelf);
    shelf.recipe = recipe;
    if (shelf.lastTest !== this.#test) shelf.tests++;
    shelf.lastTest = this.#test;
    return shelf;
  }

  /** Makes room by a program that this test has not used. @returns whether there was one */
  #dropOldest(): boolean {
    const [oldest] = [...this.#shelves.values()]
      .filter(({ spares, lastTest }) => spares.length > 0 && lastTest !== this.#test)
      .sort((one, other) => one.lastTest - other.lastTest);
    if (oldest) this.#drop(oldest);
    return oldest !== undefined;
  }

  #drop({ spares }: Shelf): void {
    const spare = spares.pop();
    void this.#end((async () => (await spare)?.end(0))());
  }

  /** Keeps in mind what is ending. */
  #end(work: Promise<void>): Promise<void> {
    const ending = work.finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
    return ending;
  }
}

/** The pool of a test file. */
export function poolOf(file: TestFile): Pool {
  return file.kept(
    'programs',
    () => {
      const pool = new Pool();
      file.onTestEnd(pool.trim);
      return pool;
    },
    pool => pool.end(),
  );
}

/**
 * How many processes a program should have ahead. One that a test serves for itself may be for that test alone: it has
 * to be seen in a second one.
 */
function wantedOf({ recipe, tests }: Shelf): number {
  const forecast = recipe.forecast();
  if (!forecast.isCertain && tests < 2) return 0;
  return Math.min(recipe.ahead, forecast.tests ?? recipe.ahead);
}

/** Hosts tolerate it, and so do tests; but it costs each of them a second. */
function warnOfKill(launch: Launch): void {
  process.emitWarning(
    `jest-mcp: the program heeded neither the end of its stdin nor SIGTERM, and had to be killed (${commandLine(launch)}). Hosts do the same, but what it had not saved by then is lost.`,
  );
}
