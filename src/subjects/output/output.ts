import { nextTurn } from '../../clock';
import { type Method, Patches } from './patches';
import { OutputChildren } from './output-children';
import { OutputConsole } from './output-console';
import { outputDoor } from './output-door';
import { OutputFiles } from './output-files';
import { type OutputName, type Speaker, Speakers } from './speaker';
import type { TestFile } from '../../test-file';

/**
 * Sees whatever a server in this process writes to what it takes for the outputs of its process: by a console, by a
 * stream that it has taken whenever, by file descriptor, by what it starts. Jest's own output goes the same ways, and
 * so only what follows from a server's work is taken.
 *
 * Not seen: a stream that a server makes of descriptor 1 by itself (`new net.Socket({ fd: 1 })`), native code, a
 * function of `node:fs` or `node:child_process` that was taken before the file's first such session, and what a
 * callback writes that has lost its asynchronous context.
 */
export class Output extends Speakers {
  readonly #patches = new Patches();
  readonly #console = new OutputConsole(this, this.#patches);
  readonly #files = new OutputFiles(this, this.#patches);
  readonly #children = new OutputChildren(this, this.#patches);

  /** The one of this test file. */
  static of(file: TestFile): Output {
    return file.kept(
      'output',
      () => new Output(),
      output => output.uninstall(),
    );
  }

  /** Puts itself in place. Done before each session, since a test may have put back what was there. */
  install(): void {
    outputDoor().written = (name, method, self, args) => this.#take(name, args, method, self, written(args));
    for (const name of ['stdout', 'stderr'] as const) {
      const stream = this.outside(() => process[name]);
      this.#stream(stream, name);
    }
    this.#console.install();
    this.#files.install();
    this.#children.install();
  }

  /** Puts back what was there. */
  uninstall(): void {
    outputDoor().written = undefined;
    this.#console.uninstall();
    this.#patches.undo();
  }

  /** The process's own stream, which somebody may have kept since before there was a server. */
  #stream(stream: object, name: OutputName): void {
    this.#write(stream, 'write', name);
    this.#patches.method(stream, 'end', (old, self, args) => {
      const { current } = this;
      if (!current) return Reflect.apply(old, self, args);
      if (isData(args[0])) this.#say(current, name, args[0]);
      return self;
    });
    // By way of a `write` that was bound before. What waits in the stream meanwhile was written as somebody else.
    this.#patches.method(stream, '_write', (old, self, args) =>
      this.#take(name, args, old, self, () => (args.at(-1) as Method)()),
    );
    this.#patches.method(stream, '_writev', (old, self, args) => {
      const [chunks, done] = args as [readonly { chunk: Uint8Array }[], Method];
      const { current } = this;
      if (!current) return Reflect.apply(old, self, args);
      for (const { chunk } of chunks) this.#say(current, name, chunk);
      return current.isPassedOn ? this.pass(old, self, args, current) : done();
    });
  }

  #write(target: object, method: string, name: OutputName): void {
    this.#patches.method(target, method, (old, self, args) =>
      this.#take(name, args, old, self, written(args)),
    );
  }

  #take(name: OutputName, args: readonly unknown[], old: Method, self: unknown, end: () => unknown): unknown {
    const { writer } = this;
    if (!writer || !isData(args[0])) return Reflect.apply(old, self, args);
    this.#say(writer, name, args[0], args[1]);
    return writer.isPassedOn ? this.pass(old, self, args, writer) : end();
  }

  #say(speaker: Speaker, name: OutputName, data: Uint8Array | string, encoding?: unknown): void {
    if (typeof data === 'string' && typeof encoding === 'string' && Buffer.isEncoding(encoding))
      speaker[name].write(data, encoding);
    else speaker[name].write(data);
  }
}

/** What a stream's `write` does after it has written. */
function written(args: readonly unknown[]): () => true {
  return () => {
    const done = args.findLast(argument => typeof argument === 'function') as Method | undefined;
    if (done) nextTurn(() => done());
    return true;
  };
}

function isData(value: unknown): value is Uint8Array | string {
  return typeof value === 'string' || ArrayBuffer.isView(value);
}
