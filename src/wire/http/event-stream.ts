import { TypeError, types } from '../../core';
import { cut, ReceivedText } from './received-text';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const BYTE_ORDER_MARK = Buffer.of(0xef, 0xbb, 0xbf);
/** As far as a line must be read for its field: `event: `. Other fields are none of ours. */
const LONGEST_FIELD = 7;

/**
 * Reads the `data` of each message event out of a `text/event-stream`, chunk by chunk. The chunks are kept as they are
 * until an event ends: they are neither copied nor decoded.
 *
 * Of ids it knows but whether there are any: it is the SDK's client that resumes a stream.
 *
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class EventReader {
  /** The line that has no end yet, as it came: an answer of 64 MiB is one line in 1,000 chunks. */
  #line: Uint8Array[] = [];
  /** The last byte was a carriage return: a line feed that follows belongs to it. */
  #isHalf = false;
  #isFirstLine = true;
  #data: Uint8Array[][] = [];
  #type = '';
  #hasIds = false;

  /** Whether an event had an id, so that what is missing can be asked for. */
  get hasIds(): boolean {
    return this.#hasIds;
  }

  /** Takes a chunk, which is not to be written to any more. @returns the data of the message events that it completes */
  read(chunk: Uint8Array): ReceivedText[] {
    const bytes = bytesOf(chunk);
    if (bytes.length === 0) return [];
    const events: ReceivedText[] = [];
    let start = this.#isHalf && bytes[0] === LINE_FEED ? 1 : 0;
    this.#isHalf = bytes.at(-1) === CARRIAGE_RETURN;
    for (const [end, next] of lineEnds(bytes, start)) {
      if (end > start) this.#line.push(bytes.subarray(start, end));
      start = next;
      events.push(...this.#ended(this.#line.splice(0)));
    }
    if (start < bytes.length) this.#line.push(bytes.subarray(start));
    return events;
  }

  #ended(pieces: Uint8Array[]): ReceivedText[] {
    const line = this.#isFirstLine ? withoutMark(pieces) : pieces;
    this.#isFirstLine = false;
    if (line.length === 0) return this.#dispatch();
    const start = new ReceivedText(line).start(LONGEST_FIELD);
    const colon = start.indexOf(':');
    const field = colon < 0 ? start : start.slice(0, colon);
    const value = colon < 0 ? [] : cut(line, start[colon + 1] === ' ' ? colon + 2 : colon + 1);
    if (field === 'data') this.#data.push(value);
    if (field === 'event') this.#type = new ReceivedText(value).text;
    if (field === 'id' && value.length > 0) this.#hasIds = true;
    return [];
  }

  #dispatch(): ReceivedText[] {
    const lines = this.#data.splice(0);
    const data = new ReceivedText(
      lines.flatMap((line, index) => (index === 0 ? line : [Buffer.of(LINE_FEED), ...line])),
    );
    const isMessage = this.#type === '' || this.#type === 'message';
    this.#type = '';
    return isMessage && data.byteLength > 0 ? [data] : [];
  }
}

/** Where lines end, and where the next ones begin. */
function* lineEnds(bytes: Buffer, start: number): Generator<[end: number, next: number]> {
  const find = (byte: number, from: number): number => {
    const at = bytes.indexOf(byte, from);
    return at < 0 ? bytes.length : at;
  };
  let feed = find(LINE_FEED, start);
  let carriage = find(CARRIAGE_RETURN, start);
  for (;;) {
    const end = Math.min(feed, carriage);
    if (end === bytes.length) return;
    const next = end === carriage && feed === end + 1 ? end + 2 : end + 1;
    yield [end, next];
    if (feed < next) feed = find(LINE_FEED, next);
    if (carriage < next) carriage = find(CARRIAGE_RETURN, next);
  }
}

function withoutMark(line: Uint8Array[]): Uint8Array[] {
  const start = Buffer.concat(cut(line, 0, BYTE_ORDER_MARK.length));
  return start.equals(BYTE_ORDER_MARK) ? cut(line, BYTE_ORDER_MARK.length) : line;
}

/** A chunk as bytes, without a copy. @throws for what no decoder takes */
function bytesOf(chunk: unknown): Buffer {
  if (ArrayBuffer.isView(chunk)) return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
  if (types.isAnyArrayBuffer(chunk)) return Buffer.from(chunk);
  throw new TypeError(`A chunk of the body is not bytes. Its type is ${typeof chunk}.`);
}
