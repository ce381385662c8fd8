import { after, now } from '../clock';
import { JSON } from '../core';
import type { LinkObserver } from './end';
import { type Direction, type Frame, type JsonRpcMessage, parseJsonRpc, RecordedFrame } from './frame';
import type { ReceivedText } from './http/received-text';

/** How a message is delivered that an interceptor lets pass. */
export interface Passage {
  /** Goes to the server beside the message, as HTTP transports hand over who asks. Links in memory alone have it. */
  readonly extra?: unknown;
  /** What the receiver gets in place of what was sent. It need not be a message. */
  readonly text?: string;
}

/** What becomes of a message: it is delivered once, several times, or, by `undefined`, kept back for good. */
export type Decision = Passage | readonly Passage[] | undefined;

/**
 * Decides about one message.
 *
 * Messages of a direction keep their order: those behind a message that is decided late wait for it. An interceptor
 * must not throw, and what it returns must not reject.
 *
 * @param text what the receiver is about to get: what an earlier interceptor has made of the message
 */
export type Interceptor = (message: JsonRpcMessage, text: string) => Decision | Promise<Decision>;

/** Sees a frame on its way. @param isOwn whether it belongs to a question that the kit asks for itself */
export type Tap = (frame: Frame, message: JsonRpcMessage, isOwn: boolean) => void;

/** Delivers a text to an end of the link. */
export type Deliver = (text: string, extra?: unknown) => void;

/** Which frame is waited for, and how long. */
export interface WaitOptions {
  /** The longest that it waits, in milliseconds of real time. */
  readonly deadline: number;
  /** The index in {@link WireRecorder.frames} from which on frames count that are there already. By default none of them. */
  readonly since?: number;
}

/**
 * The one record of what crosses a link, and the one place where that can be watched, waited for and changed. Every
 * link records through it: memory, lines of stdio, HTTP.
 *
 * A frame is recorded as its sender wrote it, before any interceptor decides about it.
 */
export class WireRecorder {
  /** What crossed the link so far, without the questions that the kit asks for itself. */
  readonly frames: Frame[] = [];
  #opened = now();
  #isClosed = false;
  #deliver: Record<Direction, Deliver> | undefined;
  readonly #taps = new Set<Tap>();
  readonly #waits = new Set<Wait>();
  readonly #lanes: Record<Direction, Lane> = { 'to server': new Lane(), 'to client': new Lane() };

  /** @param observer is told first of each frame, and of all else that happens on the link */
  constructor(readonly observer: LinkObserver = {}) {}

  /** A link begins here: the times of its frames count from now on. @param deliver how it takes what {@link inject} gives it */
  open(deliver: Record<Direction, Deliver>): void {
    this.#opened = now();
    this.#deliver = deliver;
  }

  /** Writes a message as JSON, and records it. @throws what `JSON.stringify` throws, which the observer is told of */
  encode(direction: Direction, message: JsonRpcMessage): Frame {
    let text: string;
    try {
      text = JSON.stringify(message);
    } catch (error) {
      this.observer.onfault?.({ direction, message, error });
      throw error;
    }
    return this.record(this.frame(direction, text), message);
  }

