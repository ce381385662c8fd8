import {
  existsSync,
  isAbsolute,
  join,
  JSON,
  readFileSync,
  relative,
  sep,
  stripVTControlCharacters,
} from '../../core';
import { usageError } from '../../messages/stack';
import { visible } from '../../messages/visible';
import type { Evidence } from '../../protocol/evidence';
import { describeThrown } from '../../protocol/thrown';
import { resolveFrom } from './registry';
import type { Ending as ProcessEnding } from './process';
import type { TestFile } from '../../test-file';

const MOST_LINES = 20;
const LONGEST_LINE = 300;
const MOST_KEPT = 64 * 1024;

/** Finds an entry as an import in the test file would. @throws saying where it was looked for */
export function findEntry(entry: string, { folder, rootDir }: TestFile): string {
  const isPath = entry.startsWith('.') || isAbsolute(entry);
  const places = [...(isPath ? [] : [entry]), isAbsolute(entry) ? entry : join(folder, entry)];
  for (const place of places) {
    try {
      return resolveFrom(place, folder);
    } catch {
      // The next one.
    }
  }
  const sought = places.map(
    place => `  ${isAbsolute(place) ? shorten(place, rootDir) : `${place} (a package)`}`,
  );
  const fromRoot = join(rootDir, entry);
  const meant = relative(folder, fromRoot).split(sep).join('/');
  const advice = existsSync(fromRoot)
    ? `From the test file's folder it is:\n  mcp.serve({ entry: '${meant.startsWith('.') ? meant : `./${meant}`}' });`
    : "A relative path starts from the test file's folder, as an import does.";
  throw usageError(
    `mcp.serve(): there is no entry ${JSON.stringify(entry)}. Looked for, also with the usual endings:\n${sought.join('\n')}\n\n${advice}`,
  );
}

/** A file from the project's folder on. */
export function shorten(file: string, rootDir: string): string {
  return file.startsWith(rootDir + sep) ? file.slice(rootDir.length + 1) : file;
}

/** How an entry came to its end. */
export type Ending = ProcessEnding<Whereabouts>;

/** Where an entry was: the lines of a stack that are its own code, and the first of them in short. */
export interface Whereabouts {
  /** `src/index.ts:12:3`. Undefined where no line is the entry's. */
  readonly place: string | undefined;
  readonly frames: readonly string[];
}

/** Finds the entry's own code in a stack. */
export function whereIn(
  stack: string | undefined,
  isOwn: (file: string) => boolean,
  rootDir: string,
): Whereabouts {
  const frames: string[] = [];
  let place: string | undefined;
  for (const line of (stack ?? '').split('\n')) {
    const [, file, at] =
      /^\s+at (?:.*\()?(?:file:\/\/)?([^()\n]+?)(?:\?jest-mcp=\d+)?:(\d+:\d+)\)?$/.exec(line) ?? [];
    if (file === undefined || !isOwn(file) || line.includes('node:')) continue;
    frames.push(line);
    place ??= `${shorten(file, rootDir)}:${at}`;
  }
  return { place, frames };
}

/** How an entry came to its end, in a sentence that begins with its name. @param when in words that follow it */
export function describeEnding(name: string, ending: Ending, when?: string): string {
  const then = when === undefined ? '' : `, ${when}`;
  switch (ending.how) {
    case 'exit':
      if (!ending.where) return `${name} exited with code ${ending.code}, as process.exitCode says${then}`;
      return `${name} called process.exit(${ending.code})${ending.where?.place === undefined ? '' : ` at ${ending.where.place}`}${then}`;
    case 'threw':
      return `${name} ended by an error that nothing caught${when === undefined ? '' : ` ${when}`}: ${summary(ending.error)}`;
    case 'closed its stdout':
      return `${name} closed its stdout${then}`;
  }
}

/** An error in one line. */
export function summary(error: unknown): string {
  const { name, message } = (error ?? {}) as { name?: unknown; message?: unknown };
  if (typeof message !== 'string') return String(error);
  const [head = '', next = ''] = stripVTControlCharacters(message).split('\n');
  // A compiler says what is wrong on the next line.
  const first = head.endsWith(':') ? `${head} ${next.trim()}` : head;
  return typeof name === 'string' && name !== 'Error' ? `${name}: ${first}` : first;
}

