import { JSON } from '../core';
import { Deliveries } from './deliveries';
import { givenUp, type LinkEnd } from './end';
import type { Direction, JsonRpcMessage } from './frame';
import { WireRecorder } from './recorder';

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
    const { wire } = this.link;
    const frame = wire.encode(this.direction, message);
    void wire.pass(frame, message, ({ text = frame.text, extra }) => this.peer.take(text, extra));
  }

  /** Delivers soon what the other end has sent. */
  take(text: string, extra?: unknown): void {
    this.link.schedule(() => this.deliver(text, extra));
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
      this.link.wire.close(this.direction === 'to server' ? 'client' : 'server');
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
 * or changes is dropped or changed here, as on any wire.
 *
 * It does not check that messages follow JSON-RPC, and knows nothing of MCP.
 */
export class MemoryLink {
  readonly client: LinkEnd;
  /** Runs what an end does with what it has got, as that end. Absent where it does not matter who does it. */
  around: ((end: 'server' | 'client', action: () => void) => void) | undefined;
  readonly server: LinkEnd;
  readonly #deliveries = new Deliveries();

  constructor(readonly wire = new WireRecorder()) {
    const client = new End(this, 'to server');
    const server = new End(this, 'to client');
    client.peer = server;
    server.peer = client;
    this.client = client;
    this.server = server;
    wire.open({
      'to server': (text, extra) => server.take(text, extra),
      'to client': text => client.take(text),
    });
  }

  /** Runs `deliver` soon, after all that was scheduled before it. @internal */
  schedule(deliver: () => void): void {
    this.#deliveries.schedule(deliver);
  }

  /** Lets the SDK's client give up a request that nobody is going to answer. */
  giveUp(id: string | number, message: string): void {
    this.schedule(() => this.client.onmessage?.(givenUp(id, message)));
  }
}
