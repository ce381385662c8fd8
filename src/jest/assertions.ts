import { forgotten } from '../session/awaited';
import type { TestScope } from '../session/test-scope';

/** A matcher, as `expect.extend` takes it. */
export type RawMatcher = (this: MatcherThis, received: unknown, ...expected: never[]) => unknown;

interface MatcherThis {
  readonly isNot?: boolean;
  readonly promise?: string;
}

/**
 * Wraps a matcher, so that a promise of a verdict which the test forgets to await fails that very test, by
 * name. Without it such a promise passes, or takes down whatever test is running when it settles.
 */
export function awaitedMatcher(
  name: string,
  matcher: () => RawMatcher,
  scope: () => TestScope | undefined,
): RawMatcher {
  const wrapped = function (this: MatcherThis, received: unknown, ...expected: never[]): unknown {
    const verdict = matcher().call(this, received, ...expected);
    const running = isThenable(verdict) ? scope() : undefined;
    if (!running) return verdict;
    const called = new Error();
    const call = `expect(…)${this.promise ? `.${this.promise}` : ''}${this.isNot ? '.not' : ''}.${name}(${expected.length > 0 ? '…' : ''})`;
    return passedThroughJest(verdict as PromiseLike<unknown>, running, isRunning =>
      forgotten(call, `This matcher is asynchronous. Write:\n  await ${call};`, called, isRunning),
    );
  };
  return Object.defineProperty(wrapped, 'name', { value: name });
}

/**
 * Jest takes a matcher's promise by its `then`, and hands the user what that returns (29), or what the
 * `catch` of that returns (30).
 */
function passedThroughJest(
  verdict: PromiseLike<unknown>,
  scope: TestScope,
  reminder: (isRunning: boolean) => Error,
): PromiseLike<unknown> {
  return {
    then: (onfulfilled, onrejected) =>
      scope.follow(scope.during(Promise.resolve(verdict)).then(onfulfilled, onrejected), reminder, derived =>
        scope.follow(derived, reminder),
      ),
  };
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | null | undefined)?.then === 'function';
}
