import { flawOf } from '../oauth/token-flaws';
import { JSON } from '../core';
import { nextTurn, turn, within } from '../clock';
import { type Frame, isJsonRpc, type JsonRpcMessage, RecordedFrame } from '../wire/frame';
import { usageError } from '../messages/stack';
import { WireRecorder } from '../wire/recorder';
import type { Credential, Meeting, Place } from '../protocol/attempt';
import type { RequestOptions, SdkSearch } from '../sdk/client';
import type { Evidence } from '../protocol/evidence';
import { OUTCOME, type Outcome } from '../protocol/outcome';
import { outcomeOfUnframed } from '../protocol/unframed';
import { assertFree, type OpenedSubject, Opening } from '../subjects/shared/opening';
import { open } from '../subjects/subject';
import type { SharedApps } from '../subjects/shared/shared-apps';
import type { OutputName } from '../subjects/output/speaker';
import type { TestFile } from '../test-file';
import type { Transcript } from '../subjects/shared/transcript';
import { Connection, inTime } from './connection';
import { RequestTracker } from './request-tracker';
import { unconnected } from './send-request';
import type { ServersOfFile } from './answering';
import { Findings } from '../protocol/findings';
import type { ServeConfig } from './serve-config';
import { ServerOwner } from './server-owner';
import type { TestScope } from './test-scope';
import type { AskedClient } from '../sdk/unanswered';

/** A message as a frame: where it is on the record already, but must be found there. */
function unrecorded(message: JsonRpcMessage): Frame {
  return new RecordedFrame('to client', 0, JSON.stringify(message));
}

/**
 * How a session reaches what it tests: the subject is opened when something is first asked of it, a client
 * connected when MCP is first spoken, and all of it put away when the session ends.
 */
export class LazyConnection {
  readonly #wire: WireRecorder;
  readonly #correspondence = new RequestTracker();
  readonly #findings: Findings;
  readonly #opening: Opening;
  #opened: OpenedSubject | undefined;
  #reaching: Promise<OpenedSubject> | undefined;
  #connecting: Promise<Connection> | undefined;
  #connected: Connection | undefined;
  #closed = false;
  /** Runs what the server does. */
  readonly #owner: ServerOwner;
  /** Why the server answers nothing any more, though nothing was closed. */
  #broken: Outcome | undefined;
  /** End the steps of the opening that are under way: one may hold another. */
  readonly #openings = new Set<(error: Error) => void>();

