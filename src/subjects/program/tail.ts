import { StringDecoder, stripVTControlCharacters } from '../../core';
import { visible } from '../../messages/visible';

const MOST_LINES = 20;
const LONGEST_LINE = 400;

/** The last lines of an output without end: all that is kept of it. */
export class Tail {
  readonly #decoder = new StringDecoder('utf8');
  #lines: string[] = [];
  #rest = '';
  #count = 0;

  write(chunk: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.write(chunk)).split(/\r?\n/);
    this.#rest = (lines.pop() ?? '').slice(-LONGEST_LINE);
    this.#count += lines.length;
    this.#lines = [...this.#lines, ...lines.slice(-MOST_LINES)].slice(-MOST_LINES);
  }

  /** How many lines there were. */
  get count(): number {
    return this.#count + (this.#rest === '' ? 0 : 1);
  }

  /** The last of them, without colours, each cut. @param most at most twenty are kept */
  last(most: number = MOST_LINES): string[] {
    const lines = [...this.#lines, ...(this.#rest === '' ? [] : [this.#rest])];
    while (lines.at(-1)?.trim() === '') lines.pop();
    return lines
      .slice(-most)
      .map(line => visible(stripVTControlCharacters(line)))
      .map(line => (line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line));
  }
}
