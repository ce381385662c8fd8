import type { Server } from 'node:net';
import { inspect, StringDecoder } from '../../core';
import { Deliveries } from '../../wire/deliveries';
import { LineLink } from '../../wire/lines';
import { printSection } from '../../messages/report';
import { errorAt, usageError } from '../../messages/stack';
import { describeThrown } from '../../protocol/thrown';
import { evaluateEntry } from './evaluation';
import { isOwnModuleOf, type OwnModules } from './registry';
import { isExit } from '../../safety/exit';
import { EntryProcess } from './process';
import { LateObserver } from './servers';
import {
  becauseShared,
  connectedTwice,
  describeEnding,
  type Ending,
  errorOf,
  findEntry,
  ListensInstead,
  listensInstead,
  mentionsStdio,
  shorten,
  spiedTooLate,
  summary,
  Tail,
  type Whereabouts,
  whereIn,
  whyUnconnected,
} from './words';
import type { OpenedSubject, Opening } from '../shared/opening';
import { failureOf } from '../shared/status';
import type { Entry } from '../shared/shapes';
import { GRACE } from '../program/process';
import { isStray, stdoutEvidence, strayOutput } from '../shared/stray';
import { Transcript } from '../shared/transcript';
import type { Entries, Load } from './file';

/** One run of an entry. */
export class EntryRun {
  readonly #file: string;
  readonly #name: string;
  readonly #isOwn: (file: string) => boolean;
  readonly #process: EntryProcess<Whereabouts>;
  readonly #link: LineLink;
  readonly #observer = new LateObserver();
  readonly #tail = new Tail();
  readonly #written = { stdout: new Transcript(), stderr: new Transcript() };
  readonly #deliveries = new Deliveries();
  readonly #stderr = new StringDecoder('utf8');
  /** Resolves when somebody reads the standard input, or nobody ever will. */
  readonly #started: Promise<void>;
  #start = (): void => undefined;
  #isHandedOver = false;
  #isTold = false;
  #failure: unknown;
  /** Its own modules, once it has started. */
  #evaluated: OwnModules | undefined;
  #strayed: Whereabouts | undefined;
  /** Who reads the standard input: more than one is one too many. */
  #readers: Whereabouts[] = [];
  /** The servers that it has made to listen. */
  readonly #servers = new Set<Server>();
  readonly #late = new Map<string, Promise<unknown>>();
  readonly #answered = new Set<unknown>();
  #answeredTwice: unknown;

