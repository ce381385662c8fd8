import type { ParseError } from 'jsonc-parser';
import { readFileSync, requireOwn } from '../../core';
import { cutText } from '../../messages/cut';
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

/** Comments and trailing commas are allowed, as in VS Code, whose own parser this is. */
function parse(written: string, file: string, call: string): unknown {
  const text = written.replace(/^\uFEFF/, '');
  const { parse: parseJsonc, printParseErrorCode } = requireOwn(
    'jsonc-parser',
  ) as typeof import('jsonc-parser');
  const errors: ParseError[] = [];
  const content: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (!first) return content;
  const { error, offset, length } = first;
  const before = text.slice(0, offset).split(/\r\n?|\n/);
  const at = `${file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  const complaint = COMPLAINTS[printParseErrorCode(error)] ?? 'Unexpected';
  const found = text.slice(offset, offset + length);
  const advice = UNQUOTED.test(found) ? ' Names and texts need double quotes.' : '';
  throw usageError(`${call}: ${at} is not JSON: ${complaint} ${nameFound(found)}.${advice}`);
}

const UNQUOTED = /^[\p{L}_$'`“‘]/u;

/** What a string says is not shown: it may be a secret. */
function nameFound(found: string): string {
  if (found === '') return 'the end of the file';
  if (found.startsWith('"')) return 'a string';
  return found.length === 1 ? `'${found}'` : cutText(found, 20);
}

/** What the parser says, up to what it found. */
const COMPLAINTS: Readonly<Record<string, string>> = {
  PropertyNameExpected: 'Expected a name in double quotes, found',
  ValueExpected: 'Expected a value, found',
  ColonExpected: "Expected ':', found",
  CommaExpected: "Expected ',' before",
  CloseBraceExpected: "Expected ',' or '}', found",
  CloseBracketExpected: "Expected ',' or ']', found",
  EndOfFileExpected: 'Expected the end of the file, found',
  UnexpectedEndOfComment: 'No end of the comment',
  UnexpectedEndOfString: 'Expected a double quote at the end of',
  UnexpectedEndOfNumber: 'No end of the number',
  InvalidUnicode: 'Expected four hexadecimal digits after \\u in',
  InvalidEscapeCharacter: 'Expected \\\\ for each \\ in',
  InvalidCharacter: 'Unexpected control character in',
};
