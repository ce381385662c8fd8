import type { MatcherContext } from '../messages/matcher-context';
import type { Row } from '../messages';
import { equalsDeeply } from './engine/deep';
import { asksForNothing, findFlaw } from './engine/flaws';
import { judgeOffer, TOOLS, type Offered, whyDropped } from './engine/lists';
import { isAsymmetric } from './engine/values';
import type { Answer, Verdict } from './engine/verdict';
import type { AsymmetricMatch } from './engine/expected';
import type { Mistake } from '../messages/parts';

/** Whether the server offers exactly these tools. */
export function toHaveTools(
  this: MatcherContext,
  received: unknown,
  names: readonly string[] | AsymmetricMatch,
): Verdict | Promise<Verdict> {
  return judgeOffer(this, received, {
    offering: TOOLS,
    call: { matcher: 'toHaveTools', args: ['names'], expected: names },
    mistake: mistakeInNames(names),
    judge: offered =>
      isAsymmetric(names) ? judgePattern(this, offered, names) : judgeNames(this, offered, names),
  });
}

function mistakeInNames(names: unknown): Mistake | undefined {
  const mistake = (must: string): Mistake => ({ side: 'expected', name: 'names', must, value: names });
  if (isAsymmetric(names)) {
    if (asksForNothing(names))
      return mistake('ask for something: this asymmetric matcher accepts every list');
    const flaw = findFlaw(names);
    return flaw?.isFatal === true ? mistake(`be comparable: ${flaw.message}`) : undefined;
  }
  if (!Array.isArray(names)) return mistake('be an array of names, or an asymmetric matcher');
  if (names.length === 0) return mistake('hold at least one name: an empty array leaves nothing to compare');
  if (!names.every(name => typeof name === 'string' && name !== ''))
    return mistake('hold names alone: strings that are not empty');
  const doubles = doublesIn(names as readonly string[]);
  return doubles.length > 0
    ? mistake(`hold each name once: ${doubles.join(', ')} stands there more than once`)
    : undefined;
}

function doublesIn(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

function judgePattern(
  context: MatcherContext,
  { items, undeclared }: Offered,
  expected: AsymmetricMatch,
): Answer {
  const names = items.map(item => item.id);
  const rows: Row[] = [
    { label: 'Expected', shown: { value: expected }, side: 'expected' },
    { label: 'Received', shown: { value: names }, side: 'received' },
  ];
  return {
    verdict: equalsDeeply(context, names, expected) ? 'yes' : 'no',
    actual: names,
    report: () => ({ sentence: undeclared, rows }),
  };
}

/**
 * `.not` says that none of them is offered, and must not pass because one of several is missing: some of
 * them count as a no without it, and as a yes with it.
 */
function judgeNames(context: MatcherContext, whole: Offered, expected: readonly string[]): Answer {
  const { items, undeclared } = whole;
  const names = items.map(item => item.id);
  const offered = expected.filter(name => names.includes(name));
  const missing = expected.filter(name => !names.includes(name));
  const extra = names.filter(name => !expected.includes(name));
  const doubles = doublesIn(names);
  const isSame = missing.length === 0 && extra.length === 0 && doubles.length === 0;
  return {
    verdict: isSame || (offered.length > 0 && context.isNot === true) ? 'yes' : 'no',
    actual: names,
    report: () => ({
      sentence: undeclared,
      rows:
        context.isNot === true
          ? noneRows(expected, offered)
          : exactRows(expected, { missing, extra, doubles }),
      notes: context.isNot === true ? [] : whyDropped(missing, whole),
    }),
  };
}

function noneRows(expected: readonly string[], offered: readonly string[]): Row[] {
  return [
    { label: 'Expected none of', shown: { list: expected }, underNot: { list: expected }, side: 'expected' },
    { label: 'But offered', shown: { list: offered }, side: 'received' },
  ];
}

interface Differences {
  readonly missing: readonly string[];
  readonly extra: readonly string[];
  readonly doubles: readonly string[];
}

function exactRows(expected: readonly string[], { missing, extra, doubles }: Differences): Row[] {
  const row = (label: string, list: readonly string[], side: Row['side']): Row[] =>
    list.length === 0 ? [] : [{ label: `${label} (${list.length})`, shown: { list }, ...(side && { side }) }];
  return [
    {
      label: 'Expected',
      shown: { words: `exactly ${expected.length === 1 ? 'this tool' : `these ${expected.length} tools`}` },
    },
    ...row('Missing', missing, 'expected'),
    ...row('Extra', extra, 'received'),
    ...row('Listed twice', doubles, 'received'),
  ];
}
