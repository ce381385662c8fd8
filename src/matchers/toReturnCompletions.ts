import type { MatcherContext } from '../messages/matcher-context';
import { COMPLETION_VALUES } from './engine/parts';
import { judgmentOfValue, wrongKind } from './engine/returned';
import { judgeAttempt } from './engine/subject';
import type { Verdict } from './engine/verdict';
import type { ExpectedValues } from './engine/expected';

/** Whether a completion's values equal these. */
export function toReturnCompletions(
  this: MatcherContext,
  received: unknown,
  values: ExpectedValues,
): Verdict | Promise<Verdict> {
  return judgeAttempt(this, received, {
    call: { matcher: 'toReturnCompletions', args: ['expected'], comment: 'deep equality', expected: values },
    wrongVerb: wrongKind('completion'),
    example: 'mcp.complete({ type: "ref/prompt", name: "greet" }, { name: "language", value: "fr" })',
    ...judgmentOfValue(this, COMPLETION_VALUES, values),
  });
}
