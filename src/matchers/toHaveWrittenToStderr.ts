import type { MatcherContext } from '../messages/matcher-context';
import { judgeOutput } from './engine/output';
import type { Verdict } from './engine/verdict';
import type { TextPattern } from './engine/expected';

/** Whether the server has written something to its stderr. */
export function toHaveWrittenToStderr(
  this: MatcherContext,
  received: unknown,
  expected: TextPattern,
): Verdict | Promise<Verdict> {
  return judgeOutput(this, received, 'stderr', expected);
}
