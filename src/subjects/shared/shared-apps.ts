import type { ServerFactory } from './shapes';
import { attempt, type Step } from './put-away';

/** What a factory gave. */
export interface Built {
  readonly server: unknown;
  /** How a sentence about it begins: `returned`. */
  readonly got: string;
  readonly cleanup?: (() => unknown) | undefined;
}

/**
 * The HTTP applications that the sessions of one test share: whoever asks, it is the same application, with what the
 * others have left in it. Put away when all of them are closed.
 */
export class SharedApps {
  readonly #built = new Map<ServerFactory, Promise<Built>>();
  readonly #made = new Map<object, unknown>();
  readonly #steps: Step[] = [];

  /**
   * What the factory gives, called once where that can be shared.
   *
   * @param isShareable whether one object of it serves several sessions
   */
  async build(
    factory: ServerFactory,
    make: () => Promise<Built>,
    isShareable: (server: unknown) => boolean,
  ): Promise<Built> {
    const known = this.#built.get(factory);
    if (known) {
      const { cleanup: _taken, ...built } = await known;
      return isShareable(built.server) ? built : make();
    }
    const making = make();
    this.#built.set(factory, making);
    const { cleanup, ...built } = await making;
    if (!cleanup || !isShareable(built.server)) return { ...built, cleanup };
    this.later('the cleanup that the factory returned', cleanup);
    return built;
  }

  /** One object for all sessions of the test, whether or not they share an application. */
  once<T>(key: object, make: () => T): T {
    if (!this.#made.has(key)) this.#made.set(key, make());
    return this.#made.get(key) as T;
  }

  /** Runs `run` when the sessions of the test are closed, before what was registered earlier. */
  later(name: string, run: () => unknown): void {
    this.#steps.push({ name, run });
  }

  /** Puts everything away, the last first. @returns what failed, or did not end in time */
  async close(): Promise<string[]> {
    const problems: string[] = [];
    for (const step of this.#steps.splice(0).reverse()) {
      const problem = await attempt(step);
      if (problem !== undefined) problems.push(problem);
    }
    return problems;
  }
}
