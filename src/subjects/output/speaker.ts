import type { Writable } from 'node:stream';
import { AsyncLocalStorage, loadBuiltin } from '../../core';
import { isUserFrame } from '../../messages/stack';
import type { Method } from './patches';

/** The two outputs of a process. */
export type OutputName = 'stdout' | 'stderr';

/** A server in this process, as far as it writes to what it takes for the outputs of a process. */
export interface Speaker {
  readonly stdout: Writable;
  readonly stderr: Writable;
  /** Node's own console on these two. */
  readonly console: Console;
  /** Whether what it writes reaches the test's own outputs besides. */
  readonly isPassedOn: boolean;
}

/**
 * Tells which server is at work, which follows from the asynchronous context: all that follows from something that
 * was run as a server is that server's, and the rest is the test's.
 */
export class Speakers {
  readonly #running = new AsyncLocalStorage<Speaker | undefined>();

  /** The server that is at work, if one is. */
  get current(): Speaker | undefined {
    return this.#running.getStore();
  }

  /** The same, unless it is the test's own code that it has called, which may print what it likes. */
  get writer(): Speaker | undefined {
    const { current } = this;
    return current && isTestDouble() ? undefined : current;
  }

  /** Runs `action` as the server. */
  run<T>(speaker: Speaker, action: () => T): T {
    return this.#running.run(speaker, action);
  }

  /** Runs `action` as the test. */
  outside<T>(action: () => T): T {
    return this.#running.run(undefined, action);
  }

  /** Calls a function as the test, with callbacks that go on as the server. */
  pass(method: Method, self: unknown, args: readonly unknown[], speaker: Speaker): unknown {
    const given = args.map(argument =>
      typeof argument === 'function'
        ? (...results: unknown[]): unknown => this.run(speaker, () => (argument as Method)(...results))
        : argument,
    );
    return this.outside(() => Reflect.apply(method, self, given));
  }
}

/** Node's own console, which prints as a program does: groups, tables and counters are its own. */
export function consoleOn({ stdout, stderr }: Pick<Speaker, OutputName>): Console {
  const { Console: NodeConsole } = loadBuiltin('node:console') as typeof import('node:console');
  return new NodeConsole({ stdout, stderr });
}

/** Whether a mock whose implementation stands in the test file is writing. */
function isTestDouble(): boolean {
  const lines = (new Error().stack ?? '').split('\n').slice(1);
  const writer = lines.findIndex(isUserFrame);
  const { expect } = require('@jest/globals') as typeof import('@jest/globals');
  const { testPath } = expect.getState();
  return (
    testPath !== undefined &&
    lines[writer]?.includes(testPath) === true &&
    lines.slice(writer + 1).some(line => /[\\/]jest-mock[\\/]/.test(line))
  );
}
