import { cwd, dirname, loadBuiltin, types } from '../core';
import { ENVIRONMENT, type EnvironmentDoor } from '../door';
import type { SdkSearch } from '../sdk/client';
import type { Loader } from '../sdk/packages';
import { entryDoor } from '../subjects/entry/hooks';
import { provideRegistry } from '../subjects/entry/registry';
import { openOutputDoor } from '../subjects/output/output-door';
import { TestFile } from '../test-file';
import { Kit } from './kit';

/** What the kit needs of Jest, where no environment tells it. */
export interface JestDoor {
  testPath(): string | undefined;
  beforeAll(hook: () => void): void;
  beforeEach(hook: () => void): void;
  requireActual(file: string): unknown;
}

/** Jest's mocks of ES modules have no way around them. */
const importing: Loader = {
  kind: 'import',
  load: file => import(file) as Promise<Record<string, unknown>>,
  loadActual: file => import(file) as Promise<Record<string, unknown>>,
};

function requiring(jest: JestDoor, isolated: () => Promise<unknown> | undefined): Loader {
  const load = async (require: (file: string) => unknown, file: string): Promise<Record<string, unknown>> => {
    // What is loaded while an entry starts would be evaluated for that entry alone.
    for (let wait = isolated(); wait; wait = isolated()) await wait;
    return require(file) as Record<string, unknown>;
  };
  return {
    kind: 'require',
    load: file => load(require, file),
    loadActual: file => load(jest.requireActual, file),
  };
}

/**
 * Whether the test file runs as a native ES module, whatever configured that: a preset, `extensionsToTreatAsEsm`, its
 * name, its package. Jest shows what it has required, test files too, in `require.cache`. It shows ES modules there as
 * what they are, or (Jest 29) not at all.
 */
class TestFileFormat {
  #isNative: boolean | undefined;

  constructor(private readonly testPath: () => string | undefined) {}

  /** Takes note of it, once the test file is evaluated and before `jest.resetModules()` empties the cache. */
  readonly look = (): void => void this.isNative;

  get isNative(): boolean {
    return (this.#isNative ??= this.#isImported());
  }

  #isImported(): boolean {
    if (!runsEsModules()) return false;
    const file = this.testPath();
    if (file === undefined) return false;
    const required = (require.cache as Record<string, { readonly exports: unknown } | undefined>)[file];
    return required === undefined || types.isModuleNamespaceObject(required.exports);
  }
}

/** Whether Jest can run ES modules at all: Node was started with `--experimental-vm-modules`. */
function runsEsModules(): boolean {
  return 'SourceTextModule' in (loadBuiltin('node:vm') as object);
}

/** The kit of this test file, made from what the environment left on the sandbox's global. */
export function createKit(jest: JestDoor): Kit {
  const sandbox = globalThis as unknown as Record<symbol | string, unknown>;
  const door = sandbox[ENVIRONMENT] as EnvironmentDoor | undefined;
  const testPath = (): string | undefined => door?.testPath ?? jest.testPath();
  const format = new TestFileFormat(testPath);
  const required = requiring(jest, () => entryDoor(file).isolated);
  const search: SdkSearch = {
    get loader() {
      return format.isNative ? importing : required;
    },
    get folders() {
      const path = testPath();
      return [...(path === undefined ? [] : [dirname(path)]), ...(door ? [door.rootDir] : []), cwd()];
    },
  };
  const file = new TestFile(search.folders[0] ?? cwd(), door?.rootDir ?? cwd(), door?.testPath);
  provideRegistry(file, announce => {
    const { EntryModules } = require('./entry-modules') as typeof import('./entry-modules');
    return new EntryModules(announce);
  });
  file.onFileEnd(openOutputDoor());
  // What ES modules import of Node's own is fixed when the first of them imports it.
  if (runsEsModules()) {
    const { Output } = require('../subjects/output/output') as typeof import('../subjects/output/output');
    Output.of(file).install();
  }
  const kit = new Kit(door, search, file, hook => jest.beforeEach(hook));
  jest.beforeAll(format.look);
  return kit;
}
