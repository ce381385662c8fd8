import { nextTurn, now } from '../clock';
import { type Direction, type Frame, type JsonRpcMessage, RecordedFrame } from './frame';

/**
 * One end of a link, in the shape that every MCP SDK calls a transport. Structural, so that one pair
 * serves the clients and servers of all SDKs.
 */
export interface LinkEnd {
  onmessage?: ((message: JsonRpcMessage, extra?: unknown) => void) | undefined;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  sessionId?: string | undefined;
  start(): Promise<void>;
  send(message: object): Promise<void>;
  close(): Promise<void>;
  setProtocolVersion(version: string): void;
}

/** A message that could not be put on the wire, because it is not JSON. */
export interface Fault {
  readonly direction: Direction;
  readonly message: JsonRpcMessage;
  /** Whatever was thrown: a getter or `toJSON` may throw anything. */
  readonly error: unknown;
}

/** What a link tells its owner. */
export interface LinkObserver {
  /** A frame was put on the wire. Called before it is delivered, with the sender's own message object: look, do not keep. */
  onframe?(frame: Frame, message: JsonRpcMessage): void;
  /** A frame is about to be handed to the server. */
  ondelivery?(message: JsonRpcMessage): void;
  /** A message could not be put on the wire. The sender gets the error too, as from a real transport. */
  onfault?(fault: Fault): void;
  /** The link was closed. Called once, for the end that closed first. */
  onclose?(by: 'client' | 'server'): void;
}

const DELIVERIES_A_TURN = 16;
const resolved = Promise.resolve();

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
    const text = this.link.encode(this.direction, message as JsonRpcMessage);
    this.link.schedule(() => this.peer.deliver(text));
  }

  deliver(text: string): void {
    if (!this.#open) return;
    if (this.#waiting) {
      this.#waiting.push(text);
      return;
    }
    const message = JSON.parse(text) as JsonRpcMessage;
    if (this.direction === 'to client') this.link.observer.ondelivery?.(message);
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
  readonly server: LinkEnd;
  readonly #opened = now();
  #scheduled = 0;
  /** What waits for the next turn of the event loop. */
  #held: (() => void)[] | undefined;

  constructor(readonly observer: LinkObserver = {}) {
    const client = new End(this, 'to server');
    const server = new End(this, 'to client');
    client.peer = server;
    server.peer = client;
    this.client = client;
    this.server = server;
  }

  /**
   * Runs `deliver` soon, after all that was scheduled before it.
   *
   * In a promise job (not `queueMicrotask`, which Jest's fake timers replace), but now and then in a turn of
   * the event loop: a test that asks until something has happened would otherwise keep timers and files
   * from ever being served, which no real wire does. @internal
   */
  schedule(deliver: () => void): void {
    if (this.#held) {
      this.#held.push(deliver);
      return;
    }
    if (++this.#scheduled % DELIVERIES_A_TURN !== 0) {
      void resolved.then(deliver);
      return;
    }
    const held = (this.#held = [deliver]);
    nextTurn(() => {
      this.#held = undefined;
      for (const waiting of held) waiting();
    });
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
