import { isMockFunction } from '../../mock-function';

/** A function, whatever it takes. */
export type Method = (this: unknown, ...args: unknown[]) => unknown;

/** Replaces functions of objects that others share, and puts them back. */
export class Patches {
  readonly #ours = new WeakSet<object>();
  #undo: (() => void)[] = [];

  /**
   * Replaces a method by one that is called with the old one. Done again, it changes nothing but what was put back
   * meanwhile. A mock of the test's stays on top.
   */
  method(
    target: object | undefined,
    name: string,
    call: (old: Method, self: unknown, args: unknown[]) => unknown,
  ): void {
    const old: unknown = (target as Record<string, unknown> | undefined)?.[name];
    if (!target || typeof old !== 'function' || this.#ours.has(old) || isMockFunction(old)) return;
    // A proxy keeps what else a function has: its name, its length, what `util.promisify` looks for.
    const value = new Proxy(old as Method, {
      apply: (method, self, args) => call(method, self, args as unknown[]),
    });
    this.#ours.add(value);
    this.property(target, name, { configurable: true, enumerable: true, writable: true, value });
  }

  /** Replaces a property. */
  property(target: object, name: string, descriptor: PropertyDescriptor): void {
    const before = Object.getOwnPropertyDescriptor(target, name);
    Object.defineProperty(target, name, { enumerable: before?.enumerable ?? false, ...descriptor });
    this.#undo.push(() => {
      const now = Object.getOwnPropertyDescriptor(target, name);
      // What somebody else has put on top since is theirs to put back.
      if (now?.value !== descriptor.value || now?.get !== descriptor.get) return;
      if (before) Object.defineProperty(target, name, before);
      else Reflect.deleteProperty(target, name);
    });
  }

  /** Puts everything back, the last first. */
  undo(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }
}
