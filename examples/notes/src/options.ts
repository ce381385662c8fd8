import { parseArgs } from 'node:util';
import type { NotesOptions } from './server.js';

/** Reads the command line and the environment. @throws when neither says where the notes are kept. */
export function readOptions(args: string[], environment: NodeJS.ProcessEnv): NotesOptions {
  const { values } = parseArgs({ args, options: { file: { type: 'string' } } });
  const file = values.file ?? environment.NOTES_FILE;
  if (!file) throw new Error('Say where the notes are kept: notes --file <path>, or NOTES_FILE=<path>.');
  return { file };
}
