import { nextTurn } from '../clock';
import { dirname, join, readFileSync, sep } from '../core';
import { type Imports, importsOf } from './entry-imports';
import {
  IN_PACKAGES,
  isOwnModuleOf,
  type ModuleRegistry,
  type OwnModules,
  resolveFrom,
} from '../subjects/entry/registry';
import { OWN_FOLDER } from '../own-folder';
import { isSpiedOn } from './spied';

/** `isEsModule` is the transformer's mark. */
type Modules = Record<string, { readonly exports: unknown; readonly isEsModule?: boolean } | undefined>;

const SHARED_MODULES = Symbol.for('jest-mcp.shared-modules');

/**
 * Packages that are slow to evaluate and keep nothing between two servers. They are loaded for all sessions of a test
 * file at once. Others (`dotenv/config`, `commander`) are meant to be evaluated with each process, and are.
 */
const SHARED =
  /^(?:@modelcontextprotocol\/|@hono\/|(?:zod|zod-to-json-schema|valibot|arktype|effect|ajv|ajv-formats|hono|express|fastmcp|mcp-lite|mcp-handler)(?:\/|$))/;

/**
 * The module registry of entries under CommonJS: an entry and its own modules are evaluated anew for each session.
 * Shared with the test file are the packages that the test file has loaded, and those that are {@link SHARED}.
 */
export class EntryModules implements ModuleRegistry {
  readonly #jest = (require('@jest/globals') as typeof import('@jest/globals')).jest;
  /** What the scan did not see, and was evaluated for a session alone. */
  readonly #missed = new Set<string>();
  readonly #imports = new Map<string, Imports>();
  /** Whether `require.cache` shows the registry of an entry. In Jest 29 it does not. */
  #isSeen = true;
  #queue: Promise<unknown> = Promise.resolve();

  /** How often an entry has been started. */
  readonly #starts = new Map<string, number>();
  /** The packages that an entry shared with the test file because that imports them too. */
  readonly #sharedWithTest = new Map<string, string[]>();

  /** @param file whom to tell that nothing should be loaded by the kit meanwhile */
  constructor(private readonly announce: (open: Promise<unknown> | undefined) => void) {}

  /** Loads what the entry shares with the test file. What fails here fails again in its own place. */
  #share(entry: string): void {
    const isOwn = isOwnModuleOf(entry);
    for (const [specifier, folder] of this.#importsOf(entry).packages) {
      const found = SHARED.test(specifier) ? find(specifier, folder) : undefined;
      if (found !== undefined && !isOwn(found)) quietly(() => require(found) as unknown);
    }
    for (const file of this.#missed) if (!isOwn(file)) quietly(() => require(file) as unknown);
  }

