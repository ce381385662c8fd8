import type { CircusBlock, CircusState, CircusTest } from '../door';
import type { TestFile } from './test-file';

/** What the fixture has to know of the entries that run in a test file. */
export interface EntryDoor {
  /** Until it is over, what is loaded would be evaluated for an entry alone. */
  isolated: Promise<unknown> | undefined;
  /** Takes an error that nobody has caught. @returns whether it was an entry's, and so is no failure of the test by itself */
  takeUncaught(error: unknown, promise: unknown): boolean;
}

/** The one of this test file, whichever copy of this module asks. */
export function entryDoor(file: TestFile): EntryDoor {
  return file.kept('entry door', () => ({ isolated: undefined, takeUncaught: () => false }));
}

/** Where jest-circus has put an error that nobody caught, by the time that it tells of it. */
interface Uncaught {
  readonly currentlyRunningTest?: CircusTest | null;
  readonly unhandledErrors?: unknown[];
  /** Jest 30 keeps rejections by their promise, and waits a turn for them to be handled. */
  readonly unhandledRejectionErrorByPromise?: Map<unknown, unknown>;
  readonly unhandledRejectionErrorByPromiseTarget?: WeakMap<object, Map<unknown, unknown>>;
}

/** Answers jest-circus's `error`: what an entry has not caught ends the entry, and not the test. */
export function whenUncaught(event: object, state: CircusState, file: TestFile): void {
  const { error, promise } = event as { error?: unknown; promise?: object };
  if (!entryDoor(file).takeUncaught(error, promise)) return;
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
