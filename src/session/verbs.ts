import type { Frame } from '../wire/frame';
import type { Handshake, SESSION, SessionLike, TOOLS } from '../protocol/attempt';
import type { RequestOptions } from '../sdk/client';
import type { Era } from '../protocol/era';
import type {
  CompletionResult,
  Prompt,
  PromptResult,
  Resource,
  ResourceResult,
  ResourceTemplate,
  Tool,
  ToolResult,
} from '../protocol/results';
import type { SdkClient } from '../sdk/client-options';
import type { Operation } from './operation';

/**
 * A tool map: what each tool takes (`arguments`) and gives (`structuredContent`), by its name. Declare it
 * by hand, or have it generated. It is `object`, so that an interface will do.
 */
export type ToolMap = object;

type StructuredOf<T> = T extends { structuredContent: infer S } ? S : Record<string, unknown>;
/** A tool without arguments, or with optional ones only, may be called with none. */
type ArgumentList<T> = T extends { arguments: infer A extends object }
  ? Record<never, never> extends A
    ? [args?: A, options?: RequestOptions]
    : [args: A, options?: RequestOptions]
  : [args?: Record<string, never>, options?: RequestOptions];

/** What completions are asked for: an argument of a prompt, or a variable of a resource template. */
export type CompletionReference =
  { type: 'ref/prompt'; name: string } | { type: 'ref/resource'; uri: string };

/** How severe a log message is, from RFC 5424. */
export type LoggingLevel =
  'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical' | 'alert' | 'emergency';

/** `callTool` for a declared tool map: names, arguments and structured results are checked by the compiler. */
export interface TypedCall<Tools extends ToolMap> {
  <Name extends keyof Tools & string>(
    name: Name,
    ...rest: ArgumentList<Tools[Name]>
  ): Operation<ToolResult<StructuredOf<Tools[Name]>>>;
}

/** A session that knows the server's tools: `callTool`, and matchers that name a tool or hold its structured content. */
export type TypedSession<Tools extends ToolMap> = Omit<SessionVerbs, 'callTool'> & {
  callTool: TypedCall<Tools>;
  /** For the compiler alone. */
  readonly [TOOLS]: Tools;
  readonly [SESSION]: SessionLike[typeof SESSION];
};

