import { nextTurn } from '../clock';
import { JSON } from '../core';
import { givenUp, type LinkEnd } from './end';
import { type Direction, type Frame, type JsonRpcMessage, parseJsonRpc } from './frame';
import type { ReceivedText } from './http/received-text';
import type { Passage, WireRecorder } from './recorder';

/** How an end is to be recorded. */
export interface Manner {
  /** Runs first when the client closes the end. */
  beforeClose(): Promise<unknown>;
  /** Whether the end hands over in one go whatever has come at once. */
  isBurst: boolean;
  /** Sends what need not be a message. */
  sendText(text: string): Promise<void>;
}

/**
 * Lets an SDK's own client transport be recorded, in place, so that whatever else the SDK's client asks of it stays as
 * it is. Frames are written anew from the messages: the exact spacing of the wire is not kept.
 */
export class TransportTap {
  /** Messages that need not be recorded: they are, or never crossed the wire. */
  readonly #known = new WeakSet<JsonRpcMessage>();
  /** Responses that are on the record before the client has seen them, if it ever does. */
  readonly #seen = new Set<string | number>();
  /** Long answers as they came, which are not written anew. */
  readonly #texts = new Map<string | number, ReceivedText>();
  #receive: LinkEnd['onmessage'];
  #closedBy: 'client' | 'server' | undefined;

  /** @param when runs what it is given once it is known that there is a server at the other end */
  constructor(
    private readonly wire: WireRecorder,
    private readonly when: (tell: () => void) => void = tell => tell(),
  ) {}

  attach<End extends LinkEnd>(end: End, { beforeClose, isBurst, sendText }: Manner): End {
    const send = end.send.bind(end);
    this.wire.open({
      'to server': text => void sendText(text).catch(() => undefined),
      'to client': text => this.#handText(text, message => this.#receive?.(this.#noted(message))),
    });
    end.send = (message, options) => {
      const frames = [message].flat().map(each => [this.#show('to server', each), each] as const);
      const [first] = frames;
      if (!first || !this.wire.isIntercepted('to server')) return send(message, options);
      return this.#sendPassed(...first, ({ text }) =>
        text === undefined ? send(message, options) : sendText(text),
      );
    };
    Object.defineProperty(end, 'onmessage', {
      configurable: true,
      enumerable: true,
      get: () => this.#receive,
      set: (handler: LinkEnd['onmessage']) => {
        const receive: LinkEnd['onmessage'] =
          handler &&
          ((message, extra) => {
            // The SDKs wrap the handler that is there in one of their own, and then both see the same message.
            if (this.#known.has(message)) handler(message, extra);
            else this.#arrived(message, arrived => handler(this.#noted(arrived), extra));
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

  /** Tells that the link was closed, the first time alone. */
  closed(by: 'client' | 'server'): void {
    if (this.#closedBy) return;
    this.#closedBy = by;
    this.when(() => this.wire.close(by));
  }

  /** Records a response that the SDK's client is not going to take for one. */
  showResponse(message: JsonRpcMessage): void {
    if (message.id !== undefined && message.id !== null) this.#seen.add(message.id);
    this.#show('to client', message);
  }

  /** Records what crossed the wire past the end. */
  showText(direction: Direction, text: string): void {
    const frame = this.wire.frame(direction, text);
    this.when(() => this.wire.record(frame));
  }

  /** Keeps a long answer as it came, until the client has it. */
  keepText(id: string | number, text: ReceivedText | undefined): void {
    if (text === undefined) this.#texts.delete(id);
    else this.#texts.set(id, text);
  }

  /** Tells of something that the end drops. */
  showUnreadable(text: string): void {
    const frame = this.wire.frame('to client', text);
    this.when(() => this.wire.observer.onunreadable?.(frame));
  }

  /** Lets the SDK's client give up a request that nobody is going to answer. */
  giveUp(id: string | number, message: string): void {
    this.#receive?.(this.#noted(givenUp(id, message)));
  }

  /** Sends what the interceptors let pass. What they keep back counts as sent: it was lost on its way. */
  async #sendPassed(
    frame: Frame,
    message: JsonRpcMessage,
    send: (passage: Passage) => Promise<void>,
  ): Promise<void> {
    const sending: Promise<void>[] = [];
    await this.wire.pass(frame, message, passage => void sending.push(send(passage)));
    await Promise.all(sending);
  }

  #arrived(message: JsonRpcMessage, hand: (message: JsonRpcMessage) => void): void {
    const { id, method } = message;
    const isSeen = method === undefined && id !== undefined && id !== null && this.#seen.delete(id);
    const text = method === undefined ? this.#textOf(id) : undefined;
    const frame = isSeen ? undefined : this.#show('to client', message, text);
    // What is no frame of the wire is nobody's to change.
    if (!frame || !this.wire.isIntercepted('to client')) hand(message);
    else
      void this.wire.pass(frame, message, ({ text: changed }) =>
        changed === undefined ? hand(message) : this.#handText(changed, hand),
      );
  }

  #noted(message: JsonRpcMessage): JsonRpcMessage {
    this.#known.add(message);
    return message;
  }

  /** Hands over what an SDK's transport would: it drops what is no message. */
  #handText(text: string, hand: (message: JsonRpcMessage) => void): void {
    const message = parseJsonRpc(text);
    if (message) hand(message);
    else this.showUnreadable(text);
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
  ): Frame {
    const frame = this.wire.frame(direction, text);
    this.when(() => this.wire.record(frame, message));
    return frame;
  }
}

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
