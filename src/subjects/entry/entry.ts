import { EntryRun } from './run';
import type { OpenedSubject, Opening } from '../shared/opening';
import type { Entry } from '../shared/shapes';
import { Entries } from './file';

/** Runs a file in this process that connects a stdio transport by itself, with streams of ours for its stdin and stdout. */
export async function openEntry(subject: Entry, opening: Opening): Promise<OpenedSubject> {
  return new EntryRun(subject, opening, Entries.of(opening.file)).open();
}
