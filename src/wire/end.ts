import type { Direction, Frame, JsonRpcMessage } from './frame';
import type { UnframedAnswer } from './unframed';

/**
 * One end of a link, in the shape that every MCP SDK calls a transport. Structural, so that one shape
 * serves the clients and servers of all SDKs.
 */
export interface LinkEnd {
  onmessage?: ((message: JsonRpcMessage, extra?: unknown) => void) | undefined;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  sessionId?: string | undefined;
  start(): Promise<void>;
  send(message: object, options?: unknown): Promise<void>;
  close(): Promise<void>;
  setProtocolVersion?(version: string): void;
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
  /**
   * A frame was put on the wire. Called before it is delivered, with the sender's own message object: look, do not keep.
   *
   * @returns `own` where it belongs to a question that the kit asks for itself, and is not for the test to see
   */
  onframe?(frame: Frame, message: JsonRpcMessage): unknown;
  /** A message could not be put on the wire. The sender gets the error too, as from a real transport. */
  onfault?(fault: Fault): void;
  /** A message was handed to the client, which took it, or said that it could not. */
  onhanded?(message: JsonRpcMessage, isRefused: boolean): void;
  /** A frame came that no client takes for a message of JSON-RPC, and that its transport keeps from it. */
  onunreadable?(frame: Frame): void;
  /** A message came after the client had closed its end. No test sees it any more. */
  onlate?(frame: Frame): void;
  /** The answer to a request that waits was written to a server's standard output, but not as a line of its own. */
  onunframed?(answer: UnframedAnswer): void;
  /** The link was closed. Called once, for the end that closed first. */
  onclose?(by: 'client' | 'server'): void;
}

/** The SDKs' own code for a link that broke before the answer. */
const CONNECTION_CLOSED = -32000;

/** What makes an SDK's client give up a request that nobody is going to answer. No frame: it never crosses the wire. */
export function givenUp(id: string | number, message: string): JsonRpcMessage {
  return { jsonrpc: '2.0', id, error: { code: CONNECTION_CLOSED, message } };
}
