import { JSON } from '../core';
import { defineLate } from './late';
import type { ReceivedText } from './http/received-text';

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
  /** Absent where what crossed the wire was no JSON-RPC message. */
  readonly jsonrpc?: '2.0';
  readonly id?: string | number | null;
  readonly method?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
}

/** What was on the wire, or an empty message where that is no JSON-RPC message: its text tells then. */
function parseMessage(text: string): JsonRpcMessage {
  return parseJsonRpc(text) ?? {};
}

/** The JSON-RPC message that `text` holds, or undefined where it holds none. Batches are none: no SDK's client takes them. */
export function parseJsonRpc(text: string): JsonRpcMessage | undefined {
  try {
    const value = JSON.parse(text) as JsonRpcMessage | null;
    return value?.jsonrpc === '2.0' ? value : undefined;
  } catch {
    return undefined;
  }
}

const KEYS: Readonly<Record<string, readonly string[]>> = {
  request: ['jsonrpc', 'id', 'method', 'params'],
  result: ['jsonrpc', 'id', 'result'],
  error: ['jsonrpc', 'id', 'error'],
};

/**
 * Whether a value has the shape of a request, a notification or a response, and nothing besides: the SDKs' clients
 * take no other for a message.
 *
 * @see https://www.jsonrpc.org/specification
 */
export function isJsonRpc(value: unknown): boolean {
  if (!isObject(value) || value['jsonrpc'] !== '2.0') return false;
  const { id, method, params, result, error } = value;
  const kind = 'method' in value ? 'request' : 'error' in value ? 'error' : 'result';
  if (Object.keys(value).some(key => !KEYS[kind]?.includes(key))) return false;
  if (id !== undefined && typeof id !== 'string' && !Number.isInteger(id)) return false;
  if (kind === 'request') return typeof method === 'string' && (params === undefined || isObject(params));
  if (kind === 'result') return id !== undefined && isObject(result);
  return isObject(error) && Number.isInteger(error['code']) && typeof error['message'] === 'string';
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A frame whose message is parsed only when somebody looks: most tests never do. */
export class RecordedFrame implements Frame {
  readonly text!: string;
  #message: JsonRpcMessage | undefined;

  constructor(
    readonly direction: Direction,
    readonly at: number,
    text: string | ReceivedText,
  ) {
    if (typeof text === 'string') this.text = text;
    else defineLate<Frame, 'text'>(this, 'text', () => text.text);
  }

  get message(): JsonRpcMessage {
    return (this.#message ??= parseMessage(this.text));
  }

  /** Printing or comparing a frame shows its message, not the text and its parsed twin. */
  toJSON(): object {
    return { direction: this.direction, at: this.at, message: this.message };
  }
}
