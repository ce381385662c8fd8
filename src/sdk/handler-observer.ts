import type { JsonRpcMessage } from '../wire/frame';
import { lowLevel, mcpServerBeside, type SdkServer } from './packages';
import { THROWN_UNDEFINED } from '../protocol/thrown';
import { findUnsendable, type UnsendablePart } from '../protocol/unsendable-schema';
import type { HandlerTrace } from '../protocol/handler-trace';

type Handler = (...args: unknown[]) => unknown;
type Registered = Record<string, unknown>;

/** Where the SDKs keep an author's callback: v2, v1, v1 before 1.24, resources. */
const CALLBACK_KEYS = ['executor', 'handler', 'callback', 'readCallback'];

/** The call of a low-level handler whose synchronous part is running: whatever runs meanwhile serves that request. */
let calling: { readonly observer: ServerObserver; readonly trace: HandlerTrace } | undefined;

/**
 * Looks into an SDK server in this process: whether a request reached the author's handler, and what the
 * handler threw. The SDKs turn a thrown error into a text, and say "not found" in the words of a tool's
 * own error; only the server itself knows the stack and the difference.
 *
 * It reads the SDKs' private registries, by shape. Where they look otherwise nothing is seen, and
 * outcomes rest on what the wire says.
 *
 * A low-level `Server` has one handler for all tools. It may be its author's, or what an `McpServer` around it has
 * registered: the two are told apart while it runs, by the methods of `McpServer` that its own handler calls
 * (`validateToolInput`, `createToolError`).
 */
export class ServerObserver {
  readonly #traces = new Map<string | number, HandlerTrace>();
  readonly #watched = new WeakSet<Handler>();
  readonly #isMcpServerPatched: boolean;

  private constructor(private readonly server: SdkServer) {
    this.#isMcpServerPatched = watchMcpServer(server);
  }

  /** The one observer of a server: an object that serves test after test is not wrapped anew for each. */
  static of(server: SdkServer): ServerObserver {
    let observer = observers.get(server);
    if (!observer) observers.set(server, (observer = new ServerObserver(server)));
    return observer;
  }

  /** Call before a frame is handed to the server. */
  expect(message: JsonRpcMessage): void {
    if (message.method === undefined || message.id === undefined || message.id === null) return;
    const registered = this.#registered(message.method, message.params ?? {});
    const trace: HandlerTrace = {};
    let isSeen = false;
    if (registered === 'none') {
      Object.assign(trace, { ran: false, isKnown: false });
      isSeen = true;
    } else if (registered) {
      // The handler that SDK v2 keeps of a prompt checks the arguments too: that it ran says nothing of the author's.
      const isWhole = message.method !== 'prompts/get' || 'callback' in registered;
      trace.isKnown = registered.enabled !== false;
      isSeen = this.watch(registered);
      if (isSeen && isWhole) trace.ran = false;
    }
    // An author may answer for an `McpServer`'s tools himself: then its registry says nothing.
    if (registered === undefined || message.method === 'tools/call')
      isSeen = this.#watchLowLevel(message.method) || isSeen;
    if (isSeen) this.#traces.set(message.id, trace);
  }

  /** What was seen of a request, once. Undefined when the server could not be looked into. */
  take(id: string | number): HandlerTrace | undefined {
    const trace = this.#traces.get(id);
    this.#traces.delete(id);
    return trace;
  }

  /**
   * Whether the server itself has held a tool's result against the tool's schema, so that only what
   * `structuredContent` holds beyond it is left to check. `McpServer` does; a low-level `Server` does not.
   */
  checksOutput(name: string): 'no schema' | 'presence' | 'nothing' {
    const registered = this.#registered('tools/call', { name });
    if (registered === undefined || registered === 'none') return 'nothing';
    return registered.outputSchema === undefined ? 'no schema' : 'presence';
  }

