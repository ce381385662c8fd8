import type { MatcherContext } from '../messages/matcher-context';
import { mistakeInArguments, mistakeInName, mistakeInOptional } from './engine/arguments';
import { askAndJudge, judgmentOfSuccess } from './engine/ask';
import { MESSAGES } from './engine/parts';
import { judgmentOfText, judgmentOfValue, type Judgment } from './engine/returned';
import type { Verdict } from './engine/verdict';
import type { ExpectedMessages, TextPattern } from './engine/expected';

/** Gets a prompt, and judges its text, its messages, or its success alone. */
export function toGetPrompt(
  this: MatcherContext,
  received: unknown,
  name: string,
  args?: Readonly<Record<string, string>>,
  ...rest: [expected?: TextPattern | ExpectedMessages]
): Verdict | Promise<Verdict> {
  const [expected] = rest;
  const isJudged = rest.length > 0;
  const { mistake, judge } = isJudged ? judgmentOf(this, expected) : judgmentOfSuccess('toGetPrompt');
  return askAndJudge(this, received, {
    call: {
      matcher: 'toGetPrompt',
      args: isJudged ? ['name', 'args', 'expected'] : args === undefined ? ['name'] : ['name', 'args'],
      expected,
    },
    mistake:
      mistakeInName(name, 'name') ??
      mistakeInArguments(args) ??
      mistakeInOptional(rest, 'expected') ??
      mistake,
    ask: session => session.getPrompt(name, args),
    judge,
  });
}

function judgmentOf(context: MatcherContext, expected: unknown): Judgment {
  if (Array.isArray(expected)) {
    return judgmentOfValue(context, MESSAGES, expected);
  }
  return judgmentOfText(context, 'prompt', expected);
}
