import { EntryRun } from './entry-run';
import type { OpenedSubject, Opening } from './opening';
import type { Entry } from './shapes';
import { Entries } from './entry-file';

/** Runs a file in this process that connects a stdio transport by itself, with streams of ours for its stdin and stdout. */
export async function openEntry(subject: Entry, opening: Opening): Promise<OpenedSubject> {
  return new EntryRun(subject, opening, Entries.of(opening.file)).open();
}