/** What a test can ask of a server. The global `mcp` and every session of `mcp.connect()` have these verbs. */
export interface SessionVerbs {
  /**
   * Calls a tool.
   *
   * Resolves to the result, also when the tool returned an error (`isError`). Rejects when the server
   * refused the call, broke off or did not answer, and when `structuredContent` breaks the tool's own
   * `outputSchema`, which is checked on every call.
   *
   * @param name the tool's name
   * @param args what the tool takes; must be JSON. Default: none are sent.
   * @param options for this request alone
   * @throws at once when an argument has the wrong type, or cannot be JSON
   * @see specification 2025-11-25, server/tools › Calling Tools
   * @example
   * const result = await mcp.callTool('add', { a: 1, b: 2 });
   * expect(result.text()).toBe('3');
   */
  callTool(
    name: string,
    args?: Readonly<Record<string, unknown>>,
    options?: RequestOptions,
  ): Operation<ToolResult>;
  /**
   * Calls a tool of a declared tool map: a misspelt name or a wrong argument does not compile.
   *
   * @example
   * interface Tools { add: { arguments: { a: number; b: number }; structuredContent: { sum: number } } }
   * const { sum } = (await mcp.callTool<Tools, 'add'>('add', { a: 1, b: 2 })).structured();
   */
  callTool<Tools extends ToolMap, Name extends keyof Tools & string>(
    name: Name,
    ...rest: ArgumentList<Tools[Name]>
  ): Operation<ToolResult<StructuredOf<Tools[Name]>>>;
  /**
   * Lists all tools, over all pages. A cursor that repeats is an error.
   * @see specification 2025-11-25, server/tools › Listing Tools
   */
  listTools(options?: RequestOptions): Operation<Tool[]>;
  /**
   * Lists all resources, over all pages.
   * @see specification 2025-11-25, server/resources › Listing Resources
   */
  listResources(options?: RequestOptions): Operation<Resource[]>;
  /**
   * Lists all resource templates, over all pages.
   * @see specification 2025-11-25, server/resources › Resource Templates
   */
  listResourceTemplates(options?: RequestOptions): Operation<ResourceTemplate[]>;
  /**
   * Lists all prompts, over all pages.
   * @see specification 2025-11-25, server/prompts › Listing Prompts
   */
  listPrompts(options?: RequestOptions): Operation<Prompt[]>;
  /**
   * Reads a resource.
   * @example
   * expect((await mcp.readResource('notes://1')).text()).toContain('milk');
   * @see specification 2025-11-25, server/resources › Reading Resources
   */
  readResource(uri: string, options?: RequestOptions): Operation<ResourceResult>;
  /**
   * Gets a prompt. All arguments of prompts are strings.
   * @see specification 2025-11-25, server/prompts › Getting a Prompt
   */
  getPrompt(
    name: string,
    args?: Readonly<Record<string, string>>,
    options?: RequestOptions,
  ): Operation<PromptResult>;
  /**
   * Asks for completions of an argument.
   * @param context the arguments that are already known
   * @example
   * const { completion } = await mcp.complete({ type: 'ref/prompt', name: 'greet' }, { name: 'language', value: 'en' });
   * @see specification 2025-11-25, server/utilities/completion
   */
  complete(
    ref: CompletionReference,
    argument: { name: string; value: string },
    context?: { arguments?: Record<string, string> },
    options?: RequestOptions,
  ): Operation<CompletionResult>;
  /**
   * Subscribes to updates of a resource.
   * @see specification 2025-11-25, server/resources › Subscriptions
   */
  subscribe(uri: string, options?: RequestOptions): Operation<void>;
  /** Ends a subscription. */
  unsubscribe(uri: string, options?: RequestOptions): Operation<void>;
  /**
   * Says which log messages the server shall send.
   * @see specification 2025-11-25, server/utilities/logging › Setting Log Level
   */
  setLoggingLevel(level: LoggingLevel, options?: RequestOptions): Operation<void>;
  /**
   * Asks the server whether it is there.
   * @see specification 2025-11-25, basic/utilities/ping
   */
  ping(options?: RequestOptions): Operation<void>;
  /**
   * The raw door: any method, any parameters, and the result as it is. Nothing is checked but that the
   * parameters are JSON.
   */
  request(
    method: string,
    params?: Readonly<Record<string, unknown>>,
    options?: RequestOptions,
  ): Operation<Record<string, unknown>>;
  /**
   * The same session, with a `callTool` that knows the server's tools. Nothing is checked when the test runs.
   * @example
   * const notes = mcp.typed<Tools>();
   * await notes.callTool('add', { a: 1, b: 2 });
   */
  typed<Tools extends ToolMap>(): TypedSession<Tools>;
  /**
   * The lower raw door: puts bytes on the wire as they are, malformed or not, past the SDK's client, and then
   * asks something harmless to learn whether the server still answers.
   *
   * @param data one message, without the newline that ends it on stdio; over HTTP the body of a POST
   * @returns the frames that the server sent in answer. None, where it ignores what it cannot read.
   * @throws when the server answers nothing any more, or breaks off
   * @example
   * const [answer] = await mcp.sendRaw('{"jsonrpc":"2.0","id":1,"method":"no/such"}');
   * expect(answer?.message.error?.code).toBe(-32601);
   * @see specification 2025-11-25, basic › Messages
   */
  sendRaw(data: string | Uint8Array): Promise<readonly Frame[]>;
  /**
   * Sends one HTTP request to what is served, past the MCP client: for status codes, headers and pages that MCP
   * does not speak of. It has the headers of the session, and the token of whoever it is. Redirects are not followed.
   * No MCP session is opened for it.
   *
   * @param path from the root of the application, `/mcp` for example; or a whole URL of it. Default: `/`
   * @param init as for `fetch`
   * @throws when what is served has no HTTP, as a server in memory
   * @example
   * mcp.serve(createServer, { link: 'fetch' });
   * const response = await mcp.fetch('/mcp', { method: 'PUT' });
   * expect(response.status).toBe(405);
   * @see specification 2025-11-25, basic/transports › Streamable HTTP
   */
  fetch(path?: string | URL, init?: RequestInit): Promise<Response>;
  /** The era that is spoken. Connects if need be. */
  readonly era: Promise<Era>;
  /** The revision of the protocol that was agreed on, `2025-11-25` for example. */
  readonly protocolVersion: Promise<string>;
  /** The server's name and version, as it gave them itself. */
  readonly serverInfo: Promise<Handshake['serverInfo']>;
  /** What the server said it can do. */
  readonly capabilities: Promise<Handshake['capabilities']>;
  /** What the server told models about itself. Undefined where it told nothing. */
  readonly instructions: Promise<string | undefined>;
  /** Every frame that crossed the wire, oldest first. What the kit asks for itself (schemas, names for a message) is not among them. */
  readonly frames: readonly Frame[];
  /**
   * All that the server of this session has written to its stderr so far: a program, an entry, or a server object over
   * stdio or with `stdout: 'strict'`. Of more than 1,048,576 characters the last are kept, and it says how many are not.
   *
   * It may lag behind an answer: `await expect(mcp).toHaveWrittenToStderr('…')` waits.
   *
   * @throws before the session was first used, and where the kit cannot know: in memory, behind a URL
   * @example
   * await mcp.callTool('save');
   * expect(mcp.stderr).toMatch(/saved/);
   * @see specification 2025-11-25, basic/transports › stdio
   */
  readonly stderr: string;
  /**
   * The same for its stdout, as far as it is no message. Each such line fails the test, unless the subject has
   * `stdout: 'lenient'`.
   */
  readonly stdout: string;
  /** The SDK's own client, connected, for what the kit does not wrap. */
  readonly client: Promise<SdkClient>;
}
