import { distance } from 'fastest-levenshtein';
import type { Offer, Row } from './parts';
import { looksAlike, noteOnInvisible } from './invisible';
import { printList, printValue } from './print';
import { printPlural } from './cut';
import type { Voice } from './matcher-context';

const MOST_NAMES = 8;
const SHORTEST_PREFIX = 3;

/** The names in order of likeness to `wanted`, the likeliest first; equals keep their order. */
export function sortByLikeness(wanted: string, names: readonly string[]): string[] {
  const asked = wanted.toLowerCase();
  return names
    .map(name => ({ name, steps: distance(asked, name.toLowerCase()) }))
    .sort((one, other) => one.steps - other.steps)
    .map(({ name }) => name);
}

/** Whether a typo explains the difference, a third of the letters at most, or one name is the beginning of the other. */
export function isSlip(wanted: string, name: string): boolean {
  const [asked, there] = [wanted.toLowerCase(), name.toLowerCase()];
  const shorter = Math.min(asked.length, there.length);
  if (shorter >= SHORTEST_PREFIX && (asked.startsWith(there) || there.startsWith(asked))) return true;
  const steps = distance(asked, there);
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

/** `Did you mean "add"?`, only where a name is near enough; of two names that look alike, what they differ in. */
export function didYouMean(voice: Voice, offer: Offer): string | undefined {
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
  return `Did you mean ${printValue(voice, nearest)}?${note === undefined ? '' : ` ${note}`}`;
}

/** The likeliest name; of those that the name is the beginning of, the shortest. */
function nearestOf(wanted: string, names: readonly string[]): string | undefined {
  const sorted = sortByLikeness(wanted, names);
  const [nearest] = sorted;
  if (nearest === undefined || isSlip(wanted, nearest)) return nearest;
  return sorted.find(name => isSlip(wanted, name)) ?? nearest;
}
