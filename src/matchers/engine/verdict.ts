import type { MatcherContext } from '../../messages/matcher-context';
import { formatMisuse, formatReport, type Hint, type Report, type Row, type Section } from '../../messages';
import type { Mistake } from '../../messages/parts';
import { SecretFilter } from '../../messages/secrets';

/**
 * What a matcher found out. `neither` fails with and without `.not`: the question could not be decided,
 * or its answer is good news in neither polarity.
 */
export interface Answer {
  readonly verdict: 'yes' | 'no' | 'neither';
  /** Built only when the assertion fails. */
  readonly report: () => Pick<Report, 'sentence' | 'rows' | 'comparison' | 'offer' | 'notes'>;
  readonly actual?: unknown;
}

/** The matcher's call, as far as hint and result need it. */
export interface Call extends Omit<Hint, 'receiver'> {
  /** What was expected, for editors that draw the difference themselves. */
  readonly expected?: unknown;
}

/** What was looked at. */
export interface Scene {
  readonly receiver: string;
  readonly subject?: readonly Row[];
  /** What else is known that explains it. */
  readonly hints?: readonly string[];
  readonly evidence?: () => readonly Section[];
}

/** What a matcher returns to Jest. */
export interface Verdict {
  readonly pass: boolean;
  readonly message: () => string;
  readonly name: string;
  readonly actual: unknown;
  readonly expected: unknown;
}

/**
 * Jest tells matchers apart from asymmetric ones by nothing but this: in `expect(…)` `promise` is a
 * string, an empty one without `.resolves` and `.rejects`.
 */
export function isAsymmetricUse(context: MatcherContext): boolean {
  return context.promise === undefined;
}

/** Turns an answer into a verdict. Nothing is printed unless the assertion fails. */
export function conclude(context: MatcherContext, call: Call, scene: Scene, answer: Answer): Verdict {
  const message = (): string => {
    const { notes = [], ...report } = answer.report();
    return formatReport(context, {
      hint: { ...call, receiver: scene.receiver },
      subject: scene.subject ?? [],
      ...report,
      notes: [
        ...(scene.hints ?? []),
        ...notes,
        ...(answer.verdict === 'neither' && context.isNot === true ? [FAILS_BOTH_WAYS] : []),
      ],
      evidence: scene.evidence?.() ?? [],
    });
  };
  return verdictOf(context, call, answer.verdict, message, answer.actual);
}

const FAILS_BOTH_WAYS = 'So there was nothing to decide, and it fails with .not as well as without.';

/** The verdict on a matcher that was used wrongly: it fails in both polarities. */
export function refuse(context: MatcherContext, call: Call, receiver: string, mistake: Mistake): Verdict {
  const message = (): string => formatMisuse(context, { hint: { ...call, receiver }, ...mistake });
  return verdictOf(context, call, 'neither', message, undefined);
}

function verdictOf(
  context: MatcherContext,
  call: Call,
  verdict: Answer['verdict'],
  message: () => string,
  actual: unknown,
): Verdict {
  // An asymmetric matcher can only say true or false, and `expect.not.toX()` turns false around: what
  // was not decided has to stop the test instead.
  if (verdict === 'neither' && isAsymmetricUse(context)) throw new Error(message());
  const pass = verdict === 'neither' ? context.isNot === true : verdict === 'yes';
  // Jest reads them when the assertion fails, and puts them into its reports.
  let filter: SecretFilter | undefined;
  const filtered = (value: unknown): unknown => (filter ??= new SecretFilter()).value(value);
  return {
    pass,
    message,
    name: call.matcher,
    get actual() {
      return filtered(actual);
    },
    get expected() {
      return filtered(call.expected);
    },
  };
}
