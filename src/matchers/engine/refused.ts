import type { MatcherContext } from '../../messages/matcher-context';
import { bearerChallenge, parseChallenges } from '../../oauth/challenge';
import { JSON } from '../../core';
import {
  isOperation,
  isSession,
  SESSION,
  type Attempt,
  type Credential,
  type SessionLike,
} from '../../protocol/attempt';
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
  readonly details?: (attempt: Attempt) => Pick<Reading, 'verdict' | 'notes'>;
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
      ? conclude(context, question.call, { receiver: 'promise' }, anOpenSession(end.value, wanted))
      : judgeAttempt(context, received, asked),
  );
}

function anOpenSession(session: SessionLike, { expected, kind }: Wanted): Answer {
  const words = 'an open session: the server let the caller in';
  const credential = session[SESSION].credential?.();
  return {
    verdict: 'no',
    actual: 'session',
    report: () => ({
      rows: [
        { label: 'Expected', shown: { words: expected }, side: 'expected' },
        { label: 'Received', shown: { words }, side: 'received' },
      ],
      notes: kind === 'unauthorized' ? noteOnFlaw(credential) : [],
    }),
  };
}

function judge(context: MatcherContext, attempt: Attempt, wanted: Wanted): Answer {
  const { matcher, kind, expected, text, details } = wanted;
  const { outcome } = attempt;
  const answer = (reading: Pick<Reading, 'verdict' | 'notes'>): Answer =>
    answerOfRefusal(attempt, matcher, { expected, ...reading });
  if (outcome.kind === kind) return answer(details?.(attempt) ?? { verdict: 'yes' });
  if (!isAnswered(outcome.kind)) return answer({ verdict: 'neither', notes: notesOf(attempt, wanted) });
  // A tool that is not listed for somebody without the right may still say by itself why it refuses.
  const isSaidByTool =
    outcome.kind === 'tool error' || (outcome.kind === 'unknown name' && outcome.result !== undefined);
  if (isSaidByTool && text !== undefined) {
    const verdict = matchesText(context, outcome.message, text) ? 'yes' : 'no';
    return answer({ verdict, notes: kind === 'unauthorized' ? noteOnFlaw(attempt.credential) : [] });
  }
  return answer({ verdict: 'no', notes: notesOf(attempt, wanted) });
}

const LET_IN: readonly OutcomeKind[] = [
  'result',
  'invalid arguments',
  'unknown name',
  'protocol error',
  'invalid output',
];

/**
 * What explains an answer that is not the refusal that was expected. No other matcher is proposed: a token that should
 * have been refused and was not is a hole, and a test that expects what happened would be green over it.
 */
function notesOf(attempt: Attempt, { matcher, kind }: Wanted): string[] {
  const { outcome, credential, place, asked } = attempt;
  if (outcome.kind === 'forbidden' && kind === 'unauthorized') return notesOfForbidden(attempt);
  if (outcome.kind === 'unauthorized' && kind === 'forbidden')
    return [
      '401 is for a request without a token, or with a bad one: whether its scope would have been enough was never asked.',
    ];
  const flaw = kind === 'unauthorized' ? noteOnFlaw(credential) : [];
  if (outcome.kind === 'tool error')
    return [
      ...flaw,
      `The tool ran, and its own words are all that a client gets: no status, no challenge. If these words are its refusal, name them: ${matcher}(/…/)`,
    ];
  if (LET_IN.includes(outcome.kind) && asked && place?.transport === 'memory')
    return [
      ...flaw,
      'In memory no HTTP middleware runs: only the scopes that single tools ask for are enforced, of somebody who is known. Give the server its verifier, { auth: { verifier } }, or serve the application.',
    ];
  return LET_IN.includes(outcome.kind) ? flaw : [];
}

/** Whom a token that was let in was for, or what else is wrong with it. */
function noteOnFlaw(credential: Credential | undefined): string[] {
  const flaw = credential?.flaw;
  if (flaw?.refusedFor === 'authentication') return [`The token was accepted although ${flaw.message}.`];
  return [];
}

/** 403 says that the token is a good one. Whatever is wrong with it besides its scope was then not looked at, or not yet. */
function notesOfForbidden({ outcome, credential }: Attempt): string[] {
  const wanted = scopesNamed(outcome.refusal?.challenge);
  const named = wanted.length > 0 ? wanted : ['…'];
  switch (credential?.kind) {
    case 'none':
      return ['No token was sent, so 401 is due: 403 is for a caller who was recognised.'];
    case 'identity':
      return [
        '403 is for a caller who was recognised, and may not do this: toRejectForbidden() asks for that.',
      ];
    case undefined:
      return ['403 is for a caller who was recognised, and may not do this.'];
    case 'token':
      break;
  }
  const { flaw } = credential;
  if (!flaw)
    return [
      '403 is for a token that was accepted, and only lacks a scope. If it should be refused for another reason, give it the scope ' +
        `${named.map(scope => JSON.stringify(scope)).join(', ')}: without that, this test cannot tell.`,
    ];
  if (flaw.refusedFor === 'scope')
    return [
      `The token is good, but ${flaw.message}, and 403 is the right answer to that: toRejectForbidden()`,
    ];
  const lacks = wanted.filter(scope => !flaw.scopes.includes(scope));
  if (wanted.length > 0 && lacks.length === 0)
    return [
      `401 is due, as this token must not be accepted: ${flaw.message}.\nIts scope is not missing: the token has ${wanted.map(scope => JSON.stringify(scope)).join(', ')}.`,
    ];
  return [
    `The token was accepted although ${flaw.message}; only its missing scope stopped it.\n` +
      `Give it the scope, so that nothing else is wrong with it:\n  ${flaw.callWith([...new Set([...flaw.scopes, ...named])])}`,
  ];
}

function scopesNamed(challenge: string | undefined): string[] {
  if (challenge === undefined) return [];
  const scope = bearerChallenge(parseChallenges(challenge))?.parameters.get('scope') ?? '';
  return scope.split(' ').filter(name => name !== '');
}
