import type { MatcherContext } from '../messages/matcher-context';
import { STRUCTURED_CONTENT } from './engine/parts';
import { judgmentOfValue, wrongKind } from './engine/returned';
import { judgeAttempt } from './engine/subject';
import type { Verdict } from './engine/verdict';
import type { ExpectedJson } from './engine/expected';

/** Whether a tool's structuredContent equals this value. */
export function toReturnStructuredContent(
  this: MatcherContext,
  received: unknown,
  value: ExpectedJson,
): Verdict | Promise<Verdict> {
  return judgeAttempt(this, received, {
    call: {
      matcher: 'toReturnStructuredContent',
      args: ['expected'],
      comment: 'deep equality',
      expected: value,
    },
    wrongVerb: wrongKind('tool'),
    example: 'mcp.callTool("add", { a: 1, b: 2 })',
    ...judgmentOfValue(this, STRUCTURED_CONTENT, value),
  });
}
