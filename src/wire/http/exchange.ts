import type { JsonRpcMessage } from '../frame';
import type { ReceivedText } from './received-text';

/** Whether a body is there already, so that its length can be told, or comes bit by bit. */
export type SentBody = 'whole' | 'stream';

/** What brings a request to its server: a handler in this process, or the network. */
export type FetchLike = (request: Request, body?: SentBody) => unknown;

/** One request, and what came back. It fills while it runs. */
export interface HttpExchange {
  /** Who was to answer: a handler in this process, or whoever listens. */
  readonly by: 'handler' | 'network';
  readonly method: string;
  readonly url: URL;
  /** The headers by which a server tells a page of another site: what is in `Host`, and in `Origin` where there is one. */
  readonly host: string;
  readonly origin: string | undefined;
  /** The id and the method of the JSON-RPC message that was sent. */
  readonly id?: string | number | undefined;
  readonly rpc?: string | undefined;
  /** On the real clock. */
  readonly startedAt: number;
  /** Absent while there is no answer. */
  status?: number;
  headers?: Headers;
  /** The body, or its beginning, where it was read on its way and is no answer. */
  text?: string;
  /** How much of the body has arrived. */
  bytes: number;
  /** Whether nothing more is to come, or to be read. */
  isOver: boolean;
  /** Whether `text` is the beginning alone. */
  isCut?: boolean;
  /** Whether it is a stream whose rest can be asked for: a server may end one, and be polled for the answer. */
  isResumable?: boolean;
  /** Whether the response to `id` is so long that it is parsed only when `response` is read. */
  isLong?: boolean;
  /** The response to `id`, once it was seen in the body. */
  response?: JsonRpcMessage | undefined;
  /** What the handler did in place of answering: `returned undefined, which is not a Response`. */
  misdeed?: string | undefined;
  /** What the handler threw, or the network failed with. */
  error?: unknown;
  /** In milliseconds, until the answer was read; until it began, for a stream that is open. */
  elapsed?: number;
}

/** What a door tells its owner. */
export interface DoorObserver {
  /** A refusal (a status that is not 2xx) holds the JSON-RPC response: an SDK's client makes a failure of HTTP of it. */
  onrefusal?(exchange: HttpExchange, response: JsonRpcMessage): void;
  /** An event of a stream holds something that is not a message of JSON-RPC: an SDK's transport drops it. */
  onunreadable?(text: string): void;
  /** What may be the answer to the request of this id is about to reach the SDK's client: its words, where it is long. */
  onlong?(id: string | number, received: ReceivedText | undefined): void;
  /** The body of a 2xx answer has come to its end. */
  onend?(exchange: HttpExchange): void;
}

/** Where a client's transport last sent a message to, and with which headers. */
export interface LastPost {
  readonly url: URL;
  readonly headers: Headers;
}
