import type { MatcherContext } from '../messages/matcher-context';
import type { Attempt } from '../protocol/attempt';
import { answerOfRefusal, namesNothing, notesOnWords } from './engine/rejected';
import { judgeAttempt } from './engine/subject';
import type { Verdict } from './engine/verdict';

/** Whether the server knows no tool, prompt or resource of that name. */
export function toRejectUnknown(this: MatcherContext, received: unknown): Verdict | Promise<Verdict> {
  return judgeAttempt(this, received, {
    call: { matcher: 'toRejectUnknown', args: [] },
    wrongVerb: namesNothing,
    example: 'mcp.callTool("purge")',
    judge: attempt =>
      answerOfRefusal(attempt, 'toRejectUnknown', {
        verdict: readKind(attempt),
        expected: 'an unknown name',
        notes: notesOnWords(attempt),
      }),
  });
}

/** What came as far as arguments or a handler has a name that the server knows. */
function readKind({ outcome }: Attempt): 'yes' | 'no' | 'neither' {
  if (outcome.kind === 'unknown name') return 'yes';
  if (outcome.isByWords) return 'neither';
  return ['result', 'tool error', 'invalid arguments', 'invalid output'].includes(outcome.kind)
    ? 'no'
    : 'neither';
}
