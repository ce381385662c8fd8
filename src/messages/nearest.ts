import { distance } from 'fastest-levenshtein';
import type { Offer, Row, Voice } from './parts';
import { printList, printPlural } from './print';

const MOST_NAMES = 8;

/** The names in order of likeness to `wanted`, the likeliest first; equals keep their order. */
export function sortByLikeness(wanted: string, names: readonly string[]): string[] {
  const asked = wanted.toLowerCase();
  return names
    .map(name => ({ name, steps: distance(asked, name.toLowerCase()) }))
    .sort((one, other) => one.steps - other.steps)
    .map(({ name }) => name);
}

/** Whether a slip of the pen explains the difference: a third of the letters at most. */
function isSlip(wanted: string, name: string): boolean {
  const steps = distance(wanted.toLowerCase(), name.toLowerCase());
  return steps <= Math.max(1, Math.floor(Math.max(wanted.length, name.length) / 3));
}

/** The row that lists what is offered, nearest first. */
export function offerRow(voice: Voice, offer: Offer): Row {
  const count = offer.names.length;
  const words =
    count === 0
      ? `no ${offer.what}`
      : `${printPlural(count, offer.what.replace(/s$/, ''))}: ${printList(voice, sortByLikeness(offer.wanted, offer.names), MOST_NAMES)}`;
  return { label: 'Offered', shown: { words }, side: 'received' };
}

/** `Did you mean "add"?`, only where a name is near enough. */
export function didYouMean(voice: Voice, offer: Offer): string | undefined {
  const [nearest] = sortByLikeness(offer.wanted, offer.guesses ?? offer.names);
  if (nearest === undefined || nearest === offer.wanted || !isSlip(offer.wanted, nearest)) return undefined;
  return `Did you mean ${voice.utils.stringify(nearest)}?`;
}
