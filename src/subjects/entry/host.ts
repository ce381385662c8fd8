import { loadBuiltin, types } from '../../core';
import { isMockFunction } from '../../mock-function';
import type { EntryProcess } from './process';
import type { Output } from '../output/output';

type Method = (this: unknown, ...args: unknown[]) => unknown;

/** What a process has of an EventEmitter. */
const EMITTER_METHODS = [
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
  'off',
  'removeListener',
  'removeAllListeners',
  'listeners',
  'rawListeners',
  'listenerCount',
  'eventNames',
  'emit',
  'setMaxListeners',
  'getMaxListeners',
] as const;

/**
 * Lets entries run in the test file's sandbox, each with a process of its own: `process` and the timers ask who is
 * asking, which follows from the asynchronous context. For the test itself they are what they were. What an entry
 * writes is seen by `Output`.
 *
 * What a test has put in place of one of them by hand (`jest.spyOn(process, 'exit')`) stays on top.
 * Not seen is what goes past them: `process.chdir()`.
 */
export class EntryHost {
  readonly #ours = new WeakSet<object>();
  #undo: (() => void)[] = [];

  constructor(private readonly output: Output) {}

  /** The entry that is asking, if one is. */
  get current(): EntryProcess | undefined {
    const { current } = this.output;
    return current && 'argv' in current ? (current as EntryProcess) : undefined;
  }

  /** Runs `action` as the entry: all that follows from it does so too. */
  run<T>(entry: EntryProcess, action: () => T): T {
    return this.output.run(entry, action);
  }

  /** Runs `action` as what called the entry. */
  outside<T>(action: () => T): T {
    return this.output.outside(action);
  }

