import { Deliveries } from './deliveries';
import type { LinkEnd } from './end';
import { type JsonRpcMessage, parseJsonRpc } from './frame';
import { WireRecorder } from './recorder';
import { UnframedAnswers } from './unframed';

/** What the clients of both SDKs take at most before they break off, in bytes. */
export const LONGEST_LINE = 10 * 1024 * 1024;
const MOST_STRAYS = 20;
const LONGEST_STRAY = 500;
/** More lines that are no message than these, and nobody speaks MCP there. */
const FLOOD = 10_000;
const LINE_FEED = 0x0a;
const BRACE = '}'.charCodeAt(0);

/** What a server wrote to its standard output that is no JSON-RPC message. */
export interface Strays {
  /** The first of them, each cut. */
  readonly lines: readonly string[];
  readonly count: number;
}

/** How a {@link LineLink} reaches its other end. */
export interface LinePort {
  /** Writes to the server's standard input. */
  write(text: string): void;
  /** Ends the server's standard input. */
  end(): void;
  /** Takes a line of the server's standard output that is no message. */
  stray?(line: string): void;
}

/**
 * The client's end of a stdio link: JSON-RPC messages, one a line. Its owner hands it what the server wrote.
 *
 * Lines that are no message are kept as {@link strays}, and recorded as frames without one. That goes
 * on after the client's end was closed: what a server prints while it ends is on its standard output all the same.
 *
 * @see specification 2025-11-25, basic/transports › stdio
 */
export class LineLink {
  readonly client: LinkEnd;
  readonly #deliveries = new Deliveries();
  readonly #strays: string[] = [];
  #strayCount = 0;
  /** The line that has no end yet, as it came: cut anywhere, within a character too. */
  #parts: Uint8Array[] = [];
  #length = 0;
  #tooLong = false;
  #waiting: JsonRpcMessage[] | undefined = [];
  #open = true;
  readonly #unframed = new UnframedAnswers(answer => this.wire.observer.onunframed?.(answer));

  constructor(
    private readonly port: LinePort,
    private readonly wire = new WireRecorder(),
  ) {
    wire.open({
      'to server': text => this.#write(text),
      'to client': text => this.#arrive(parseJsonRpc(text)),
    });
    this.client = {
      start: async () => {
        const waiting = this.#waiting ?? [];
        this.#waiting = undefined;
        for (const message of waiting) this.#deliver(message);
      },
      send: async message => this.#send(message),
      close: async () => this.#close('client'),
      setProtocolVersion: () => undefined,
    };
  }

  get strays(): Strays {
    return { lines: this.#strays, count: this.#strayCount };
  }

  /** What was written last, and has no line break yet: its beginning, and how many bytes there are. */
  get unfinished(): { readonly text: string; readonly bytes: number } {
    return { text: Buffer.concat(this.#parts).toString('utf8', 0, LONGEST_STRAY), bytes: this.#length };
  }

  /** What no host would go on reading, in words that follow "the server". Undefined as long as there is none of it. */
  get flood(): string | undefined {
    if (this.#tooLong) return 'wrote more than 10 MiB to stdout without a line break';
    return this.#strayCount > FLOOD
      ? `wrote more than ${FLOOD.toLocaleString('en-US')} lines to stdout that are not JSON-RPC messages`
      : undefined;
  }

  /** Takes what the server wrote. @returns whether to go on: false once it is a {@link flood}. */
  receive(chunk: Uint8Array | string): boolean {
    let rest: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    for (let end = rest.indexOf(LINE_FEED); end >= 0 && !this.flood; end = rest.indexOf(LINE_FEED)) {
      this.#tooLong = this.#length + end > LONGEST_LINE;
      if (!this.#tooLong) this.#line(this.#take(rest.subarray(0, end)));
      rest = rest.subarray(end + 1);
    }
    this.#length += rest.length;
    if (this.#length > LONGEST_LINE) this.#tooLong = true;
    if (this.flood !== undefined) {
      this.#parts = [];
      return false;
    }
    if (rest.length > 0) this.#parts.push(rest);
    this.#unframed.unfinished(
      rest.at(-1) === BRACE ? () => Buffer.concat(this.#parts).toString() : undefined,
    );
    return true;
  }

  /** The server has ended its output. @param how whether it did so by itself: what was cut off is no line. */
  ended(how: 'by itself' | 'cut off' = 'by itself'): void {
    const last = this.#take();
    if (last !== '' && how === 'by itself') this.#line(last);
    this.#deliveries.schedule(() => this.#close('server'));
  }

  #take(last?: Uint8Array): string {
    const bytes = Buffer.concat(last ? [...this.#parts, last] : this.#parts);
    this.#parts = [];
    this.#length = 0;
    return bytes.toString('utf8');
  }

  #send(message: JsonRpcMessage): void {
    if (!this.#open) throw new Error('Not connected');
    const frame = this.wire.encode('to server', message);
    void this.wire.pass(frame, message, ({ text }) =>
      text === undefined ? this.#write(frame.text, message) : this.#write(text),
    );
  }

  #write(text: string, message = parseJsonRpc(text)): void {
    this.#unframed.asked(message ?? {});
    this.port.write(`${text}\n`);
  }

  #line(ended: string): void {
    const text = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    const message = parseJsonRpc(text);
    const frame = this.wire.frame('to client', text);
    if (this.#open) this.wire.record(frame, message ?? {});
    else if (message) this.wire.observer.onlate?.(frame);
    if (message) this.#unframed.came(message);
    else this.#stray(text);
    if (!this.#open || !this.wire.isIntercepted('to client')) this.#arrive(message);
    else
      void this.wire.pass(frame, message ?? {}, ({ text: changed }) =>
        this.#arrive(changed === undefined ? message : parseJsonRpc(changed)),
      );
  }

  #stray(text: string): void {
    this.#strayCount++;
    this.port.stray?.(text);
    this.#unframed.line(text);
    if (this.#strays.length < MOST_STRAYS) this.#strays.push(text.slice(0, LONGEST_STRAY));
  }

  /** A client drops a line that is no message. */
  #arrive(message: JsonRpcMessage | undefined): void {
    if (!message) return;
    if (this.#waiting) this.#waiting.push(message);
    else this.#deliver(message);
  }

  #deliver(message: JsonRpcMessage): void {
    this.#deliveries.schedule(() => {
      if (!this.#open) return;
      try {
        this.client.onmessage?.(message);
      } catch (error) {
        // As the SDKs' own transports do: nobody stands above to catch it.
        this.client.onerror?.(error as Error);
      }
    });
  }

  #close(by: 'client' | 'server'): void {
    if (!this.#open) return;
    this.#open = false;
    this.#unframed.end();
    this.wire.close(by);
    if (by === 'client') this.port.end();
    this.client.onclose?.();
  }
}
