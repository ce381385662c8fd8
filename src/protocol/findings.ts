import { JSON } from '../core';
import { type Frame, isJsonRpc, type JsonRpcMessage } from '../wire/frame';
import { printPlural } from '../messages/cut';
import { printSection } from '../messages/report';
import { errorAt } from '../messages/stack';
import { type Declared, declaredIn, hasWithoutDeclaring } from './capabilities';
import { describeFrames } from './evidence';
import { flawOfNotification } from './notifications';

/** Findings that a report tells in full. */
const MOST_FINDINGS = 3;
/** Frames of a finding that are shown: the request, and what came of it. */
const MOST_FRAMES = 4;

/** How much of something that cannot be read is shown, in characters. */
const LONGEST_TEXT = 200;

/** Something that a server did against the protocol, and the lines that show it. */
interface Finding {
  readonly message: string;
  readonly lines: readonly string[];
  /** What a host does about it. Default: its client reports an error. */
  readonly follows?: string | undefined;
}

/** What was asked under one id. A test that writes raw may use an id twice. */
interface AskedUnder {
  readonly method: string | undefined;
  readonly frames: Frame[];
  /** Whether the session itself asked for the test: as itself, and not for the kit. */
  readonly isSessions: boolean;
  /** How many answers may come. */
  asked: number;
  answered: number;
  isCancelled: boolean;
}

/** What is known of the link and its session, once it is. */
export interface Circumstances {
  /** What the test calls the session: `mcp`, `session`. */
  readonly title: string;
  /** Where the server runs. */
  readonly place: string;
  /** Whether all frames come on one way, and so in the order in which the server sent them. */
  readonly isOrdered: boolean;
  /** The revision that is spoken, where it is one in which servers send no requests. */
  readonly modern: string | undefined;
}

/** What there is to know of a request of the session's. */
export interface AskedBefore {
  /** Whether the kit asks for itself. */
  readonly own: boolean;
  /** Called when it is sent, where it presents what is its own. */
  readonly sent?: ((id: string | number) => void) | undefined;
}

/**
 * Looks at what a server sends beside the answers that its requests wait for: a second answer, an answer to nothing,
 * progress under a token that it was never given. The clients of both SDKs report these to their host's `onerror`, and
 * go on; no operation would tell. It rests on the wire alone: on which ids were asked, and which tokens were given.
 *
 * So does it with answers to what the server never declared: they are right, but no host asks.
 *
 * What may cross on its way is spared: the answer to a request that was given up, and its progress. So is what raw
 * bytes of a test provoke.
 *
 * @see specification 2025-11-25, basic › Responses; basic/utilities/progress
 */
export class Findings {
  readonly #asked = new Map<string, AskedUnder>();
  /** The requests that each progress token was given with. */
  readonly #tokens = new Map<string, AskedUnder>();
  readonly #found: Finding[] = [];
  #declared: Declared | undefined;
  /** The capabilities that it was found to lack. */
  readonly #undeclared = new Set<string>();
  #count = 0;
  /** The request of the test that was sent last. */
  #last: Frame | undefined;
  /** Whether something was sent to which an answer may name no request. */
  #isRaw = false;

  constructor(private readonly circumstances: () => Circumstances) {}

  /**
   * Takes note of a frame.
   *
   * @param asked the request of the session's that it belongs to
   */
  observe(frame: Frame, message: JsonRpcMessage, asked?: AskedBefore): void {
    if (frame.direction === 'to server' && !asked?.own && isId(message.id)) this.#last = frame;
    if (frame.direction === 'to server') this.#sent(frame, message, !asked?.own && !asked?.sent);
    else if (message.method !== undefined) this.#told(frame, message);
    else if (isJsonRpc(message)) this.#answered(frame, message);
  }

