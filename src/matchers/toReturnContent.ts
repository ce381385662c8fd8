import type { MatcherContext } from '../messages/matcher-context';
import { CONTENT } from './engine/parts';
import { judgmentOfValue, wrongKind } from './engine/returned';
import { judgeAttempt } from './engine/subject';
import type { Verdict } from './engine/verdict';
import type { ExpectedContent } from './engine/expected';

/** Whether a tool's content equals these blocks. */
export function toReturnContent(
  this: MatcherContext,
  received: unknown,
  blocks: ExpectedContent,
): Verdict | Promise<Verdict> {
  return judgeAttempt(this, received, {
    call: { matcher: 'toReturnContent', args: ['expected'], comment: 'deep equality', expected: blocks },
    wrongVerb: wrongKind('tool'),
    example: 'mcp.callTool("add", { a: 1, b: 2 })',
    ...judgmentOfValue(this, CONTENT, blocks),
  });
}
