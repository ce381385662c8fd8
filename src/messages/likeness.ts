import { distance } from 'fastest-levenshtein';

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
