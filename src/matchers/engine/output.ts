import type { MatcherContext } from '../../messages/matcher-context';
import { stripVTControlCharacters } from '../../core';
import { printCount, printPlural, type Row } from '../../messages';
import { visible } from '../../messages/visible';
import { isSession, type Meeting, SESSION, type ServerOutput } from '../../protocol/attempt';
import { notASession } from './ask';
import { equalsDeeply } from './deep';
import { noMeeting, sceneOfMeeting } from './meeting';
import { assertAwaited } from './subject';
import { mistakeInText } from './text';
import { isRegExp, matchesPattern } from './values';
import { type Answer, type Call, conclude, refuse, type Verdict } from './verdict';
import type { Mistake } from '../../messages/parts';

const MOST_LINES = 10;
const LONGEST_LINE = 90;

/** Waits for a server to write something to one of its outputs, or makes sure that it has not. */
export function judgeOutput(
  context: MatcherContext,
  received: unknown,
  name: 'stdout' | 'stderr',
  expected: unknown,
): Verdict | Promise<Verdict> {
  const matcher = name === 'stderr' ? 'toHaveWrittenToStderr' : 'toHaveWrittenToStdout';
  const call: Call = { matcher, args: ['expected'], expected };
  assertAwaited(context, received, call);
  if (!isSession(received)) return refuse(context, call, 'received', notASession(received, call));
  const { title, output } = received[SESSION];
  const mistake = mistakeInWritten(expected);
  if (mistake) return refuse(context, call, title, mistake);
  return output(name).then(async ({ meeting, output: written }) => {
    const answer =
      typeof written === 'string'
        ? unknown(written)
        : !written
          ? noMeeting(meeting)
          : await judge(context, meeting, written, { name, expected });
    return conclude(context, call, sceneOfMeeting(title, meeting), answer);
  });
}

interface Asked {
  readonly name: 'stdout' | 'stderr';
  readonly expected: unknown;
}

async function judge(
  context: MatcherContext,
  meeting: Meeting,
  output: ServerOutput,
  asked: Asked,
): Promise<Answer> {
  const holds = (): boolean => isWritten(context, output.text, asked.expected);
  if (context.isNot === true) {
    const unsettled = holds() ? undefined : await output.settle();
    if (holds()) return found(output, asked);
    // A server that was never met may have written no more than it came to.
    if (meeting.outcome) return noMeeting(meeting);
    if (unsettled !== undefined) return unknown(`Whether it has written more is not known: ${unsettled}`);
  } else if (await cameToHold(output, holds)) return found(output, asked);
  if (output.cut > 0) return unknown(tooMuch(output, asked.name));
  return missing(output, asked);
}

/** Wakes with each piece that is written. */
function cameToHold(output: ServerOutput, holds: () => boolean): Promise<boolean> {
  return output.until(() => holds() || output.isEnded).then(holds);
}

function isWritten(context: MatcherContext, text: string, expected: unknown): boolean {
  if (typeof expected === 'string') return text.includes(expected);
  return isRegExp(expected) ? matchesPattern(text, expected) : equalsDeeply(context, text, expected);
}

function mistakeInWritten(expected: unknown): Mistake | undefined {
  if (expected === '')
    return {
      side: 'expected',
      must: 'say something: an empty text is part of every text',
      value: expected,
      instead: 'To expect any text at all, write /./',
    };
  if (!Array.isArray(expected)) return mistakeInText(expected);
  return {
    side: 'expected',
    must: 'be a string, a regular expression or an asymmetric matcher',
    value: expected,
    instead: 'An output is one text. Expect each part of it by itself',
  };
}

function found(output: ServerOutput, { name, expected }: Asked): Answer {
  const line = typeof expected === 'string' || isRegExp(expected) ? lineOf(output.text, expected) : undefined;
  const shown = line === undefined ? [] : [{ label: 'Found in', shown: { words: line } } as const];
  return {
    verdict: 'yes',
    actual: output.text,
    report: () => ({ rows: [expectedRow(expected), ...shown, receivedRow(output, name)] }),
  };
}

function missing(output: ServerOutput, { name, expected }: Asked): Answer {
  const rows = (): Row[] => [expectedRow(expected), receivedRow(output, name)];
  return {
    verdict: 'no',
    actual: output.text,
    report: () => ({ rows: rows(), notes: [...nearMiss(output.text, expected), waited(output)] }),
  };
}

function unknown(sentence: string): Answer {
  return { verdict: 'neither', report: () => ({ sentence }) };
}

function waited(output: ServerOutput): string {
  return output.isEnded
    ? 'The server has ended, and writes nothing more.'
    : `Waited ${printCount(output.waited)} ms for it, until shortly before the test's own timeout.`;
}

function expectedRow(expected: unknown): Row {
  const label =
    typeof expected === 'string' ? 'Expected part' : isRegExp(expected) ? 'Expected pattern' : 'Expected';
  return { label, shown: { value: expected }, side: 'expected' };
}

/** The end of it: what a server does last is what a test waits for. */
function receivedRow({ text }: ServerOutput, name: string): Row {
  const shown = stripVTControlCharacters(text).replace(/\r?\n$/, '');
  if (shown === '') return { label: 'Received', shown: { words: `nothing on ${name}` }, side: 'received' };
  const lines = shown.split(/\r?\n/);
  const last = lines.slice(-MOST_LINES).map(line => visible(cut(line)));
  const rest = lines.length - last.length;
  const words = [...(rest > 0 ? [`… ${printPlural(rest, 'line')} before`] : []), ...last].join('\n');
  return { label: 'Received', shown: { words }, side: 'received' };
}

function lineOf(text: string, expected: string | RegExp): string | undefined {
  const at =
    typeof expected === 'string'
      ? text.indexOf(expected)
      : text.search(new RegExp(expected.source, expected.flags.replace(/[gy]/g, '')));
  if (at < 0) return undefined;
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const number = text.slice(0, start).split('\n').length;
  return `line ${printCount(number)}: ${visible(cut(stripVTControlCharacters(text.slice(start).split(/\r?\n/, 1)[0] ?? '')))}`;
}

function nearMiss(text: string, expected: unknown): string[] {
  if (typeof expected !== 'string') return [];
  if (text.toLowerCase().includes(expected.toLowerCase()))
    return ['It was written in other upper and lower case.'];
  const plain = stripVTControlCharacters(text);
  if (plain.includes(expected))
    return ['It was written with colours in between. Ask the server not to colour: env: { NO_COLOR: "1" }'];
  return plain.replace(/\s+/g, ' ').includes(expected.replace(/\s+/g, ' ').trim())
    ? ['It was written with other white space.']
    : [];
}

function tooMuch({ cut: dropped }: ServerOutput, name: string): string {
  return `It is not in the end of ${name} that is kept, and the ${printPlural(dropped, 'character')} before are not there any more.`;
}

function cut(line: string): string {
  return line.length > LONGEST_LINE
    ? `${line.slice(0, LONGEST_LINE)}… (${printPlural(line.length - LONGEST_LINE, 'more character')})`
    : line;
}
