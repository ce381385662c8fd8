import type { Server } from 'node:net';
import { relative, sep } from '../core';
import { isUserFrame } from '../messages/stack';
import type { TestFile } from '../test-file';

type Listener = (...args: unknown[]) => void;

/** What a reader of a stream listens to. */
const READING = ['data', 'readable', 'end', 'close', 'error'] as const;

interface Stack {
  readonly stack?: string;
}

/** A server that was made to listen. */
interface Listening {
  readonly server: Server;
  readonly where: Stack;
}

/**
 * Knows what a server's files have started besides what the kit closes: a reader of the real stdin, a port. Such a thing
 * keeps Jest from ending, long after its last test, and without a word. It is put away, and named.
 */
export class LeftBehind {
  readonly #listening: Listening[] = [];
  #stdin: { readonly before: Map<string, readonly unknown[]>; readonly where: Stack } | undefined;

  constructor(private readonly testFile: TestFile) {}

  /** Notes who first asks for the real stdin: the stream is made by that. */
  watchStdin(): void {
    const old = Object.getOwnPropertyDescriptor(process, 'stdin');
    if (!old?.get || !old.configurable) return;
    const get = (): unknown => {
      const stdin = old.get?.call(process) as NodeJS.ReadStream;
      this.#stdin ??= {
        before: new Map(READING.map(event => [event, stdin.rawListeners(event)])),
        where: here(get),
      };
      return stdin;
    };
    Object.defineProperty(process, 'stdin', { ...old, get });
  }

  listens(server: Server): void {
    this.#listening.push({ server, where: here(this.listens) });
  }

  /** Puts it all away. @returns what is to be said of it */
  end(intervals: readonly string[][]): string[] {
    return [
      ...this.#endReading(),
      ...this.#endListening(),
      ...intervals.map(frames => this.#interval(frames)),
    ];
  }

  #endReading(): string[] {
    const reading = this.#stdin;
    this.#stdin = undefined;
    if (!reading) return [];
    const { stdin } = process;
    const isOurs = (event: string, listener: unknown): boolean =>
      !reading.before.get(event)?.includes(listener);
    const readers = READING.slice(0, 2).flatMap(event =>
      stdin.rawListeners(event).filter(one => isOurs(event, one)),
    );
    if (readers.length === 0) return [];
    for (const event of READING) {
      for (const listener of stdin.rawListeners(event))
        if (isOurs(event, listener)) stdin.removeListener(event, listener as Listener);
    }
    if (stdin.listenerCount('data') + stdin.listenerCount('readable') === 0) stdin.pause();
    const { place, file } = this.#whereOf(framesOf(reading.where));
    return [
      `${place} reads the real stdin: it connects a stdio transport when it is imported. While stdin is open, Jest would not end.\n` +
        'The kit has stopped it after the last test of this file.\n\n' +
        'Import a file that builds the server and connects nothing, or serve this one as the program that it is:\n' +
        `  mcp.serve({ entry: '${file}' });`,
    ];
  }

  #endListening(): string[] {
    return this.#listening.splice(0).flatMap(({ server, where }) => {
      const frames = framesOf(where);
      const address = server.address();
      if (!server.listening) return [];
      const { place, isTest } = this.#whereOf(frames);
      // What the test itself has opened, Jest tells.
      if (isTest) return [];
      server.close();
      (server as { closeAllConnections?(): void }).closeAllConnections?.();
      const at = typeof address === 'object' && address ? `port ${address.port}` : String(address);
      return [
        `${place} listens on ${at}, and nothing closed it. While it listens, Jest would not end.\n` +
          'The kit has closed it after the last test of this file.\n\n' +
          'Export the application, and listen in the file that starts the program:\n' +
          '  mcp.serve(app);',
      ];
    });
  }

  #interval(frames: readonly string[]): string {
    const { place } = this.#whereOf(frames);
    return (
      `The interval that ${place} starts is never cleared. While it runs, Jest would not end.\n` +
      'The kit has cleared it after the last test of this file.\n\n' +
      'Clear it when the server closes, or in what the factory returns beside it:\n' +
      '  return { server, cleanup: () => clearInterval(timer) };'
    );
  }

  #whereOf(frames: readonly string[]): { place: string; file: string; isTest: boolean } {
    const [, path, line] = /\(?(?:file:\/\/)?([^()\s]+?):(\d+):\d+\)?$/.exec(frames[0] ?? '') ?? [];
    if (path === undefined)
      return { place: 'A file that this test file imports', file: '../src/index.ts', isTest: false };
    const { folder, rootDir, path: test } = this.testFile;
    const short = path.startsWith(rootDir + sep) ? path.slice(rootDir.length + 1) : path;
    const file = relative(folder, path).split(sep).join('/');
    return {
      place: `${short}:${line}`,
      file: file.startsWith('.') ? file : `./${file}`,
      isTest: path === test,
    };
  }
}

function here(above: (...args: never[]) => unknown): Stack {
  const where: { stack?: string } = {};
  Error.captureStackTrace(where, above);
  return where;
}

function framesOf({ stack = '' }: Stack): string[] {
  return stack.split('\n').filter(line => /^\s+at /.test(line) && isUserFrame(line));
}