  /** @internal */
  constructor(
    private readonly scope: TestScope,
    private readonly served: ServeConfig,
    search: SdkSearch,
    file: TestFile,
    apps: SharedApps | undefined,
    readonly title: string,
    owners: ServersOfFile,
  ) {
    this.#owner = new ServerOwner(owners, scope, this);
    const tracker = this.#correspondence;
    const findings = (this.#findings = new Findings(() => {
      const { protocolVersion, era } = this.#connected?.handshake ?? {};
      return {
        title,
        place: this.#opening.place,
        isOrdered: this.#opened?.fetch === undefined,
        modern: era === 'modern' ? protocolVersion : undefined,
      };
    }));
    this.#wire = new WireRecorder({
      onframe: (frame, message) => {
        if (frame.direction === 'to server') this.#opened?.observer?.expect(message);
        const asked = tracker.observe(frame, message);
        findings.observe(frame, message, asked);
        return asked?.own ? 'own' : undefined;
      },
      onfault: fault => tracker.fault(fault),
      onhanded: (message, isRefused) => {
        const refused = isRefused ? unrecorded(message) : undefined;
        if (!tracker.handed(message, refused) && refused && !isJsonRpc(message)) findings.unreadable(refused);
      },
      onunreadable: frame => {
        if (!tracker.handed(frame.message, frame)) findings.unreadable(frame);
      },
      onunframed: answer => {
        const outcome = outcomeOfUnframed(answer);
        if (!tracker.end(answer.id, outcome)) this.#breakOpening(outcome);
      },
      onlate: frame => findings.observe(frame, frame.message),
      onclose: by => (tracker.closedBy ??= by),
    });
    this.#wire.tap((frame, _message, isOwn) => {
      if (!isOwn) this.scope.frames.push(frame);
    });
    this.#opening = new Opening(
      served.link,
      this.#wire,
      search,
      file,
      scope.name,
      { shared: scope.apps, forecast: () => scope.forecast(served) },
      apps,
    );
  }

  /** What crossed the link, as far as a test sees it. */
  get frames(): readonly Frame[] {
    return this.#wire.frames;
  }

  /** The connection, if it stands: most operations need not wait for it. */
  get connection(): Connection | undefined {
    return this.#closed || this.#broken || this.scope.ended ? undefined : this.#connected;
  }

  /** Opens the subject, if need be, without speaking MCP to it. @throws when it cannot be opened. */
  async reach(): Promise<OpenedSubject> {
    this.#assertOpen();
    return (this.#reaching ??= this.#inTime(() => this.#reach()));
  }

  /** Opens the subject and connects a client to it, if need be. @throws when either fails. */
  async connect(): Promise<Connection> {
    this.#assertOpen();
    return (this.#connecting ??= this.#inTime(() => this.#connect()));
  }

  /** Whether no request says who asks, and nothing was said about it. */
  get isNobodys(): boolean {
    const { presented, headers } = this.served.link;
    return !presented && !Object.keys(headers).some(name => name.toLowerCase() === 'authorization');
  }

  /** As whom a request is sent: what it says itself goes before what the session says. Undefined where nothing was said. */
  credential({ token, headers }: Pick<RequestOptions, 'token' | 'headers'> = {}): Credential | undefined {
    const { presented, login, headers: always } = this.served.link;
    if (token !== undefined) return credentialOf(token);
    const ofRequest = bearerIn(headers);
    if (ofRequest !== undefined) return credentialOf(ofRequest);
    if (login || (presented && 'identity' in presented)) return { kind: 'identity' };
    const bearer = presented ? presented.token : bearerIn(always);
    return bearer === undefined ? undefined : credentialOf(bearer);
  }

  /** What a server could ask of the client. Undefined while there is none. */
  get askedClient(): AskedClient | undefined {
    const { client } = this.#connected ?? {};
    return (
      client && {
        capabilities: this.served.client.capabilities,
        takesMethods: 'getNegotiatedProtocolVersion' in client.sdk,
      }
    );
  }

  get place(): Place {
    const protocolVersion = this.#connected?.handshake.protocolVersion;
    const { transport, place } = this.#opening;
    return { transport, link: place, ...(protocolVersion !== undefined && { protocolVersion }) };
  }

  /** What the link has to show besides its frames. */
  readonly circumstances = (): readonly Evidence[] => this.#opening.evidence();

  /** What the server said of itself, or why there is nobody to ask. Never rejects. */
  async meet(): Promise<Meeting> {
    const scene = (): Pick<Meeting, 'place' | 'frames' | 'circumstances'> => ({
      place: this.place,
      frames: [...this.frames],
      circumstances: this.circumstances,
    });
    try {
      const { handshake } = await this.connect();
      return { handshake, ...scene() };
    } catch (error) {
      return { outcome: unconnected(error), ...scene() };
    }
  }

  /** Says that the test sends bytes of its own. */
  expectAnything(): void {
    this.#findings.expectAnything();
  }

  /** What the server wrote to an output of its process, or why that cannot be known. Undefined before there is a server. */
  written(name: OutputName): Transcript | string | undefined {
    const { written, place, transport } = this.#opening;
    if (written) return written[name];
    if (!this.#opened) return undefined;
    if (!this.#opened.server && transport !== 'memory' && !this.#opened.observer)
      return `What a server writes to ${name} behind a URL stays where it runs (${place}).`;
    return (
      `What this server writes to ${name} is not told from what the test writes (${place}).\n\n` +
      "Serve it over stdio, or have its stdout watched:\n  mcp.serve(createServer, { link: 'stdio' });   // or { stdout: 'strict' }"
    );
  }

  /** Whether it can be asked for nothing any more. */
  get isOver(): boolean {
    return this.#closed || this.scope.ended;
  }

  /** @throws when it cannot be closed cleanly, or when the server broke the protocol where no operation could tell */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#reaching && !this.#connecting) return;
    // What has come already is still read: a second answer comes right behind the first.
    if (this.#connected) await new Promise<void>(nextTurn);
    // An opening that fails has put everything away by itself.
    const failed = await Promise.all([this.#reaching, this.#connecting]).then(
      () => false,
      () => true,
    );
    try {
      await this.#owner.run(() => (failed ? this.#opening.putAway() : this.#opening.close()));
    } finally {
      this.scope.late.push(...this.#opening.afterwards);
    }
    const finding = failed || this.served.link.protocol === 'lenient' ? undefined : this.#findings.report;
    if (finding) throw finding;
  }

  get isClosed(): boolean {
    return this.#closed || this.scope.ended;
  }

  /** Says how what is being waited for will end. */
  mark(outcome: Outcome): void {
    this.#correspondence.brokenBy ??= outcome;
  }

  /** Ends all that is being waited for, and all that will be asked. @returns whether anything was waited for */
  breakOff(outcome: Outcome): boolean {
    if (this.isClosed || this.#broken) return false;
    this.#broken = outcome;
    const isOpening = this.#breakOpening(outcome);
    return this.#correspondence.breakOff(outcome) || isOpening;
  }

  /** @returns whether it was being opened */
  #breakOpening(outcome: Outcome): boolean {
    const isOpening = this.#openings.size > 0;
    for (const fail of this.#openings) fail(brokenBy(outcome));
    return isOpening;
  }

  async #reach(): Promise<OpenedSubject> {
    // A server that blocks the event loop is ended with all that waits in the same turn: by then nothing of Jest does.
    do await turn();
    while (this.scope.isEnding && !this.scope.ended);
    this.#assertOpen();
    if (this.served.instance) assertFree(this.served.instance, this.scope.name);
    return (this.#opened = this.#owner.around(await open(await this.served.subject(), this.#opening)));
  }

  async #connect(): Promise<Connection> {
    const opened = await this.reach();
    return (this.#connected = await Connection.open(
      this.served,
      opened,
      this.#opening,
      this.#correspondence,
    ));
  }

  /** Waits for an answer of the subject until shortly before the test's own timeout. @throws saying what was waited for */
  async inTime<T>(work: Promise<T>, what: string): Promise<T> {
    const { remaining, timeout } = this.scope.deadline;
    if (await within(work, remaining)) return work;
    throw waited(remaining, what, timeout);
  }

  /** Waits for a frame as long. @param from the index of the first frame that counts @throws saying what was waited for */
  async frame(fits: (frame: Frame) => boolean, from: number, what: string): Promise<Frame> {
    const { remaining, timeout } = this.scope.deadline;
    const frame = await this.#wire.waitFor(fits, { deadline: remaining, since: from });
    if (frame) return frame;
    throw waited(remaining, what, timeout);
  }

  async #inTime<T>(work: () => Promise<T>): Promise<T> {
    // An application that lets no client in can still be asked over HTTP.
    const isOfUse = (): boolean => this.#opened?.fetch !== undefined;
    let fail = (_error: Error): void => undefined;
    const broken = new Promise<never>((_resolve, reject) => (fail = reject));
    this.#openings.add(fail);
    const opened = Promise.race([this.#owner.run(work), broken]);
    try {
      return await inTime(opened, this.#opening, this.scope.deadline.remaining, isOfUse);
    } catch (error) {
      // Of a server that blocked the event loop the timer here knows only that it was late.
      const { brokenBy: known } = this.#correspondence;
      throw known ? brokenBy(known) : error;
    } finally {
      this.#openings.delete(fail);
    }
  }

  #assertOpen(): void {
    if (this.scope.ended)
      throw usageError(`The test "${this.scope.name}" has ended, and its sessions with it.`);
    if (this.#closed) throw usageError(`This session was closed.`);
    if (this.#broken) throw brokenBy(this.#broken);
  }
}

function waited(milliseconds: number, what: string, timeout: number): Error {
  return usageError(
    `Waited ${Math.round(milliseconds)} ms for ${what}; the test's own timeout is ${timeout} ms.`,
  );
}

function credentialOf(token: string | null): Credential {
  if (token === null) return { kind: 'none' };
  return { kind: 'token', flaw: flawOf(token) };
}

/** The token of an `Authorization` header. */
function bearerIn(headers: Readonly<Record<string, string>> = {}): string | undefined {
  const [, value] = Object.entries(headers).find(([name]) => name.toLowerCase() === 'authorization') ?? [];
  return value?.replace(/^bearer\s+/i, '');
}

/** What stops a session from being used that has broken off. */
function brokenBy(outcome: Outcome): Error {
  return Object.assign(usageError(outcome.message), { [OUTCOME]: outcome });
}
