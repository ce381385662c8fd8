import type { MatcherContext } from '../messages/matcher-context';
import { mistakeInArguments, mistakeInName, mistakeInOptional } from './engine/arguments';
import { askAndJudge, judgmentOfSuccess } from './engine/ask';
import { CONTENT, STRUCTURED_CONTENT } from './engine/parts';
import { judgmentOfText, judgmentOfValue, type Judgment } from './engine/returned';
import { isAsymmetric, isPlain } from './engine/values';
import type { Verdict } from './engine/verdict';
import type { ExpectedContent, ExpectedText } from './engine/expected';

/** Calls a tool, and judges its text, its structured content, or its success alone. */
export function toCallTool(
  this: MatcherContext,
  received: unknown,
  name: string,
  args?: Readonly<Record<string, unknown>>,
  ...rest: [expected?: ExpectedText | ExpectedContent | object]
): Verdict | Promise<Verdict> {
  const [expected] = rest;
  const isJudged = rest.length > 0;
  const { mistake, judge } = isJudged ? judgmentOf(this, expected) : judgmentOfSuccess('toCallTool');
  return askAndJudge(this, received, {
    call: {
      matcher: 'toCallTool',
      args: isJudged ? ['name', 'args', 'expected'] : args === undefined ? ['name'] : ['name', 'args'],
      expected,
    },
    mistake:
      mistakeInName(name, 'name') ??
      mistakeInArguments(args) ??
      mistakeInOptional(rest, 'expected') ??
      mistake,
    ask: session => session.callTool(name, args),
    judge,
  });
}

/** What is held against what: the form of the expected value decides. */
function judgmentOf(context: MatcherContext, expected: unknown): Judgment {
  if (isStructured(expected)) {
    return judgmentOfValue(context, STRUCTURED_CONTENT, expected);
  }
  if (Array.isArray(expected) && expected.length > 0 && expected.every(isPlain)) {
    return judgmentOfValue(context, CONTENT, expected);
  }
  return judgmentOfText(context, 'tool', expected);
}

/** `expect.objectContaining(…)` could never accept a text. */
function isStructured(expected: unknown): boolean {
  if (!isAsymmetric(expected)) return isPlain(expected);
  return (expected as { getExpectedType?: () => string }).getExpectedType?.() === 'object';
}
