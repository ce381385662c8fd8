/**
 * The real clock. Taken from Node's own modules, which Jest does not fake: deadlines, frame times and
 * bounded closing must go on under `jest.useFakeTimers()`.
 */
import { clearTimeout as clear, performance, setImmediate as immediate, setTimeout as set } from './core';

const read = performance.now.bind(performance);

/** Milliseconds on the real, monotonic clock. */
export function now(): number {
  return read();
}

/** Runs `action` in the next turn of the event loop, whatever a test does to its timers. */
export function nextTurn(action: () => void): void {
  immediate(action);
}

/** The longest that a timer can wait, in milliseconds: 24.8 days. Node lets one that is to wait longer fire at once. */
export const LONGEST_TIMER = 2 ** 31 - 1;

/** The next turn of the event loop. */
export function turn(): Promise<void> {
  return new Promise(resolve => immediate(resolve));
}

/** Runs `action` after `milliseconds` of real time, unless the returned function is called before. */
export function after(milliseconds: number, action: () => void): () => void {
  const wait = Math.min(milliseconds, LONGEST_TIMER);
  let cancelRest = (): void => undefined;
  const timer = set(() => {
    if (milliseconds > wait) cancelRest = after(milliseconds - wait, action);
    else action();
  }, wait);
  return () => {
    clear(timer);
    cancelRest();
  };
}

/**
 * Waits for `work`, but no longer than `milliseconds` of real time.
 *
 * @returns whether it ended in time. A rejection of `work` is passed on; one that comes too late is dropped.
 */
export async function within(work: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let cancel = (): void => undefined;
  const late = new Promise<false>(resolve => {
    cancel = after(milliseconds, () => resolve(false));
  });
  try {
    return await Promise.race([work.then(() => true as const), late]);
  } finally {
    cancel();
    work.catch(() => undefined);
  }
}
