import { entryDoor } from './entry-door';
import { EntryHost } from './entry-host';
import { EntryModules } from './entry-modules';
import { isExit } from '../safety/exit';
import type { EntryProcess } from './entry-process';
import { EntryRun } from './entry-run';
import { type LateWitness, ServerCapture } from './entry-servers';
import type { OpenedSubject, Opening } from './opening';
import { Output } from './output';
import type { Entry } from './shapes';
import type { TestFile } from './test-file';

/** Where the transformer asks for what an entry imports late. */
const LATE_IMPORT = Symbol.for('jest-mcp.import');

/** Loads a module late. */
export type Load = () => Promise<unknown>;

/** What all entries of a test file have in common. */
export class Entries {
  readonly output: Output;
  readonly host: EntryHost;
  readonly modules: EntryModules;
  readonly capture = new ServerCapture(server =>
    this.servers.get(this.host.current as EntryProcess)?.add(server),
  );
  readonly servers = new WeakMap<EntryProcess, LateWitness>();
  readonly runs = new WeakMap<EntryProcess, EntryRun>();
  /** Under native ESM a file is evaluated anew where its URL is another one. */
  evaluations = 0;

  constructor(file: TestFile) {
    const door = entryDoor(file);
    this.output = Output.of(file);
    this.host = new EntryHost(this.output);
    this.modules = new EntryModules(open => {
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

/** Runs a file in this process that connects a stdio transport by itself, with streams of ours for its stdin and stdout. */
export async function openEntry(subject: Entry, opening: Opening): Promise<OpenedSubject> {
  return new EntryRun(subject, opening, Entries.of(opening.file)).open();
}
