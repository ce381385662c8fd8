/** Which way a frame went, seen from the wire's two ends. */
export type Direction = 'to server' | 'to client';

/** One JSON-RPC message as it crossed the wire. */
export interface Frame {
  readonly direction: Direction;
  /** Milliseconds since the link was opened, on the real clock even while a test fakes its timers. */
  readonly at: number;
  /** The exact JSON text that crossed the wire. */
  readonly text: string;
  /** The same, parsed. Parsed anew from `text`, so that nothing a handler did to its copy shows here. */
  readonly message: JsonRpcMessage;
}

/** What a JSON-RPC message may hold: a request, a notification or a response. */
export interface JsonRpcMessage {
  readonly jsonrpc: '2.0';
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** A frame whose message is parsed only when somebody looks: most tests never do. */
export class RecordedFrame implements Frame {
  #message: JsonRpcMessage | undefined;

  constructor(
    readonly direction: Direction,
    readonly at: number,
    readonly text: string,
  ) {}

  get message(): JsonRpcMessage {
    return (this.#message ??= JSON.parse(this.text) as JsonRpcMessage);
  }

  /** Printing or comparing a frame shows its message, not the text and its parsed twin. */
  toJSON(): object {
    return { direction: this.direction, at: this.at, message: this.message };
  }
}
