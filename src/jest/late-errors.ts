/**
 * What a server does after its test file is over: jest-circus listens to uncaught errors no longer than a file runs,
 * and what comes then ends the process, and with it all that Jest has yet to print.
 */
import type { AsyncLocalStorage } from 'node:async_hooks';
import { isMainThread, parentPort } from 'node:worker_threads';
import type { Owner } from '../door';
import { isExit } from '../safety/exit';

type Listener = (error: unknown, detail: unknown) => void;
type Name = 'uncaughtException' | 'unhandledRejection';

const ours = new Set<unknown>();

/**
 * Listens to uncaught errors, before whoever did: they get what is not ours. Done whenever jest-circus has put back the
 * listeners that it found, which are ours too from the second file on.
 */
export function listenBetweenFiles(owners: AsyncLocalStorage<Owner>): void {
  for (const name of ['uncaughtException', 'unhandledRejection'] as const) listen(name, owners);
}

function listen(name: Name, owners: AsyncLocalStorage<Owner>): void {
  const before = process.rawListeners(name) as Listener[];
  if (before.some(listener => ours.has(listener))) return;
  const listener: Listener = (error, detail) => {
    const promise = name === 'unhandledRejection' ? (detail as object) : undefined;
    const owner = owners.getStore();
    if (isExit(error) || (owner?.isServed && owner.takeUncaught(error, promise))) return;
    if (before.length > 0) {
      for (const other of before) other.call(process, error, detail);
      return;
    }
    // As if it had never been heard.
    process.removeListener(name, listener);
    if (promise) void Promise.reject(error);
    else
      setImmediate(() => {
        throw error;
      });
  };
  ours.add(listener);
  process.removeAllListeners(name);
  process.on(name, listener);
}

/** By which jest-worker's children tell something to their parent. */
const PARENT_MESSAGE_CUSTOM = 3;

/**
 * Lets Jest fail by an error of a test file whose results it has already: once more by that file, where a worker can
 * tell it, else by its exit code.
 *
 * @param text what is printed where Jest cannot be told
 */
export function reportLate(error: Error, testPath: string, config: unknown, text: string): void {
  if (isWorker()) {
    const { message, stack } = error;
    const test = { path: testPath, context: { config } };
    const failed = [PARENT_MESSAGE_CUSTOM, ['test-file-failure', [test, { message, stack, type: 'Error' }]]];
    try {
      if (isMainThread) process.send?.(failed);
      else parentPort?.postMessage(failed);
      return;
    } catch {
      // The channel is closed: Jest is about to end.
    }
  }
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

/** Whether this is a child of Jest's that it still listens to, rather than Jest itself. */
function isWorker(): boolean {
  if (!isMainThread) return true;
  return (
    /[\\/]jest-worker[\\/]build[\\/]/.test(process.argv[1] ?? '') && process.listenerCount('message') > 0
  );
}
