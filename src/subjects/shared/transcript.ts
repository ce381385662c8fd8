import { StringDecoder } from '../../core';

/** How much of an output is kept, in characters: what it began with is cut first. */
export const LONGEST_TRANSCRIPT = 1024 * 1024;

/** All that was written to an output, as far as it is kept, and word of each piece that comes. */
export class Transcript {
  readonly #decoder = new StringDecoder('utf8');
  readonly #watchers = new Set<() => void>();
  #text = '';
  #dropped = 0;
  #isEnded = false;

  write(chunk: Uint8Array | string): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.write(Buffer.from(chunk));
    if (text === '') return;
    this.#text += text;
    if (this.#text.length > 2 * LONGEST_TRANSCRIPT) this.#drop(this.#text.length - LONGEST_TRANSCRIPT);
    this.#tell();
  }

  /** Nothing more will come. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#tell();
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** The end of it, at most {@link LONGEST_TRANSCRIPT} characters. */
  get text(): string {
    return this.#text.slice(-LONGEST_TRANSCRIPT);
  }

  /** How many characters came before {@link text}. */
  get cut(): number {
    return this.#dropped + Math.max(0, this.#text.length - LONGEST_TRANSCRIPT);
  }

  /** Calls `watcher` whenever something was written, and at the end. @returns what stops that */
  watch(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }

  #drop(count: number): void {
    this.#dropped += count;
    this.#text = this.#text.slice(count);
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}
