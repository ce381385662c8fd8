import type { ProbeExchange } from './exchange';
import type { Unasked } from './undecided';

/** What a finding weighs. `fail`: a MUST, or an open door. `warn`: a SHOULD. `note`: style. */
export type Level = 'fail' | 'warn' | 'note';

/** What a probe stands on. */
export interface Rule {
  /** The sentence, in the words of its document. */
  readonly text: string;
  /** Where it stands. */
  readonly source: string;
}

/** Something that one probe found. */
export interface Finding {
  readonly probe: string;
  readonly level: Level;
  /** Findings of one cause are told as one. */
  readonly cause: string;
  /** The weakness by which a bad credential was let in, where that is what was found. */
  readonly weakness?: string;
  /** What is wrong, as a sentence without its full stop. */
  readonly message: string;
  readonly rule: Rule;
  /** What was asked, and what came back. */
  readonly exchange?: ProbeExchange | undefined;
  /** What probably mends it. */
  readonly cure?: string | undefined;
}

/**
 * How a probe ended.
 *
 * `could not tell`: it was asked, and what came back decides nothing. `could not run`: the means are missing.
 * `not applicable`: there is nothing to ask. `skipped`: the test said so.
 */
export type ProbeEnd =
  | { readonly kind: 'passed' }
  | { readonly kind: 'found'; readonly findings: readonly Finding[] }
  | { readonly kind: Unasked; readonly why: string };

/** One probe, and how it ended. */
export interface ProbeReport {
  readonly name: string;
  readonly rule: Rule;
  readonly end: ProbeEnd;
}

/** Why the battery could not begin: the good token did not get through. */
export interface SetUpError {
  /** A sentence. */
  readonly message: string;
  /** What the good token says of itself. */
  readonly token: { readonly issuer?: string; readonly audience?: string; readonly scopes?: string };
  readonly exchanges: readonly ProbeExchange[];
  /** What to look at. */
  readonly cure: string;
}

/** What the battery found out. */
export interface BatteryReport {
  /** Where it was: `http://127.0.0.1/mcp (HTTP in process)`. */
  readonly place: string;
  /** Set where nothing else was asked: the other fields are empty then. */
  readonly setUp?: SetUpError;
  /** What got through with the good token: `initialize`. */
  readonly control: string;
  /** In a fixed order, every one that there is. */
  readonly probes: readonly ProbeReport[];
}

/** All findings of a level, in the order of the probes. */
export function findingsOf({ probes }: BatteryReport, level: Level): Finding[] {
  return probes.flatMap(({ end }) =>
    end.kind === 'found' ? end.findings.filter(finding => finding.level === level) : [],
  );
}

/** The probes that ended so. */
export function probesThat({ probes }: BatteryReport, kind: ProbeEnd['kind']): ProbeReport[] {
  return probes.filter(({ end }) => end.kind === kind);
}
