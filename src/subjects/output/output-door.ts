import { loadBuiltin } from '../../core';
import { isMockFunction } from '../../mock-function';
import { type Method, Patches } from './patches';
import type { OutputName } from './speaker';

/**
 * What stands in each test file before any other file of it is loaded, since a logger may keep `const { log } =
 * console` or `process.stdout.write.bind(process.stdout)` for later. It asks whether a server is at work, and does
 * nothing where none is.
 */
export interface OutputDoor {
  /** What a server at work has in place of a method of the console. */
  spoken?: ((method: string) => Method | undefined) | undefined;
  /** Takes what is written to a stream of the process. */
  written?:
    ((name: OutputName, method: Method, self: unknown, args: readonly unknown[]) => unknown) | undefined;
}

const DOOR = Symbol.for('jest-mcp.output');

/** What of a console writes. */
export const CONSOLE_METHODS: readonly string[] = Object.keys(
  (loadBuiltin('node:console') as typeof import('node:console')).Console.prototype,
);

/** The one of this test file, whichever copy of this module asks. */
export function outputDoor(): OutputDoor {
  const sandbox = globalThis as unknown as Record<symbol, OutputDoor | undefined>;
  return (sandbox[DOOR] ??= {});
}

/** Puts it there. @returns what takes away again what lies outside of the test file's sandbox */
export function openOutputDoor(): () => void {
  const door = outputDoor();
  watchSilent(door);
  const patches = new Patches();
  for (const name of ['stdout', 'stderr'] as const)
    patches.method(process[name], 'write', (method, self, args) =>
      door.written ? door.written(name, method, self, args) : Reflect.apply(method, self, args),
    );
  return () => patches.undo();
}

/**
 * The console that Jest gives under `--silent` keeps nothing. Its other consoles are watched from inside, and must be:
 * they tell from the stack which line has printed.
 */
function watchSilent(door: OutputDoor): void {
  const target = console as unknown as Record<string, unknown>;
  if (target.constructor?.name !== 'NullConsole') return;
  for (const name of CONSOLE_METHODS) {
    const old = target[name];
    if (typeof old !== 'function' || isMockFunction(old)) continue;
    target[name] = new Proxy(old as Method, {
      apply: (method, self, args) => {
        const spoken = door.spoken?.(name);
        return spoken ? spoken(...(args as unknown[])) : Reflect.apply(method, self, args);
      },
    });
  }
}
