import type { MatcherContext } from '../../messages/matcher-context';
import {
  isSession,
  OPERATION,
  SESSION,
  type Attempt,
  type OperationLike,
  type SessionLike,
} from '../../protocol/attempt';
import { foundInstead } from './found';
import { answerOfRefusal } from './rejected';
import type { Judgment } from './returned';
import { assertAwaited, sceneOf } from './subject';
import { conclude, refuse, type Answer, type Call, type Verdict } from './verdict';
import type { Mistake } from '../../messages/parts';

/** A matcher that sends a request of its own, and judges how it ended. */
export interface Request {
  readonly call: Call;
  readonly mistake?: Mistake | undefined;
  readonly ask: (session: SessionLike) => OperationLike;
  readonly judge: (attempt: Attempt) => Answer;
}

/** Asks a session and judges its answer. */
export function askAndJudge(
  context: MatcherContext,
  received: unknown,
  request: Request,
): Verdict | Promise<Verdict> {
  const { call, mistake, ask, judge } = request;
  assertAwaited(context, received, call);
  if (!isSession(received)) return refuse(context, call, 'received', notASession(received, call));
  const { title } = received[SESSION];
  if (mistake) return refuse(context, call, title, mistake);
  const ended = ask(received)[OPERATION]();
  return ended.then(attempt => conclude(context, call, sceneOf(title, attempt), judge(attempt)));
}

/** What to say to a subject that cannot be asked anything. */
export function notASession(value: unknown, { matcher }: Pick<Call, 'matcher'>): Mistake {
  return {
    side: 'received',
    must: 'be mcp or a session',
    value,
    ...foundInstead(value),
    instead: `This matcher asks the server itself: await expect(mcp).${matcher}(…)`,
  };
}

/** Without anything to compare with: whether there was a result at all. */
export function judgmentOfSuccess(matcher: string): Judgment {
  const judge = (attempt: Attempt): Answer => {
    const { kind } = attempt.outcome;
    const verdict = kind === 'result' ? 'yes' : kind === 'tool error' ? 'no' : 'neither';
    return answerOfRefusal(attempt, matcher, { verdict, expected: 'a result' });
  };
  return { mistake: undefined, judge };
}
