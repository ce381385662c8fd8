import type { MatcherContext } from '../messages/matcher-context';
import { judgmentOfText, wrongKind } from './engine/returned';
import { judgeAttempt } from './engine/subject';
import type { Verdict } from './engine/verdict';
import type { ExpectedText } from './engine/expected';

/** Whether a resource's contents hold this text. */
export function toReturnResourceText(
  this: MatcherContext,
  received: unknown,
  text: ExpectedText,
): Verdict | Promise<Verdict> {
  return judgeAttempt(this, received, {
    call: { matcher: 'toReturnResourceText', args: ['expected'], expected: text },
    wrongVerb: wrongKind('resource'),
    example: 'mcp.readResource("note://1")',
    ...judgmentOfText(this, 'resource', text),
  });
}
