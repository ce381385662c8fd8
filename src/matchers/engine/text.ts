import type { MatcherContext } from '../../messages/matcher-context';
import { JSON } from '../../core';
import { noteOnInvisible, printPlural, veil, type Row } from '../../messages';
import { alignForDiff, equalsDeeply, partAsked } from './deep';
import { asksForNothing, findFlaw } from './flaws';
import { isAsymmetric, isEmptyPattern, isRegExp, matchesPattern } from './values';
import type { Answer } from './verdict';
import type { Mistake } from '../../messages/parts';

const PATTERN = 'a string, a regular expression or an asymmetric matcher';
const LONGEST_SUGGESTION = 60;

/** What is wrong with an expected text, if anything. */
export function mistakeInText(value: unknown, name?: string): Mistake | undefined {
  const mistake = (must: string, instead?: string): Mistake => ({
    side: 'expected',
    must,
    value,
    ...(name === undefined ? {} : { name }),
    ...(instead === undefined ? {} : { instead }),
  });
  if (!Array.isArray(value)) {
    const fault = faultOfPattern(value, `${PATTERN.replace(' or', ',')}, or an array of these`);
    return fault && mistake(fault.must, fault.instead);
  }
  if (value.length === 0) return mistake(`hold at least one text: an empty array leaves nothing to compare`);
  const index = value.findIndex(item => faultOfPattern(item) !== undefined);
  const fault = index === -1 ? undefined : faultOfPattern(value[index]);
  return (
    fault && {
      ...mistake(fault.must, fault.instead),
      name: `${name ?? 'expected'}[${index}]`,
      value: value[index],
    }
  );
}

interface Fault {
  readonly must: string;
  readonly instead?: string;
}

function faultOfPattern(value: unknown, form = PATTERN): Fault | undefined {
  if (typeof value === 'string') return undefined;
  if (isRegExp(value)) {
    return isEmptyPattern(value)
      ? { must: 'say something: an empty regular expression matches every text' }
      : undefined;
  }
  if (!isAsymmetric(value)) return { must: `be ${form}`, ...insteadOf(value) };
  if (asksForNothing(value)) return { must: 'ask for something: this asymmetric matcher accepts every text' };
  const flaw = findFlaw(value);
  if (flaw?.isFatal) return { must: `be comparable: ${flaw.message}` };
  // `expect.objectContaining({})` never accepts a text, and so `.not` would always pass.
  const type = (value as { getExpectedType?: () => string }).getExpectedType?.();
  return type === undefined || type === 'string' || type === 'any'
    ? undefined
    : { must: `accept text, not values of type ${type}` };
}

function insteadOf(value: unknown): { instead?: string } {
  if (typeof value === 'number' || typeof value === 'boolean')
    return { instead: `Text is text on the wire: write ${JSON.stringify(String(value))}` };
  return {};
}

/** Holds an expected text against texts: a pattern against all of them joined, an array one by one. */
export function judgeTexts(
  context: MatcherContext,
  texts: readonly string[],
  expected: unknown,
  notes: readonly string[] = [],
): Answer {
  const joined = texts.join('\n');
  const received = Array.isArray(expected) ? texts : joined;
  const matches = Array.isArray(expected)
    ? equalsDeeply(context, texts, expected)
    : matchesText(context, joined, expected);
  return {
    verdict: matches ? 'yes' : 'no',
    actual: received,
    report: () => reportText(context, received, expected, notes),
  };
}

/** Whether one text is as expected. */
export function matchesText(context: MatcherContext, text: string, expected: unknown): boolean {
  if (typeof expected === 'string') return text === expected;
  return isRegExp(expected) ? matchesPattern(text, expected) : equalsDeeply(context, text, expected);
}

function reportText(
  context: MatcherContext,
  received: string | readonly string[],
  expected: unknown,
  notes: readonly string[],
): ReturnType<Answer['report']> {
  if (typeof expected === 'string' && typeof received === 'string') {
    return {
      comparison: { expected, received },
      notes: [...notes, ...(context.isNot === true ? [] : nearMiss(context, expected, received))],
    };
  }
  if (Array.isArray(expected)) {
    return {
      comparison:
        context.isNot === true
          ? { expected, received: partAsked(received, expected) }
          : alignForDiff(context, received, expected),
      notes,
    };
  }
  return { rows: patternRows(expected, received as string), notes };
}

function patternRows(expected: unknown, received: string): Row[] {
  // A space of another kind is why a pattern with a space does not match: it has to be seen.
  const [, shown] = veil([String(expected), received]);
  return [
    {
      label: isRegExp(expected) ? 'Expected pattern' : 'Expected',
      shown: { value: expected },
      side: 'expected',
    },
    {
      label: isRegExp(expected) ? 'Received text' : 'Received',
      shown: { value: shown },
      side: 'received',
    },
  ];
}

/** What the two texts still have in common, said only where it is so. */
function nearMiss(context: MatcherContext, expected: string, received: string): string[] {
  // The comparison itself names what cannot be seen.
  if (noteOnInvisible(expected, received) !== undefined) return [];
  if (expected.trim() === received.trim())
    return ['They differ in white space at the beginning or the end alone.'];
  const unfold = (text: string): string => text.replace(/\r\n/g, '\n');
  if (unfold(expected) === unfold(received))
    return ['They differ in their line endings alone: \\r\\n and \\n.'];
  if (expected.toLowerCase() === received.toLowerCase())
    return ['They differ in upper and lower case alone.'];
  const at = expected === '' ? -1 : received.indexOf(expected);
  return at === -1 ? [] : [partOf(context, expected, received, at)];
}

/**
 * What stands around the expected text. To allow it is proposed only where the text is whole lines: `"3"` is a part of
 * `"13"` too, and a sum that is wrong.
 */
function partOf(context: MatcherContext, expected: string, received: string, at: number): string {
  const before = received.slice(0, at);
  const after = received.slice(at + expected.length);
  const isWhole = (before === '' || before.endsWith('\n')) && (after === '' || after.startsWith('\n'));
  if (isWhole && expected.length <= LONGEST_SUGGESTION)
    return `The expected text is part of it. To allow more around it, write expect.stringContaining(${context.utils.stringify(expected)}).`;
  const around = [
    ...(before === '' ? [] : [`${printPlural(before.length, 'character')} before it`]),
    ...(after === '' ? [] : [`${printPlural(after.length, 'character')} after it`]),
  ];
  return `The expected text is part of it, with ${around.join(' and ')}.`;
}
