import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from '../src/server.js';

/** A server on a file of its own. The folder goes when the test is over. */
export async function temporaryServer() {
  const folder = await temporaryFolder();
  return {
    server: createServer({ file: join(folder, 'notes.json') }),
    cleanup: () => rm(folder, { recursive: true }),
  };
}

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'notes-'));
}
