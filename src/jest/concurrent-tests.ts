import { AsyncLocalStorage } from '../core';
import type { CircusTest } from '../door';
import type { SessionScope } from '../session/session';
import { stayInTestCode } from './test-code';

/**
 * Tests that run side by side. They start before their `test_start`, so their function itself has to say which test is
 * asking.
 */
export class ConcurrentTests {
  /** Made for the first of them: it makes every promise of a file slower. */
  #side: AsyncLocalStorage<SessionScope> | undefined;
  /** How many of their functions are running. */
  #count = 0;

  /** The test that is asking, if it is one of them. */
  get current(): SessionScope | undefined {
    return this.#side?.getStore();
  }

  /** Has a test's function run in its scope. @param begin opens the scope, when the function is about to run */
  watch(test: CircusTest, fn: NonNullable<CircusTest['fn']>, begin: () => SessionScope): void {
    if (!this.#side) stayInTestCode(() => this.#count > 0);
    const side = (this.#side ??= new AsyncLocalStorage());
    const inScope = (self: unknown, args: unknown[]): unknown => {
      const scope = begin();
      return this.#running(() => side.run(scope, () => fn.apply(self, args)));
    };
    // jest-circus reads from the length whether the test takes a `done` callback.
    test.fn =
      fn.length === 0
        ? function (this: unknown) {
            return inScope(this, []);
          }
        : function (this: unknown, done: unknown) {
            return inScope(this, [done]);
          };
  }

  /** Counts the functions that run. One with a `done` callback counts until it returns. */
  #running(run: () => unknown): unknown {
    this.#count++;
    const end = (): void => void this.#count--;
    let returned: unknown;
    try {
      returned = run();
    } catch (error) {
      end();
      throw error;
    }
    if (typeof (returned as PromiseLike<unknown> | undefined)?.then !== 'function') end();
    else (returned as PromiseLike<unknown>).then(end, end);
    return returned;
  }
}
