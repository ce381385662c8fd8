import { sep } from '../../core';
import { OWN_FOLDER } from '../../own-folder';
import type { TestFile } from '../../test-file';

/** What was evaluated for one entry alone, by file. */
export type OwnModules = Map<string, unknown>;

/** The modules of entries, where the test runner keeps them apart from the test file's. */
export interface ModuleRegistry {
  /**
   * Runs `evaluate` with a registry of its own, and keeps that in place until `until` is over, since what an entry
   * imports before it connects belongs to it too. One after the other.
   *
   * @param prepare called when the shared packages are loaded
   */
  isolated(
    entry: string,
    prepare: () => void,
    evaluate: () => void,
    until: Promise<unknown>,
  ): Promise<OwnModules>;
  /** A module that the test spied on too late: the entry has started with an instance of its own. */
  spiedTooLate(evaluated: OwnModules): string | undefined;
  /** What an entry finds as its session before has left it: packages that the test file imports too. */
  leftFromBefore(entry: string): readonly string[];
  /** Loads one more of an entry's modules, beside those that were `evaluated` for it. */
  late<T>(entry: string, evaluated: OwnModules, load: () => Promise<T>): Promise<T>;
  /** Runs one after the other. */
  serially(run: () => Promise<void>): Promise<void>;
}

/** @param announce whom to tell that nothing should be loaded by the kit meanwhile */
export type MakeRegistry = (announce: (open: Promise<unknown> | undefined) => void) => ModuleRegistry;

const KEPT = 'module registry of entries';

/** Says what keeps the modules of the entries of a test file. */
export function provideRegistry(file: TestFile, make: MakeRegistry): void {
  file.kept(KEPT, () => make);
}

/** The one that was provided. */
export function registryOf(file: TestFile): MakeRegistry {
  return file.kept<MakeRegistry>(KEPT, () => {
    throw new Error('No module registry was provided for entries.');
  });
}

/** Finds what a test file in `folder` would import. @throws the test runner's own error */
export function resolveFrom(specifier: string, folder: string): string {
  return require.resolve(specifier, { paths: [folder] });
}

export const IN_PACKAGES = `${sep}node_modules${sep}`;
/** Where the modules of a file are told apart from what it installs: the packages that it comes with are its own. */
export function isOwnModuleOf(entry: string): (file: string) => boolean {
  const at = entry.lastIndexOf(IN_PACKAGES);
  if (at < 0) return file => !file.includes(IN_PACKAGES) && !file.startsWith(OWN_FOLDER);
  const [scope = '', name = ''] = entry.slice(at + IN_PACKAGES.length).split(sep);
  const root =
    entry.slice(0, at + IN_PACKAGES.length) + (scope.startsWith('@') ? scope + sep + name : scope) + sep;
  return file => file.startsWith(root) && !file.slice(root.length).includes(`node_modules${sep}`);
}