  /** The `McpServer` itself, or the one that was seen to answer for a low-level server. */
  get #owner(): object {
    return '_registeredTools' in this.server
      ? this.server
      : (owners.get(lowLevel(this.server)) ?? this.server);
  }

  /** The part of a tool's schema for which `tools/list` fails. */
  unsendable(why: string, tool?: string): UnsendablePart | undefined {
    const { _registeredTools: tools } = this.#owner as { _registeredTools?: Record<string, unknown> };
    if (typeof tools !== 'object') return undefined;
    return findUnsendable(tools, why, tool);
  }

  #registered(method: string, params: Readonly<Record<string, unknown>>): Registered | 'none' | undefined {
    const owner = this.#owner as Record<string, Record<string, Registered>>;
    const of = (registry: string): Record<string, Registered> | undefined => owner[registry];
    const pick = (
      items: Record<string, Registered> | undefined,
      key: unknown,
    ): Registered | 'none' | undefined =>
      items && (Object.hasOwn(items, String(key)) ? items[String(key)] : 'none');
    switch (method) {
      case 'tools/call':
        return pick(of('_registeredTools'), params.name);
      case 'prompts/get':
        return pick(of('_registeredPrompts'), params.name);
      case 'resources/read': {
        const fixed = pick(of('_registeredResources'), params.uri);
        if (fixed !== 'none') return fixed;
        const templates = Object.values(of('_registeredResourceTemplates') ?? {});
        const match = (template: Registered): boolean =>
          Boolean(
            (
              template.resourceTemplate as { uriTemplate?: { match?(uri: string): unknown } } | undefined
            )?.uriTemplate?.match?.(String(params.uri)),
          );
        return templates.find(match) ?? 'none';
      }
      default:
        return undefined;
    }
  }

  /** Sees to it that the author's callback is noticed when it runs. @returns whether there is one that can be watched @internal */
  watch(registered: Registered): boolean {
    const key = CALLBACK_KEYS.find(name => typeof registered[name] === 'function');
    if (key !== undefined) {
      const callback = registered[key] as Handler;
      if (!this.#watched.has(callback)) registered[key] = this.#watching(callback, 'tool');
      return true;
    }
    // A tool that runs as a task has an object of handlers, of which this one takes the call.
    const tasks = registered.handler as { createTask?: unknown } | null | undefined;
    if (typeof tasks?.createTask !== 'function') return false;
    const callback = tasks.createTask as Handler;
    if (this.#watched.has(callback)) return true;
    return Reflect.defineProperty(tasks, 'createTask', {
      value: this.#watching(callback, 'task'),
      configurable: true,
      writable: true,
    });
  }

  #watchLowLevel(method: string): boolean {
    const handlers = (lowLevel(this.server) as unknown as { _requestHandlers?: Map<string, Handler> })
      ._requestHandlers;
    const handler = handlers instanceof Map ? handlers.get(method) : undefined;
    if (!handlers || !handler) return false;
    if (!this.#watched.has(handler)) handlers.set(method, this.#watching(handler, 'server'));
    return true;
  }

  /** @param of whose callback it is: a tool's (a prompt's, a resource's), one that begins a task, or the server's for all */
  #watching(callback: Handler, of: 'tool' | 'task' | 'server'): Handler {
    const servedBy = (context: unknown): HandlerTrace | undefined => this.#servedBy(context, of);
    const call = (self: unknown, args: unknown[], trace: HandlerTrace): unknown => {
      if (of !== 'server') return callback.apply(self, args);
      const outer = calling;
      calling = { observer: this, trace };
      try {
        return callback.apply(self, args);
      } finally {
        calling = outer;
      }
    };
    const isOthers = (trace: HandlerTrace, how: 'returned' | 'thrown'): boolean =>
      of === 'server' && !this.#isAuthors(trace, how);
    function watching(this: unknown, ...args: unknown[]): unknown {
      const trace = servedBy(args.at(-1));
      if (!trace) return callback.apply(this, args);
      if (of !== 'server' && trace.ran === false) trace.ran = true;
      const caught = (error: unknown): never => {
        if (isOthers(trace, 'thrown')) throw error;
        trace.thrown = error === undefined ? THROWN_UNDEFINED : error;
        trace.isOwnError = true;
        throw error;
      };
      const seen = (returned: unknown): unknown => {
        // What a tool's own handler returned, before the SDK made its answer of it.
        if (of !== 'task') trace.returned ??= { value: returned };
        const { isError } = (returned ?? {}) as { isError?: unknown };
        if (of === 'tool' && trace.ran) {
          if (typeof returned === 'object' && returned !== null) returns.set(returned, trace);
          else trace.isBadOutput = true;
        }
        if (isError !== true || isOthers(trace, 'returned')) return returned;
        trace.isOwnError = true;
        return returned;
      };
      try {
        const returned = call(this, args, trace);
        const then = (returned as PromiseLike<unknown> | undefined)?.then;
        return typeof then === 'function' ? then.call(returned, seen, caught) : seen(returned);
      } catch (error) {
        return caught(error);
      }
    }
    this.#watched.add(watching);
    return watching;
  }

  /**
   * The request that a handler serves. The oldest releases of SDK v1 do not say which: it is the one that waits for its
   * tool, prompt or resource. Of several that wait, it is not known which was served.
   */
  #servedBy(context: unknown, of: 'tool' | 'task' | 'server'): HandlerTrace | undefined {
    const id = requestIdOf(context);
    if (id !== undefined) return this.#traces.get(id);
    if (of === 'server' || !isContext(context)) return undefined;
    const waiting = [...this.#traces.values()].filter(({ isKnown, ran }) => isKnown && ran === false);
    if (waiting.length === 1) return waiting[0];
    for (const trace of waiting) delete trace.ran;
    return undefined;
  }

  /** Whether the error with which a low-level handler ends is its author's own. What is found of the registry is put right. */
  #isAuthors(trace: HandlerTrace, how: 'returned' | 'thrown'): boolean {
    if (trace.isSdk) return false;
    const { ran, isKnown } = trace;
    if (ran === undefined && isKnown === undefined) return true;
    if (!this.#isMcpServerPatched || ran !== false) return false;
    // Of a name that it does not know, McpServer of SDK v2 throws before anything can be seen of it.
    if (isKnown === false && how === 'thrown') return false;
    // A handler of its author's own stands where McpServer's would: no registry says which tools that one knows.
    delete trace.ran;
    delete trace.isKnown;
    return true;
  }
}

