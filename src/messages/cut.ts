/** `1,234`, so that counts of what was cut can be read at a glance. */
export function printCount(count: number): string {
  return count.toLocaleString('en-US');
}

/** `1 tool`, `2 tools`. */
export function printPlural(count: number, noun: string): string {
  return `${printCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** Where to cut `text` near `at` without tearing a surrogate pair in two. */
export function cutPoint(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

/** `text`, or its beginning and how many characters were left out. */
export function cutText(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const kept = cutPoint(text, longest);
  return `${text.slice(0, kept)}… (${printPlural(text.length - kept, 'more character')})`;
}

/** `lines`, or the first of them and how many were left out. */
export function cutLines(lines: readonly string[], most: number): string[] {
  if (lines.length <= most) return [...lines];
  return [...lines.slice(0, most), `… ${printPlural(lines.length - most, 'more line')}`];
}
