import type { NameSuggestions, Row } from './parts';
import { looksAlike, noteOnInvisible } from './invisible';
import { isSlip, sortByLikeness } from './likeness';
import { printList, printValue } from './print';
import { printPlural } from './cut';
import type { PrinterContext } from './matcher-context';

const MOST_NAMES = 8;

/** The row that lists what is offered, nearest first. */
export function offerRow(printer: PrinterContext, offer: NameSuggestions): Row {
  const count = offer.names.length;
  const words =
    count === 0
      ? `no ${offer.what}`
      : `${printPlural(count, offer.what.replace(/s$/, ''))}: ${printList(printer, sortByLikeness(offer.wanted, offer.names), MOST_NAMES)}`;
  return { label: 'Offered', shown: { words }, side: 'received' };
}

/** `Did you mean "add"?`, only where a name is near enough; of two names that look alike, what they differ in. */
export function didYouMean(printer: PrinterContext, offer: NameSuggestions): string | undefined {
  const { wanted } = offer;
  const names = offer.guesses ?? offer.names;
  const nearest = names.find(name => looksAlike(wanted, name)) ?? nearestOf(wanted, names);
  if (
    nearest === undefined ||
    nearest === wanted ||
    !(looksAlike(wanted, nearest) || isSlip(wanted, nearest))
  )
    return undefined;
  const note = noteOnInvisible(nearest, wanted);
  return `Did you mean ${printValue(printer, nearest)}?${note === undefined ? '' : ` ${note}`}`;
}

/** The likeliest name; of those that the name is the beginning of, the shortest. */
function nearestOf(wanted: string, names: readonly string[]): string | undefined {
  const sorted = sortByLikeness(wanted, names);
  const [nearest] = sorted;
  if (nearest === undefined || isSlip(wanted, nearest)) return nearest;
  return sorted.find(name => isSlip(wanted, name)) ?? nearest;
}
