import type { MatcherContext } from '../messages/matcher-context';
import { judgmentOfText, wrongKind } from './engine/returned';
import { judgeAttempt } from './engine/subject';
import type { Verdict } from './engine/verdict';
import type { ExpectedText } from './engine/expected';

/** Whether a tool's result holds this text. */
export function toReturnToolText(
  this: MatcherContext,
  received: unknown,
  text: ExpectedText,
): Verdict | Promise<Verdict> {
  return judgeAttempt(this, received, {
    call: { matcher: 'toReturnToolText', args: ['expected'], expected: text },
    wrongVerb: wrongKind('tool'),
    example: 'mcp.callTool("add", { a: 1, b: 2 })',
    ...judgmentOfText(this, 'tool', text),
  });
}
