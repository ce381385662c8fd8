import type { MatcherContext } from '../messages/matcher-context';
import { MESSAGES } from './engine/parts';
import { judgmentOfValue, wrongKind } from './engine/returned';
import { judgeAttempt } from './engine/subject';
import type { Verdict } from './engine/verdict';
import type { ExpectedMessages } from './engine/expected';

/** Whether a prompt's messages equal these. */
export function toReturnPromptMessages(
  this: MatcherContext,
  received: unknown,
  messages: ExpectedMessages,
): Verdict | Promise<Verdict> {
  return judgeAttempt(this, received, {
    call: {
      matcher: 'toReturnPromptMessages',
      args: ['expected'],
      comment: 'deep equality',
      expected: messages,
    },
    wrongVerb: wrongKind('prompt'),
    example: 'mcp.getPrompt("greet", { name: "Ada" })',
    ...judgmentOfValue(this, MESSAGES, messages),
  });
}
