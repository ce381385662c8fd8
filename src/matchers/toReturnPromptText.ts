import type { MatcherContext } from '../messages/matcher-context';
import { judgmentOfText, wrongKind } from './engine/returned';
import { judgeAttempt } from './engine/subject';
import type { Verdict } from './engine/verdict';
import type { ExpectedText } from './engine/expected';

/** Whether a prompt's messages hold this text. */
export function toReturnPromptText(
  this: MatcherContext,
  received: unknown,
  text: ExpectedText,
): Verdict | Promise<Verdict> {
  return judgeAttempt(this, received, {
    call: { matcher: 'toReturnPromptText', args: ['expected'], expected: text },
    wrongVerb: wrongKind('prompt'),
    example: 'mcp.getPrompt("greet", { name: "Ada" })',
    ...judgmentOfText(this, 'prompt', text),
  });
}
