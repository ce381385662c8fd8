import { JSON } from '../../core';
import type { Row } from '../../messages';
import type { Attempt } from '../../protocol/attempt';
import type { Issue, OutcomeKind } from '../../protocol/outcome';
import { printAsked } from './found';
import { joinPath, offerOf, printOutcome } from './outcome';
import { resultKindOf } from './parts';
import type { Answer } from './verdict';
import type { Mistake } from '../../messages/parts';

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
  readonly verdict: Answer['verdict'];
  /** What was expected, in words, without `not`. */
  readonly expected: string;
  /** The same under `.not`, where a `not` before it would read badly. */
  readonly expectedNot?: string;
  readonly notes?: readonly string[];
}

/** The answer of a matcher about refusals: the outcome in words, the names offered, and the matcher that would fit. */
export function answerOfRefusal(attempt: Attempt, matcher: string, reading: Reading): Answer {
  const { verdict, expected, expectedNot, notes = [] } = reading;
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
    verdict,
    actual: attempt.outcome.kind,
    report: () => ({
      rows: rows(),
      offer: offerOf(attempt),
      notes: [...notes, ...(verdict === 'yes' ? [] : adviceFor(attempt, matcher))],
    }),
  };
}

/**
 * The assertion that may have been meant, and the condition under which it is right.
 *
 * A hint is followed by people in a hurry, and one that asks for less than the test did turns it green over a defect: a
 * name that was misspelt, a handler that crashed, a request that was never judged. So another matcher is named only
 * where two kinds of refusal are mistaken for each other, with what makes it ask for as much; and a matcher that asks
 * for a result, or for a refusal for want of authorization, proposes none.
 *
 * @param of the matcher that was called
 */
function adviceFor({ outcome }: Attempt, of: string): string[] {
  const { kind, message, code, issues, thrown, isByWords } = outcome;
  const text = message === '' || message.length > LONGEST_SUGGESTION ? '/…/' : JSON.stringify(message);
  const ifMeant = (what: string, other: string): string[] => [`${what}\nIf that is meant: ${other}`];
  switch (`${kind} for ${of}`) {
    case 'invalid arguments for toReturnToolError':
      return ifMeant(
        'The arguments were refused, and this is not an error of the tool itself.',
        `toRejectInvalidArguments(${pathIn(issues)})`,
      );
    case 'invalid arguments for toRejectWithCode':
      return ifMeant('The arguments were refused.', `toRejectInvalidArguments(${pathIn(issues)})`);
    case 'tool error for toRejectInvalidArguments':
      if (isByWords) return [];
      if (isCrash(thrown)) return ['The arguments were let through, and the handler broke on them.'];
      return ifMeant(
        'The arguments were let through, and the tool itself answered.',
        `toReturnToolError(${text})`,
      );
    case 'tool error for toRejectWithCode':
      if (isCrash(thrown)) return ['The handler broke.'];
      return ifMeant(
        'It came as a result with isError, not as a JSON-RPC error.',
        `toReturnToolError(${text})`,
      );
    case 'protocol error for toReturnToolError':
    case 'protocol error for toRejectInvalidArguments':
    case 'protocol error for toRejectUnknown':
      if (code === undefined || code === INTERNAL_ERROR) return [];
      return ifMeant(
        'The server answered with an error of the protocol.',
        `toRejectWithCode(${code}, ${text})`,
      );
    default:
      return [];
  }
}

const LONGEST_SUGGESTION = 80;

/** The code of a server that broke. */
const INTERNAL_ERROR = -32603;

/** The path of the first thing that was wrong: so that the assertion asks where. */
function pathIn(issues: readonly Issue[] | undefined): string {
  const path = joinPath(issues?.[0]?.path ?? []);
  return path === '' ? '' : JSON.stringify(path);
}

/** What the language itself throws: a mistake in the handler, never its answer. By name, as errors may come from another realm. */
function isCrash(thrown: unknown): boolean {
  const { name } = (thrown ?? {}) as { name?: unknown };
  return typeof name === 'string' && /^(?:Type|Reference|Range|Syntax|Eval|URI)Error$/.test(name);
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