  /**
   * Runs `evaluate` with a registry of its own, and keeps that in place until `until` is over, since what an entry
   * imports before it connects belongs to it too. One after the other: Jest has but one such registry.
   *
   * @param prepare called when the shared packages are loaded
   */
  async isolated(
    entry: string,
    prepare: () => void,
    evaluate: () => void,
    until: Promise<unknown>,
  ): Promise<OwnModules> {
    const evaluated: OwnModules = new Map();
    await this.serially(async () => {
      this.#starts.set(entry, (this.#starts.get(entry) ?? 0) + 1);
      this.#share(entry);
      prepare();
      await this.#isolate(entry, evaluated, async () => {
        evaluate();
        await until;
        // Where nothing was to wait for, what the entry does next still belongs to its start.
        await new Promise<void>(resolve => nextTurn(resolve));
      });
    });
    return evaluated;
  }

  /** A module that the test spied on too late: the entry has started with an instance of its own. */
  spiedTooLate(evaluated: OwnModules): string | undefined {
    const cache = require.cache as Modules;
    return [...evaluated.keys()].find(file => {
      const exported = cache[file]?.exports;
      return exported !== undefined && exported !== evaluated.get(file) && isSpiedOn(exported);
    });
  }

  /** What an entry finds as its session before has left it: packages that the test file imports too. */
  leftFromBefore(entry: string): readonly string[] {
    return (this.#starts.get(entry) ?? 0) > 1 ? (this.#sharedWithTest.get(entry) ?? []) : [];
  }

  /** Loads one more of an entry's modules, beside those that were `evaluated` for it. */
  async late<T>(entry: string, evaluated: OwnModules, load: () => Promise<T>): Promise<T> {
    let loaded: T | undefined;
    await this.serially(() =>
      this.#isolate(entry, evaluated, async () => {
        loaded = await load();
      }),
    );
    return loaded as T;
  }

  /** Where nobody sees what was evaluated, what might have been is followed, beginning with the second session. */
  #importsOf(entry: string): Imports {
    const key = `${entry} ${this.#isSeen}`;
    let imports = this.#imports.get(key);
    if (!imports) {
      const isOwn = isOwnModuleOf(entry);
      const findOwn = (specifier: string, folder: string): string | undefined => {
        const found = find(specifier, folder);
        return found !== undefined && isOwn(found) ? found : undefined;
      };
      this.#imports.set(key, (imports = importsOf(entry, findOwn, !this.#isSeen)));
    }
    return imports;
  }

  /** Runs one after the other. */
  serially(run: () => Promise<void>): Promise<void> {
    const turn = this.#queue.then(run);
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #isolate(entry: string, evaluated: OwnModules, run: () => Promise<void>): Promise<void> {
    const isOwn = isOwnModuleOf(entry);
    const cache = require.cache as Modules;
    const main = Object.keys(cache);
    // The kit itself must go on as one copy. A spy of the test's is meant for the entry: a module of the entry's own that carries one is shared too.
    const shared = main.filter(
      file =>
        (isOwn(file)
          ? file !== entry && isSpiedOn(cache[file]?.exports)
          : file.includes(IN_PACKAGES) || file.startsWith(OWN_FOLDER)) && this.#isUnmocked(file),
    );
    const sharedFiles = new Set(shared);
    const packages = [...this.#importsOf(entry).packages].filter(
      ([specifier, folder]) => !SHARED.test(specifier) && sharedFiles.has(find(specifier, folder) ?? ''),
    );
    this.#sharedWithTest.set(entry, [...new Set(packages.map(([specifier]) => specifier))]);
    for (const file of shared) {
      const value = cache[file]?.exports;
      if (!cache[file]?.isEsModule) noteShared(value);
      this.#jest.doMock(file, () => value);
    }
    const mocked = [...evaluated.keys()];
    for (const [file, value] of evaluated) this.#jest.doMock(file, () => value);
    let close = (): void => undefined;
    this.announce(new Promise<void>(resolve => (close = resolve)));
    try {
      await this.#jest.isolateModulesAsync(async () => {
        this.#isSeen = !main.some(file => cache[file]);
        try {
          await run();
        } finally {
          this.#look(entry, evaluated);
        }
      });
    } finally {
      for (const file of [...shared, ...mocked]) this.#jest.dontMock(file);
      this.announce(undefined);
      close();
    }
  }

  /** Takes note of what was evaluated for an entry alone. */
  #look(entry: string, evaluated: OwnModules): void {
    const isOwn = isOwnModuleOf(entry);
    const cache = require.cache as Modules;
    if (!this.#isSeen) {
      for (const file of this.#importsOf(entry).late) {
        // Jest 29 does not tell what is mocked either, and a mock that is the test's must stay so.
        if (!this.#mockedByTest().has(file)) quietly(() => evaluated.set(file, require(file) as unknown));
      }
      return;
    }
    for (const file of Object.keys(cache)) {
      if (isOwn(file)) evaluated.set(file, cache[file]?.exports);
      else if (isShared(file)) this.#missed.add(file);
    }
  }

  /** What the test file mocks, as it says. */
  #mockedByTest(): Set<string> {
    const { testPath } = (require('@jest/globals') as typeof import('@jest/globals')).expect.getState();
    if (testPath === undefined) return new Set();
    const folder = dirname(testPath);
    const mocks = readFileSync(testPath, 'utf8').matchAll(
      /\b(?:mock|doMock|setMock)\s*(?:<[^>]*>)?\(\s*["']([^"']+)["']/g,
    );
    return new Set([...mocks].flatMap(([, specifier = '']) => find(specifier, folder) ?? []));
  }

  /** Whether a module is what `require` gives: a test that has mocked it means the entry's too. */
  #isUnmocked(file: string): boolean {
    try {
      return require(file) === (require.cache as Modules)[file]?.exports;
    } catch {
      return false;
    }
  }
}

/** Tells the transformer's code that this is a CommonJS module, and not a mock: in the registry of an entry it is not shown as loaded. */
function noteShared(value: unknown): void {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return;
  const sandbox = globalThis as unknown as Record<symbol, WeakSet<object> | undefined>;
  (sandbox[SHARED_MODULES] ??= new WeakSet()).add(value);
}

function isShared(file: string): boolean {
  const at = file.lastIndexOf(IN_PACKAGES);
  return (
    at >= 0 &&
    SHARED.test(
      file
        .slice(at + IN_PACKAGES.length)
        .split(sep)
        .join('/'),
    )
  );
}

function find(specifier: string, folder: string): string | undefined {
  try {
    return resolveFrom(specifier.startsWith('.') ? join(folder, specifier) : specifier, folder);
  } catch {
    return undefined;
  }
}

function quietly(action: () => unknown): void {
  try {
    action();
  } catch {
    // Said when the entry itself comes to it.
  }
}
