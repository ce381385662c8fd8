import { bounded } from './bound';
import { unveil, veil } from './invisible';
import type { Shown } from './parts';
import { SecretFilter } from './secrets';
import { visible } from './visible';
import { printCount, printPlural, cutPoint, cutText, cutLines } from './cut';
import type { Voice } from './matcher-context';

const LONGEST_VALUE = 600;
const MOST_LINES = 24;
const LONGEST_LIST = 12;

/**
 * A value as Jest prints it, bounded, and with nothing in it that a terminal would obey. A long string is cut inside its
 * quotes, so that it still reads as one.
 */
export function printValue(voice: Voice, unfiltered: unknown): string {
  const { secrets = new SecretFilter() } = voice;
  const cut = typeof unfiltered === 'string' ? unfiltered : bounded(unfiltered);
  const value = secrets.value(cut);
  const { stringify } = voice.utils;
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
export function printList(voice: Voice, values: readonly unknown[], longest = LONGEST_LIST): string {
  if (values.length === 0) return 'none';
  const shown = values.slice(0, longest).map(value => printValue(voice, value));
  const rest = values.length - shown.length;
  return rest > 0 ? `${shown.join(', ')}, … and ${printCount(rest)} more` : shown.join(', ');
}

/** What stands beside a label, without colour. */
export function printShown(voice: Voice, shown: Shown): string {
  if ('words' in shown) return boundLines(cutText(visible(shown.words), 2 * LONGEST_VALUE));
  if ('list' in shown) return printList(voice, shown.list);
  return printValue(voice, shown.value);
}