  /** Takes note of something that came, and that no client takes for a message. */
  unreadable(frame: Frame): void {
    const { error, id } = frame.message;
    if (error !== undefined && !isId(id)) this.#nameless(frame);
    else {
      const lines = [...describeFrames(this.#nearest()), `← ${frame.text.slice(0, LONGEST_TEXT)}`];
      this.#keep({ message: 'It sent something that is not a message of JSON-RPC', lines });
    }
  }

  /** Says that the test sends bytes of its own, to which an answer need not name a request. */
  expectAnything(): void {
    this.#isRaw = true;
  }

  /** What was found, in words. Undefined where there is nothing. */
  get report(): Error | undefined {
    if (this.#count === 0) return undefined;
    const { title, place } = this.circumstances();
    const rest = this.#count - this.#found.length;
    // No line of the test did it. Of a stack without a line Jest would make the message, and this one it leaves out.
    return errorAt(
      [
        `The server broke the protocol (${title}, ${place}), where no operation of the test could tell:`,
        ...this.#found.map(({ message, lines }) => printSection({ title: message, lines })),
        ...(rest > 0 ? [`… and ${printPlural(rest, 'more finding')} of this kind.`] : []),
        ...new Set(this.#found.map(({ follows = REPORTED }) => follows)),
        "To allow it all the same:\n  mcp.serve(…, { protocol: 'lenient' });",
      ].join('\n\n'),
      ['    at <anonymous>:1:1'],
    );
  }

  #sent(frame: Frame, message: JsonRpcMessage, isSessions: boolean): void {
    const { id, method, params } = message;
    if (method === CANCELLED) {
      const cancelled = this.#asked.get(keyOf(params?.['requestId']));
      if (cancelled) cancelled.isCancelled = true;
    } else if (typeof method === 'string' && isId(id)) this.#ask(frame, message, isSessions);
    else if (!isJsonRpc(message)) this.#sentRaw(frame);
  }

  /** Bytes of the test's own. Whatever in them looks like a request may be answered. */
  #sentRaw(frame: Frame): void {
    this.#isRaw = true;
    let value: unknown;
    try {
      value = JSON.parse(frame.text);
    } catch {
      return;
    }
    for (const item of [value].flat() as (JsonRpcMessage | null)[])
      if (isId(item?.id)) this.#ask(frame, item, false);
  }

  #ask(frame: Frame, { id, method, params }: JsonRpcMessage, isSessions: boolean): void {
    const key = keyOf(id);
    const known = this.#asked.get(key);
    const under = known ?? { method, frames: [], isSessions, asked: 0, answered: 0, isCancelled: false };
    under.asked++;
    under.frames.push(frame);
    if (!known) this.#asked.set(key, under);
    const { progressToken: token } = (params?.['_meta'] ?? {}) as { progressToken?: unknown };
    if (token !== undefined) this.#tokens.set(keyOf(token), under);
  }

  #answered(frame: Frame, { id, result }: JsonRpcMessage): void {
    if (!isId(id)) {
      this.#nameless(frame);
      return;
    }
    const under = this.#asked.get(keyOf(id));
    if (!under) {
      this.#find(`It answered a request that the client never sent (id ${JSON.stringify(id)})`, frame);
      return;
    }
    under.answered++;
    under.frames.push(frame);
    if (under.answered > under.asked)
      this.#find(`It answered a request more than once (id ${JSON.stringify(id)})`, frame, under.frames);
    // Of an id that was used twice it cannot be told which request this is about.
    else if (under.asked === 1 && result) this.#declares(frame, result, under);
  }

  #declares(frame: Frame, result: NonNullable<JsonRpcMessage['result']>, under: AskedUnder): void {
    const { method = '', isSessions, frames } = under;
    if (!isSessions) return;
    this.#declared = declaredIn(method, result) ?? this.#declared;
    const lacks = this.#declared && hasWithoutDeclaring(method, result, this.#declared);
    if (lacks === undefined || this.#undeclared.has(lacks)) return;
    this.#undeclared.add(lacks);
    const message = `It answered ${method}, but does not declare the ${lacks} capability`;
    this.#find(message, frame, frames, UNASKED);
  }

  /** Of what it cannot read, a server cannot say which request it was. */
  #nameless(frame: Frame): void {
    if (!this.#isRaw) this.#find('It sent an answer that does not say which request it is for', frame);
  }

  #told(frame: Frame, message: JsonRpcMessage): void {
    const { id, method, params } = message;
    const { modern, isOrdered } = this.circumstances();
    if (isId(id)) {
      if (modern !== undefined)
        this.#find(`It sent a request. In ${modern} servers send none: a client drops it`, frame);
      return;
    }
    // What is not a message at all is found elsewhere.
    const flaw = isJsonRpc(message) ? flawOfNotification(method ?? '', params) : undefined;
    if (flaw !== undefined) {
      const what = method === PROGRESS ? 'It reported progress' : `It sent ${method}`;
      this.#find(`${what} in a shape that MCP does not have: ${flaw}`, frame);
      return;
    }
    if (method !== PROGRESS) return;
    const token = params?.['progressToken'];
    const under = this.#tokens.get(keyOf(token));
    if (!under)
      this.#find(
        `It reported progress under a token that it was never given (${JSON.stringify(token)})`,
        frame,
      );
    else if (isOrdered && isOver(under))
      this.#find('It reported progress of a request that it had answered already', frame, under.frames);
  }

  /** @param frames of the request that it is about. Default: of the one that was sent last. */
  #find(message: string, frame: Frame, frames: readonly Frame[] = this.#nearest(), follows?: string): void {
    const shown = [...frames.filter(other => other !== frame), frame].slice(-MOST_FRAMES);
    this.#keep({ message, lines: describeFrames(shown), follows });
  }

  #keep(finding: Finding): void {
    this.#count++;
    if (this.#found.length < MOST_FINDINGS) this.#found.push(finding);
  }

  #nearest(): readonly Frame[] {
    return this.#last ? [this.#last] : [];
  }
}

const REPORTED =
  'The clients of the SDKs report this to their host as an error, and some hosts end the session then.';

const UNASKED =
  'Hosts go by what a server declares when the session opens. They need not ask for the rest: the client of SDK v2 takes its lists for empty.\n\n' +
  'A server object takes what it declares as an option:\n  new Server(info, { capabilities: { … } });';

const CANCELLED = 'notifications/cancelled';
const PROGRESS = 'notifications/progress';

function isId(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}

/** As the SDKs' clients have it, "7" answers 7. */
function keyOf(id: unknown): string {
  return typeof id === 'string' ? id : (JSON.stringify(id) ?? '');
}

/** A request that became a task keeps its token until the task has ended. */
function isOver({ asked, answered, isCancelled, frames }: AskedUnder): boolean {
  if (isCancelled || answered < asked) return false;
  return !frames.some(({ message }) => typeof message.result?.['task'] === 'object');
}
