import { JSON } from '../core';
import { escapeInvisible, visible } from './visible';

/** How many differences a note names. */
const MOST_NAMED = 3;

/**
 * What two values differ in that cannot be seen: characters without a shape, spaces of another kind, letters that look
 * like others. Undefined where what can be seen differs too, or where there is nothing of the kind.
 *
 * @example
 * noteOnInvisible('12 345', '12\u202f345') // They differ in invisible characters: U+202F (narrow no-break space) at character 3 in place of a space.
 */
export function noteOnInvisible(expected: unknown, received: unknown): string | undefined {
  const found = pairsThatDiffer(expected, received, '', new Set()).flatMap(([one, other, path]) => {
    const names = namesOfDifferences(one, other);
    return names === undefined ? [] : [{ names, path }];
  });
  if (found.length === 0) return undefined;
  const kind = found.every(({ names }) => names.every(isUnseen))
    ? 'invisible characters'
    : 'characters that look alike';
  const told = found.map(({ names, path }) => {
    const rest = names.length - MOST_NAMED;
    const more = rest > 0 ? `, and ${rest} more` : '';
    return `${names
      .slice(0, MOST_NAMED)
      .map(({ words }) => words)
      .join(', ')}${more}${path === '' ? '' : ` (${path})`}`;
  });
  const rest = told.length - MOST_NAMED;
  return `They differ in ${kind}: ${told.slice(0, MOST_NAMED).join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`;
}

/** One difference, in words. */
interface Named {
  readonly words: string;
  readonly isUnseen: boolean;
}

const isUnseen = ({ isUnseen }: Named): boolean => isUnseen;

/** Whether two texts look alike and are not the same. */
export function looksAlike(one: string, other: string): boolean {
  return one !== other && skeletonOf(one) === skeletonOf(other);
}

/** The texts that stand at the same place in both values, and are not the same. */
function pairsThatDiffer(
  expected: unknown,
  received: unknown,
  path: string,
  above: Set<unknown>,
): (readonly [expected: string, received: string, path: string])[] {
  if (typeof expected === 'string' && typeof received === 'string')
    return expected === received ? [] : [[expected, received, path]];
  if (!isContainer(expected) || !isContainer(received) || above.has(expected)) return [];
  above.add(expected);
  return Object.keys(expected).flatMap(key => {
    const at = Array.isArray(expected) ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    if (Object.hasOwn(received, key)) return pairsThatDiffer(expected[key], received[key], at, above);
    const twin = Object.keys(received).find(other => looksAlike(key, other));
    return twin === undefined ? [] : [[key, twin, `the key ${JSON.stringify(visible(twin))}`] as const];
  });
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> {
  return Array.isArray(value) || isPlain(value);
}

function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || 'asymmetricMatch' in value) return false;
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** The differences of two texts that look alike, in words. Undefined where they do not. */
function namesOfDifferences(expected: string, received: string): Named[] | undefined {
  if (!looksAlike(expected, received)) return undefined;
  // Line endings are told by themselves.
  if (expected.replace(/\r\n/g, '\n') === received.replace(/\r\n/g, '\n')) return undefined;
  const names: Named[] = [];
  // Only the first are put into words: to count characters takes time.
  const name = (words: (place: string) => string, ...units: string[]): number =>
    names.push({
      words: names.length < MOST_NAMED ? words(`at character ${lengthOf(received.slice(0, at)) + 1}`) : '',
      isUnseen: units.every(unit => visibleIn(unit) === ''),
    });
  let at = 0;
  let from = 0;
  while (at < received.length || from < expected.length) {
    const [one, other] = [received.slice(at), expected.slice(from)];
    const [here, there] = [unitOf(one), unitOf(other)];
    if (here === there) {
      at += here.length;
      from += there.length;
      continue;
    }
    if (here !== '' && skeletonOf(here) === '') {
      name(place => `${nameOf(here)} ${place}`, here);
      at += here.length;
    } else if (there !== '' && skeletonOf(there) === '') {
      name(place => `${nameOf(there)} missing ${place}`, there);
      from += there.length;
    } else {
      name(place => `${nameOf(here)} ${place} in place of ${nameOf(there)}`, here, there);
      at += Math.max(1, here.length);
      from += Math.max(1, there.length);
    }
  }
  return names;
}

