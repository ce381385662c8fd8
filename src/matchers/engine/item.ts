import type { MatcherContext } from '../../messages/matcher-context';
import { JSON } from '../../core';
import type { Row } from '../../messages';
import { mistakeInName, mistakeInOptional } from './arguments';
import { alignForDiff, firstDifferences, hasShape } from './deep';
import { asksForNothing, findFlaw } from './flaws';
import { judgeOffer, type Item, type Offered, type ListKind, whyDropped } from './lists';
import { isAsymmetric, isPlain } from './values';
import type { Answer, Verdict } from './verdict';
import type { Mistake } from '../../messages/parts';

/** Judges whether a server lists one item, and whether that item has a shape. `rest` holds the shape if one was given. */
export function judgeItem(
  context: MatcherContext,
  received: unknown,
  matcher: string,
  offering: ListKind,
  wanted: string,
  rest: readonly unknown[],
): Verdict | Promise<Verdict> {
  const [shape] = rest;
  return judgeOffer(context, received, {
    offering,
    call: {
      matcher,
      args: rest.length > 0 ? [offering.id, 'shape'] : [offering.id],
      expected: rest.length > 0 ? { ...(isPlain(shape) ? shape : {}), [offering.id]: wanted } : wanted,
    },
    mistake: mistakeInName(wanted, offering.id) ?? mistakeInOptional(rest, 'shape') ?? mistakeInShape(rest),
    judge: offered => {
      const found = offered.items.filter(item => item.id === wanted);
      const [item, ...doubles] = found;
      if (item === undefined) return absent(context, matcher, offering, wanted, offered, rest.length > 0);
      if (doubles.length > 0) return doubled(offering, wanted, found.length);
      return rest.length > 0 ? judgeShape(context, offering, item, shape) : present(offering, item);
    },
  });
}

function mistakeInShape(rest: readonly unknown[]): Mistake | undefined {
  const [shape] = rest;
  if (rest.length === 0) return undefined;
  const mistake = (must: string): Mistake => ({ side: 'expected', name: 'shape', must, value: shape });
  if (isAsymmetric(shape)) {
    if (asksForNothing(shape))
      return mistake('ask for something: this asymmetric matcher accepts whatever there is');
  } else if (!isPlain(shape)) return mistake('be an object, or an asymmetric matcher');
  else if (Object.keys(shape).length === 0)
    return mistake('have at least one key: an empty object leaves nothing to compare');
  const flaw = findFlaw(shape, 'shape');
  return flaw && mistake(`be comparable: ${flaw.message}${flaw.path === '' ? '' : ` (at ${flaw.path})`}`);
}

function absent(
  context: MatcherContext,
  matcher: string,
  { noun, id }: ListKind,
  wanted: string,
  offered: Offered,
  hasAskedForShape: boolean,
): Answer {
  const { items, undeclared } = offered;
  return {
    // Without the item there is no shape to differ: `.not` with a shape would pass on a misspelt name.
    verdict: hasAskedForShape ? 'neither' : 'no',
    actual: items.map(item => item.id),
    report: () => ({
      sentence: undeclared,
      rows: [expectedRow(noun, wanted, hasAskedForShape ? ' of another shape' : undefined)],
      offer: { what: `${noun}s`, wanted, names: items.map(item => item.id) },
      notes: [
        ...whyDropped([wanted], offered),
        // A test that asks for the item must not be told how to be content without it.
        ...(hasAskedForShape && context.isNot === true
          ? [`To expect that it is not offered: .not.${matcher}(${id})`]
          : []),
      ],
    }),
  };
}

function present({ noun }: ListKind, { id, value }: Item): Answer {
  const rows: Row[] = [expectedRow(noun, id), { label: 'Received', shown: { value }, side: 'received' }];
  return { verdict: 'yes', actual: value, report: () => ({ rows }) };
}

/** `otherwise` is what `.not` asks for, where it does not ask that there is none. */
function expectedRow(noun: string, wanted: string, otherwise?: string): Row {
  const words = `${noun} ${JSON.stringify(wanted)}`;
  const underNot = otherwise === undefined ? `no ${words}` : `${words}${otherwise}`;
  return { label: 'Expected', shown: { words }, underNot: { words: underNot }, side: 'expected' };
}

function doubled({ noun }: ListKind, wanted: string, count: number): Answer {
  const sentence = `The list holds ${count} ${noun}s of the name ${JSON.stringify(wanted)}: which of them is meant cannot be told.`;
  return { verdict: 'neither', report: () => ({ sentence }) };
}

function judgeShape(
  context: MatcherContext,
  { noun }: ListKind,
  { id, value }: Item,
  shape: unknown,
): Answer {
  const matches = hasShape(context, value, shape);
  return {
    verdict: matches ? 'yes' : 'no',
    actual: value,
    report: () => ({
      rows: [{ label: capitalised(noun), shown: { words: id } }],
      comparison: { ...alignForDiff(context, value, shape, true), of: ' shape' },
      notes: matches ? [] : howFar(context, value, shape),
    }),
  };
}

function howFar(context: MatcherContext, value: unknown, shape: unknown): string[] {
  if (!isPlain(shape)) return [];
  const paths = firstDifferences(context, value, shape);
  const matched = Object.keys(shape).filter(
    key => !paths.some(path => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key} `)),
  );
  return [
    `Differs at: ${paths.join(', ')}${matched.length > 0 ? `\nMatches at: ${matched.join(', ')}` : ''}`,
  ];
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
