import type { Server } from 'node:net';
import type { TestFile } from '../../test-file';

/** What the fixture has to know of the entries that run in a test file. */
export interface EntryDoor {
  /** Until it is over, what is loaded would be evaluated for an entry alone. */
  isolated: Promise<unknown> | undefined;
  /** Takes an error that nobody has caught. @returns whether it was an entry's, and so is no failure of the test by itself */
  takeUncaught(error: unknown, promise: unknown): boolean;
  /** @returns whether it is an entry that listens, and puts the server away with itself */
  listens(server: Server, at: unknown): boolean;
}

/** The one of this test file, whichever copy of this module asks. */
export function entryDoor(file: TestFile): EntryDoor {
  return file.kept('entry door', () => ({
    isolated: undefined,
    takeUncaught: () => false,
    listens: () => false,
  }));
}
