import { boundedPair } from './bound';
import { noteOnInvisible, unveil, veil } from './invisible';
import type { Comparison, Row } from './parts';
import { printValue } from './print';
import { cutLines, cutPoint, cutText, printCount } from './cut';
import type { PrinterContext } from './matcher-context';
import { SecretFilter } from './secrets';

const LONGEST_ROW = 200;
const MOST_DIFF_LINES = 60;
const LONGEST_RUN = 16;
const LONGEST_DIFF_LINE = 400;
const BEFORE_DIFFERENCE = 40;
const WINDOW = 120;

/** How a comparison is printed: rows among the other rows, or a block of its own below them. */
export interface Difference {
  readonly rows: readonly Row[];
  readonly block?: string;
  /** What they differ in that cannot be seen. */
  readonly note?: string | undefined;
}

/** How two values differ, with what cannot be seen made visible. */
export function describeDifference(printer: PrinterContext, comparison: Comparison): Difference {
  const { of = '' } = comparison;
  const { secrets = new SecretFilter() } = printer;
  const [expected, received] = [secrets.value(comparison.expected), secrets.value(comparison.received)];
  const labels = { expected: `Expected${of}`, received: `Received${of}` } as const;
  if (printer.isNot === true) return { rows: negatedRows(printer, { expected, received }, labels) };
  const [one, other] = boundedPair(expected, received);
  // Of what was cut, a place would be told wrongly.
  const isWhole = one === expected && other === received;
  const note = isWhole ? noteOnInvisible(expected, received) : undefined;
  if (typeof expected === 'string' && typeof received === 'string') {
    const isOneLine = !expected.includes('\n') && !received.includes('\n');
    const isLong = expected.length > LONGEST_ROW || received.length > LONGEST_ROW;
    if (isOneLine && isLong) return { rows: windowRows(printer, expected, received, labels), note };
    if (isOneLine) return { rows: veiledRows(expected, received, labels), note };
  }
  const [left, right] = veil([one, other]);
  const block = diffBlock(printer, left, right, labels);
  if (block === undefined) return { rows: veiledRows(expected, received, labels), note };
  return { rows: [], block: unveil(block), note };
}

interface Labels {
  readonly expected: string;
  readonly received: string;
}

/** Rows of values with stand-ins for what cannot be seen, which printing shows again as escapes. */
function veiledRows(expected: unknown, received: unknown, labels: Labels): Row[] {
  const [one, other] = veil(boundedPair(expected, received));
  return plainRows(one, other, labels);
}

function plainRows(expected: unknown, received: unknown, labels: Labels): Row[] {
  return [
    { label: labels.expected, shown: { value: expected }, side: 'expected' },
    { label: labels.received, shown: { value: received }, side: 'received' },
  ];
}

/** Under `.not` both sides match, so the received one is shown only where it reads differently. */
function negatedRows(printer: PrinterContext, { expected, received }: Comparison, labels: Labels): Row[] {
  const rows = plainRows(expected, received, labels);
  return printValue(printer, expected) === printValue(printer, received) ? rows.slice(0, 1) : rows;
}

/** Two long lines, cut around the first character in which they differ. */
function windowRows(printer: PrinterContext, expected: string, received: string, labels: Labels): Row[] {
  let at = 0;
  while (at < expected.length && expected[at] === received[at]) at++;
  const [one, other] = [windowOf(expected, at), windowOf(received, at)];
  const [left, right] = veil([one.text, other.text]);
  const print = (text: unknown, { of }: Window): string =>
    unveil(printer.utils.stringify(text)) + (of === undefined ? '' : ` (of ${printCount(of)} characters)`);
  return [
    { label: labels.expected, shown: { words: print(left, one) }, side: 'expected' },
    { label: labels.received, shown: { words: print(right, other) }, side: 'received' },
    { label: 'First difference', shown: { words: `at character ${printCount(at + 1)}` } },
  ];
}

/** A part of a text, and how long the whole is where it is longer. */
interface Window {
  readonly text: string;
  readonly of: number | undefined;
}

function windowOf(text: string, at: number): Window {
  const start = cutPoint(text, Math.max(0, at - BEFORE_DIFFERENCE));
  const end = cutPoint(text, Math.min(text.length, start + WINDOW));
  const cut = `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
  return { text: cut, of: cut.length === text.length ? undefined : text.length };
}

/** Jest's own diff, bounded; absent where Jest has none to show (primitives, or values that print alike). */
function diffBlock(
  printer: PrinterContext,
  expected: unknown,
  received: unknown,
  labels: Labels,
): string | undefined {
  const text = printer.utils.printDiffOrStringify(
    expected,
    received,
    labels.expected,
    labels.received,
    printer.expand !== false,
  );
  const isDiff = text.includes(`- ${labels.expected}`) && text.includes(`+ ${labels.received}`);
  if (!isDiff) return undefined;
  const lines = text.split('\n').map(line => cutText(line, LONGEST_DIFF_LINE));
  return cutLines(cutRuns(lines), MOST_DIFF_LINES).join('\n');
}

/** Cuts long runs of one side, so that the other one is still seen. */
function cutRuns(lines: readonly string[]): string[] {
  const runs: { readonly sign: string; readonly lines: string[] }[] = [];
  for (const line of lines) {
    const sign = SIGN.exec(line)?.[1] ?? '';
    const run = runs.at(-1);
    if (run?.sign === sign) run.lines.push(line);
    else runs.push({ sign, lines: [line] });
  }
  return runs.flatMap(run => (run.sign === '' ? run.lines : cutLines(run.lines, LONGEST_RUN)));
}

/** The sign of a line in a diff, behind the colour that it may begin with. */
const SIGN = new RegExp(`^(?:${String.fromCharCode(27)}\\[\\d+m)?([-+])`);