/** The stack of what ended an entry. */
export function errorOf(ending: Ending | undefined): Evidence[] {
  return ending?.how === 'threw' ? describeThrown(ending.error, 'The entry threw') : [];
}

/** Why an entry may never have connected, from what it says of itself. */
export function whyUnconnected(file: string, isNative: boolean): string {
  const source = readQuietly(file);
  if (isNative && /\bimport\.meta\.(?:main|url)\b/.test(source))
    return (
      'Does it connect only where it is what was started? Among native ES modules Jest has no import.meta.main, and a query in import.meta.url.\n\n' +
      'Compare paths, which holds everywhere:\n  if (fileURLToPath(import.meta.url) === process.argv[1]) …'
    );
  if (/\brequire\s*\.\s*main\b/.test(source))
    return (
      "Does it connect only where require.main === module? In Jest that holds with the preset's own transformer alone.\n\n" +
      'Compare paths instead:\n  if (process.argv[1] === __filename) …'
    );
  if (!/stdio|stdin/i.test(source))
    return 'It does not mention stdio: is it the file that a host would start?';
  return 'Is what connects it called when the file is run?';
}

/** Why an entry may fail that has run before: what its first session left in a package is there still. */
export function becauseShared(packages: readonly string[]): string {
  const [first] = packages;
  if (first === undefined) return '';
  const names = packages.map(name => JSON.stringify(name)).join(', ');
  return (
    `\n\nThis is not its first session in this test file, and it shares ${names} with the test file, which imports that too: ` +
    'what the session before has left in it is there still.\n\n' +
    'Load it for each session again:\n  beforeEach(() => jest.resetModules());\n\n' +
    `Or do not import ${JSON.stringify(first)} in the test.`
  );
}

/** What an entry has done that listens on a port, and does not speak over stdio. */
export class ListensInstead extends Error {}

/** Says that it listens. */
export function listensInstead({ place }: Whereabouts, at: unknown): ListensInstead {
  const port = typeof at === 'object' && at !== null && 'port' in at ? at.port : at;
  const where = Number(port) > 0 ? `port ${String(port)}` : 'a port';
  return new ListensInstead(
    `listens on ${where}${place === undefined ? '' : ` (${place})`}. An entry speaks over stdin and stdout.\n\n` +
      'Export the application, and serve it:\n  mcp.serve(app);',
  );
}

/** Whether an entry's own file has to do with stdio, or a module of an SDK was loaded that has. */
export function mentionsStdio(file: string): boolean {
  if (/stdio|stdin/i.test(readQuietly(file))) return true;
  return Object.keys(require.cache).some(loaded => /[\\/]server[\\/].*stdio/.test(loaded));
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** The end of what was written to stderr. */
export class Tail {
  #text = '';
  #dropped = 0;

  add(text: string): void {
    this.#text += text;
    if (this.#text.length <= MOST_KEPT) return;
    const cut = this.#text.slice(0, -MOST_KEPT / 2);
    this.#dropped += cut.split('\n').length - 1;
    this.#text = this.#text.slice(-MOST_KEPT / 2);
  }

  get evidence(): Evidence[] {
    const lines = this.#text.replace(/\n$/, '').split('\n');
    if (this.#text === '') return [];
    const all = lines.length + this.#dropped;
    const shown = lines
      .slice(-MOST_LINES)
      .map(line => visible(stripVTControlCharacters(line).replace(/\r$/, '')).slice(0, LONGEST_LINE));
    const title =
      shown.length === all
        ? "The entry's stderr"
        : `The entry's stderr, last ${shown.length} of ${all} lines`;
    return [{ title, lines: shown }];
  }
}

/** What is said of an entry that has connected two transports. */
export function connectedTwice(name: string, id: unknown): string {
  return (
    `${name} answered one request twice (id ${JSON.stringify(id)}): it has connected two transports to one stdin and stdout.\n\n` +
    'A stdio server connects one: a second server in the same file needs a process, and so an entry, of its own.'
  );
}

/** What is said of a spy that the entry cannot know. */
export function spiedTooLate(file: string, rootDir: string): string {
  return (
    `jest.spyOn() was called on ${shorten(file, rootDir)} after the entry had started with an instance of its own, so the spy sees nothing.\n\n` +
    'Spy before the test first uses mcp, or mock the module with jest.mock().'
  );
}
