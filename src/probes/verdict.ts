import { printPlural } from '../messages';
import { printSection } from '../messages/report';
import { outgoing } from '../messages/stack';
import type { BatteryOptions } from './options';
import { causesOf, type Cause } from './group-findings';
import { printCauses, printExchange, rowsOfSetUp, sectionsOf } from './print';
import { probesThat, type BatteryReport } from './report';

/** What follows from a report. */
export interface BatteryVerdict {
  /** `no` only for what was proved; `neither` where the good token did not get through, or not everything could be asked. */
  readonly verdict: 'yes' | 'no' | 'neither';
  /** In one sentence. */
  readonly sentence: string;
  /** What is wrong. None unless the verdict is `no`. */
  readonly causes: readonly Cause[];
  /** What to look at, and what to try. */
  readonly notes: () => readonly string[];
}

/** Decides what the battery has found out. */
export function verdictOn(report: BatteryReport, options: BatteryOptions): BatteryVerdict {
  const { setUp, probes } = report;
  if (setUp)
    return {
      verdict: 'neither',
      sentence: setUp.message,
      causes: [],
      notes: () => [...setUp.exchanges.map(printExchange), setUp.cure],
    };
  const levels = options.strict === true ? (['fail', 'warn'] as const) : (['fail'] as const);
  const causes = causesOf(report, ...levels);
  const asked = probesThat(report, 'passed').length + probesThat(report, 'found').length;
  if (causes.length > 0) {
    const count = new Set(causes.flatMap(cause => cause.probes)).size;
    return {
      verdict: 'no',
      sentence: `${count} of ${printPlural(asked, 'probe')} found something wrong: ${printPlural(causes.length, 'cause')}.`,
      causes,
      notes: () => printCauses(causes),
    };
  }
  const untold = probesThat(report, 'could not tell');
  const unrun = options.blackBox === true ? [] : probesThat(report, 'could not run');
  const missing = untold.length + unrun.length;
  if (missing > 0)
    return {
      verdict: 'neither',
      sentence: `${printPlural(asked, 'probe')} found nothing, but ${missing} of ${probes.length} could not decide anything: they are listed below.`,
      causes: [],
      notes: () =>
        unrun.length > 0 && untold.length === 0
          ? ['If that is as far as this test can go, say so: { blackBox: true }.']
          : [],
    };
  return {
    verdict: 'yes',
    sentence: `All ${printPlural(asked, 'probe')} were answered as they must be.`,
    causes: [],
    notes: () => [],
  };
}

/** All of it as a text, for who has no matcher to print it. */
export function printVerdict(
  { sentence, notes }: BatteryVerdict,
  report: BatteryReport,
  options: BatteryOptions,
): string {
  const rows = report.setUp
    ? rowsOfSetUp(report.setUp).map(({ label, shown }) => `${label}: ${'words' in shown ? shown.words : ''}`)
    : [`Control: ${report.control} with a good token was accepted`];
  return outgoing(
    [
      sentence,
      [`Application: ${report.place}`, ...rows].join('\n'),
      ...notes(),
      ...sectionsOf(report, options).map(printSection),
    ].join('\n\n'),
  );
}
