/**
 * What a terminal obeys, or does not show: control characters, marks of direction and order, spaces without width,
 * lone halves of a surrogate pair.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\u034f|\p{Surrogate}|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]/gu;

/**
 * A text in which every character can be seen, and none of them moves a terminal's cursor or changes its colours.
 *
 * @param keep characters that stay as they are. Default: none.
 * @example
 * escapeInvisible('\ufeff{}\r\n', '\n') // '\\u{FEFF}{}\\r\n'
 */
export function escapeInvisible(text: string, keep = ''): string {
  return text.replace(INVISIBLE, character => (keep.includes(character) ? character : escapeOf(character)));
}

/** The same, with line breaks and tabs as they are. */
export function visible(text: string): string {
  return escapeInvisible(text, '\n\t');
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase();
  return SHORT[character] ?? `\\u{${code.padStart(4, '0')}}`;
}
