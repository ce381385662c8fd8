import { TextDecoder } from '../../core';

/**
 * Reads the `data` of each message event out of a `text/event-stream`, chunk by chunk.
 *
 * Of ids it knows but whether there are any: it is the SDK's client that resumes a stream.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class EventReader {
  readonly #decoder = new TextDecoder();
  /** The line that has no end yet, as it came. Joined when it ends: an answer of 64 MiB is one line in 1,000 chunks. */
  #parts: string[] = [];
  /** The last character was a carriage return: a line feed that follows belongs to it. */
  #isHalf = false;
  #data: string[] = [];
  #type = '';
  #hasIds = false;

  /** Whether an event had an id, so that what is missing can be asked for. */
  get hasIds(): boolean {
    return this.#hasIds;
  }

  /** Takes a chunk. @returns the data of the message events that it completes */
  read(chunk: Uint8Array): string[] {
    const text = this.#decoder.decode(chunk, { stream: true });
    if (text === '') return [];
    const events: string[] = [];
    let start = this.#isHalf && text.startsWith('\n') ? 1 : 0;
    this.#isHalf = text.endsWith('\r');
    const ends = /\r\n|\n|\r/g;
    ends.lastIndex = start;
    for (let end = ends.exec(text); end; end = ends.exec(text)) {
      this.#parts.push(text.slice(start, end.index));
      start = ends.lastIndex;
      events.push(...this.#line(this.#parts.splice(0).join('')));
    }
    if (start < text.length) this.#parts.push(text.slice(start));
    return events;
  }

  #line(line: string): string[] {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    if (field === 'event') this.#type = value;
    if (field === 'id' && value !== '') this.#hasIds = true;
    return [];
  }

  #dispatch(): string[] {
    const data = this.#data.splice(0).join('\n');
    const isMessage = this.#type === '' || this.#type === 'message';
    this.#type = '';
    return isMessage && data !== '' ? [data] : [];
  }
}
