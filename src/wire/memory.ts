import { now } from '../clock';
import { JSON } from '../core';
import { Deliveries } from './deliveries';
import type { LinkEnd, LinkObserver } from './end';
import { type Direction, type JsonRpcMessage, RecordedFrame } from './frame';

/** With what a message is handed over to the server's end. */
export interface Passage {
  /** Goes to the server beside the message, as HTTP transports hand over who asks. */
  readonly extra?: unknown;
}

/** Decides about each message to the server, in their order. `undefined` keeps it back. Must not throw. */
export type Gate = (message: JsonRpcMessage) => Passage | undefined | Promise<Passage | undefined>;

/** The SDKs' own code for a link that broke before the answer. */
const CONNECTION_CLOSED = -32000;

class End implements LinkEnd {
  onmessage?: ((message: JsonRpcMessage, extra?: unknown) => void) | undefined;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  sessionId?: string | undefined;
  peer!: End;
  #waiting: [text: string, extra: unknown][] | undefined = [];
  #open = true;

  constructor(
    private readonly link: MemoryLink,
    private readonly direction: Direction,
  ) {}

  async start(): Promise<void> {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const [text, extra] of waiting) this.deliver(text, extra);
  }

  async send(message: object): Promise<void> {
    if (!this.#open) throw new Error('Not connected');
    const text = this.link.encode(this.direction, message);
    if (this.direction === 'to server') this.link.forward(text, message);
    else this.link.schedule(() => this.peer.deliver(text));
  }

  deliver(text: string, extra?: unknown): void {
    if (!this.#open) return;
    if (this.#waiting) {
      this.#waiting.push([text, extra]);
      return;
    }
    let message: JsonRpcMessage;
    try {
      message = JSON.parse(text) as JsonRpcMessage;
    } catch (error) {
      // Only what was written raw: as a transport that reads bytes does.
      this.onerror?.(error as Error);
      return;
    }
    this.#as(() => {
      // Transports without anything to say beside a message hand over the message alone.
      if (extra === undefined) this.onmessage?.(message);
      else this.onmessage?.(message, extra);
    });
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    if (this.peer.#open) {
      this.link.observer.onclose?.(this.direction === 'to server' ? 'client' : 'server');
      this.link.schedule(() => void this.peer.close());
    }
    this.#as(() => this.onclose?.());
  }

  #as(action: () => void): void {
    const { around } = this.link;
    if (around) around(this.direction === 'to client' ? 'server' : 'client', action);
    else action();
  }

  setProtocolVersion(): void {
    // Only transports that repeat the version in a header have a use for it.
  }
}

/**
 * A client end and a server end in one process, with real JSON between them: what `JSON.stringify` drops
 * or changes is dropped or changed here, as on any wire. Every frame is shown to the observer.
 *
 * It does not check that messages follow JSON-RPC, and knows nothing of MCP.
 */
export class MemoryLink {
  readonly client: LinkEnd;
  /** Runs what an end does with what it has got, as that end. Absent where it does not matter who does it. */
  around: ((end: 'server' | 'client', action: () => void) => void) | undefined;
  /** Absent where everything passes. */
  gate: Gate | undefined;
  readonly #server: End;
  #passing: Promise<void> | undefined;
  readonly #opened = now();
  readonly #deliveries = new Deliveries();

  constructor(readonly observer: LinkObserver = {}) {
    const client = new End(this, 'to server');
    const server = new End(this, 'to client');
    client.peer = server;
    server.peer = client;
    this.client = client;
    this.#server = server;
  }

  get server(): LinkEnd {
    return this.#server;
  }

  /** Runs `deliver` soon, after all that was scheduled before it. @internal */
  schedule(deliver: () => void): void {
    this.#deliveries.schedule(deliver);
  }

  /** Puts bytes on the wire that need be no message: what the client's side would never send. */
  raw(text: string): void {
    const frame = new RecordedFrame('to server', now() - this.#opened, text);
    this.observer.onframe?.(frame, frame.message);
    this.forward(text, frame.message);
  }

  /** Hands a message over to the server's end, if the gate lets it pass. @internal */
  forward(text: string, message: JsonRpcMessage): void {
    const hand = (passage: Passage | undefined): void => {
      if (passage) this.schedule(() => this.#server.deliver(text, passage.extra));
    };
    const { gate } = this;
    if (!gate) return hand({});
    const passage = this.#passing ? this.#passing.then(() => gate(message)) : gate(message);
    if (!isPromise(passage)) return hand(passage);
    const passing = passage.then(hand).finally(() => {
      if (this.#passing === passing) this.#passing = undefined;
    });
    this.#passing = passing;
  }

  /** Lets the SDK's client give up a request that nobody is going to answer. No frame: nothing crossed the wire. */
  giveUp(id: string | number, message: string): void {
    const end: JsonRpcMessage = { jsonrpc: '2.0', id, error: { code: CONNECTION_CLOSED, message } };
    this.schedule(() => this.client.onmessage?.(end));
  }

  /** Puts a message on the wire. @internal */
  encode(direction: Direction, message: JsonRpcMessage): string {
    let text: string;
    try {
      text = JSON.stringify(message);
    } catch (error) {
      this.observer.onfault?.({ direction, message, error });
      throw error;
    }
    const frame = new RecordedFrame(direction, now() - this.#opened, text);
    this.observer.onframe?.(frame, message);
    return text;
  }
}

/** Whether a decision has yet to be made. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Promise<T> | undefined)?.then === 'function';
}
