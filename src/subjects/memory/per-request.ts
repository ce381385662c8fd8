import type { AuthInfo } from '../../oauth/shapes';
import type { JsonRpcMessage } from '../../wire/frame';
import { isSdkServer, load, type SdkPackage, type SdkServer } from '../../sdk/packages';
import type { UnsendablePart } from '../../protocol/unsendable-schema';
import { ServerObserver } from '../../sdk/handler-observer';
import { heldBy } from '../shared/held';
import type { HandlerObserver, Opening } from '../shared/opening';
import type { ServerFactory } from '../shared/shapes';
import type { HandlerTrace } from '../../protocol/handler-trace';

/** What answers requests with a server for each. */
export interface PerRequest {
  /** @param options who asks, where that is known */
  handle(request: Request, options: { authInfo?: AuthInfo }): Promise<Response>;
  readonly observer: HandlerObserver;
}

interface McpHandler {
  fetch(request: Request, options: { authInfo?: AuthInfo }): Promise<Response>;
  close(): Promise<void>;
}

/**
 * SDK v2's own handler for both eras over HTTP, which has a server built for each request.
 *
 * @param first what the factory has built already: serves the first of them
 */
export async function handlePerRequest(
  first: SdkServer,
  factory: ServerFactory,
  home: SdkPackage,
  opening: Opening,
): Promise<PerRequest> {
  const { createMcpHandler } = (await load(home, '.', opening.search.loader)) as {
    createMcpHandler(factory: () => Promise<object>): McpHandler;
  };
  const observers = new ServerObservers(first);
  let ready: SdkServer | undefined = first;
  const handler = createMcpHandler(async () => {
    const server = ready ?? (await build(factory, opening));
    ready = undefined;
    observers.add(server);
    return server;
  });
  opening.later('the MCP handler', () => handler.close());
  return { handle: (request, options) => handler.fetch(request, options), observer: observers };
}

async function build(factory: ServerFactory, opening: Opening): Promise<SdkServer> {
  const built = await opening.asServer(factory);
  if (isSdkServer(built)) return built;
  const { cleanup } = built as { cleanup?: unknown };
  if (typeof cleanup === 'function')
    opening.later('the cleanup that the factory returned', () => (cleanup as () => unknown).call(built));
  return heldBy(built, isSdkServer)?.server as SdkServer;
}

/** Looks into servers of which each is there for one request, and made after it was sent. */
class ServerObservers implements HandlerObserver {
  readonly #pending = new Map<string | number, JsonRpcMessage>();
  readonly #observers = new Set<ServerObserver>();

  constructor(private readonly first: SdkServer) {}

  add(server: SdkServer): void {
    const observer = ServerObserver.of(server);
    for (const message of this.#pending.values()) observer.expect(message);
    this.#observers.add(observer);
  }

  expect(message: JsonRpcMessage): void {
    const { id, method } = message;
    if (method !== undefined && id !== undefined && id !== null) this.#pending.set(id, message);
  }

  /** Of all that expected the request, the one that served it has seen more than that it was expected. */
  take(id: string | number): HandlerTrace | undefined {
    this.#pending.delete(id);
    const traces = [...this.#observers].flatMap(observer => observer.take(id) ?? []);
    if (this.#pending.size === 0) this.#observers.clear();
    return (
      traces.find(
        ({ ran, thrown, isOwnError, returned }) =>
          ran ?? (isOwnError === true || thrown !== undefined || returned !== undefined),
      ) ?? traces[0]
    );
  }

  /** What the factory builds is alike: the first stands for all. */
  checksOutput(name: string): 'no schema' | 'presence' | 'nothing' {
    return ServerObserver.of(this.first).checksOutput(name);
  }

  unsendable(why: string, tool?: string): UnsendablePart | undefined {
    return ServerObserver.of(this.first).unsendable(why, tool);
  }
}
