import { within } from '../clock';
import type { LinkEnd, LinkObserver } from '../wire/end';
import { usageError } from '../messages/stack';
import type { Handshake } from '../protocol/attempt';
import { type ClientPort } from '../sdk/client';
import type { Classified } from '../protocol/classify';
import { OUTCOME, type Outcome } from '../protocol/outcome';
import type { SdkClient } from '../sdk/client-options';
import type { HandlerTrace } from '../protocol/handler-trace';
import type { OpenedSubject, Opening, RequestCredentials } from '../subjects/shared/opening';
import type { ServeConfig } from './serve-config';
import { createClient } from '../sdk/create-client';
import type { PendingRequest, RequestTracker } from './request-tracker';

/** A client that has shaken hands with a subject. */
export class Connection {
  private constructor(
    readonly handshake: Handshake,
    readonly client: ClientPort,
    readonly opened: OpenedSubject,
    readonly tracker: RequestTracker,
    private readonly opening: Opening,
  ) {}

  /** Connects a client to a subject, and shakes hands. @throws what went wrong, in words that name the step. */
  static async open(
    served: ServeConfig,
    opened: OpenedSubject,
    opening: Opening,
    tracker: RequestTracker,
  ): Promise<Connection> {
    if (served.link.login && !opened.fetch)
      throw usageError(
        `mcp.login(): what is served has no HTTP (${opening.place}), and a login begins with a 401 of HTTP.\n\n` +
          'Serve the application with all that guards it, or be somebody without a login:\n' +
          "  mcp.serve(() => createApp());\n  const alice = mcp.as({ sub: 'alice', scopes: ['…'] });",
      );
    opening.waitsFor('an MCP client to load');
    const { folders, loader } = opening.search;
    const search = { loader, folders: [...folders, ...(opened.folders ?? [])] };
    const connect = async (): Promise<Connection> => {
      const client = await createClient(opened.server, served.client, search);
      const end = await opened.end(client);
      opening.waitsFor(
        client.wanted === 'legacy'
          ? 'the server to answer initialize'
          : 'the server to answer server/discover or initialize',
      );
      opening.later('client.close()', () => client.close());
      // An SDK's own transport hands over no such thing.
      if (!opened.fetch) watchDeliveries(end, client.sdk, opening.wire.observer);
      await client.connect(end);
      return new Connection(client.handshake(), client, opened, tracker, opening);
    };
    try {
      return await connect();
    } catch (error) {
      // A client serves for one connection alone.
      if (!opened.isOtherTransport?.()) throw error;
      return connect();
    }
  }

  /** Whether every request stands by itself, so that giving one up means to abort it. */
  get isModern(): boolean {
    return this.handshake.era === 'modern';
  }

  /** Whether the client must look at the headers that tools ask for. Only over stdio it does not. */
  get heedsHeaders(): boolean {
    return this.isModern && this.opening.transport !== 'stdio';
  }

  /** Announces a request, so that its frames are known to be its own. */
  announce(pending: PendingRequest): void {
    this.tracker.announce(pending);
  }

  /** Forgets a request that has ended. */
  settle(pending: PendingRequest): HandlerTrace | undefined {
    this.tracker.forget(pending);
    return pending.id === undefined ? undefined : this.opened.observer?.take(pending.id);
  }

  /** Tells the server that nobody waits for the answer any more. */
  cancel(pending: PendingRequest, reason: string): void {
    if (pending.abort) pending.abort.abort(reason);
    else if (pending.id !== undefined && !this.closedBy)
      this.client.notify('notifications/cancelled', { requestId: pending.id, reason }).catch(() => undefined);
  }

  get closedBy(): 'client' | 'server' | undefined {
    return this.tracker.closedBy;
  }

  /** How a request ended that got no JSON-RPC answer, where the link knows more than the SDK's client. */
  whyUnanswered(pending: PendingRequest): Classified | undefined {
    return this.opened.whyUnanswered?.(pending.id, pending.own);
  }

  /** See `OpenedSubject.present`. */
  present(credentials: RequestCredentials): (id: string | number) => void {
    if (this.opened.present) return this.opened.present(credentials);
    throw usageError(
      `The option ${credentials.headers ? 'headers' : 'token'} was given, but what is served has no HTTP, and so neither headers nor tokens.`,
    );
  }

  checksOutput(name: string): 'no schema' | 'presence' | 'nothing' {
    return this.opened.observer?.checksOutput(name) ?? 'nothing';
  }
}

/** Errors that say what was waited for: a step that holds another one adds nothing to them. */
const said = new WeakSet<object>();

/**
 * Waits for a step of an opening, but no longer than `milliseconds`. What fails, or comes too late, is put away.
 *
 * @param isOfUse whether what has been opened so far is of use all the same, and is put away with the session
 * @throws what went wrong, or what was waited for, with what is known of the subject's end
 */
export async function inTime<T>(
  work: Promise<T>,
  opening: Opening,
  milliseconds: number,
  isOfUse: () => boolean,
): Promise<T> {
  try {
    if (await within(work, milliseconds)) return await work;
  } catch (error) {
    if (said.has(error as object)) throw error;
    const failure = opening.failure();
    if (!isOfUse()) await opening.putAway();
    if (!failure) throw error;
    throw Object.assign(usageError(failure.message), failure.outcome && { [OUTCOME]: failure.outcome });
  }
  const gone = opening.failure()?.message;
  const { waitingFor } = opening;
  const brief = `waited ${Math.round(milliseconds)} ms for ${waitingFor}.`;
  const waited = `The session was never opened: ${brief}`;
  // Not waited for: the test's own timeout is near, and would speak first. The end of the session does wait.
  if (!isOfUse()) void opening.putAway();
  const why = gone ?? opening.slowness();
  const rest = why === undefined ? '' : ` ${why}`;
  const hint = gone === undefined ? moreTime(milliseconds) : undefined;
  const error = usageError(hint === undefined ? waited + rest : `${waited}${rest}\n\n${hint}`);
  const outcome: Outcome = {
    kind: 'disconnected',
    stage: /^(?:the server to|an) answer\b/.test(waitingFor) ? 'not answered' : 'not opened',
    message: waited + rest,
    brief: brief + rest,
    ...(hint !== undefined && { hint }),
  };
  Object.assign(error, { [OUTCOME]: outcome });
  said.add(error);
  throw error;
}

/**
 * Watches what is handed to a client. Of a message that it cannot take, it says while it is handed it that there is an
 * error. What it says then is not read: it says so of an answer to a request that was given up as well.
 */
function watchDeliveries(end: LinkEnd, client: SdkClient, observer: LinkObserver): void {
  let isRefused = false;
  let receive: LinkEnd['onmessage'];
  client.onerror = () => (isRefused = true);
  Object.defineProperty(end, 'onmessage', {
    configurable: true,
    enumerable: true,
    get: () => receive,
    set: (handler: LinkEnd['onmessage']) => {
      receive =
        handler &&
        ((message, extra) => {
          isRefused = false;
          handler(message, extra);
          observer.onhanded?.(message, isRefused);
        });
    },
  });
}

function moreTime(waited: number): string {
  const enough = Math.max(30_000, Math.ceil(waited / 5_000) * 10_000);
  return `To wait longer, in milliseconds, at the top of the test file:\n  jest.setTimeout(${enough.toLocaleString('en-US').replaceAll(',', '_')});`;
}
