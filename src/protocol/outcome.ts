/**
 * How an operation ended, normalised over SDKs and eras.
 *
 * | kind | what it says |
 * | --- | --- |
 * | `result` | the server answered with a result that is no error |
 * | `tool error` | the tool itself said `isError`, or its handler threw |
 * | `invalid arguments` | the arguments were refused before the handler ran |
 * | `unknown name` | no tool, prompt or resource of that name or URI (or it is disabled) |
 * | `protocol error` | any other JSON-RPC error |
 * | `unclear` | an error result, and it cannot be told whether the name, the arguments or the tool was at fault |
 * | `input required` | the server asks the client for input before it goes on, and nothing answered it |
 * | `task started` | the server goes on in a task, and answered with its id |
 * | `invalid output` | the server's answer breaks the tool's `outputSchema`, MCP's own shapes, or JSON |
 * | `unauthorized` | refused for want of a (good) token |
 * | `forbidden` | refused for want of a scope |
 * | `disconnected` | the link was never there, or broke before the answer |
 * | `timed out` | no answer within the deadline |
 * | `cancelled` | the test itself gave the operation up, through its `signal` |
 * | `not in this era` | the session's revision of the protocol has no such method, so nothing was sent |
 * | `not sent` | the SDK's client refused to send it, although the connection stands |
 */
export type OutcomeKind =
  | 'result'
  | 'tool error'
  | 'invalid arguments'
  | 'unknown name'
  | 'protocol error'
  | 'unclear'
  | 'input required'
  | 'task started'
  | 'invalid output'
  | 'unauthorized'
  | 'forbidden'
  | 'disconnected'
  | 'timed out'
  | 'cancelled'
  | 'not in this era'
  | 'not sent';

/** One thing that a schema found wrong, and where: `path` is `[]` for the value itself. */
export interface Issue {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** How an operation ended. Matchers judge this, never an SDK's raw shapes. */
export interface Outcome {
  readonly kind: OutcomeKind;
  /** What was said about it, without the prefixes that SDKs add (`MCP error -32602: …`). Empty for a plain result. */
  readonly message: string;
  /** The result as it came over the wire: present for `result`, `tool error`, `invalid output`, and for refusals that an SDK dresses as a result. */
  readonly result?: Readonly<Record<string, unknown>>;
  /** The JSON-RPC error code, from the error itself or from an SDK's text that carries it. */
  readonly code?: number;
  /** The JSON-RPC error's `data`. */
  readonly data?: unknown;
  /** What was wrong where, for `invalid arguments` and `invalid output`. Absent where neither schema nor text tells. */
  readonly issues?: readonly Issue[];
  /** For `invalid output`: where it is not of the shape that MCP prescribes, and what to write instead. */
  readonly malformed?: Malformed;
  /** For `result`: that it came without `content`, and the SDK's client filled in an empty list. */
  readonly lacksContent?: true;
  /** For `unknown name`: the names that the server does offer, when they could be had. */
  readonly offered?: readonly string[];
  /** Whether nothing but its text could be looked at: it came as a plain result, and not as an operation. */
  readonly isByWords?: boolean;
  /** What else is known that explains it, in one sentence. */
  readonly hint?: string;
  /** What the operation rejects with. Absent when it resolves. */
  readonly error?: unknown;
  /** What the handler threw, where the server runs in this process. */
  readonly thrown?: unknown;
  /** For `disconnected`: how far it came. Absent where that is not known. */
  readonly stage?: Stage;
  /** For `disconnected`: the message in fewer words, where the stage says the rest. */
  readonly brief?: string;
  /** For `unauthorized` and `forbidden`: what was said over HTTP, or would have been. */
  readonly refusal?: Refusal;
  /** For `timed out`: whose deadline it was, and how long, in milliseconds: the request's own, or that of the whole test. */
  readonly waited?: { readonly milliseconds: number; readonly deadline: 'request' | 'test' };
}

/**
 * How far a session or a request came that has no answer: the factory did not give a server, what is served did not
 * open, it never answered, what came back over HTTP is not MCP, or the connection broke.
 */
export type Stage = 'not built' | 'not opened' | 'not answered' | 'not MCP' | 'lost';

/** What is wrong with a result that is not of the shape that MCP prescribes. */
export interface Malformed {
  /** Completes "invalid output: …". */
  readonly message: string;
  /** Where, and what is there: `content[0].text: expected a string, got the number 3`. */
  readonly at?: string | undefined;
  /** What to write instead, as a sentence. */
  readonly instead?: string | undefined;
  /** What would have found it earlier. */
  readonly note?: string | undefined;
}

/** The lines that say so. */
export function printMalformed({ message, at, instead, note }: Malformed): string[] {
  return [
    `invalid output: ${message}`,
    ...(at === undefined ? [] : [`  ${at}`]),
    ...(instead === undefined ? [] : [instead]),
    ...(note === undefined ? [] : [note]),
  ];
}

/** A refusal for want of authorization. */
export interface Refusal {
  /** Absent where a tool refused by itself. */
  readonly status?: number;
  /** The `WWW-Authenticate` header, or what stands for it. */
  readonly challenge?: string;
}

/** On an error that stopped a session from opening: the outcome of every operation of that session. */
export const OUTCOME: unique symbol = Symbol.for('jest-mcp.outcome');
