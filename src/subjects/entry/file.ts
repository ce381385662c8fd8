import type { Server } from 'node:net';
import { entryDoor } from './hooks';
import { EntryHost } from './host';
import { type ModuleRegistry, registryOf } from './registry';
import { isExit } from '../../safety/exit';
import type { EntryProcess } from './process';
import { type LateObserver, ServerCapture } from './servers';
import { Output } from '../output/output';
import type { TestFile } from '../../test-file';

/** One run of an entry, as far as what it does is told to it. */
interface RunOfEntry {
  /** It begins to listen, where `at` says. */
  listens(server: Server, at: unknown): void;
  /** It imports a module late. */
  late(load: Load, require: NodeJS.Require, specifier: string): Promise<unknown>;
}

/** What all entries of a test file have in common. */
export class Entries {
  readonly output: Output;
  readonly host: EntryHost;
  readonly modules: ModuleRegistry;
  readonly capture = new ServerCapture(server =>
    this.servers.get(this.host.current as EntryProcess)?.add(server),
  );
  readonly servers = new WeakMap<EntryProcess, LateObserver>();
  readonly runs = new WeakMap<EntryProcess, RunOfEntry>();
  /** Under native ESM a file is evaluated anew where its URL is another one. */
  evaluations = 0;

  constructor(file: TestFile) {
    const door = entryDoor(file);
    this.output = Output.of(file);
    this.host = new EntryHost(this.output);
    this.modules = registryOf(file)(open => {
      door.isolated = open;
    });
    door.takeUncaught = (error, promise) => {
      if (isExit(error)) return true;
      this.host.current?.fail(error, promise);
      return this.host.current !== undefined;
    };
    door.listens = (server, at) => {
      const { current } = this.host;
      const run = current && this.runs.get(current);
      run?.listens(server, at);
      return run !== undefined;
    };
    (globalThis as unknown as Record<symbol, unknown>)[LATE_IMPORT] = (
      load: Load,
      _self: unknown,
      [require, specifier]: [NodeJS.Require, string],
    ): Promise<unknown> => {
      const { current } = this.host;
      const run = current && this.runs.get(current);
      return run ? run.late(load, require, specifier) : load();
    };
  }

  static of(file: TestFile): Entries {
    return file.kept(
      'entries',
      () => new Entries(file),
      entries => entries.end(),
    );
  }

  end(): void {
    delete (globalThis as unknown as Record<symbol, unknown>)[LATE_IMPORT];
    this.host.uninstall();
    this.capture.end();
  }
}

/** Loads a module late. */
export type Load = () => Promise<unknown>;

/** Where the transformer asks for what an entry imports late. */
const LATE_IMPORT = Symbol.for('jest-mcp.import');
