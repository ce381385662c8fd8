import { JSON } from '../../core';
import type { Row } from '../../messages';
import type { Attempt } from '../../protocol/attempt';
import type { OutcomeKind } from '../../protocol/outcome';
import { printAsked } from './found';
import { matcherFor, offerOf, printOutcome } from './outcome';
import { resultKindOf } from './parts';
import type { Answer, Mistake } from './verdict';

/** The outcomes after which it is not known what the server would have said. */
const UNANSWERED: readonly OutcomeKind[] = [
  'disconnected',
  'timed out',
  'cancelled',
  'not in this era',
  'not sent',
];

/** Whether the server (or what guards it) answered at all. */
export function isAnswered(kind: OutcomeKind): boolean {
  return !UNANSWERED.includes(kind);
}

/** Why an error that came as a plain result does not tell a refusal from the tool's own error. */
export function notesOnWords({ outcome }: Attempt): string[] {
  if (!outcome.isByWords) return [];
  return [
    'This result came by itself, so only its text could be judged: which tool was called, and with what, is not known.',
    'Give expect() the operation, and what the server lists is looked at too: expect(mcp.callTool(…))',
  ];
}

/** What a matcher about refusals makes of an outcome. */
export interface Reading {
  readonly says: Answer['says'];
  /** What was expected, in words, without `not`. */
  readonly expected: string;
  /** The same under `.not`, where a `not` before it would read badly. */
  readonly expectedNot?: string;
  readonly notes?: readonly string[];
  /** Whether the matcher sent the request itself, so that the operation has to be named anew. */
  readonly isOwnRequest?: boolean;
}

/** The answer of a matcher about refusals: the outcome in words, the names offered, and the matcher that would fit. */
export function answerOfRefusal(attempt: Attempt, matcher: string, reading: Reading): Answer {
  const { says, expected, expectedNot, notes = [], isOwnRequest } = reading;
  const rows = (): Row[] => [
    {
      label: 'Expected',
      shown: { words: expected },
      side: 'expected',
      ...(expectedNot !== undefined && { underNot: { words: expectedNot } }),
    },
    { label: 'Received', shown: { words: printOutcome(attempt) }, side: 'received' },
  ];
  return {
    says,
    actual: attempt.outcome.kind,
    report: () => ({
      rows: rows(),
      offer: offerOf(attempt),
      notes: [
        ...notes,
        ...(says === 'yes' ? [] : adviceFor(attempt, isOwnRequest === true ? 'own request' : matcher)),
      ],
    }),
  };
}

/**
 * The assertion that what happened would satisfy, but never the one that was made.
 *
 * @param of the matcher that was called, or `own request` where the test has no operation at hand yet.
 */
export function adviceFor({ outcome, asked }: Attempt, of: string): string[] {
  const other = matcherFor(outcome);
  if (other === undefined || other.startsWith(`${of}(`)) return [];
  if (of !== 'own request' || !asked) return [`To expect what happened here: ${other}`];
  const given =
    asked.name === undefined ? '' : `${JSON.stringify(asked.name)}${asked.params['arguments'] ? ', …' : ''}`;
  return [`To expect what happened here: await expect(mcp.${asked.verb}(${given})).${other}`];
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
    found: `Operation is: ${printAsked(asked)}`,
    instead:
      'Call, read or get what the server should refuse. For what it lists there are toHaveTool, toHaveResource and toHavePrompt.',
  };
}
