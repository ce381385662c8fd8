import type { MatcherContext } from '../messages/matcher-context';
import { mistakeInName, mistakeInOptional } from './engine/arguments';
import { askAndJudge, judgmentOfSuccess } from './engine/ask';
import { CONTENTS } from './engine/parts';
import { judgmentOfText, judgmentOfValue, type Judgment } from './engine/returned';
import { isPlain } from './engine/values';
import type { Verdict } from './engine/verdict';
import type { ExpectedContents, ExpectedText } from './engine/expected';

/** Reads a resource, and judges its text, its contents, or its success alone. */
export function toReadResource(
  this: MatcherContext,
  received: unknown,
  uri: string,
  ...rest: [expected?: ExpectedText | ExpectedContents]
): Verdict | Promise<Verdict> {
  const [expected] = rest;
  const isJudged = rest.length > 0;
  const { mistake, judge } = isJudged ? judgmentOf(this, expected) : judgmentOfSuccess('toReadResource');
  return askAndJudge(this, received, {
    call: { matcher: 'toReadResource', args: isJudged ? ['uri', 'expected'] : ['uri'], expected },
    mistake: mistakeInName(uri, 'uri') ?? mistakeInOptional(rest, 'expected') ?? mistake,
    ask: session => session.readResource(uri),
    judge,
  });
}

function judgmentOf(context: MatcherContext, expected: unknown): Judgment {
  if (Array.isArray(expected) && expected.length > 0 && expected.every(isPlain)) {
    return judgmentOfValue(context, CONTENTS, expected);
  }
  return judgmentOfText(context, 'resource', expected);
}