/** What of a text leaves a mark. */
function visibleIn(text: string): string {
  return skeletonOf(text).trim();
}

/** What a reader takes for one piece: a colour code, a run of white space, a letter with its marks. */
function unitOf(text: string): string {
  return UNIT.exec(text)?.[0] ?? '';
}

// eslint-disable-next-line no-control-regex -- what a terminal would obey
const ANSI = /\u001b\[[\d;?]*[ -/]*[@-~]/g;
const UNIT = new RegExp(`^(?:${ANSI.source}|[ \\t]+|[^]\\p{M}*)`, 'u');

function lengthOf(text: string): number {
  return [...text].length;
}

/** A text as it looks: what cannot be seen is left out, and what looks like something else is that. */
function skeletonOf(text: string): string {
  return text
    .replace(ANSI, '')
    .normalize('NFC')
    .replace(/\r|\u200c|\u200d|[\ufe00-\ufe0f]/g, '')
    .replace(/[\uff01-\uff5e]/g, wide => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[^\n\t]/gu, character => LOOK[character] ?? (isInvisible(character) ? '' : character))
    .replace(/[\t\p{Zs}]+/gu, ' ');
}

function isInvisible(character: string): boolean {
  return escapeInvisible(character) !== character;
}

/** The letters and marks that are met most in place of another one; Unicode's own list has thousands. */
const LOOK: Readonly<Record<string, string>> = Object.fromEntries(
  [
    ['асԁеһіјкӏорԛѕтхуѡАВСЕНІЈКМОРЅТХҮ', 'acdehijklopqstxywABCEHIJKMOPSTXY'],
    ['οαινρυχΑΒΕΖΗΙΚΜΝΟΡΤΥΧ', 'oaivpuxABEZHIKMNOPTYX'],
    ['‘’‚‛′', "'''''"],
    ['“”„‟″', '"""""'],
    ['‐‑‒–—―−', '-------'],
  ].flatMap(([alike = '', plain = '']) => [...alike].map((letter, index) => [letter, plain[index] ?? ''])),
);

const NAMES: Readonly<Record<number, string>> = {
  0x00: 'NUL',
  0x08: 'backspace',
  0x09: 'tab',
  0x0d: 'carriage return',
  0x1b: 'escape',
  0xa0: 'no-break space',
  0xad: 'soft hyphen',
  0x2002: 'en space',
  0x2003: 'em space',
  0x2007: 'figure space',
  0x2009: 'thin space',
  0x200a: 'hair space',
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2010: 'hyphen',
  0x2011: 'no-break hyphen',
  0x2013: 'en dash',
  0x2014: 'em dash',
  0x2018: 'left single quotation mark',
  0x2019: 'right single quotation mark',
  0x201c: 'left double quotation mark',
  0x201d: 'right double quotation mark',
  0x2028: 'line separator',
  0x2029: 'paragraph separator',
  0x202a: 'left-to-right embedding',
  0x202b: 'right-to-left embedding',
  0x202c: 'end of a change of direction',
  0x202d: 'left-to-right override',
  0x202e: 'right-to-left override',
  0x202f: 'narrow no-break space',
  0x2060: 'word joiner',
  0x2212: 'minus sign',
  0x3000: 'ideographic space',
  0xfeff: 'byte order mark',
};

/** `U+202F (narrow no-break space)`, `"a"`, `4 spaces`. */
function nameOf(unit: string): string {
  if (unit === '') return 'nothing';
  if (/^ +$/.test(unit)) return unit.length === 1 ? 'a space' : `${unit.length} spaces`;
  if (/^\t+$/.test(unit)) return unit.length === 1 ? 'a tab' : `${unit.length} tabs`;
  if (/^[\t ]+$/.test(unit)) return 'tabs and spaces';
  if (unit.length > 1 && unit.startsWith('\u001b')) return `the colour code ${escapeInvisible(unit)}`;
  const points = [...unit];
  const [first = ''] = points;
  if (points.length > 1 && points.slice(1).every(point => /\p{M}/u.test(point)))
    return [JSON.stringify(first), ...points.slice(1).map(pointOf)].join(' and ');
  return /^[!-~]$/.test(unit) ? JSON.stringify(unit) : pointOf(unit);
}

function pointOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const name =
    NAMES[code] ?? scriptOf(character) ?? (isLetter(character) ? JSON.stringify(character) : undefined);
  const point = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return name === undefined ? point : `${point} (${name})`;
}

