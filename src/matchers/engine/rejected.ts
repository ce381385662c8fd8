import type { Row } from '../../messages';
import type { Attempt } from '../../protocol/attempt';
import type { OutcomeKind } from '../../protocol/outcome';
import { matcherFor, offerOf, printOutcome } from './outcome';
import { resultKindOf } from './parts';
import type { Answer, Mistake } from './verdict';

/** The outcomes after which it is not known what the server would have said. */
const UNANSWERED: readonly OutcomeKind[] = ['disconnected', 'timed out', 'cancelled'];

/** Whether the server (or what guards it) answered at all. */
export function isAnswered(kind: OutcomeKind): boolean {
  return !UNANSWERED.includes(kind);
}

/** What a matcher about refusals makes of an outcome. */
export interface Reading {
  readonly says: Answer['says'];
  /** What was expected, in words, without `not`. */
  readonly expected: string;
  readonly notes?: readonly string[];
}

/** The answer of a matcher about refusals: the outcome in words, the names offered, and the matcher that would fit. */
export function answerOfRefusal(attempt: Attempt, { says, expected, notes = [] }: Reading): Answer {
  const rows = (): Row[] => [
    { label: 'Expected', shown: { words: expected }, side: 'expected' },
    { label: 'Received', shown: { words: printOutcome(attempt) }, side: 'received' },
  ];
  return {
    says,
    actual: attempt.outcome.kind,
    report: () => ({ rows: rows(), offer: offerOf(attempt), notes: [...notes, ...fitting(attempt, says)] }),
  };
}

/** Names the matcher for what happened, but never for what was asked for already. */
function fitting({ outcome }: Attempt, says: Answer['says']): string[] {
  const matcher = says === 'yes' ? undefined : matcherFor(outcome);
  return matcher === undefined ? [] : [`To expect what happened here: ${matcher}`];
}

/** Lists and pings name nothing that a server could know or not know. */
export function namesNothing(attempt: Partial<Attempt>): Mistake | undefined {
  const { asked } = attempt;
  const kind = resultKindOf(attempt);
  if (!asked || (kind !== 'list' && kind !== 'other') || asked.name !== undefined) return undefined;
  return {
    side: 'received',
    name: 'operation',
    must: 'name a tool, a resource or a prompt',
    value: undefined,
    found: `Operation is: ${asked.verb}`,
    instead:
      'Call, read or get what the server should refuse. For what it lists there are toHaveTool, toHaveResource and toHavePrompt.',
  };
}
