import type { MatcherContext } from '../messages/matcher-context';
import { answerOfRefusal, isAnswered } from './engine/rejected';
import { judgeAttempt } from './engine/subject';
import type { Verdict } from './engine/verdict';

/** Whether no answer came within the operation's deadline. */
export function toTimeOut(this: MatcherContext, received: unknown): Verdict | Promise<Verdict> {
  return judgeAttempt(this, received, {
    call: { matcher: 'toTimeOut', args: [] },
    example: 'mcp.callTool("slow", {}, { timeout: 50 })',
    judge: attempt => {
      const { kind } = attempt.outcome;
      const verdict = kind === 'timed out' ? 'yes' : isAnswered(kind) ? 'no' : 'neither';
      return answerOfRefusal(attempt, 'toTimeOut', {
        verdict,
        expected: 'no answer within the deadline',
        expectedNot: 'an answer within the deadline',
      });
    },
  });
}
