import type { MatcherContext } from '../../messages/matcher-context';
import { JSON } from '../../core';
import type { Row } from '../../messages';
import type { Attempt } from '../../protocol/attempt';
import { alignForDiff, equalsDeeply, partAsked } from './deep';
import { asksForNothing, findFlaw, type Flaw } from './flaws';
import { printAsked } from './found';
import { offerOf, printOutcome } from './outcome';
import { resultKindOf, textsOf, type Part, type ResultKind } from './parts';
import { judgeTexts, mistakeInText } from './text';
import { isAsymmetric, isRegExp } from './values';
import type { Answer } from './verdict';
import type { Mistake } from '../../messages/parts';

type Result = Readonly<Record<string, unknown>>;

/** How an expected value is checked, and what an operation's end is held against it. */
export interface Judgment {
  readonly mistake: Mistake | undefined;
  readonly judge: (attempt: Attempt) => Answer;
}

/** Where the text of each is. */
const HOLDERS = { tool: 'content blocks', resource: 'contents', prompt: 'messages' } as const;

/** Judges the text of what a tool, a resource or a prompt returned. */
export function judgmentOfText(
  context: MatcherContext,
  kind: 'tool' | 'resource' | 'prompt',
  expected: unknown,
): Judgment {
  const judge = (attempt: Attempt): Answer =>
    whenReturned(attempt, expected, result => {
      const { texts, others } = textsOf(kind, result);
      const types = [...new Set(others)].join(', ');
      if (texts.length === 0 && attempt.outcome.lacksContent)
        return nothingThere(expected, 'no text: the result has no content', withoutContent(result));
      if (texts.length === 0)
        return nothingThere(
          expected,
          types === '' ? `no text: its ${HOLDERS[kind]} are empty` : `no text, only ${types}`,
        );
      const note = `The ${HOLDERS[kind]} also hold what is not text: ${types}.`;
      return judgeTexts(context, texts, expected, types === '' ? [] : [note]);
    });
  return { mistake: mistakeInText(expected), judge };
}

/** Judges a part of a result as a value. */
export function judgmentOfValue(context: MatcherContext, part: Part, expected: unknown): Judgment {
  const judge = (attempt: Attempt): Answer =>
    whenReturned(attempt, expected, result => {
      const received = part.read(result);
      if (received === undefined)
        return nothingThere(expected, `no ${part.name}`, textInstead(context, part, result, expected));
      return judgeValue(context, received, expected);
    });
  return { mistake: mistakeInValue(expected, part), judge };
}

function judgeValue(context: MatcherContext, received: unknown, expected: unknown): Answer {
  const matches = equalsDeeply(context, received, expected);
  // With testers of the user's own, a Date may well equal a string: only then is its difference an answer.
  const flaw = matches || context.customTesters.length > 0 ? undefined : findFlaw(expected);
  return {
    verdict: matches ? 'yes' : flaw ? 'neither' : 'no',
    actual: received,
    report: () => ({
      comparison:
        context.isNot === true
          ? { expected, received: partAsked(received, expected) }
          : alignForDiff(context, received, expected),
      notes: flaw ? [noteOnFlaw(flaw)] : [],
    }),
  };
}

function noteOnFlaw({ path, message }: Flaw): string {
  return `The wire carries JSON, so this can never be equal: ${message}${path === '' ? '' : ` (at ${path})`}.`;
}

/** What is wrong with an expected value, if anything. */
function mistakeInValue(expected: unknown, { form, name }: Part): Mistake | undefined {
  const mistake = (must: string): Mistake => ({ side: 'expected', must, value: expected });
  if (isAsymmetric(expected)) {
    if (asksForNothing(expected))
      return mistake('ask for something: this asymmetric matcher accepts whatever there is');
  } else if (form !== 'json' && !Array.isArray(expected)) {
    return mistake(`be an array (of ${name}), or an asymmetric matcher`);
  } else if (form === 'list' && Array.isArray(expected) && expected.length === 0) {
    return mistake(`hold at least one item: an empty array leaves nothing to compare`);
  } else if (expected === undefined || isRegExp(expected) || typeof expected === 'function') {
    return mistake(
      'be a JSON value or an asymmetric matcher; regular expressions stand for the texts inside it',
    );
  }
  const flaw = findFlaw(expected);
  return flaw?.isFatal
    ? mistake(`be comparable: ${flaw.message}${flaw.path === '' ? '' : ` (at ${flaw.path})`}`)
    : undefined;
}