  /** Puts itself in place. Done before each entry, since a test may have put back what was there. */
  install(): void {
    const target = process as unknown as Record<string, unknown>;
    for (const name of ['stdin', 'stdout', 'stderr', 'exitCode', 'title', 'argv0'] as const)
      this.#accessor(target, name);
    this.#value(target, 'argv', old => this.#dispatching(old as string[], entry => entry.argv));
    this.#value(target, 'execArgv', old => this.#dispatching(old as string[], entry => entry.execArgv));
    // By itself it asks the real process.
    this.#method(loadBuiltin('node:util') as never, 'parseArgs', (entry, old) => config => {
      const given = (config ?? {}) as { readonly args?: unknown };
      return old({ ...given, args: given.args ?? entry.argv.slice(2) });
    });
    this.#value(target, 'env', old => this.#dispatching(old as object, entry => entry.env));
    this.#method(target, 'exit', entry => code => entry.exit(code as number));
    this.#method(target, 'reallyExit', entry => code => entry.exit(code as number));
    this.#method(target, 'abort', entry => () => entry.exit(134));
    this.#method(target, 'kill', (entry, old) => (id, signal) => {
      if (id !== process.pid) return old.call(process, id, signal);
      const name = typeof signal === 'string' ? signal : 'SIGTERM';
      if (entry.listeners.listenerCount(name) === 0) entry.exit(1);
      return entry.listeners.emit(name, name);
    });
    for (const name of EMITTER_METHODS) this.#method(target, name, entry => this.#emitting(entry, name));
    this.output.install();
    this.#timers();
    this.#errors();
  }

  /** Puts back what was there. */
  uninstall(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  #emitting(entry: EntryProcess, name: (typeof EMITTER_METHODS)[number]): Method {
    return (...args) => {
      const emitter = entry.listeners as unknown as Record<string, Method>;
      const returned = emitter[name]?.(...args);
      return returned === emitter ? process : returned;
    };
  }

  /** A timer of an entry goes on as the entry, and no longer than it. */
  #timers(): void {
    for (const name of ['setTimeout', 'setInterval'] as const) {
      this.#value(globalThis, name, old => {
        // Fake timers fire for nobody by themselves, and Jest wants to find its own.
        if ('clock' in (old as object)) return old;
        return new Proxy(old as typeof setTimeout, {
          apply: (set, self, [callback, ...rest]: [unknown, ...never[]]) => {
            const entry = this.current;
            if (!entry || typeof callback !== 'function')
              return Reflect.apply(set, self, [callback, ...rest]) as unknown;
            const timer = Reflect.apply(set, self, [
              function (this: unknown, ...args: unknown[]) {
                if (name === 'setTimeout') entry.disown(timer);
                return (callback as Method).apply(this, args);
              },
              ...rest,
            ]) as ReturnType<typeof setTimeout>;
            entry.own(timer, name, Number(rest[0] ?? 0));
            return timer;
          },
        });
      });
    }
  }

  /** What Node's own modules throw is an `Error` of theirs, not of the sandbox: a program that asks would go astray. */
  #errors(): void {
    const isInstance = Function.prototype[Symbol.hasInstance];
    const asks = (): boolean => this.current !== undefined;
    this.#value(
      Error as never,
      Symbol.hasInstance as never,
      () =>
        function (this: unknown, value: unknown) {
          return (
            isInstance.call(this as never, value) || (this === Error && asks() && types.isNativeError(value))
          );
        },
    );
  }

  #accessor(
    target: Record<string, unknown>,
    name: 'stdin' | 'stdout' | 'stderr' | 'exitCode' | 'title' | 'argv0',
  ): void {
    const old = Object.getOwnPropertyDescriptor(target, name);
    if (old?.get && this.#ours.has(old.get)) return;
    const get = (): unknown =>
      this.current ? this.current[name] : old?.get ? old.get.call(target) : old?.value;
    const set = (value: unknown): void => {
      if (this.current) Object.assign(this.current, { [name]: value });
      else if (old?.set) old.set.call(target, value);
      else if (old) old.value = value;
    };
    this.#ours.add(get);
    this.#define(target, name, { configurable: true, enumerable: old?.enumerable ?? true, get, set }, get);
  }

  #method(
    target: Record<string, unknown>,
    name: string,
    ofEntry: (entry: EntryProcess, old: Method) => Method,
  ): void {
    this.#value(target, name, value => {
      const old = value as Method;
      const current = (): EntryProcess | undefined => this.current;
      return function (this: unknown, ...args: unknown[]) {
        const entry = current();
        return (entry ? ofEntry(entry, old) : old).apply(this, args);
      };
    });
  }

  /** A data property stays one: `jest.replaceProperty` refuses anything else. */
  #value(target: Record<string, unknown>, name: string, wrap: (old: unknown) => unknown): void {
    const old = target[name];
    if (isMockFunction(old) || old === undefined || this.#ours.has(old as object)) return;
    const value = wrap(old);
    if (value === old) return;
    this.#ours.add(value as object);
    this.#define(target, name, { configurable: true, enumerable: true, writable: true, value }, value);
  }

  #define(
    target: Record<string, unknown>,
    name: string,
    descriptor: PropertyDescriptor,
    ours: unknown,
  ): void {
    const before = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, descriptor);
    this.#undo.push(() => {
      const now = Object.getOwnPropertyDescriptor(target, name);
      if (now?.value !== ours && now?.get !== ours) return;
      if (before) Object.defineProperty(target, name, before);
      else delete target[name];
    });
  }

  /** An object that is the entry's own for the entry, and `target` for everybody else. */
  #dispatching<T extends object>(target: T, own: (entry: EntryProcess) => object): T {
    const pick = (): object => (this.current ? own(this.current) : target);
    return new Proxy(target, {
      get: (_target, key) => Reflect.get(pick(), key) as unknown,
      set: (_target, key, value) => Reflect.set(pick(), key, value),
      has: (_target, key) => Reflect.has(pick(), key),
      deleteProperty: (_target, key) => Reflect.deleteProperty(pick(), key),
      ownKeys: () => Reflect.ownKeys(pick()),
      getOwnPropertyDescriptor: (_target, key) => Reflect.getOwnPropertyDescriptor(pick(), key),
      defineProperty: (_target, key, descriptor) => Reflect.defineProperty(pick(), key, descriptor),
    });
  }
}