  /** A frame of this moment that is not on the record yet. */
  frame(direction: Direction, text: string | ReceivedText): RecordedFrame {
    return new RecordedFrame(direction, now() - this.#opened, text);
  }

  /** Puts a frame on the record. @param message what it says, where the sender's own object is at hand */
  record(frame: Frame, message: JsonRpcMessage = frame.message): Frame {
    const isOwn = this.observer.onframe?.(frame, message) === 'own';
    if (!isOwn) this.frames.push(frame);
    for (const tap of this.#taps) tap(frame, message, isOwn);
    if (isOwn) return frame;
    for (const wait of this.#waits) if (wait.fits(frame)) wait.end(frame);
    return frame;
  }

  /**
   * Asks the interceptors of a direction, and hands over what they let pass.
   *
   * @returns a promise of the end of that, where a decision takes time
   */
  pass(
    { direction, text }: Pick<Frame, 'direction' | 'text'>,
    message: JsonRpcMessage,
    hand: (passage: Passage) => void,
  ): void | Promise<void> {
    return this.#lanes[direction].pass(message, text, hand);
  }

  /** Whether anybody decides about messages of this direction. */
  isIntercepted(direction: Direction): boolean {
    return this.#lanes[direction].isUsed;
  }

  /** Shows every frame from now on. @returns a function that ends it */
  tap(tap: Tap): () => void {
    this.#taps.add(tap);
    return () => void this.#taps.delete(tap);
  }

  /**
   * Waits for a frame. It wakes when the frame is recorded: nothing is polled.
   *
   * @returns the first frame that fits; `undefined` once the deadline has passed, or the link was closed
   */
  waitFor(fits: (frame: Frame) => boolean, { deadline, since }: WaitOptions): Promise<Frame | undefined> {
    const found = since === undefined ? undefined : this.frames.slice(since).find(fits);
    if (found || this.#isClosed) return Promise.resolve(found);
    return new Promise(resolve => {
      const end = (frame?: Frame): void => {
        this.#waits.delete(wait);
        cancel();
        resolve(frame);
      };
      const wait: Wait = { fits, end };
      const cancel = after(deadline, end);
      this.#waits.add(wait);
    });
  }

  /** Lets `interceptor` decide about every message of a direction, after those that do already. @returns a function that ends it */
  intercept(direction: Direction, interceptor: Interceptor): () => void {
    return this.#lanes[direction].add(interceptor);
  }

  /** Puts a text on the wire as if an end had sent it. It need be no message. */
  inject(direction: Direction, text: string): void {
    const deliver = this.#deliver?.[direction];
    if (!deliver) throw new Error('Nothing can be put on a link that was not opened.');
    const frame = this.record(this.frame(direction, text));
    void this.pass(frame, frame.message, ({ text: changed = text, extra }) => deliver(changed, extra));
  }

  /** Tells that the link was closed, the first time alone, and ends whatever waits. */
  close(by: 'client' | 'server'): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.observer.onclose?.(by);
    for (const wait of this.#waits) wait.end();
  }
}

interface Wait {
  fits(frame: Frame): boolean;
  end(frame?: Frame): void;
}

/** The interceptors of one direction, in the order in which they were added. */
class Lane {
  readonly #interceptors: Interceptor[] = [];
  /** The end of what is being decided, while that takes time. */
  #deciding: Promise<void> | undefined;

  get isUsed(): boolean {
    return this.#interceptors.length > 0 || this.#deciding !== undefined;
  }

  add(interceptor: Interceptor): () => void {
    // Wrapped, so that each is an entry of its own: one function may be added twice.
    const entry: Interceptor = (message, text) => interceptor(message, text);
    this.#interceptors.push(entry);
    return () => {
      const index = this.#interceptors.indexOf(entry);
      if (index >= 0) this.#interceptors.splice(index, 1);
    };
  }

  pass(message: JsonRpcMessage, text: string, hand: (passage: Passage) => void): void | Promise<void> {
    if (!this.isUsed) return hand({});
    const interceptors = [...this.#interceptors];
    const decide = (): readonly Passage[] | Promise<readonly Passage[]> =>
      decided(interceptors, message, text, {});
    const decision = this.#deciding ? this.#deciding.then(decide) : decide();
    if (!isPromise(decision)) return decision.forEach(hand);
    const deciding = decision
      .then(passages => passages.forEach(hand))
      .finally(() => {
        if (this.#deciding === deciding) this.#deciding = undefined;
      });
    this.#deciding = deciding;
    return deciding;
  }
}

/** What becomes of a message that all interceptors have decided about. */
function decided(
  [first, ...rest]: readonly Interceptor[],
  message: JsonRpcMessage,
  text: string,
  passage: Passage,
): readonly Passage[] | Promise<readonly Passage[]> {
  if (!first) return [passage];
  const goOn = (decision: Decision): readonly Passage[] | Promise<readonly Passage[]> => {
    const passages = [decision ?? []].flat();
    const decisions = passages.map(each => {
      const changed = each.text;
      const next = changed === undefined ? message : (parseJsonRpc(changed) ?? {});
      return decided(rest, next, changed ?? text, { ...passage, ...each });
    });
    if (decisions.some(isPromise))
      return Promise.all(decisions.map(async each => each)).then(all => all.flat());
    return (decisions as (readonly Passage[])[]).flat();
  };
  const decision = first(message, text);
  return isPromise(decision) ? decision.then(goOn) : goOn(decision);
}

/** Whether a decision has yet to be made. */
export function isPromise<T>(value: T | Promise<T>): value is Promise<T> {
  return typeof (value as Promise<T> | undefined)?.then === 'function';
}
