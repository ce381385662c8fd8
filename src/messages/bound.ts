/**
 * Values of which a message shows a part anyway are cut before Jest prints them and compares what it printed, line by
 * line: an answer of 64 MiB would be printed many times over, and its lines compared for minutes.
 */
import { JSON } from '../core';
import { isPlain } from './plain';
import { cutPoint, printCount } from './cut';

/** A value with more characters and items than these is large. */
const LARGE = 200_000;
/** What is kept of a text, around its first difference. */
const LONGEST_TEXT = 2_000;
const BEFORE = 200;
/** What is kept of a list, and of an object's properties. */
const MOST_ITEMS = 200;

/** The same, with long texts and lists cut, where it is large. */
export function bounded(value: unknown): unknown {
  return isLarge(value) ? trimmed(value, value)[0] : value;
}

/** Both, cut alike, so that the first difference between them is still there. */
export function boundedPair(expected: unknown, received: unknown): [unknown, unknown] {
  return isLarge(expected) || isLarge(received) ? trimmed(expected, received) : [expected, received];
}

function isLarge(value: unknown): boolean {
  let rest = LARGE;
  const waiting: unknown[] = [value];
  // A value that holds itself would be endless.
  const seen = new Set<unknown>();
  while (waiting.length > 0 && rest >= 0) {
    const next = waiting.pop();
    if (typeof next === 'object' && next !== null) {
      if (seen.has(next)) continue;
      seen.add(next);
    }
    rest -= typeof next === 'string' ? next.length : 1;
    if (Array.isArray(next)) {
      rest -= next.length;
      if (rest >= 0) for (const item of next as unknown[]) waiting.push(item);
    } else if (isPlain(next)) for (const item of Object.values(next)) waiting.push(item);
  }
  return rest < 0;
}

function trimmed(one: unknown, other: unknown): [unknown, unknown] {
  if (typeof one === 'string' || typeof other === 'string') return trimmedTexts(one, other);
  if (Array.isArray(one) || Array.isArray(other)) return trimmedLists(one, other);
  if (!isPlain(one) && !isPlain(other)) return [one, other];
  const [left, right] = [one, other].map(each => (isPlain(each) ? each : {})) as [Fields, Fields];
  const names = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  const kept =
    names.length > MOST_ITEMS
      ? window(
          names,
          firstDifference(
            names.map(name => left[name]),
            names.map(name => right[name]),
          ),
        )
      : names;
  const both = new Map(kept.map(name => [name, trimmed(left[name], right[name])]));
  const rebuilt = (side: Fields, index: 0 | 1): Fields =>
    Object.fromEntries(
      kept.filter(name => Object.hasOwn(side, name)).map(name => [name, both.get(name)?.[index]]),
    );
  return [isPlain(one) ? rebuilt(left, 0) : one, isPlain(other) ? rebuilt(right, 1) : other];
}

function trimmedTexts(one: unknown, other: unknown): [unknown, unknown] {
  let at = 0;
  if (typeof one === 'string' && typeof other === 'string' && one !== other)
    while (at < one.length && one.charCodeAt(at) === other.charCodeAt(at)) at++;
  const cut = (value: unknown, start = startOf(value, at)): unknown =>
    typeof value === 'string' ? value.slice(start, cutPoint(value, start + LONGEST_TEXT)) : bounded(value);
  const texts = [cut(one), cut(other)] as const;
  return [
    noted(alignedEnd(texts[0], texts[1], one, at), one, startOf(one, at)),
    noted(alignedEnd(texts[1], texts[0], other, at), other, startOf(other, at)),
  ];
}

/** Where the window of a text begins that holds what stands at `at`. */
function startOf(text: unknown, at: number): number {
  if (typeof text !== 'string') return 0;
  return cutPoint(text, Math.max(0, Math.min(at - BEFORE, text.length - LONGEST_TEXT)));
}

/** Two windows of lines are as long as each other, and so end at different lines: what follows the last common one is no difference. */
function alignedEnd(value: unknown, other: unknown, whole: unknown, at: number): unknown {
  if (typeof value !== 'string' || typeof other !== 'string' || typeof whole !== 'string') return value;
  const isWhole = startOf(whole, at) + value.length >= whole.length;
  if (isWhole || !value.includes('\n')) return value;
  const [lines, others] = [value.split('\n'), other.split('\n')];
  // The last line of a window is half a line.
  for (let end = lines.length - 2; end > 0; end--)
    if (others.lastIndexOf(lines[end] as string) > 0) return lines.slice(0, end + 1).join('\n');
  return value;
}

/** Says where something was left out, in a line of its own where there are lines. */
function noted(shown: unknown, whole: unknown, start: number): unknown {
  if (typeof shown !== 'string' || typeof whole !== 'string' || shown.length === whole.length) return shown;
  const [before, after] = [start > 0, start + shown.length < whole.length];
  if (shown.includes('\n')) return `${before ? '…\n' : ''}${shown}${after ? '\n…' : ''}`;
  return `${before ? '…' : ''}${shown}${after ? '…' : ''} (of ${printCount(whole.length)} characters)`;
}

function trimmedLists(one: unknown, other: unknown): [unknown, unknown] {
  const [left, right] = [one, other].map(each => (Array.isArray(each) ? (each as unknown[]) : [])) as [
    unknown[],
    unknown[],
  ];
  const at = one === other ? 0 : firstDifference(left, right);
  const cut = [window(left, at), window(right, at)] as const;
  const pairs = cut[0].map((item, index) => trimmed(item, index in cut[1] ? cut[1][index] : item));
  const others = cut[1].map((item, index) => trimmed(index in cut[0] ? cut[0][index] : item, item));
  return [
    Array.isArray(one) ? pairs.map(([item]) => item) : bounded(one),
    Array.isArray(other) ? others.map(([, item]) => item) : bounded(other),
  ];
}

function window<Item>(items: readonly Item[], at: number): readonly Item[] {
  if (items.length <= MOST_ITEMS) return items;
  const start = Math.max(0, Math.min(at - 10, items.length - MOST_ITEMS));
  return items.slice(start, start + MOST_ITEMS);
}

function firstDifference(one: readonly unknown[], other: readonly unknown[]): number {
  const at = one.findIndex((item, index) => item !== other[index] && textOf(item) !== textOf(other[index]));
  return at < 0 ? Math.min(one.length, other.length) : at;
}

/** What tells two items apart, near enough. */
function textOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

type Fields = Readonly<Record<string, unknown>>;
