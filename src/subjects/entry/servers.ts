import type { JsonRpcMessage } from '../../wire/frame';
import { isSdkServer, type SdkServer } from '../../sdk/packages';
import type { UnsendablePart } from '../../protocol/unsendable-schema';
import { ServerObserver } from '../../sdk/handler-observer';
import { isMockFunction } from '../../mock-function';
import { isExit } from '../../safety/exit';
import type { HandlerObserver } from '../shared/opening';
import type { HandlerTrace } from '../../protocol/handler-trace';

type Connect = (this: unknown, ...args: unknown[]) => unknown;

/** A class of an SDK's servers. */
interface ServerClass {
  readonly prototype: { connect: Connect };
}

/** Tells which server objects an entry connects, so that failures can show what their handlers threw. */
export class ServerCapture {
  readonly #watched = new Map<ServerClass, Connect>();

  /** @param take is given each server that connects, before it does */
  constructor(private readonly take: (server: SdkServer) => void) {}

  /** Watches the server classes that `exported` holds. */
  watch(exported: unknown): void {
    if (typeof exported !== 'object' || exported === null) return;
    for (const name of ['McpServer', 'Server']) {
      const candidate = (exported as Record<string, unknown>)[name];
      if (isServerClass(candidate) && !this.#watched.has(candidate)) this.#watch(candidate);
    }
  }

  /** Puts the classes back as they were. */
  end(): void {
    for (const [{ prototype }, connect] of this.#watched) prototype.connect = connect;
    this.#watched.clear();
  }

  #watch(serverClass: ServerClass): void {
    const { connect } = serverClass.prototype;
    this.#watched.set(serverClass, connect);
    const { take } = this;
    serverClass.prototype.connect = function (this: unknown, ...args: unknown[]) {
      if (isSdkServer(this)) take(this);
      return connect.apply(this, args);
    };
  }
}

/** A test may have mocked the whole module. */
function isServerClass(value: unknown): value is ServerClass {
  const connect = (value as { prototype?: { connect?: unknown } } | undefined)?.prototype?.connect;
  return typeof connect === 'function' && !isMockFunction(connect);
}

/** Looks into servers that are known only once they have connected, an `McpServer` rather than the one that it has inside. */
export class LateObserver implements HandlerObserver {
  readonly #servers = new Set<SdkServer>();

  add(server: SdkServer): void {
    this.#servers.add(server);
    if ('server' in server) this.#servers.delete(server.server);
    else
      for (const other of this.#servers)
        if ('server' in other && other.server === server) this.#servers.delete(server);
  }

  get servers(): readonly SdkServer[] {
    return [...this.#servers];
  }

  expect(message: JsonRpcMessage): void {
    for (const server of this.#servers) ServerObserver.of(server).expect(message);
  }

  take(id: string | number): HandlerTrace | undefined {
    const traces = this.servers.map(server => ServerObserver.of(server).take(id));
    // What process.exit throws is no error of the handler's.
    for (const trace of traces) if (isExit(trace?.thrown)) delete trace?.thrown;
    return traces.find(trace => trace?.ran !== false) ?? traces.find(trace => trace);
  }

  checksOutput(name: string): 'no schema' | 'presence' | 'nothing' {
    for (const server of this.#servers) {
      const checks = ServerObserver.of(server).checksOutput(name);
      if (checks !== 'nothing') return checks;
    }
    return 'nothing';
  }

  unsendable(why: string, tool?: string): UnsendablePart | undefined {
    return this.servers.map(server => ServerObserver.of(server).unsendable(why, tool)).find(found => found);
  }
}