  constructor(
    private readonly subject: Entry,
    private readonly opening: Opening,
    private readonly entries: Entries,
  ) {
    const { file } = opening;
    this.#file = findEntry(subject.entry, file);
    this.#name = `The entry ${shorten(this.#file, file.rootDir)}`;
    this.#isOwn = isOwnModuleOf(this.#file);
    this.#started = new Promise(resolve => (this.#start = resolve));
    this.#link = new LineLink(
      {
        write: text => this.#toEntry(() => this.#process.stdin.push(text)),
        end: () => this.#toEntry(() => this.#process.stdin.push(null)),
        stray: line => this.#written.stdout.write(`${line}\n`),
      },
      opening.wire,
    );
    opening.wire.tap(({ direction }, { id, method }) => {
      if (direction === 'to client') this.#heard(id, method);
    });
    this.#process = new EntryProcess(
      this.#file,
      subject,
      { execPath: process.execPath, env: process.env },
      {
        onstdout: chunk => this.#fromEntry(chunk),
        onstderr: chunk => {
          this.#tail.add(this.#stderr.write(Buffer.from(chunk)));
          this.#written.stderr.write(chunk);
          if (subject.stderr === 'inherit') entries.host.outside(() => process.stderr.write(chunk));
        },
        writer: () => entries.output.current,
        onread: () => {
          this.#readers.push(this.#whereNow());
          this.#start();
        },
        onend: () => {
          this.#start();
          this.#end();
          this.#deliver(() => this.#link.ended());
        },
        where: () => this.#whereNow(),
      },
    );
    entries.servers.set(this.#process, this.#observer);
    entries.runs.set(this.#process, this);
  }

  async open(): Promise<OpenedSubject> {
    const { opening } = this;
    opening.isReachedOver('stdio', 'stdio, in process');
    opening.waitsFor(`${lower(this.#name)} to connect: nothing has read its standard input`);
    opening.watch({
      written: this.#written,
      evidence: () => [
        ...errorOf(this.#process.ending),
        ...this.#thrown(),
        ...this.#tail.evidence,
        ...stdoutEvidence(this.#link),
      ],
      failure: () => failureOf(this.#whyGone()),
      violation: () => this.#violation(),
    });
    opening.later('the entry', () => this.#close());
    this.#evaluated = await evaluateEntry({
      file: this.#file,
      process: this.#process,
      opening,
      entries: this.entries,
      started: this.#started,
      onfail: error => this.#fail(error),
    });
    const failure = this.#failedToStart();
    if (failure !== undefined) throw usageError(failure + this.#becauseShared());
    // It may have been given up meanwhile.
    this.#isHandedOver = !this.#process.isClosing;
    return {
      observer: this.#observer,
      end: () => this.#link.client,
      sendRaw: async data => opening.wire.inject('to server', data),
      whyUnanswered: () => {
        const gone = this.#whyGone();
        return gone === undefined ? undefined : { kind: 'disconnected', message: gone };
      },
    };
  }

  /** Answers an `import()` of the entry's: a module of its own is the one that it has. */
  late(load: Load, require: NodeJS.Require, specifier: string): Promise<unknown> {
    const evaluated = this.#evaluated;
    // While it starts, the registry in use is its own.
    if (!evaluated) return load();
    let file: string;
    try {
      file = require.resolve(specifier);
    } catch {
      return load();
    }
    if (!this.#isOwn(file)) return load();
    let loaded = this.#late.get(file);
    if (!loaded) this.#late.set(file, (loaded = this.entries.modules.late(this.#file, evaluated, load)));
    return loaded;
  }

  /** Takes note that it listens on a port. One that does nothing else is told at once: nothing will read its stdin. */
  listens(server: Server, at: unknown): void {
    this.#servers.add(server);
    if (this.#isHandedOver || this.#readers.length > 0 || mentionsStdio(this.#file)) return;
    this.#failure ??= { error: listensInstead(this.#whereNow(), at) };
    this.#start();
  }

  #fail(error: unknown): void {
    if (isExit(error)) return;
    if (this.#isHandedOver || this.#readers.length > 0) this.#process.fail(error, undefined);
    else this.#failure ??= { error };
    this.#start();
  }

  #failedToStart(): string | undefined {
    if (this.#failure) {
      const { error } = this.#failure as { error: unknown };
      if (error instanceof ListensInstead) return `${this.#name} ${error.message}`;
      return `${this.#name} threw as it was evaluated: ${summary(error)}`;
    }
    const { ending } = this.#process;
    return ending && `${describeEnding(this.#name, ending)}, before it connected.`;
  }

  /** What else is to be said of an entry that fails where it has started before. */
  #becauseShared(): string {
    return becauseShared(this.entries.modules.leftFromBefore(this.#file));
  }

  #thrown(): ReturnType<typeof describeThrown> {
    const { error } = (this.#failure ?? {}) as { error?: unknown };
    return this.#failure && !(error instanceof ListensInstead)
      ? describeThrown((this.#failure as { error: unknown }).error, 'The entry threw')
      : [];
  }

  #whyGone(): string | undefined {
    const { ending } = this.#process;
    if (!this.#isHandedOver)
      return this.#readers.length > 0 || ending || this.#failure
        ? undefined
        : whyUnconnected(this.#file, this.opening.search.loader.kind === 'import') + this.#becauseShared();
    if (!ending) return undefined;
    this.#isTold = true;
    return `${describeEnding(this.#name, ending)}.`;
  }

  #violation(): Error | undefined {
    const lenient = `{ entry: ${inspect(this.subject.entry)}, stdout: 'lenient' }`;
    const stray = strayOutput(this.#link.strays, { what: 'entry', lenient, ...this.#strayed });
    if (stray && this.subject.stdout !== 'lenient') return stray;
    // One reader that answers twice has another mistake, which is found by its frames.
    if (this.#answeredTwice !== undefined && this.#readers.length > 1 && !this.#isLenient)
      return errorAt(connectedTwice(this.#name, this.#answeredTwice), this.#readers.at(-1)?.frames ?? []);
    const spied = this.#evaluated && this.entries.modules.spiedTooLate(this.#evaluated);
    if (spied !== undefined) return errorAt(spiedTooLate(spied, this.opening.file.rootDir), []);
    const { ending } = this.#process;
    const { crash } = this.#process;
    if (crash && !ending)
      return this.#broken(crash, describeEnding(this.#name, crash, 'after its stdin had ended'));
    if (!ending || this.#isTold || !this.#isHandedOver) return undefined;
    return this.#broken(ending, `${describeEnding(this.#name, ending)}, while nothing was asked of it`);
  }

  #broken(ending: Ending, said: string): Error {
    const evidence = [...errorOf(ending), ...this.#tail.evidence].map(printSection);
    return errorAt([`${said}.`, ...evidence].join('\n\n'), this.#whereEnded(ending)?.frames ?? []);
  }

  get #isLenient(): boolean {
    return this.opening.options.protocol === 'lenient';
  }

  #whereEnded(ending: Ending): Whereabouts | undefined {
    if (ending.how === 'exit') return ending.where;
    const { stack } = ('error' in ending ? (ending.error as Error | undefined) : undefined) ?? {};
    return whereIn(stack, this.#isOwn, this.opening.file.rootDir);
  }

  #heard(id: unknown, method: unknown): void {
    if (method !== undefined || id === undefined || id === null) return;
    if (this.#answered.has(id)) this.#answeredTwice ??= id;
    this.#answered.add(id);
  }

  #toEntry(action: () => void): void {
    const { host } = this.entries;
    this.#deliveries.schedule(() => host.run(this.#process, action));
  }

  #fromEntry(chunk: Uint8Array): void {
    if (this.#strayed === undefined && isStray(chunk)) this.#strayed = this.#whereNow();
    this.#deliver(() => this.#link.receive(chunk));
  }

  /** What the entry sends reaches the test as the test, not as the entry. */
  #deliver(action: () => void): void {
    this.entries.host.outside(() => this.#deliveries.schedule(action));
  }

  #whereNow(): Whereabouts {
    return whereIn(new Error().stack, this.#isOwn, this.opening.file.rootDir);
  }

  /** As a host ends it: stdin first, then a signal where the entry listens to one, then it is gone. */
  async #close(): Promise<void> {
    const { host } = this.entries;
    const entry = this.#process;
    const wasEnded = entry.ending !== undefined;
    entry.isClosing = true;
    this.#start();
    const end = async (): Promise<void> => {
      if (!wasEnded) {
        await entry.endInput(GRACE);
        if (!entry.isGone) await entry.signal();
      }
      for (const server of this.#observer.servers) await server.close();
      for (const server of this.#servers) {
        server.close();
        (server as { closeAllConnections?(): void }).closeAllConnections?.();
      }
      if (!entry.isGone) entry.endQuietly();
    };
    try {
      await host.run(entry, end);
    } finally {
      entry.leave();
      this.#end();
    }
  }

  /** Nothing of it is heard any more. */
  #end(): void {
    this.#written.stdout.end();
    this.#written.stderr.end();
  }
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
