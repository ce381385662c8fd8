import { findingsOf, type BatteryReport, type Finding, type Level } from './report';

/** Findings of one cause. */
export interface Cause {
  /** The one that is shown. */
  readonly finding: Finding;
  /** The probes that found it, each once. */
  readonly probes: readonly string[];
}

const OPEN = 'accepted: no token';

/**
 * The findings of these levels, those of one cause together, in the order of the probes.
 *
 * What serves everybody accepts every bad token too: there is one thing to mend, and not sixty.
 */
export function causesOf(report: BatteryReport, ...levels: readonly Level[]): Cause[] {
  const findings = levels.flatMap(level => findingsOf(report, level));
  const isOpen = findings.some(({ cause }) => cause === OPEN);
  const causes = new Map<string, { finding: Finding; probes: Set<string> }>();
  for (const finding of findings) {
    const cause = isOpen && finding.cause.startsWith('accepted: ') ? OPEN : finding.cause;
    const known = causes.get(cause);
    if (known) known.probes.add(finding.probe);
    else causes.set(cause, { finding, probes: new Set([finding.probe]) });
  }
  return [...causes.values()].map(({ finding, probes }) => ({ finding, probes: [...probes] }));
}
