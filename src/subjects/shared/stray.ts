import { errorAt } from '../../messages/stack';
import type { LineLink, Strays } from '../../wire/lines';
import { escapeInvisible } from '../../messages/visible';
import type { Evidence } from '../../protocol/evidence';
import { printCount, printPlural } from '../../messages/cut';

const MOST_LINES = 8;
const LONGEST_LINE = 200;

/** Who wrote to standard output what is no message, and where, as far as that is known. */
export interface StrayWriter {
  /** `program`, `entry`. */
  readonly what: string;
  /** How the test can write its subject so that it is allowed. */
  readonly lenient: string;
  /** Where the first of it was written: `src/index.ts:12:3`. */
  readonly place?: string | undefined;
  /** The lines of the stack of where it was written. Default: those of the call. */
  readonly frames?: readonly string[] | undefined;
}

/**
 * What is said of a stdio server that writes to its standard output what is no message.
 *
 * @returns undefined where it wrote none
 * @see specification 2025-11-25, basic/transports › stdio
 */
export function strayOutput(
  strays: Strays,
  { what, lenient, place, frames }: StrayWriter,
): Error | undefined {
  if (strays.count === 0) return undefined;
  const where = place === undefined ? '' : `, ${strays.count === 1 ? '' : 'the first '}at ${place}`;
  // There may be no line of the test to point at.
  return errorAt(
    `The ${what} wrote lines to stdout that are not JSON-RPC messages (${printPlural(strays.count, 'line')}${where}), and hosts may break off there:\n\n` +
      `${printStrays(strays)
        .map(line => `  ${line}`)
        .join('\n')}\n\n` +
      'Write logs to stderr:\n  console.error(…);\n\n' +
      `To allow it all the same:\n  mcp.serve(${lenient});`,
    frames,
  );
}

/** Whether a piece of output looks like something other than messages, and is worth the question where it comes from. */
export function isStray(chunk: Uint8Array): boolean {
  const text = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  return !text.includes('"jsonrpc"') && text.toString().trim() !== '';
}

/** The first lines of it, each cut, and how many more there are. */
export function printStrays({ lines, count }: Strays): string[] {
  const shown = lines
    .slice(0, MOST_LINES)
    .map(line => (line.trim() === '' ? '(an empty line)' : escapeInvisible(cut(line), '\t')));
  const rest = count - shown.length;
  return rest > 0 ? [...shown, `… and ${printPlural(rest, 'more line')}`] : shown;
}

/** What was written to stdout and is no message, and what has yet to become a line. */
export function stdoutEvidence({ strays, unfinished }: LineLink): Evidence[] {
  const { text, bytes } = unfinished;
  const shown = escapeInvisible(cut(text), '\t');
  return [
    ...(strays.count > 0
      ? [{ title: 'stdout, lines that are not JSON-RPC messages', lines: printStrays(strays) }]
      : []),
    ...(bytes > 0
      ? [
          {
            title: `stdout, ${printCount(bytes)} ${bytes === 1 ? 'byte' : 'bytes'} without a line break, which ends a message`,
            lines: shown.split('\n'),
          },
        ]
      : []),
  ];
}

function cut(line: string): string {
  const rest = line.length - LONGEST_LINE;
  return rest > 0 ? `${line.slice(0, LONGEST_LINE)}… (${printPlural(rest, 'more character')})` : line;
}
