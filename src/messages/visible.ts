/**
 * What a terminal obeys, or does not show: control characters, marks of direction and order, spaces without width,
 * lone halves of a surrogate pair. Joiners are ordinary behind a letter that is not ASCII, and in an emoji.
 */
const INVISIBLE =
  // eslint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad]|\u034f|[\u061c\u115f\u1160]|\u17b4|\u17b5|[\u180b-\u180f]|[\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]|\p{Surrogate}|[\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]|(?<![\u0080-\u{10ffff}])[\u200c\u200d]/gu;

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
