import { JSON, readFileSync } from '../../core';
import { usageError } from '../../messages/stack';

/** One entry of a configuration file, as far as the kit reads it. What other hosts keep there is theirs. */
export interface ConfigEntry {
  readonly type?: unknown;
  readonly command?: unknown;
  readonly args?: unknown;
  readonly env?: unknown;
  readonly cwd?: unknown;
  readonly envFile?: unknown;
  readonly url?: unknown;
  readonly headers?: unknown;
}

/** The servers of a configuration file, by name. @throws when there is no such file, or none in it */
export function readServers(file: string, call: string): Readonly<Record<string, ConfigEntry>> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw usageError(
      code === 'ENOENT'
        ? `${call}: there is no file ${file}. A relative path starts from Jest's rootDir.`
        : `${call}: ${file} could not be read: ${message}.`,
    );
  }
  const content = parse(text, file, call);
  // Claude and Cursor name them `mcpServers`, VS Code `servers`.
  const { mcpServers, servers } = (content ?? {}) as { mcpServers?: unknown; servers?: unknown };
  const found = mcpServers ?? servers;
  if (!isRecord(found) || Object.keys(found).length === 0)
    throw usageError(
      `${call}: ${file} names no servers. Expected:\n  { "mcpServers": { "notes": { "command": "node", "args": ["dist/index.js"] } } }\n` +
        'or, as VS Code has it, the same under "servers".',
    );
  return found as Readonly<Record<string, ConfigEntry>>;
}

/** Whether `value` is an object with keys of its own. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(text: string, file: string, call: string): unknown {
  const json = withoutComments(text);
  try {
    return JSON.parse(json);
  } catch (error) {
    const before = json.slice(0, whereItFails(json)).split('\n');
    const at = `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    throw usageError(`${call}: ${at} is no JSON: ${complaint(error as Error)}.`);
  }
}

/** What V8 says, without where: it does not always know, and says it otherwise in each version. */
function complaint({ message }: Error): string {
  return message.replace(/(?:,? in JSON)? at position \d+[^]*$|, (?:\.\.\.)?"[^]*$| in JSON$/, '');
}

/** VS Code allows comments and trailing commas. They become blanks, so that all else stays where it was. */
function withoutComments(text: string): string {
  const blank = (match: string): string => (match.startsWith('"') ? match : match.replace(/[^\r\n]/g, ' '));
  return text
    .replace(/^\uFEFF/, ' ')
    .replace(/"(?:\\.|[^"\\\r\n])*"|\/\/[^\r\n]*|\/\*[^]*?\*\//g, blank)
    .replace(/"(?:\\.|[^"\\\r\n])*"|,(?=\s*[}\]])/g, blank);
}

/**
 * Where a text ceases to be JSON. V8 does not always tell; but a character that is wrong everywhere is what it
 * complains of, as long as all before it was right.
 */
function whereItFails(json: string): number {
  const WRONG = '\u0001';
  const isRightUntil = (length: number): boolean => {
    try {
      JSON.parse(json.slice(0, length) + WRONG);
      return true;
    } catch (error) {
      const { message } = error as Error;
      return message.startsWith(`Unexpected token '${WRONG}'`) || message.includes(`at position ${length}`);
    }
  };
  let right = 0;
  let wrong = json.length + 1;
  while (wrong - right > 1) {
    const middle = Math.floor((right + wrong) / 2);
    if (isRightUntil(middle)) right = middle;
    else wrong = middle;
  }
  return right;
}
