import type { MatcherContext } from '../messages/matcher-context';
import { judgeOutput } from './engine/output';
import type { Verdict } from './engine/verdict';
import type { TextPattern } from './engine/expected';

/** Whether the server has written something to its stdout that is no message. */
export function toHaveWrittenToStdout(
  this: MatcherContext,
  received: unknown,
  expected: TextPattern,
): Verdict | Promise<Verdict> {
  return judgeOutput(this, received, 'stdout', expected);
}
