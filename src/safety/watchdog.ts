/**
 * Ends code that blocks the event loop for good. No timer fires then, neither Jest's nor the kit's, so that a thread of
 * its own has to look: it tells this module by the inspector, which runs where the blocked code stands.
 *
 * Only what a server does is ended. Loading, compiling and a test's own code are left alone.
 */
import inspector from 'node:inspector';
import { join } from 'node:path';
import { isMainThread, Worker } from 'node:worker_threads';
import { BLOCKED, blockedError } from './blocked';

/** The places of the memory that both threads see. */
export const BEAT = 0;
export const ALLOWED = 1;
export const DEBUGGED = 2;

/** How often this thread says that it is not blocked, and the other one looks, in milliseconds. */
export const PERIOD = 500;

/** What is longer than a test may take, and this much, never ends, in milliseconds. */
export const GRACE = 1_000;

let memory: Int32Array | undefined;

/** Starts the thread, once a process. Neither it nor the timer keeps the process alive. */
export function startWatchdog(): void {
  // The inspector reaches the main thread alone; and who debugs stands at a breakpoint, which blocks it too.
  if (memory || !isMainThread || isDebugged()) return;
  memory = new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
  allow(5_000);
  const beat = memory;
  setInterval(() => {
    Atomics.add(beat, BEAT, 1);
    Atomics.store(beat, DEBUGGED, isDebugged() ? 1 : 0);
  }, PERIOD).unref();
  Object.defineProperty(globalThis, BLOCKED, { value: tell, configurable: true });
  const thread = new Worker(join(__dirname, 'watchdog-thread.js'), {
    workerData: memory,
    execArgv: [],
    stdin: false,
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 4 },
  });
  thread.unref();
  // Without it the run is as it was: a loop is not ended.
  thread.on('error', () => undefined);
}

/** How long code may block the event loop: as long as the test that runs may take, in milliseconds. */
export function allow(milliseconds: number): void {
  if (memory) Atomics.store(memory, ALLOWED, Math.min(milliseconds, 2 ** 30));
}

function isDebugged(): boolean {
  return inspector.url() !== undefined;
}

/**
 * Called by the other thread, on top of the blocked code.
 *
 * Tells of it as of an exception that nothing has caught. Its listeners are called where it comes from, and Node puts
 * its own state in order, which ending the code by force alone would leave half-way.
 *
 * @returns whether a test was told, so that the code can be ended
 */
function tell(): boolean {
  const { _fatalException: throwAtTheTop } = process as unknown as {
    _fatalException?(error: Error): boolean;
  };
  // Without a listener Node would begin to end the process.
  if (!memory || !throwAtTheTop || process.listenerCount('uncaughtException') === 0) return false;
  const error = blockedError(Atomics.load(memory, ALLOWED));
  throwAtTheTop.call(process, error);
  return error.isTold;
}
