import type { JsonRpcMessage } from '../link/frame';
import { lowLevel, type SdkServer } from './sdk';

/** What was seen of a request inside the server. */
export interface Testimony {
  /** Whether the handler of the very tool, prompt or resource ran. Undefined for a low-level server, which has one for all. */
  ran?: boolean;
  /** Whether the server's author, rather than the SDK, made the answer an error. */
  isOwnError?: boolean;
  /** What the handler threw. */
  thrown?: unknown;
}

type Handler = (...args: unknown[]) => unknown;
type Registered = Record<string, unknown>;

/** Where the SDKs keep an author's callback: v2, v1, v1 before 1.24, resources. */
const CALLBACK_KEYS = ['executor', 'handler', 'callback', 'readCallback'];

/**
 * Looks into an SDK server in this process: whether a request reached the author's handler, and what the
 * handler threw. The SDKs turn a thrown error into a text, and say "not found" in the words of a tool's
 * own error; only the server itself knows the stack and the difference.
 *
 * It reads the SDKs' private registries, by shape. Where they look otherwise nothing is seen, and
 * outcomes rest on what the wire says.
 */
export class Witness {
  readonly #testimonies = new Map<string | number, Testimony>();
  readonly #watched = new WeakSet<Handler>();

  private constructor(private readonly server: SdkServer) {}

  /** The one witness of a server: an object that serves test after test is not wrapped anew for each. */
  static of(server: SdkServer): Witness {
    let witness = witnesses.get(server);
    if (!witness) witnesses.set(server, (witness = new Witness(server)));
    return witness;
  }

  /** Call before a frame is handed to the server. */
  expect(message: JsonRpcMessage): void {
    if (message.method === undefined || message.id === undefined || message.id === null) return;
    const registered = this.#registered(message.method, message.params ?? {});
    if (registered === 'none') {
      this.#testimonies.set(message.id, { ran: false });
      return;
    }
    if (registered) {
      // The handler that SDK v2 keeps of a prompt checks the arguments too: that it ran says nothing of the author's.
      const isWhole = message.method !== 'prompts/get' || 'callback' in registered;
      if (this.#watch(registered)) this.#testimonies.set(message.id, isWhole ? { ran: false } : {});
    } else if (this.#watchLowLevel(message.method)) {
      this.#testimonies.set(message.id, {});
    }
  }

  /** What was seen of a request, once. Undefined when the server could not be looked into. */
  take(id: string | number): Testimony | undefined {
    const testimony = this.#testimonies.get(id);
    this.#testimonies.delete(id);
    return testimony;
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

  #registered(method: string, params: Readonly<Record<string, unknown>>): Registered | 'none' | undefined {
    const of = (registry: string): Record<string, Registered> | undefined =>
      (this.server as unknown as Record<string, Record<string, Registered>>)[registry];
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

  #watch(registered: Registered): boolean {
    const key = CALLBACK_KEYS.find(name => typeof registered[name] === 'function');
    if (key === undefined) return false;
    const callback = registered[key] as Handler;
    if (!this.#watched.has(callback)) registered[key] = this.#watching(callback);
    return true;
  }

  /** What an `McpServer` registers by itself is the SDK's, not the author's. */
  #watchLowLevel(method: string): boolean {
    if (lowLevel(this.server) !== this.server) return false;
    const handlers = (lowLevel(this.server) as unknown as { _requestHandlers?: Map<string, Handler> })
      ._requestHandlers;
    const handler = handlers instanceof Map ? handlers.get(method) : undefined;
    if (!handlers || !handler) return false;
    if (!this.#watched.has(handler)) handlers.set(method, this.#watching(handler));
    return true;
  }

  #watching(callback: Handler): Handler {
    const testimonies = this.#testimonies;
    function watching(this: unknown, ...args: unknown[]): unknown {
      const id = requestIdOf(args.at(-1));
      const testimony = id === undefined ? undefined : testimonies.get(id);
      if (!testimony) return callback.apply(this, args);
      if (testimony.ran === false) testimony.ran = true;
      const caught = (error: unknown): never => {
        testimony.thrown = error;
        testimony.isOwnError = true;
        throw error;
      };
      const seen = (returned: unknown): unknown => {
        if ((returned as { isError?: unknown } | null | undefined)?.isError === true)
          testimony.isOwnError = true;
        return returned;
      };
      try {
        const returned = callback.apply(this, args);
        const then = (returned as PromiseLike<unknown> | undefined)?.then;
        return typeof then === 'function' ? then.call(returned, seen, caught) : seen(returned);
      } catch (error) {
        return caught(error);
      }
    }
    this.#watched.add(watching);
    return watching;
  }
}

const witnesses = new WeakMap<object, Witness>();

/** Every handler's last argument says which request it serves: v1's `extra`, v2's `ctx`. */
function requestIdOf(context: unknown): string | number | undefined {
  const { requestId, mcpReq } = (context ?? {}) as {
    requestId?: string | number;
    mcpReq?: { id?: string | number };
  };
  return requestId ?? mcpReq?.id;
}
