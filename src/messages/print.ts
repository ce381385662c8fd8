import { bounded } from './bound';
import { unveil, veil } from './invisible';
import type { Printable } from './parts';
import { SecretFilter } from './secrets';
import { visible } from './visible';
import { printCount, printPlural, cutPoint, cutText, cutLines } from './cut';
import type { PrinterContext } from './matcher-context';

const LONGEST_VALUE = 600;
const MOST_LINES = 24;
const LONGEST_LIST = 12;

/**
 * A value as Jest prints it, bounded, and with nothing in it that a terminal would obey. A long string is cut inside its
 * quotes, so that it still reads as one.
 */
export function printValue(printer: PrinterContext, unfiltered: unknown): string {
  const { secrets = new SecretFilter() } = printer;
  const cut = typeof unfiltered === 'string' ? unfiltered : bounded(unfiltered);
  const value = secrets.value(cut);
  const { stringify } = printer.utils;
  const print = (part: unknown): string => stringify(veil([part])[0]);
  if (typeof value === 'string' && value.length > LONGEST_VALUE) {
    const kept = cutPoint(value, LONGEST_VALUE);
    const shown = boundLines(print(`${value.slice(0, kept)}…`));
    return unveil(`${shown} (${printPlural(value.length - kept, 'more character')})`);
  }
  const text = unveil(print(value));
  if (cut === unfiltered) return boundLines(cutText(text, LONGEST_VALUE));
  // How much there would have been is not known.
  return boundLines(text.length > LONGEST_VALUE ? `${text.slice(0, cutPoint(text, LONGEST_VALUE))}…` : text);
}

function boundLines(text: string): string {
  return cutLines(text.split('\n'), MOST_LINES).join('\n');
}

/** `"a", "b", … and 12 more`. */
export function printList(
  printer: PrinterContext,
  values: readonly unknown[],
  longest = LONGEST_LIST,
): string {
  if (values.length === 0) return 'none';
  const shown = values.slice(0, longest).map(value => printValue(printer, value));
  const rest = values.length - shown.length;
  return rest > 0 ? `${shown.join(', ')}, … and ${printCount(rest)} more` : shown.join(', ');
}

/** What stands beside a label, without colour. */
export function printShown(printer: PrinterContext, shown: Printable): string {
  if ('words' in shown) return boundLines(cutText(visible(shown.words), 2 * LONGEST_VALUE));
  if ('list' in shown) return printList(printer, shown.list);
  return printValue(printer, shown.value);
}
