import type { Writable } from 'node:stream';
import { nextTurn } from '../../clock';
import { loadBuiltin, URL } from '../../core';
import type { Method, Patches } from './patches';
import type { Speaker, Speakers } from './speaker';

/** The very object that the server has: a function of it is taken away from nobody else. */
const fs = loadBuiltin('node:fs') as typeof import('node:fs');

/** Names under which the outputs of a process can be opened as files. */
const FILES = [
  /^(?:\/dev\/stdin|\/(?:dev|proc\/self)\/fd\/0)$/,
  /^(?:\/dev\/stdout|\/(?:dev|proc\/self)\/fd\/1)$/,
  /^(?:\/dev\/stderr|\/(?:dev|proc\/self)\/fd\/2)$/,
];

type Callback = (error: null, ...results: unknown[]) => void;

/** The bytes that a call writes, and what it was given, for those who ask for it back. */
interface Written {
  readonly bytes: Uint8Array;
  readonly given: unknown;
}

/**
 * File descriptors 1 and 2 of servers at work: pino writes there, past every stream. Taken are the functions of
 * `node:fs`, which Jest shares with what it runs; a reference to one that was taken before is not seen.
 */
export class OutputFiles {
  /** How often a server has opened its own output by a name: closing that again closes no output. */
  readonly #opened = new WeakMap<Speaker, number>();

  constructor(
    private readonly speakers: Speakers,
    private readonly patches: Patches,
  ) {}

  install(): void {
    this.#writes('writeSync', 'writevSync', (written, { bytes }) => written(bytes.length));
    this.#writes('write', 'writev', (written, { bytes, given }) => written(bytes.length, given));
    for (const name of ['writeFileSync', 'appendFileSync', 'writeFile', 'appendFile']) this.#whole(fs, name);
    for (const name of ['writeFile', 'appendFile']) this.#whole(fs.promises, name);
    for (const name of ['openSync', 'open'])
      this.#method(fs, name, (args, speaker) => {
        const descriptor = descriptorOf(args[0]);
        if (descriptor === undefined) return undefined;
        this.#opened.set(speaker, (this.#opened.get(speaker) ?? 0) + 1);
        return { value: answer(args, descriptor) ?? descriptor };
      });
    for (const name of ['closeSync', 'close'])
      this.#method(fs, name, (args, speaker) => {
        if (![0, 1, 2].includes(args[0] as number)) return undefined;
        const opened = this.#opened.get(speaker) ?? 0;
        if (opened > 0) this.#opened.set(speaker, opened - 1);
        else if (args[0] === 1 && !speaker.isPassedOn) speaker.stdout.end();
        // Never the test's own.
        return { value: answer(args) };
      });
  }

  /** A function that writes one buffer, and its kin that writes several. */
  #writes(
    one: string,
    several: string,
    end: (written: (...results: unknown[]) => unknown, written_: Written) => unknown,
  ): void {
    for (const name of [one, several])
      this.#method(fs, name, (args, speaker, pass) => {
        const output = this.#output(speaker, args[0]);
        if (!output || !this.speakers.writer) return undefined;
        const written = name === one ? writtenBy(args) : writtenByAll(args);
        output.write(written.bytes);
        if (speaker.isPassedOn) return { value: pass() };
        return { value: end((...results) => answer(args, ...results) ?? results[0], written) };
      });
  }

  /** A function that writes a whole file. */
  #whole(target: object, name: string): void {
    this.#method(target, name, (args, speaker, pass) => {
      const output = this.#output(speaker, descriptorOf(args[0]) ?? args[0]);
      if (!output || !this.speakers.writer) return undefined;
      const bytes = bytesOf(args[1], encodingOf(args[2]));
      output.write(bytes);
      if (speaker.isPassedOn) {
        if (typeof args[0] === 'number') return { value: pass() };
        // Opened by its name, a file would be emptied, and a socket cannot be.
        this.speakers.outside(() => process[output === speaker.stdout ? 'stdout' : 'stderr'].write(bytes));
      }
      const value = answer(args);
      return { value: target === fs.promises ? Promise.resolve() : value };
    });
  }

  /** Replaces a function where a server calls it, unless `call` has nothing to say of these arguments. */
  #method(
    target: object,
    name: string,
    call: (args: unknown[], speaker: Speaker, pass: () => unknown) => { readonly value: unknown } | undefined,
  ): void {
    this.patches.method(target, name, (old: Method, self, args) => {
      const { current } = this.speakers;
      const taken = current && call(args, current, () => this.speakers.pass(old, self, args, current));
      return taken ? taken.value : Reflect.apply(old, self, args);
    });
  }

  #output(speaker: Speaker, descriptor: unknown): Writable | undefined {
    if (descriptor === 1) return speaker.stdout;
    return descriptor === 2 ? speaker.stderr : undefined;
  }
}

/** Calls the callback among the arguments, if there is one, as Node does: later. @returns whether there was one */
function answer(args: readonly unknown[], ...results: unknown[]): undefined {
  const callback = args.findLast(argument => typeof argument === 'function') as Callback | undefined;
  if (callback) nextTurn(() => callback(null, ...results));
  return undefined;
}

function descriptorOf(path: unknown): number | undefined {
  if (typeof path !== 'string' && !Buffer.isBuffer(path) && !(path instanceof URL)) return undefined;
  const name = path instanceof URL ? path.protocol === 'file:' && path.pathname : String(path);
  const descriptor = FILES.findIndex(pattern => pattern.test(name || ''));
  return descriptor < 0 ? undefined : descriptor;
}

/** `(fd, buffer, offset?, length?)`, `(fd, buffer, { offset, length })`, `(fd, text, position?, encoding?)`. */
function writtenBy([, data, second, third]: readonly unknown[]): Written {
  if (!ArrayBuffer.isView(data)) return { bytes: bytesOf(data, encodingOf(third)), given: data };
  const options =
    typeof second === 'object' && second !== null ? (second as { offset?: number; length?: number }) : {};
  const offset = typeof second === 'number' ? second : (options.offset ?? 0);
  const length = typeof third === 'number' ? third : (options.length ?? data.byteLength - offset);
  return { bytes: bytesOf(data, undefined).subarray(offset, offset + length), given: data };
}

function writtenByAll([, buffers]: readonly unknown[]): Written {
  const all = buffers as readonly NodeJS.ArrayBufferView[];
  return { bytes: Buffer.concat(all.map(buffer => bytesOf(buffer, undefined))), given: buffers };
}

function bytesOf(data: unknown, encoding: BufferEncoding | undefined): Buffer {
  return ArrayBuffer.isView(data)
    ? Buffer.from(data.buffer, data.byteOffset, data.byteLength)
    : Buffer.from(String(data), encoding);
}

function encodingOf(options: unknown): BufferEncoding | undefined {
  const encoding =
    typeof options === 'object' && options !== null ? (options as { encoding?: unknown }).encoding : options;
  return typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : undefined;
}
