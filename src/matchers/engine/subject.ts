import type { MatcherContext } from '../../messages/matcher-context';
import type { Row } from '../../messages';
import { isOperation, isSession, LIST, OPERATION, type Asked, type Attempt } from '../../protocol/attempt';
import { attemptOfRejection, attemptOfResult } from '../../protocol/classify';
import { evidenceOf, subjectOf } from '../../protocol/evidence';
import { describeThrown } from '../../protocol/thrown';
import { foundInstead } from './found';
import { isErrorLike, isThenable } from './values';
import {
  conclude,
  isAsymmetricUse,
  refuse,
  type Answer,
  type Call,
  type Scene,
  type Verdict,
} from './verdict';
import type { Mistake } from '../../messages/parts';

/** What a matcher wants to know of an operation that has ended. */
export interface Question {
  readonly call: Call;
  /** What is wrong with the expected value, whatever the subject. */
  readonly mistake?: Mistake | undefined;
  /** What is wrong with asking this of such an operation: known before it ends. */
  readonly wrongVerb?: (attempt: Pick<Attempt, 'asked'> & Partial<Attempt>) => Mistake | undefined;
  /** A subject that would do, for the message about one that does not. */
  readonly example: string;
  readonly judge: (attempt: Attempt) => Answer;
}

/** Judges an operation, a promise of a result, or a result: the last one at once. */
export function judgeAttempt(
  context: MatcherContext,
  received: unknown,
  question: Question,
): Verdict | Promise<Verdict> {
  assertAwaited(context, received, question.call);
  if (isOperation(received)) return judgeOperation(context, received, question);
  if (!isThenable(received)) return judgePlain(context, received, question);
  const settled = settle(received);
  if (question.mistake) return refuse(context, question.call, 'promise', question.mistake);
  return settled.then(end => judgeSettled(context, 'promise', end, question));
}

/**
 * Inside another value a promise cannot be waited for: Jest would read `pass` off it, and
 * `expect.not.toX()` would match whatever comes.
 */
export function assertAwaited(context: MatcherContext, received: unknown, { matcher }: Call): void {
  if (!isAsymmetricUse(context)) return;
  const what = isOperation(received)
    ? 'an operation'
    : isSession(received)
      ? 'a session'
      : isThenable(received)
        ? 'a promise'
        : undefined;
  if (what === undefined) return;
  const way = what === 'a session' ? 'list or call first, and compare what came back' : 'await it first';
  throw new Error(`expect.${matcher}() cannot wait for ${what} inside another value: ${way}.`);
}

function judgeOperation(
  context: MatcherContext,
  operation: { readonly [OPERATION]: () => Promise<Attempt>; readonly asked: Asked },
  question: Question,
): Verdict | Promise<Verdict> {
  // Opened even for a misuse: an operation that was looked at is not reported as forgotten too.
  const ended = operation[OPERATION]();
  const mistake = question.mistake ?? question.wrongVerb?.({ asked: operation.asked });
  if (mistake) return refuse(context, question.call, 'operation', mistake);
  return ended.then(attempt =>
    conclude(context, question.call, sceneOf('operation', attempt), question.judge(attempt)),
  );
}

function judgePlain(context: MatcherContext, received: unknown, question: Question): Verdict {
  if (question.mistake) return refuse(context, question.call, 'result', question.mistake);
  const end = context.promise === 'rejects' ? { error: received } : { value: received };
  return judgeSettled(context, context.promise ? 'promise' : 'result', end, question);
}

/** How a promise ended. */
export type End = { readonly value: unknown } | { readonly error: unknown };

/** Waits for a promise that may be anybody's. Never rejects. */
export function settle(promise: PromiseLike<unknown>): Promise<End> {
  return Promise.resolve(promise).then(
    value => ({ value }),
    (error: unknown) => ({ error }),
  );
}

function judgeSettled(context: MatcherContext, receiver: string, end: End, question: Question): Verdict {
  const { call } = question;
  if ('error' in end) {
    const attempt = attemptOfRejection(end.error);
    if (!attempt) return judgeForeignError(context, call, receiver, end.error);
    return conclude(context, call, sceneOf(receiver, attempt), question.judge(attempt));
  }
  const attempt =
    attemptOfResult(end.value) ?? (isErrorLike(end.value) ? attemptOfRejection(end.value) : undefined);
  if (!attempt) return refuse(context, call, receiver, wrongSubject(end.value, question));
  const mistake = question.wrongVerb?.(attempt);
  if (mistake) return refuse(context, call, receiver, mistake);
  return conclude(context, call, sceneOf(receiver, attempt), question.judge(attempt));
}

/** An error that no server sent, a TypeError of the test's own for example: not for a matcher to judge. */
export function judgeForeignError(
  context: MatcherContext,
  call: Call,
  receiver: string,
  error: unknown,
): Verdict {
  const words = isErrorLike(error) ? `${error.name}: ${error.message}` : context.utils.stringify(error);
  const rows: Row[] = [{ label: 'Rejected with', shown: { words }, side: 'received' }];
  const sentence = 'The promise rejected, but not with an answer of a server: there is nothing to judge.';
  const evidence = (): ReturnType<typeof describeThrown> => describeThrown(error, 'Where it was thrown');
  return conclude(
    context,
    call,
    { receiver, evidence },
    { verdict: 'neither', report: () => ({ sentence, rows }) },
  );
}

/** The labels and the evidence of an operation that has ended. */
export function sceneOf(receiver: string, attempt: Attempt): Scene {
  return {
    receiver,
    subject: attempt.asked ? [subjectRow(attempt.asked)] : [],
    hints: attempt.outcome.hint === undefined ? [] : [attempt.outcome.hint],
    evidence: () => evidenceOf(attempt),
  };
}

function subjectRow(asked: Asked): Row {
  const { label, text } = subjectOf(asked);
  return { label, shown: { words: text } };
}

function wrongSubject(value: unknown, { call, example }: Question): Mistake {
  return {
    side: 'received',
    must: 'be an operation, a promise of a result, or a result',
    value,
    ...foundInstead(value),
    instead: `${hintFor(value)}await expect(${example}).${call.matcher}(${call.args.length > 0 ? '…' : ''})`,
  };
}

function hintFor(value: unknown): string {
  if (isSession(value)) return 'Name the operation to judge: ';
  if (typeof value === 'function') return 'A function is not called for you. Call it: ';
  if (typeof value === 'object' && value !== null && LIST in value)
    return 'A list is judged by toHave… matchers. For an operation: ';
  if (value === undefined) return 'Was the operation returned? For example: ';
  return 'For example: ';
}
