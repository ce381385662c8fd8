import type { AuthOptions } from '../oauth/identity';
import type { TokenFlaw } from '../oauth/token-flaws';
import type { Application } from '../oauth/shapes';
import type { Frame } from '../wire/frame';
import type { Era } from './era';
import type { Section } from '../messages/parts';
import type { Outcome } from './outcome';

/** The verbs of a session that send one request, in the SDK client's own words. */
export type Verb =
  | 'callTool'
  | 'listTools'
  | 'readResource'
  | 'listResources'
  | 'listResourceTemplates'
  | 'getPrompt'
  | 'listPrompts'
  | 'complete'
  | 'subscribe'
  | 'unsubscribe'
  | 'setLoggingLevel'
  | 'ping'
  | 'request';

/** What was asked: enough to name an operation in a message. */
export interface Asked {
  readonly verb: Verb;
  /** The JSON-RPC method, `tools/call` for example. */
  readonly method: string;
  /** The tool's or prompt's name, the resource's URI: what `unknown name` would be about. */
  readonly name?: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** Where an operation ran. */
export interface Place {
  /** What the server is reached over, where a session is. */
  readonly transport?: Transport;
  /** The same in words for a failure: `in memory`, `stdio`, `http://127.0.0.1:…`. */
  readonly link: string;
  /** The protocol revision that was negotiated; absent when there was no handshake. */
  readonly protocolVersion?: string;
}

/** `guarded memory`: in memory, where a verifier refuses as HTTP would. */
export type Transport = 'memory' | 'guarded memory' | 'stdio' | 'http';

/**
 * An operation that has ended: what was asked, how it ended, and the evidence.
 *
 * This is what matchers judge. A plain result that was given to `expect` becomes one too, with
 * neither `asked` nor frames.
 */
export interface Attempt {
  readonly asked?: Asked;
  readonly outcome: Outcome;
  readonly place?: Place;
  /** All frames of the session until the operation ended, the kit's own questions left out. */
  readonly frames: readonly Frame[];
  /** What the link has to show besides its frames: a program's stderr, HTTP answers. Gathered only when somebody looks. */
  readonly circumstances?: () => readonly Section[];
  /** How long it took, in milliseconds on the real clock. */
  readonly milliseconds?: number;
  /** As whom it was asked. Absent where it is not known: of a plain result, or of an error. */
  readonly credential?: Credential;
}

/**
 * What a request presented: nothing, a token of the test's own, or an identity whose token the kit takes care of. The
 * token itself is not kept: a message might print it.
 */
export interface Credential {
  readonly kind: 'none' | 'token' | 'identity';
  /** What is wrong with the token, where the forger made it. */
  readonly flaw?: TokenFlaw | undefined;
}

/** How matchers recognise an operation without knowing the fixture. Never rejects. */
export const OPERATION: unique symbol = Symbol.for('jest-mcp.operation');

/** An operation, as far as a matcher needs it. Looking at it counts as awaiting it. */
export interface OperationLike extends PromiseLike<unknown> {
  readonly [OPERATION]: () => Promise<Attempt>;
  /** Known before it ends, so that a matcher can refuse the wrong verb at once. */
  readonly asked: Asked;
}

/** How matchers recognise a session, and `mcp` itself. */
export const SESSION: unique symbol = Symbol.for('jest-mcp.session');

/** What a server says of itself when a session opens. */
export interface Handshake {
  readonly era: Era;
  readonly protocolVersion: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
  readonly serverInfo: { readonly name: string; readonly version: string; readonly [key: string]: unknown };
  readonly instructions?: string;
}

/** An application, and what the test said of who mints its tokens. */
export interface ServedApplication extends Application {
  readonly auth?: AuthOptions | undefined;
}

/** The handshake, or why there is none (`outcome`). */
export interface Meeting {
  readonly handshake?: Handshake;
  readonly outcome?: Outcome;
  readonly place: Place;
  readonly frames: readonly Frame[];
  readonly circumstances?: () => readonly Section[];
}

/** What a server has written to one of the outputs of its process. */
export interface ServerOutput {
  readonly text: string;
  /** How many characters came before, and were not kept. */
  readonly cut: number;
  /** Whether nothing more will come. */
  readonly isEnded: boolean;
  /** How long {@link until} has waited, in milliseconds. */
  readonly waited: number;
  /** Waits until something holds, asked anew with each piece that is written; no longer than the test has time. */
  until(holds: () => boolean): Promise<void>;
  /** Waits until all was read that the server wrote before now. @returns why that cannot be known, in a sentence */
  settle(): Promise<string | undefined>;
}

/** A session, as far as a matcher needs it. */
export interface SessionLike {
  readonly [SESSION]: {
    /** What the test calls it: `mcp` or `session`. */
    readonly title: string;
    /** Connects if need be. Never rejects. */
    meet(): Promise<Meeting>;
    /**
     * What the server wrote, or why that cannot be known, in a sentence. Neither where there is no server. Connects if
     * need be. Never rejects.
     */
    output(
      name: 'stdout' | 'stderr',
    ): Promise<{ readonly meeting: Meeting; readonly output?: ServerOutput | string | undefined }>;
    /** As whom it asks, where that was said. */
    credential?(): Credential | undefined;
    /** What is served, to be asked over HTTP past any client, and by nobody in particular. @throws when it has no HTTP */
    application(): Promise<ServedApplication>;
  };
  callTool(name: string, args?: Readonly<Record<string, unknown>>): OperationLike;
  readResource(uri: string): OperationLike;
  getPrompt(name: string, args?: Readonly<Record<string, string>>): OperationLike;
  listTools(): OperationLike;
  listResources(): OperationLike;
  listResourceTemplates(): OperationLike;
  listPrompts(): OperationLike;
}

/**
 * Marks the arrays that list verbs resolve to, so that a list of tools is never taken for a list of
 * prompts. The value is the key under which the protocol lists them.
 */
export const LIST: unique symbol = Symbol.for('jest-mcp.list');

/** What a list is a list of, in the protocol's own keys. */
export type ListKey = 'tools' | 'resources' | 'resourceTemplates' | 'prompts';

/**
 * On a list of tools: those that the server lists and the session's client leaves out, as hosts' clients must, and why,
 * by their names.
 */
export const DROPPED: unique symbol = Symbol.for('jest-mcp.dropped');

/** Whether `value` is one of the kit's operations. */
export function isOperation(value: unknown): value is OperationLike {
  return typeof value === 'object' && value !== null && OPERATION in value;
}

/** Whether `value` is one of the kit's sessions, `mcp` among them. */
export function isSession(value: unknown): value is SessionLike {
  return typeof value === 'object' && value !== null && SESSION in value;
}

/** Under which a typed session carries its tool map, for the compiler alone: nothing stands there when a test runs. */
export declare const TOOLS: unique symbol;
