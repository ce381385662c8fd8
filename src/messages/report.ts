import { stripVTControlCharacters } from '../core';
import { describeDifference } from './difference';
import { didYouMean, offerRow } from './nearest';
import type { Hint, Report, Row, Section } from './parts';
import { printShown } from './print';
import { SecretFilter } from './secrets';
import { visible } from './visible';
import type { PrinterContext } from './matcher-context';

/** The failure message: what was asked, of what, what was expected, what was found, what to try, the evidence. */
export function formatReport(context: PrinterContext, report: Report): string {
  const secrets = new SecretFilter();
  const printer = { ...context, secrets };
  const { comparison, offer } = report;
  const difference = comparison && describeDifference(printer, comparison);
  const rows = [
    ...(report.subject ?? []),
    ...(report.rows ?? []),
    ...(difference?.rows ?? []),
    ...(offer ? [offerRow(printer, offer)] : []),
  ];
  const guess = offer && didYouMean(printer, offer);
  const text = [
    formatHint(printer, report.hint),
    report.sentence === undefined ? undefined : visible(report.sentence),
    formatRows(printer, rows),
    difference?.block,
    difference?.note,
    guess,
    ...(report.notes ?? []).map(visible),
    ...formatEvidence(printer, report.evidence),
  ]
    .filter(block => block !== undefined && block !== '')
    .join('\n\n');
  return secrets.text(text);
}

/** `expect(operation).not.toReturnToolText(expected)`. */
export function formatHint(printer: PrinterContext, hint: Hint): string {
  const [first = '', ...others] = hint.args;
  return printer.utils.matcherHint(hint.matcher, hint.receiver, first, {
    isNot: printer.isNot === true,
    promise: printer.promise ?? '',
    secondArgument: others.join(', '),
    ...(hint.comment === undefined ? {} : { comment: hint.comment }),
  });
}

/** The rows, their values starting in one column, and the further lines of a value below its first. */
export function formatRows(printer: PrinterContext, rows: readonly Row[]): string {
  const width = Math.max(0, ...rows.map(row => row.label.length)) + 3;
  return rows
    .map(row => {
      const [first = '', ...others] = formatSide(printer, row).split('\n');
      const further = others.map(line => `\n${' '.repeat(width)}${line}`).join('');
      return `${`${row.label}:`.padEnd(width)}${first}${further}`;
    })
    .join('\n');
}

function formatSide(printer: PrinterContext, row: Row): string {
  const isNegated = printer.isNot === true && row.side === 'expected';
  const shown = isNegated ? (row.underNot ?? row.shown) : row.shown;
  const text = printShown(printer, shown);
  const not = isNegated && row.underNot === undefined ? 'not ' : '';
  if (row.side === 'expected') return not + printer.utils.EXPECTED_COLOR(text);
  return row.side === 'received' ? printer.utils.RECEIVED_COLOR(text) : text;
}

/** Sections of evidence, each dimmed line by line, so that a cut by a terminal leaves no colour behind. */
export function formatEvidence(printer: PrinterContext, evidence: readonly Section[] = []): string[] {
  const dim = (line: string): string => printer.utils.DIM_COLOR(line);
  return evidence.map(section => printSection(section).split('\n').map(dim).join('\n'));
}

/**
 * A section of evidence: its title, and its lines below it. Colours are left out, and nothing is left that a terminal
 * would obey: what a program wrote to stderr may hold both.
 *
 * Jest takes the first line that looks like one of a stack for the end of the message, and what a program wrote to
 * stderr is full of them: their `at` becomes `in`.
 */
export function printSection({ title, lines }: Section): string {
  const shown = lines
    .flatMap(line => line.split('\n'))
    .map(line => visible(stripVTControlCharacters(line)))
    .map(line => `  ${line.replace(/^(\s*)at /, '$1in ')}`);
  return [`${title}:`, ...shown].join('\n');
}
