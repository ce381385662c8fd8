import { createClient } from '../../sdk/create-client';
import type { Entries } from './file';
import type { OwnModules } from './registry';
import type { EntryProcess } from './process';
import type { Opening } from '../shared/opening';

/** Names the file that is being run as an entry: the transformer lets it wait at its top level. */
const RUNNING_ENTRY = Symbol.for('jest-mcp.entry');
/** Where the transformer leaves the promise of a file that waits at its top level. */
const EVALUATED = Symbol.for('jest-mcp.evaluated');

/** What it takes to evaluate an entry. */
export interface Evaluation {
  readonly file: string;
  readonly process: EntryProcess;
  readonly opening: Opening;
  readonly entries: Entries;
  /** Resolves when somebody reads the standard input, or nobody ever will. */
  readonly started: Promise<void>;
  /** Called with what the file throws, at once or by the promise of its top-level `await`. */
  onfail(error: unknown): void;
}

/**
 * Evaluates an entry as the process that it is, and waits until it has started.
 *
 * @returns what was evaluated for it alone; undefined under native ESM, where that is its own file
 */
export async function evaluateEntry(evaluation: Evaluation): Promise<OwnModules | undefined> {
  const { entries, file, opening, process, started } = evaluation;
  if (opening.search.loader.kind === 'import') {
    await entries.modules.serially(() => importEntry(evaluation));
    return undefined;
  }
  await loadClient(opening);
  return entries.modules.isolated(
    file,
    () => {
      entries.host.install();
      watchServers(entries);
    },
    () => {
      if (process.isClosing) return;
      const sandbox = globalThis as unknown as Record<symbol, unknown>;
      sandbox[RUNNING_ENTRY] = file;
      try {
        entries.host.run(process, () => {
          const exported = require(file) as Record<symbol, unknown> | null;
          follow(exported?.[EVALUATED], evaluation);
        });
      } catch (error) {
        evaluation.onfail(error);
      } finally {
        delete sandbox[RUNNING_ENTRY];
      }
    },
    started,
  );
}

/** One at a time: Jest 29 cannot link two graphs of ES modules at once. */
async function importEntry(evaluation: Evaluation): Promise<void> {
  const { entries, file, opening, process, started } = evaluation;
  await loadClient(opening);
  entries.host.install();
  const url = `${file}?jest-mcp=${++entries.evaluations}`;
  follow(
    entries.host.run(process, () => opening.search.loader.load(url)),
    evaluation,
  );
  await started;
}

/** Before the entry: else it would be loaded a second time, in the registry that is the entry's alone. */
async function loadClient({ options, search }: Opening): Promise<void> {
  const asNobody = { info: { name: '', version: '' }, capabilities: {}, era: options.era };
  // Where there is none, that is said when it is needed.
  await createClient(undefined, asNobody, search).catch(() => undefined);
}

function watchServers(entries: Entries): void {
  for (const [file, module] of Object.entries(require.cache)) {
    if (/[\\/]@modelcontextprotocol[\\/](?:sdk|server)[\\/]/.test(file))
      entries.capture.watch(module?.exports);
  }
}

/** A file that waits at its top level fails by its promise. */
function follow(evaluated: unknown, { onfail }: Evaluation): void {
  if (typeof (evaluated as PromiseLike<unknown> | undefined)?.then !== 'function') return;
  (evaluated as PromiseLike<unknown>).then(undefined, (error: unknown) => onfail(error));
}
