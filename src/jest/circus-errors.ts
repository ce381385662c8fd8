import type { CircusBlock, CircusEvent, CircusState, CircusTest } from '../door';

/** Where jest-circus has put an error that nothing caught, by the time that it tells of it. */
interface Uncaught {
  readonly currentlyRunningTest?: CircusTest | null;
  readonly unhandledErrors?: unknown[];
  /** Jest 30 keeps rejections by their promise, and waits a turn for them to be handled. */
  readonly unhandledRejectionErrorByPromise?: Map<unknown, unknown>;
  readonly unhandledRejectionErrorByPromiseTarget?: WeakMap<object, Map<unknown, unknown>>;
}

/** Takes back what jest-circus made of an error by itself: it blames whichever test is running. */
export function forgetError({ error, promise }: CircusEvent, state: CircusState): void {
  const uncaught = state as Uncaught;
  if (promise) {
    uncaught.unhandledRejectionErrorByPromise?.delete(promise);
    uncaught.unhandledRejectionErrorByPromiseTarget?.get(promise)?.delete(promise);
  }
  removeLast(uncaught.unhandledErrors, error);
  if (uncaught.currentlyRunningTest) removeLast(uncaught.currentlyRunningTest.errors, error);
  // Concurrent tests run before they are the current one.
  let root = state.currentDescribeBlock;
  while (root.parent) root = root.parent;
  for (const test of testsOf(root)) removeLast(test.errors, error);
}

function testsOf(block: CircusBlock): CircusTest[] {
  return (block.children ?? []).flatMap(child =>
    'children' in child ? testsOf(child) : [child as CircusTest],
  );
}

function removeLast(errors: unknown[] | undefined, error: unknown): void {
  const at = errors?.lastIndexOf(error) ?? -1;
  if (at >= 0) errors?.splice(at, 1);
}
