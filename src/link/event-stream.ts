import { TextDecoder } from '../core';

/**
 * Reads the `data` of each message event out of a `text/event-stream`, chunk by chunk.
 *
 * Of ids it knows but whether there are any: it is the SDK's client that resumes a stream.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class EventReader {
  readonly #decoder = new TextDecoder();
  #rest = '';
  #data: string[] = [];
  #type = '';
  #hasIds = false;

  /** Whether an event had an id, so that what is missing can be asked for. */
  get hasIds(): boolean {
    return this.#hasIds;
  }

  /** Takes a chunk. @returns the data of the message events that it completes */
  read(chunk: Uint8Array): string[] {
    const text = this.#rest + this.#decoder.decode(chunk, { stream: true });
    // A carriage return at the end may be half of a line end.
    const end = text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = text.slice(0, end).split(/\r\n|\n|\r/);
    this.#rest = (lines.pop() ?? '') + text.slice(end);
    return lines.flatMap(line => this.#line(line));
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
