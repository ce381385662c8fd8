import { nextTurn, now } from '../clock';
import { JSON } from '../core';
import type { LinkEnd, LinkObserver } from './end';
import { type Direction, type JsonRpcMessage, RecordedFrame } from './frame';
import type { ReceivedText } from './http/received-text';

/** How an end is to be recorded. */
export interface Manner {
  /** Runs first when the client closes the end. */
  beforeClose(): Promise<unknown>;
  /** Whether the end hands over in one go whatever has come at once. */
  isBurst: boolean;
}

/**
 * Shows an SDK's own client transport to an observer, in place, so that whatever else the SDK's client asks of
 * it stays as it is. Frames are written anew from the messages: the exact spacing of the wire is not kept.
 */
export class EndRecorder {
  readonly #opened = now();
  /** Responses that the observer has seen before the client did, if it ever does. */
  readonly #seen = new Set<string | number>();
  /** Long answers as they came, which are not written anew. */
  readonly #texts = new Map<string | number, ReceivedText>();
  #receive: LinkEnd['onmessage'];
  #closedBy: 'client' | 'server' | undefined;

  constructor(private readonly observer: LinkObserver) {}

  record<End extends LinkEnd>(end: End, { beforeClose, isBurst }: Manner): End {
    const send = end.send.bind(end);
    end.send = (message, options) => {
      for (const each of [message].flat()) this.#show('to server', each);
      return send(message, options);
    };
    // The SDKs wrap the handler that is there in one of their own, and then both see the same message.
    let shown: JsonRpcMessage | undefined;
    Object.defineProperty(end, 'onmessage', {
      configurable: true,
      enumerable: true,
      get: () => this.#receive,
      set: (handler: LinkEnd['onmessage']) => {
        const receive: LinkEnd['onmessage'] =
          handler &&
          ((message, extra) => {
            if (message !== shown) this.#arrived((shown = message));
            handler(message, extra);
          });
        this.#receive = receive && isBurst ? spaced(receive) : receive;
      },
    });
    const close = end.close.bind(end);
    end.close = async () => {
      if (!this.#closedBy) {
        this.closed('client');
        await beforeClose();
      }
      return close();
    };
    return end;
  }

  /** Whether either end has closed. */
  get isClosed(): boolean {
    return this.#closedBy !== undefined;
  }

  /** Tells the observer that the link was closed, the first time alone. */
  closed(by: 'client' | 'server'): void {
    if (this.#closedBy) return;
    this.#closedBy = by;
    this.observer.onclose?.(by);
  }

  /** Shows a response that the SDK's client is not going to take for one. */
  showResponse(message: JsonRpcMessage): void {
    if (message.id !== undefined && message.id !== null) this.#seen.add(message.id);
    this.#show('to client', message);
  }

  /** Shows what crossed the wire past the end. */
  showText(direction: Direction, text: string): void {
    const frame = new RecordedFrame(direction, now() - this.#opened, text);
    this.observer.onframe?.(frame, frame.message);
  }

  /** Keeps a long answer as it came, until the client has it. */
  keepText(id: string | number, text: ReceivedText | undefined): void {
    if (text === undefined) this.#texts.delete(id);
    else this.#texts.set(id, text);
  }

  /** Tells of something that the end drops. */
  showUnreadable(text: string): void {
    this.observer.onunreadable?.(new RecordedFrame('to client', now() - this.#opened, text));
  }

  /** Lets the SDK's client give up a request that nobody is going to answer. No frame: nothing crossed the wire. */
  giveUp(id: string | number, message: string): void {
    const end: JsonRpcMessage = { jsonrpc: '2.0', id, error: { code: CONNECTION_CLOSED, message } };
    this.#seen.add(id);
    this.#receive?.(end);
  }

  #arrived(message: JsonRpcMessage): void {
    const { id, method } = message;
    const isSeen = method === undefined && id !== undefined && id !== null && this.#seen.delete(id);
    const text = method === undefined ? this.#textOf(id) : undefined;
    if (!isSeen) this.#show('to client', message, text);
  }

  #textOf(id: JsonRpcMessage['id']): ReceivedText | undefined {
    if (id === undefined || id === null) return undefined;
    const text = this.#texts.get(id);
    this.#texts.delete(id);
    return text;
  }

  #show(
    direction: Direction,
    message: JsonRpcMessage,
    text: string | ReceivedText = JSON.stringify(message),
  ): void {
    const frame = new RecordedFrame(direction, now() - this.#opened, text);
    this.observer.onframe?.(frame, message);
  }
}

/** The SDKs' own code for a link that broke before the answer. */
const CONNECTION_CLOSED = -32000;

/**
 * Hands over one message a turn. The SDKs run a notification's handler a promise job later: in a burst, the progress of
 * a request would come after its answer, and be dropped.
 */
function spaced(receive: NonNullable<LinkEnd['onmessage']>): NonNullable<LinkEnd['onmessage']> {
  const waiting: (() => void)[] = [];
  const next = (): void => {
    const [deliver] = waiting;
    deliver?.();
    nextTurn(() => {
      waiting.shift();
      if (waiting.length > 0) next();
    });
  };
  return (message, extra) => {
    waiting.push(() => receive(message, extra));
    if (waiting.length === 1) next();
  };
}
