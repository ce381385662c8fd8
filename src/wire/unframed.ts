import { after, nextTurn } from '../clock';
import { JSON } from '../core';
import { type JsonRpcMessage, parseJsonRpc } from './frame';

/**
 * How long to wait for a message that may follow yet, in milliseconds: a server may log what it is about to send, and
 * may write the line break by itself.
 */
const GRACE = 500;
/** How much of a text is looked at: places where a message may begin. */
const MOST_PLACES = 100;
/** The longest message over several lines. */
const MOST_LINES = 10_000;
/** How much is shown of what stands beside an answer, and of the answer. */
const LONGEST_SIDE = 80;
const LONGEST_ANSWER = 100;

/** Why an answer is not a line of its own. */
export type Unframed =
  | 'text before'
  | 'text behind'
  | 'another message'
  | 'batch'
  | 'byte order mark'
  | 'UTF-16'
  | 'several lines'
  | 'no line break'
  | 'headers';

/** An answer that was written to stdout, and that no client reads, because it is not a line of its own. */
export interface UnframedAnswer {
  /** Of the request that waits for it. */
  readonly id: string | number;
  readonly method: string;
  readonly why: Unframed;
  /** What was written, cut. */
  readonly text: string;
}

/**
 * Looks for the answers among what a server wrote to its stdout that is no message. Only of those that a request
 * waits for it tells, and only when no proper answer has followed.
 *
 * @see specification 2025-11-25, basic/transports › stdio: "Messages are delimited by newlines, and MUST NOT contain
 * embedded newlines."
 */
export class UnframedAnswers {
  readonly #waiting = new Map<string, { readonly id: string | number; readonly method: string }>();
  readonly #timers = new Set<() => void>();
  /** The lines of what may be a message over several lines. */
  #lines: string[] = [];
  #hasHeaders = false;
  #stopWaiting = (): void => undefined;

  constructor(private readonly tell: (answer: UnframedAnswer) => void) {}

  /** Takes note of what the client sent. */
  asked({ id, method }: JsonRpcMessage): void {
    if (isId(id) && method !== undefined) this.#waiting.set(String(id), { id, method });
  }

  /** Takes note of a proper message. */
  came({ id, method }: JsonRpcMessage): void {
    if (isId(id) && method === undefined) this.#waiting.delete(String(id));
  }

  /** Looks at a line that is no message. */
  line(text: string): void {
    if (/^content-length:/i.test(text)) this.#hasHeaders = true;
    if (this.#waiting.size === 0) return;
    this.#look(text);
    if (text === '{' || (this.#lines.length === 0 && text.endsWith('{'))) this.#lines = [text];
    else if (this.#lines.length > 0) this.#lines.push(text);
    if (text.startsWith('}')) this.#look(this.#lines.join('\n'));
    if (text.startsWith('}') || this.#lines.length > MOST_LINES) this.#lines = [];
  }

  /** Looks at what has no line break yet, once nothing more follows it. @param read gives all of it */
  unfinished(read: (() => string) | undefined): void {
    this.#stopWaiting();
    this.#stopWaiting = (): void => undefined;
    if (!read || this.#waiting.size === 0) return;
    this.#stopWaiting = this.#later(() => this.#look(read(), action => action()));
  }

  /** Nothing more is told. */
  end(): void {
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
    this.#waiting.clear();
  }

  #look(text: string, when = (action: () => void): unknown => this.#later(action)): void {
    for (const { id, ...answer } of answersIn(text, this.#hasHeaders)) {
      const waiting = this.#waiting.get(String(id));
      if (waiting)
        when(() => {
          if (this.#waiting.delete(String(id))) this.tell({ ...waiting, ...answer });
        });
    }
  }

  /** What has come until then is read first. */
  #later(action: () => void): () => void {
    let isCancelled = false;
    const cancelTimer = after(GRACE, () =>
      nextTurn(() => {
        this.#timers.delete(cancel);
        if (!isCancelled) action();
      }),
    );
    const cancel = (): void => {
      isCancelled = true;
      this.#timers.delete(cancel);
      cancelTimer();
    };
    this.#timers.add(cancel);
    return cancel;
  }
}

/** The answers in a text, and why none of them is a line of its own. */
function answersIn(text: string, hasHeaders: boolean): Pick<UnframedAnswer, 'id' | 'why' | 'text'>[] {
  const isWide = text.includes('\0');
  const plain = isWide ? text.replaceAll('\0', '') : text;
  if (!plain.includes('"jsonrpc"') || isLog(plain)) return [];
  const found = messagesIn(plain);
  const rest = found.reduceRight((left, { start, end }) => left.slice(0, start) + left.slice(end), plain);
  return found.flatMap(({ message, start, end }) => {
    const { id, method } = message;
    if (!isId(id) || method !== undefined) return [];
    const before = plain.slice(0, start);
    const behind = plain.slice(end);
    const why = (): Unframed => {
      if (isWide) return 'UTF-16';
      if (hasHeaders || /content-length:/i.test(rest)) return 'headers';
      if (plain.slice(start, end).includes('\n')) return 'several lines';
      if (rest.startsWith('\ufeff') && rest.trim() === '') return 'byte order mark';
      if (/^\[[\s,]*\]$/.test(rest.trim())) return 'batch';
      if (rest.trim() !== '') return before.trim() === '' ? 'text behind' : 'text before';
      return found.length > 1 ? 'another message' : 'no line break';
    };
    const shown =
      cut(before, -LONGEST_SIDE) + cut(plain.slice(start, end), LONGEST_ANSWER) + cut(behind, LONGEST_SIDE);
    return [{ id, why: why(), text: shown }];
  });
}

/** An object that holds a message, as a logger writes it, is no answer. */
function isLog(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return !Array.isArray(value) && parseJsonRpc(text) === undefined;
  } catch {
    return false;
  }
}

interface Found {
  readonly message: JsonRpcMessage;
  readonly start: number;
  readonly end: number;
}

/** The messages in a text, one behind the other. */
function messagesIn(text: string): Found[] {
  const found: Found[] = [];
  let places = 0;
  let last = 0;
  for (const { index } of text.matchAll(/\{\s*"(?:jsonrpc|id|result|error|method|params)"/g)) {
    if (index < last) continue;
    if (++places > MOST_PLACES) break;
    const end = endOfObject(text, index);
    const message = end === undefined ? undefined : parseJsonRpc(text.slice(index, end));
    if (end === undefined || !message) continue;
    found.push({ message, start: index, end });
    last = end;
  }
  return found;
}

/** Where the object ends that begins at `start`. */
function endOfObject(text: string, start: number): number | undefined {
  const marks = /["\\{}]/g;
  marks.lastIndex = start;
  let depth = 0;
  let isString = false;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '\\') marks.lastIndex++;
    else if (mark[0] === '"') isString = !isString;
    else if (isString) continue;
    else if (mark[0] === '{') depth++;
    else if (--depth === 0) return marks.lastIndex;
  }
  return undefined;
}

/** The beginning of a text; of a negative length, its end. */
function cut(text: string, length: number): string {
  if (text.length <= Math.abs(length)) return text;
  return length > 0 ? `${text.slice(0, length)}…` : `…${text.slice(length)}`;
}

function isId(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
