import { findingsOf, type BatteryReport, type Finding, type Level } from './report';

/** Findings of one cause. */
export interface Cause {
  /** The one that is shown. */
  readonly finding: Finding;
  /** The probes that found it, each once. */
  readonly probes: readonly string[];
}

/** What is let in by whoever checks no signature. */
const FORGERIES: readonly string[] = ['signature', 'algorithms', 'keys in the header', 'fails open'];

/** Mistakes that bring others with them: there is one thing to mend, and not sixty. */
const ROOTS: readonly { readonly probe: string; readonly brings: (weakness: string) => boolean }[] = [
  // What serves everybody accepts every bad token too.
  { probe: 'no token', brings: () => true },
  { probe: 'tampered claims', brings: weakness => FORGERIES.includes(weakness) },
];

/** The findings of these levels, those of one cause together, in the order of the probes. */
export function causesOf(report: BatteryReport, ...levels: readonly Level[]): Cause[] {
  return causesOfFindings(levels.flatMap(level => findingsOf(report, level)));
}

/** These findings, those of one cause together. */
export function causesOfFindings(findings: readonly Finding[]): Cause[] {
  const roots = ROOTS.flatMap(({ probe, brings }) => {
    const first = findings.find(finding => finding.probe === probe && isBrought(finding, brings));
    return first ? [{ cause: first.cause, brings }] : [];
  });
  const causes = new Map<string, { finding: Finding; probes: Set<string> }>();
  for (const finding of findings) {
    const cause = roots.find(({ brings }) => isBrought(finding, brings))?.cause ?? finding.cause;
    const known = causes.get(cause);
    if (known) known.probes.add(finding.probe);
    else causes.set(cause, { finding, probes: new Set([finding.probe]) });
  }
  return [...causes.values()].map(({ finding, probes }) => ({ finding, probes: [...probes] }));
}

function isBrought({ weakness }: Finding, brings: (weakness: string) => boolean): boolean {
  return weakness !== undefined && brings(weakness);
}