/** Every outcome but a result leaves nothing to compare. */
function whenReturned(attempt: Attempt, expected: unknown, judge: (result: Result) => Answer): Answer {
  const { outcome } = attempt;
  if (outcome.kind === 'result' && outcome.result) return judge(outcome.result);
  const rows = (): Row[] => [expectedRow(expected), receivedRow(printOutcome(attempt))];
  return { verdict: 'neither', report: () => ({ rows: rows(), offer: offerOf(attempt) }) };
}

function nothingThere(expected: unknown, what: string, notes: readonly string[] = []): Answer {
  return { verdict: 'neither', report: () => ({ rows: [expectedRow(expected), receivedRow(what)], notes }) };
}

/** What a result holds in place of content. The SDKs' clients fill in an empty list, which the server never sent. */
function withoutContent(result: Result): string[] {
  const keys = Object.keys(result).filter(key => key !== 'content' && key !== '_meta');
  if (result['structuredContent'] !== undefined)
    return ['It has structuredContent: toReturnStructuredContent(…) looks at that.'];
  const instead = "Return { content: [{ type: 'text', text: String(…) }] }.";
  return [keys.length === 0 ? instead : `It has only: ${keys.join(', ')}. ${instead}`];
}

function expectedRow(expected: unknown): Row {
  return { label: 'Expected', shown: { value: expected }, side: 'expected' };
}

function receivedRow(words: string): Row {
  return { label: 'Received', shown: { words }, side: 'received' };
}

/** A server that writes JSON into its text, where the test asks for `structuredContent`. */
function textInstead(context: MatcherContext, part: Part, result: Result, expected: unknown): string[] {
  if (part.name !== 'structuredContent') return [];
  const { texts } = textsOf('tool', result);
  if (texts.length === 0) return ['The result has no text either.'];
  try {
    const parsed: unknown = JSON.parse(texts.join('\n'));
    if (typeof parsed !== 'object')
      return [`Its text: ${context.utils.stringify(texts.join('\n').slice(0, 200))}`];
    const equal = equalsDeeply(context, parsed, expected);
    return [
      `Its text is JSON ${equal ? 'that equals' : 'too, but does not equal'} the expected value: the server put it into content, not into structuredContent.`,
    ];
  } catch {
    return [`Its text: ${context.utils.stringify(texts.join('\n').slice(0, 200))}`];
  }
}

const MATCHERS_OF: Readonly<Record<ResultKind | 'other', string>> = {
  tool: 'For a tool there are toReturnToolText, toReturnStructuredContent, toReturnContent and toReturnToolError.',
  resource: 'For a resource there are toReturnResourceText and toReturnResourceContents.',
  prompt: 'For a prompt there are toReturnPromptText and toReturnPromptMessages.',
  completion: 'For a completion there is toReturnCompletions.',
  list: 'For a list there are toHaveTool, toHaveTools, toHaveResource, toHaveResourceTemplate and toHavePrompt.',
  other: 'Its result holds nothing to compare: await it, and the test fails when it fails.',
};

const WANTED: Readonly<Record<ResultKind, readonly [of: string, result: string]>> = {
  tool: ['call a tool', 'calling a tool'],
  resource: ['read a resource', 'reading a resource'],
  prompt: ['get a prompt', 'getting a prompt'],
  completion: ['complete an argument', 'completing an argument'],
  list: ['list something', 'listing something'],
};

/** Whether the operation could have such a result at all. */
export function wrongKind(wanted: ResultKind): (attempt: Partial<Attempt>) => Mistake | undefined {
  return attempt => {
    const kind = resultKindOf(attempt);
    if (kind === undefined || kind === wanted) return undefined;
    const { asked, outcome } = attempt;
    const [call, calling] = WANTED[wanted];
    const common = { side: 'received', value: undefined, instead: MATCHERS_OF[kind] } as const;
    if (!asked) {
      const keys = Object.keys(outcome?.result ?? {}).join(', ');
      return { ...common, name: 'result', must: `come from ${calling}`, found: `Result has keys: ${keys}` };
    }
    return { ...common, name: 'operation', must: call, found: `Operation is: ${printAsked(asked)}` };
  };
}
