import { Writable } from '../../core';
import { LineLink } from '../../wire/lines';
import { isUserFrame } from '../../messages/stack';
import { type Whereabouts, whereIn } from '../entry/words';
import type { Opening, ServerOutput } from '../shared/opening';
import { Output } from '../output/output';
import { consoleOn, type OutputName, type Speaker } from '../output/speaker';
import { isStray, strayOutput } from '../shared/stray';
import { Transcript } from '../shared/transcript';

/**
 * What a server object writes that is served in this process, in one session: while it is built, while it handles
 * what the client sends, while it is closed, and in all that follows from that. It reaches the test's own output too,
 * as it would without the kit.
 */
export class HostedOutput implements Speaker, ServerOutput {
  readonly isPassedOn = true;
  readonly stdout = this.#stream('stdout');
  readonly stderr = this.#stream('stderr');
  readonly written = { stdout: new Transcript(), stderr: new Transcript() };
  readonly #output: Output;
  readonly #rootDir: string;
  #console: Console | undefined;
  /** Takes the lines of stdout apart, until there is a link that does. */
  #lines = new LineLink({
    write: () => undefined,
    end: () => undefined,
    stray: line => this.written.stdout.write(`${line}\n`),
  });
  #strayed: Whereabouts | undefined;

  constructor({ file }: Opening) {
    this.#rootDir = file.rootDir;
    this.#output = Output.of(file);
    this.#output.install();
  }

  get console(): Console {
    return (this.#console ??= consoleOn(this));
  }

  /** Runs `action` as the server. */
  run<T>(action: () => T): T {
    return this.#output.run(this, action);
  }

  /** Runs `action` as the test. */
  outside<T>(action: () => T): T {
    return this.#output.outside(action);
  }

  /** What it has written to stdout that is no message, as an error. @param lenient how the test can allow it */
  violation(lenient: string): Error | undefined {
    this.#lines.ended();
    return strayOutput(this.#lines.strays, { what: 'server', lenient, ...this.#strayed });
  }

  #stream(name: OutputName): Writable {
    return new Writable({
      write: (chunk: Uint8Array, _encoding, done) => {
        if (name === 'stderr') this.written.stderr.write(chunk);
        else {
          if (isStray(chunk)) this.#strayed ??= whereIn(new Error().stack, isUsers, this.#rootDir);
          this.outside(() => this.#lines.receive(chunk));
        }
        done();
      },
    });
  }
}

function isUsers(file: string): boolean {
  return isUserFrame(`at ${file}`);
}
