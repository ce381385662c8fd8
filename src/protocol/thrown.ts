import { cwd, sep, stripVTControlCharacters } from '../core';
import { describeValue } from '../messages/describe';
import { isUserFrame } from '../messages/stack';
import type { Section } from '../messages/parts';

const MOST_MESSAGE_LINES = 5;
const MOST_STACK_LINES = 5;
const LONGEST_LINE = 300;

/** Stands for `undefined` that was thrown: `undefined` itself says that nothing was. */
export const THROWN_UNDEFINED: unique symbol = Symbol('undefined');

/** What was thrown, with the lines of its stack that are the user's own code. Empty when nothing is known. */
export function describeThrown(thrown: unknown, title = 'The handler threw'): Section[] {
  if (thrown === undefined) return [];
  return [{ title, lines: [...linesOf(thrown), ...linesOfCause(thrown)] }];
}

function linesOf(thrown: unknown): string[] {
  const stack = stripVTControlCharacters(readString(thrown, 'stack') ?? '');
  // A compiler's error has an empty one, since no line of the program has run.
  if (stack.trim() === '')
    return cutLines(describeNonError(thrown).split('\n'), MOST_MESSAGE_LINES).map(cutLine);
  const lines = stack.split('\n');
  const firstFrame = lines.findIndex(line => /^\s+at /.test(line));
  const message = firstFrame === -1 ? lines : lines.slice(0, firstFrame);
  const own = firstFrame === -1 ? [] : lines.slice(firstFrame).filter(isUserFrame);
  return [
    ...cutLines(message, MOST_MESSAGE_LINES),
    // Not ` at `: Jest takes that for the beginning of the stack, and would draw its code frame from here.
    ...cutLines(own, MOST_STACK_LINES).map(line => `    ${place(line)}`),
  ].map(cutLine);
}

function linesOfCause(thrown: unknown): string[] {
  const cause = typeof thrown === 'object' && thrown !== null && 'cause' in thrown ? thrown.cause : undefined;
  if (cause === undefined) return [];
  const [first = '', ...others] = linesOf(cause);
  return [`Caused by: ${first}`, ...others];
}

/** A line of a stack, from the project's folder on. */
function place(line: string): string {
  return line
    .trim()
    .replace(/^at /, 'in ')
    .replace(cwd() + sep, '');
}

function describeNonError(thrown: unknown): string {
  const message = readString(thrown, 'message');
  if (message !== undefined) return stripVTControlCharacters(message);
  return `${thrown === THROWN_UNDEFINED ? 'undefined' : describeValue(thrown)}, which is not an Error, and so does not say where: throw new Error(…)`;
}

// Errors that crossed realms are no `instanceof Error`, so the shape decides.
function readString(value: unknown, key: 'stack' | 'message'): string | undefined {
  if (typeof value !== 'object' || value === null || !(key in value)) return undefined;
  const found = (value as Readonly<Record<string, unknown>>)[key];
  return typeof found === 'string' ? found : undefined;
}

function cutLines(lines: readonly string[], most: number): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most), `… ${lines.length - most} more lines`];
}

function cutLine(line: string): string {
  const rest = line.length - LONGEST_LINE;
  return rest > 0 ? `${line.slice(0, LONGEST_LINE)}… (${rest} more characters)` : line;
}
