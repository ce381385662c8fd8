import { CONSOLE_METHODS, outputDoor } from './output-door';
import { isMockFunction } from '../../mock-function';
import type { Method, Patches } from './patches';
import type { Speaker, Speakers } from './speaker';

type Methods = Record<string, unknown>;

/** What Jest's consoles have inside. */
interface JestConsole {
  /** Of the one that keeps what is printed until the file is over. */
  readonly _buffer?: { push(printed: Printed): unknown };
  /** Of the one that prints at once. */
  readonly _formatBuffer?: (type: string, message: string) => string;
}

interface Printed {
  readonly type: string;
  readonly message: string;
}

/** What of Jest's types of output a program writes to stderr. */
const TO_STDERR = ['error', 'warn', 'assert', 'trace'];

/**
 * Gives servers a console of their own: what they print with it is theirs, and what they put in its place
 * (`console.log = console.error`) is gone with them. For the test it is what it was.
 */
export class OutputConsole {
  readonly #consoles = new WeakMap<Speaker, object>();
  /** What is the test's. */
  #outside: object = console;
  /** The method of which a mock is being told. */
  #heard: string | undefined;

  constructor(
    private readonly speakers: Speakers,
    private readonly patches: Patches,
  ) {}

  install(): void {
    outputDoor().spoken = name => {
      if (name === this.#heard) return () => undefined;
      const { writer } = this.speakers;
      return writer && this.#spoken(writer, name);
    };
    const before = Object.getOwnPropertyDescriptor(globalThis, 'console');
    if (before?.get && isOurs.has(before.get)) return;
    this.#outside = console;
    this.#watch(console as JestConsole);
    const own = new WeakMap<Speaker, unknown>();
    const get = (): unknown => {
      const { current } = this.speakers;
      return current ? (own.get(current) ?? this.#consoleOf(current)) : this.#outside;
    };
    const set = (value: unknown): void => {
      const { current } = this.speakers;
      if (current) own.set(current, value);
      else this.#outside = value as object;
    };
    isOurs.add(get);
    this.patches.property(globalThis, 'console', { configurable: true, get, set });
  }

  /**
   * Somebody may have kept the console, or a method of it, since before there was a server; and what is printed for the
   * test besides must go the way that it always went. Nothing here may stand between the line that prints and the
   * method, for Jest counts the lines of the stack.
   */
  #watch(jests: JestConsole): void {
    const { speakers, patches } = this;
    const printsAtOnce = jests._formatBuffer !== undefined;
    patches.method(jests._buffer, 'push', (push, self, args) => {
      const [{ type, message }] = args as [Printed];
      const isHeard = type !== this.#heard;
      const writer = isHeard ? speakers.writer : undefined;
      // One that prints at once has told the server's own stream already.
      if (writer && (writer.isPassedOn || !printsAtOnce))
        writer[TO_STDERR.includes(type) ? 'stderr' : 'stdout'].write(`${message}\n`);
      return (writer?.isPassedOn ?? isHeard) ? Reflect.apply(push, self, args) : undefined;
    });
    if (!printsAtOnce) return;
    const keeps = jests._buffer !== undefined;
    const plain = (_type: string, message: string): string => message;
    for (const name of ['_stdout', '_stderr', '_formatBuffer'] as const) {
      const old = (jests as Methods)[name];
      patches.property(jests, name, {
        configurable: true,
        get: () => {
          const { writer } = speakers;
          if (!writer) return old;
          if (name === '_formatBuffer') return writer.isPassedOn ? old : plain;
          return this.#stream(writer, name, old, keeps ? 'kept already' : undefined);
        },
      });
    }
  }

  uninstall(): void {
    outputDoor().spoken = undefined;
  }

  /** Somebody may have kept it since another server was at work. */
  #consoleOf(speaker: Speaker): object {
    let made = this.#consoles.get(speaker);
    if (made) return made;
    const own = new Map<PropertyKey, unknown>();
    const outside = (): Methods => this.#outside as Methods;
    made = new Proxy(this.#outside, {
      get: (_target, key) => {
        if (own.has(key)) return own.get(key);
        if (key === '_stdout' || key === '_stderr')
          return this.#stream(
            speaker,
            key,
            this.speakers.outside(() => Reflect.get(this.#outside, key) as unknown),
          );
        const value = Reflect.get(this.#outside, key) as unknown;
        if (typeof key !== 'string' || typeof value !== 'function' || !CONSOLE_METHODS.includes(key))
          return value;
        // Jest's own console is watched, and wants to see who prints.
        if (speaker.isPassedOn && isJests(this.#outside) && !isMockFunction(value)) return value;
        const method: Method = (...args) => {
          const { current, writer } = this.speakers;
          const now = current || speaker.isPassedOn ? writer : speaker;
          return (now ? this.#spoken(now, key) : (outside()[key] as Method))(...args);
        };
        return method;
      },
      set: (_target, key, value) => {
        own.set(key, value);
        return true;
      },
      defineProperty: (_target, key, descriptor) => {
        own.set(key, descriptor.value);
        return true;
      },
      deleteProperty: (_target, key) => own.delete(key),
    });
    this.#consoles.set(speaker, made);
    return made;
  }

  /** What a method of the console does for a server. A mock that the test has put there hears of it too. */
  #spoken(speaker: Speaker, name: string): Method {
    const outside = this.#outside as Methods;
    return (...args) => {
      const heard = outside[name] as Method;
      const own = (speaker.console as unknown as Record<string, Method>)[name] as Method;
      own(...args);
      if (speaker.isPassedOn) return this.speakers.outside(() => heard.apply(outside, args));
      if (!isMockFunction(heard)) return undefined;
      // One that calls through would print it a second time.
      this.#heard = name;
      try {
        return this.speakers.outside(() => heard.apply(outside, args));
      } finally {
        this.#heard = undefined;
      }
    };
  }

  /**
   * What winston writes to.
   *
   * @param outside what it is for the test
   * @param how whether what is passed on to the test was taken before
   */
  #stream(speaker: Speaker, key: '_stdout' | '_stderr', outside: unknown, how?: 'kept already'): unknown {
    const own = key === '_stdout' ? speaker.stdout : speaker.stderr;
    const stream = outside as { write?: Method } | undefined;
    if (!speaker.isPassedOn || typeof stream?.write !== 'function') return own;
    return new Proxy(stream, {
      get: (target, name) =>
        name === 'write'
          ? (...args: unknown[]) => {
              if (how === undefined) own.write(args[0]);
              return this.speakers.pass(target.write as Method, target, args, speaker);
            }
          : (Reflect.get(target, name) as unknown),
    });
  }
}

function isJests(target: object): boolean {
  return '_buffer' in target || '_formatBuffer' in target;
}

const isOurs = new WeakSet<object>();