function scriptOf(character: string): string | undefined {
  if (/\p{Script=Cyrillic}/u.test(character)) return 'a Cyrillic letter';
  if (/\p{Script=Greek}/u.test(character)) return 'a Greek letter';
  if (/\p{M}/u.test(character)) return 'a combining mark';
  if (/\p{Zs}/u.test(character)) return 'a space';
  return /\p{Cc}/u.test(character) ? 'a control character' : undefined;
}

/**
 * Hides characters from Jest's printers, which would print them raw, or escape the escape: each becomes one character
 * that stands for it, until {@link unveil}. What a terminal obeys is always hidden; what merely cannot be told apart, only
 * where the two sides differ in it.
 *
 * @returns both values, and what is not a text, a plain object or an array is as it was
 */
export function veil<T>(values: readonly T[]): T[] {
  const texts = values.map(value => textsIn(value, new Set()).join(''));
  const differing = new Set(
    [...new Set(texts.join('').match(UNTOLD) ?? [])].filter(
      character => new Set(texts.map(text => text.split(character).length)).size > 1,
    ),
  );
  const alike = texts.length === 2 && looksAlike(texts[0] ?? '', texts[1] ?? '');
  const hide = (text: string): string =>
    text.replace(/[^\n\t -~]/gu, (character, at: number) =>
      isEscaped(character, text.slice(Math.max(0, at - 2), at)) ||
      differing.has(character) ||
      (alike && (LOOK[character] !== undefined || /\p{M}/u.test(character)) && isLetter(character))
        ? standIn(character)
        : character,
    );
  // A copy is made only where it has to be: Jest prints what class an object is of.
  if (texts.every(text => hide(text) === text)) return [...values];
  return values.map(value => mapTexts(value, hide, new Map()) as T);
}

/** What it is depends on what is before it: a joiner is ordinary in an emoji. */
function isEscaped(character: string, before: string): boolean {
  return escapeInvisible(before + character) !== escapeInvisible(before) + character;
}

/** Spaces of another kind, and joiners: ordinary in many a language, and told apart by nobody. */
const UNTOLD = /\u200c|\u200d|[\ufe00-\ufe0f]|(?! )\p{Zs}/gu;

/** Quotation marks and dashes can be told apart where they stand. */
function isLetter(character: string): boolean {
  return /[\p{L}\p{M}]/u.test(character);
}

/** The private planes of Unicode, in which no text has anything to say. */
const PLANE = 0xf0000;
const HIGH_PLANE = 0x100000;

function standIn(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return String.fromCodePoint(code < 0x10000 ? PLANE + code : HIGH_PLANE + (code & 0xffff));
}

/** Shows what {@link veil} has hidden, as escapes. */
export function unveil(text: string): string {
  return text.replace(/[\u{f0000}-\u{10ffff}]/gu, character => {
    const code = character.codePointAt(0) ?? 0;
    const original = code < HIGH_PLANE ? code - PLANE : 0xe0000 + (code - HIGH_PLANE);
    return escapeOf(original);
  });
}

function escapeOf(code: number): string {
  const character = String.fromCodePoint(code);
  const escaped = escapeInvisible(character);
  if (escaped !== character) return escaped;
  return `\\u{${code.toString(16).toUpperCase().padStart(4, '0')}}`;
}

function textsIn(value: unknown, above: Set<unknown>): string[] {
  if (typeof value === 'string') return [value];
  if (!isContainer(value) || above.has(value)) return [];
  above.add(value);
  return Object.entries(value).flatMap(([key, item]) => [key, ...textsIn(item, above)]);
}

function mapTexts(value: unknown, hide: (text: string) => string, known: Map<unknown, unknown>): unknown {
  if (typeof value === 'string') return hide(value);
  if (!isContainer(value)) return value;
  if (known.has(value)) return known.get(value);
  const copy: Record<string, unknown> = Array.isArray(value) ? ([] as never) : {};
  known.set(value, copy);
  for (const [key, item] of Object.entries(value))
    Object.defineProperty(copy, Array.isArray(value) ? key : hide(key), {
      value: mapTexts(item, hide, known),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  return copy;
}
