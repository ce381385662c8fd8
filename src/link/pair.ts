import { now } from '../clock';
import { Deliveries } from './deliveries';
import type { LinkEnd, LinkObserver } from './end';
import { type Direction, type JsonRpcMessage, RecordedFrame } from './frame';

class End implements LinkEnd {
  onmessage?: ((message: JsonRpcMessage, extra?: unknown) => void) | undefined;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  sessionId?: string | undefined;
  peer!: End;
  #waiting: string[] | undefined = [];
  #open = true;

  constructor(
    private readonly link: MemoryLink,
    private readonly direction: Direction,
  ) {}

  async start(): Promise<void> {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const text of waiting) this.deliver(text);
  }

  async send(message: object): Promise<void> {
    if (!this.#open) throw new Error('Not connected');
    const text = this.link.encode(this.direction, message);
    this.link.schedule(() => this.peer.deliver(text));
  }

  deliver(text: string): void {
    if (!this.#open) return;
    if (this.#waiting) {
      this.#waiting.push(text);
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
    this.onmessage?.(message);
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    if (this.peer.#open) {
      this.link.observer.onclose?.(this.direction === 'to server' ? 'client' : 'server');
      this.link.schedule(() => void this.peer.close());
    }
    this.onclose?.();
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
  readonly #server: End;
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
    this.schedule(() => this.#server.deliver(text));
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