const observers = new WeakMap<object, ServerObserver>();

/** Which `McpServer` was seen to answer for a low-level `Server`: that one does not know. */
const owners = new WeakMap<object, object>();

/** Which request a handler returned a result for. */
const returns = new WeakMap<object, HandlerTrace>();

const patched = new WeakSet<object>();

type Method = (this: { readonly server?: object }, ...args: unknown[]) => unknown;

/**
 * Has the methods tell of themselves by which an `McpServer` answers `tools/call`: they run for a request of a server
 * from whose outside nothing can be told.
 *
 * @returns whether they are there: older SDKs have others
 */
function watchMcpServer(server: SdkServer): boolean {
  const prototype = prototypeOfMcpServer(server);
  if (!prototype) return false;
  if (patched.has(prototype)) return true;
  patched.add(prototype);
  const wrap = (name: string, around: (method: Method) => Method): void => {
    const method = prototype[name]!;
    Object.defineProperty(prototype, name, { value: around(method), configurable: true, writable: true });
  };
  wrap(
    'validateToolInput',
    method =>
      function validateToolInput(...args) {
        const trace = tell(this);
        if (!trace) return method.apply(this, args);
        trace.isKnown = true;
        const [registered] = args;
        if (trace.ran === undefined && calling?.observer.watch(registered as Registered)) trace.ran = false;
        return told(
          () => method.apply(this, args),
          () => (trace.arguments = 'accepted'),
          () => (trace.arguments = 'refused'),
        );
      },
  );
  wrap(
    'createToolError',
    method =>
      function createToolError(...args) {
        tell(this);
        return method.apply(this, args);
      },
  );
  wrap(
    'validateToolOutput',
    method =>
      function validateToolOutput(...args) {
        const [, result] = args;
        const trace = typeof result === 'object' && result !== null ? returns.get(result) : undefined;
        return told(
          () => method.apply(this, args),
          () => undefined,
          () => trace && (trace.isBadOutput = true),
        );
      },
  );
  return true;
}

/** Notes that this `McpServer` answers the request whose handler is running. */
function tell(owner: { readonly server?: object }): HandlerTrace | undefined {
  if (!calling) return undefined;
  if (owner.server) owners.set(owner.server, owner);
  calling.trace.isSdk = true;
  return calling.trace;
}

/** What `run` gives or throws, and whichever it was is told. */
function told(run: () => unknown, accepted: () => unknown, refused: () => unknown): unknown {
  const given = (value: unknown): unknown => {
    accepted();
    return value;
  };
  const thrown = (error: unknown): never => {
    refused();
    throw error;
  };
  try {
    const value = run();
    const then = (value as PromiseLike<unknown> | undefined)?.then;
    return typeof then === 'function' ? then.call(value, given, thrown) : given(value);
  } catch (error) {
    return thrown(error);
  }
}

const TELLING = ['validateToolInput', 'createToolError', 'validateToolOutput'] as const;

/** Of an `McpServer` its own, of a low-level `Server` that of the same copy of the SDK. */
function prototypeOfMcpServer(server: SdkServer): Record<string, Method> | undefined {
  for (
    let link: unknown = server;
    typeof link === 'object' && link !== null;
    link = Object.getPrototypeOf(link)
  )
    if (TELLING.every(name => typeof Object.getOwnPropertyDescriptor(link, name)?.value === 'function'))
      return link as Record<string, Method>;
  if ('_registeredTools' in server) return undefined;
  const prototype = (mcpServerBeside(server) as { prototype?: Record<string, Method> } | undefined)
    ?.prototype;
  return prototype && TELLING.every(name => typeof prototype[name] === 'function') ? prototype : undefined;
}

/** Every handler's last argument says which request it serves: v1's `extra`, v2's `ctx`. */
function requestIdOf(context: unknown): string | number | undefined {
  const { requestId, mcpReq } = (context ?? {}) as {
    requestId?: string | number;
    mcpReq?: { id?: string | number };
  };
  return requestId ?? mcpReq?.id;
}

/** Whether that argument is an SDK's own: an author may call a handler himself, with nothing of the kind. */
function isContext(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'signal' in value;
}
