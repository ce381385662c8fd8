import type { MatcherContext } from 'expect';
import { isOperation, isSession, type Attempt } from '../../protocol/attempt';
import { attemptOfResult } from '../../protocol/classify';
import type { OutcomeKind } from '../../protocol/outcome';
import { answerOfRefusal, isAnswered, type Reading } from './rejected';
import { judgeAttempt, type Question, settle } from './subject';
import { matchesText } from './text';
import { isErrorLike, isThenable } from './values';
import { conclude, type Answer, type Verdict } from './verdict';

/** A refusal for want of authorization, as a test expects it. */
export interface Wanted {
  readonly matcher: string;
  readonly kind: 'unauthorized' | 'forbidden';
  /** In words, without `not`. */
  readonly expected: string;
  /** Which text of a tool's own error counts as such a refusal too. */
  readonly text?: unknown;
  /** Whether the refusal is the very one, and what to say of it. */
  readonly details?: (attempt: Attempt) => Pick<Reading, 'says' | 'notes'>;
}

/** Whether `value` is an operation, a promise, an error of an SDK or a result: something that has ended or will. */
export function isAttempt(context: MatcherContext, value: unknown): boolean {
  return (
    context.promise !== '' ||
    isOperation(value) ||
    isThenable(value) ||
    isErrorLike(value) ||
    attemptOfResult(value) !== undefined
  );
}

/** Judges an operation, a promise or a result; and a promise of a session, which an open session is an answer to. */
export function judgeRefused(
  context: MatcherContext,
  received: unknown,
  question: Omit<Question, 'judge'>,
  wanted: Wanted,
): Verdict | Promise<Verdict> {
  const asked = { ...question, judge: (attempt: Attempt) => judge(context, attempt, wanted) };
  if (isOperation(received) || !isThenable(received) || question.mistake)
    return judgeAttempt(context, received, asked);
  return settle(received).then(end =>
    'value' in end && isSession(end.value)
      ? conclude(context, question.call, { receiver: 'promise' }, anOpenSession(wanted))
      : judgeAttempt(context, received, asked),
  );
}

function anOpenSession({ expected }: Wanted): Answer {
  const words = 'an open session: whoever asked was let in';
  return {
    says: 'no',
    actual: 'session',
    report: () => ({
      rows: [
        { label: 'Expected', shown: { words: expected }, side: 'expected' },
        { label: 'Received', shown: { words }, side: 'received' },
      ],
    }),
  };
}

function judge(context: MatcherContext, attempt: Attempt, wanted: Wanted): Answer {
  const { matcher, kind, expected, text, details } = wanted;
  const { outcome } = attempt;
  const answer = (reading: Pick<Reading, 'says' | 'notes'>): Answer =>
    answerOfRefusal(attempt, matcher, { expected, ...reading });
  if (outcome.kind === kind) return answer(details?.(attempt) ?? { says: 'yes' });
  if (!isAnswered(outcome.kind)) return answer({ says: 'neither', notes: notesOf(attempt, wanted) });
  // A tool that is not listed for somebody without the right may still say by itself why it refuses.
  const isSaidByTool =
    outcome.kind === 'tool error' || (outcome.kind === 'unknown name' && outcome.result !== undefined);
  if (isSaidByTool && text !== undefined) {
    const says = matchesText(context, outcome.message, text) ? 'yes' : 'no';
    return answer({ says });
  }
  return answer({ says: 'no', notes: notesOf(attempt, wanted) });
}

const LET_IN: readonly OutcomeKind[] = [
  'result',
  'invalid arguments',
  'unknown name',
  'protocol error',
  'invalid output',
];

function notesOf({ outcome, place, asked }: Attempt, { matcher, kind }: Wanted): string[] {
  if (outcome.kind === 'tool error')
    return [
      `The tool ran, and its own words are all that a client gets: no status, no challenge. To accept them: ${matcher}(/…/)`,
    ];
  if (outcome.kind === 'forbidden' && kind === 'unauthorized')
    return ['403 is for somebody who was recognised, and may not do this.'];
  if (outcome.kind === 'unauthorized' && kind === 'forbidden')
    return ['401 is for nobody, or a bad token: whether the scope would have been enough was never asked.'];
  // The very link name of a server object that nothing guards.
  if (LET_IN.includes(outcome.kind) && asked && place?.link === 'in memory')
    return [
      'In memory no HTTP middleware runs: only the scopes that single tools ask for are enforced, of somebody who is known. Give the server its verifier, { auth: { verifier } }, or serve the application.',
    ];
  return [];
}
