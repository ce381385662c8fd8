import { printPlural, type Row, type Section } from '../messages';
import { causesOf, type Cause } from './group-findings';
import type { ProbeExchange } from './exchange';
import type { BatteryOptions } from './options';
import { printCurl, printReply } from './replay';
import { probesThat, type BatteryReport, type ProbeEnd, type ProbeReport, type SetUpError } from './report';

const MOST_CAUSES = 12;
const MOST_NAMES = 6;
const INDENT = ' '.repeat(10);

/** One cause as a block: what is wrong, the rule, the request, the answer, the cure. */
export function printCause({ finding, probes }: Cause, index: number): string {
  const { message, rule, exchange, cure } = finding;
  const lines = [
    ...labelled('Probes', probes.length > 1 ? `${probes.length}: ${printNames(probes)}` : probes[0]),
    ...labelled('Rule', `${rule.text} (${rule.source})`),
    ...labelled('Asked', exchange && printCurl(exchange.request)),
    ...labelled('Got', exchange && printReply(exchange)),
    ...labelled('Try', cure),
  ];
  return [`${index + 1}. ${upperFirst(message)}.`, ...lines].join('\n');
}

/** The causes as blocks, the first ones. */
export function printCauses(causes: readonly Cause[]): string[] {
  const rest = causes.slice(MOST_CAUSES);
  const more = rest.map(({ finding }) => `${finding.probe}: ${finding.message}`);
  return [
    ...causes.slice(0, MOST_CAUSES).map(printCause),
    ...(rest.length > 0 ? [`And ${printPlural(rest.length, 'more cause')}:\n  ${more.join('\n  ')}`] : []),
  ];
}

/** What does not fail, and what was not asked: below everything else. No probe vanishes. */
export function sectionsOf(report: BatteryReport, { strict, blackBox }: BatteryOptions): Section[] {
  const findings = (level: 'warn' | 'note'): string[] =>
    causesOf(report, level).map(
      ({ finding, probes }) => `${printNames(probes)}: ${finding.message} (${finding.rule.source})`,
    );
  const section = (title: string, lines: readonly string[], count = lines.length): Section[] =>
    count === 0 ? [] : [{ title: `${title} (${count})`, lines }];
  const unasked = (title: string, kind: ProbeEnd['kind']): Section[] => {
    const probes = probesThat(report, kind);
    return section(title, reasonsOf(probes), probes.length);
  };
  return [
    ...(strict === true ? [] : section('Warnings, which fail with strict: true', findings('warn'))),
    ...section('Notes', findings('note')),
    ...unasked('Could not tell', 'could not tell'),
    ...unasked(blackBox === true ? 'Not run, as blackBox allows' : 'Could not run', 'could not run'),
    ...unasked('Skipped', 'skipped'),
    ...unasked('Not applicable', 'not applicable'),
  ];
}

/** The probes that were not asked, those of one reason in one line. */
function reasonsOf(probes: readonly ProbeReport[]): string[] {
  const reasons = new Map<string, string[]>();
  for (const { name, end } of probes) {
    if (!('why' in end)) continue;
    reasons.set(end.why, [...(reasons.get(end.why) ?? []), name]);
  }
  return [...reasons].map(([why, names]) => `${names.join(', ')}: ${why}`);
}

/** What the good token says of itself, for who has to find out why it was refused. */
export function rowsOfSetUp({ token }: SetUpError): Row[] {
  const row = (label: string, value: string | undefined): Row => ({
    label,
    shown: { words: value ?? 'none' },
  });
  return [row('Issuer', token.issuer), row('Audience', token.audience), row('Scopes', token.scopes)];
}

/** What was asked, and what came back, by itself. */
export function printExchange(exchange: ProbeExchange): string {
  const lines = [...labelled('Asked', printCurl(exchange.request)), ...labelled('Got', printReply(exchange))];
  return lines.join('\n').replace(/^ {3}/gm, '');
}

function labelled(label: string, text: string | undefined): string[] {
  if (text === undefined) return [];
  return [`   ${`${label}:`.padEnd(8)}${text.replaceAll('\n', `\n${INDENT} `)}`];
}

function printNames(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
