import { within } from '../../clock';
import { Headers, URL } from '../../core';
import { mediaType, parseMessages } from '../../wire/http/answer';
import type { LinkEnd } from '../../wire/end';
import { EventReader } from '../../wire/http/event-stream';
import { parseJsonRpc } from '../../wire/frame';
import { isAnswered } from '../../wire/http/recording-fetch';
import type { HttpExchange } from '../../wire/http/exchange';
import { isLoopback } from '../../wire/http/network';
import { TransportTap } from '../../wire/client-transport';
import { refusedEra } from '../../sdk/handshake';
import type { ClientPort } from '../../sdk/client';
import { eraWanted } from '../../protocol/era';
import { messagesOf, outcomeOfHttp, targetOf } from '../../protocol/http';
import type { Outcome } from '../../protocol/outcome';
import { type Endpoint, findEndpoint, OpeningSearch, type Search } from './endpoint';
import type { HttpSubject } from './http-subject';
import type { Opening } from '../shared/opening';
import { failureOf, type SubjectFailure } from '../shared/status';

/** How long a server may take to end a session, before the client closes all the same. */
const GOODBYE_TIMEOUT = 1_000;

const UNSUPPORTED_PROTOCOL_VERSION = -32022;

/** An SDK's transport for HTTP, as far as it has more than other transports. */
interface HttpEnd extends LinkEnd {
  terminateSession?(): Promise<void>;
}

/** Holds back what a link tells until it is known that there is somebody at the other end. */
class HeldBack {
  #held: (() => void)[] | undefined = [];

  show(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const tell of held) tell();
  }

  readonly when = (tell: () => void): void => {
    if (this.#held) this.#held.push(tell);
    else tell();
  };
}

/** One session with an HTTP server: finds where it answers, says why it does not, and ends it as the protocol asks. */
export class HttpSession {
  #tap: TransportTap;
  #kind: Endpoint['kind'] = 'streamable';
  /** As far as it has come: while it looks for where it is answered, something else tells than afterwards. */
  #whyGone: () => SubjectFailure | undefined = () => undefined;
  /** Where the client's own first message looks for its server. Absent where that is known. */
  #search: OpeningSearch | undefined;

  constructor(
    private readonly subject: HttpSubject,
    private readonly opening: Opening,
  ) {
    this.#tap = new TransportTap(opening.wire);
    opening.watch({ failure: () => this.#whyGone() });
  }

  /** Whether a client has failed because its server speaks the other transport: the next {@link end} is of that. */
  get isOtherTransport(): boolean {
    return this.#search?.found?.kind === 'sse';
  }

  async end(client: ClientPort): Promise<LinkEnd> {
    const { door, headers, origin, identity } = this.subject;
    const { opening } = this;
    const { login } = opening.options;
    const sight = new HeldBack();
    const known = this.#known() ?? (login ? await this.#find() : undefined);
    const search = known ? undefined : this.#searchByClient(sight, () => end);
    this.#search = search;
    if (known) {
      this.#isAt(known);
      sight.show();
    }
    const { url, kind } = known ?? { url: (search as OpeningSearch).assumed, kind: 'streamable' as const };
    const end = (
      login
        ? await login.end(client, { url, kind, origin, door, headers, identity }, opening)
        : await client.httpEnd(kind, url, { fetch: search?.fetch ?? door.fetch, headers })
    ) as HttpEnd;
    const tap = new TransportTap(opening.wire, sight.when);
    this.#tap = tap;
    door.observer = {
      onrefusal: (exchange, response) => {
        if (!login?.handles(exchange)) tap.showResponse(response);
      },
      onunreadable: text => tap.showUnreadable(text),
      onlong: (id, text) => tap.keepText(id, text),
      onend: exchange => this.#ended(exchange, end),
    };
    this.#whyGone = () => {
      if (this.#isSearching) return failureOf(search?.failure?.message ?? this.#whyStuck());
      const message = login?.failure ?? (login?.isUnderway ? undefined : this.#whyRefused());
      return message === undefined ? undefined : { message, outcome: this.#outcome() };
    };
    // Spoken to the server while it can still be reached, and before the client lets go of its streams.
    const beforeClose = async (): Promise<unknown> =>
      end.sessionId !== undefined && end.terminateSession
        ? within(end.terminateSession(), GOODBYE_TIMEOUT).catch(() => undefined)
        : undefined;
    // EventSource, on which the SDKs build the old transport, hands over whatever has come at once.
    return tap.attach(end, { beforeClose, isBurst: kind === 'sse', sendText: text => this.#post(text) });
  }

  /** Posts bytes as the client's transport would, and shows what was said in answer. */
  async sendRaw(data: string): Promise<void> {
    this.#tap.showText('to server', data);
    await this.#post(data);
  }

  async #post(data: string): Promise<void> {
    const { door } = this.subject;
    if (!door.lastPost) throw new Error('Nothing was posted yet, so there is no session to send bytes in.');
    const response = await door.fetchRaw(door.lastPost.url, {
      method: 'POST',
      headers: headersFor(data, door.lastPost.headers),
      body: data,
    });
    const events = new EventReader();
    if (mediaType(response.headers) !== 'text/event-stream') {
      const text = await response.text();
      if (parseMessages(text).length > 0) this.#tap.showText('to client', text);
      return;
    }
    for await (const chunk of response.body ?? [])
      for (const { text } of events.read(chunk as Uint8Array)) this.#tap.showText('to client', text);
  }

  whyUnanswered(id: string | number | undefined): Outcome | undefined {
    const exchange = this.subject.door.exchanges.findLast(each => id !== undefined && each.id === id);
    // What was accepted and never answered is not HTTP's failure.
    return exchange && exchange.status !== 202 ? outcomeOfHttp(exchange) : undefined;
  }

  /** Where it answers as MCP. */
  async endpoint(): Promise<URL> {
    return (await this.#find()).url;
  }

  /** Where it answers, where that was said, or was found for an earlier session. */
  #known(): Endpoint | undefined {
    const { origin, path, kind, identity } = this.subject;
    if (path !== undefined && kind) return { url: new URL(path, origin), kind };
    const found = this.#endpoints.get(identity);
    return found && (path === undefined || path === found.asked)
      ? { url: new URL(found.path, origin), kind: found.kind }
      : undefined;
  }

  /** Finds where it answers without a client. */
  async #find(): Promise<Endpoint> {
    const known = this.#known();
    if (known) return known;
    const { opening } = this;
    this.#whyGone = () => failureOf(this.#whyStuck());
    const found = await findEndpoint(this.#where(), eraWanted(opening.options.era));
    this.#keep(found);
    return found;
  }

  /** Lets the client's first message find where it answers. */
  #searchByClient(sight: HeldBack, end: () => HttpEnd): OpeningSearch {
    const search = new OpeningSearch(this.#where(), endpoint => {
      this.#keep(endpoint);
      // Whom it spoke to so far was nobody.
      if (endpoint.kind === 'sse') return;
      this.#isAt(endpoint);
      sight.show();
      const { answer } = search;
      if (answer?.isOver && answer.status !== undefined && answer.status < 300) this.#ended(answer, end());
    });
    return search;
  }

  get #isSearching(): boolean {
    return this.#search !== undefined && this.#search.found === undefined;
  }

  #where(): Search {
    const { door, headers, origin, path, advice } = this.subject;
    const { opening } = this;
    return { door, headers, origin, path, advice, onwait: what => opening.waitsFor(what) };
  }

  #isAt({ url, kind }: Endpoint): void {
    this.#kind = kind;
    if (this.subject.door.by === 'network') this.opening.isReachedOver('http', url.href);
  }

  get #endpoints(): WeakMap<object, Found> {
    return this.opening.file.kept('HTTP endpoints', () => new WeakMap<object, Found>());
  }

  #keep({ url, kind }: Endpoint): void {
    const { identity, path } = this.subject;
    this.#endpoints.set(identity, { asked: path, path: url.pathname + url.search, kind });
  }

  /** The body of an answer has ended: nobody is going to answer the request that it belongs to, if it has not. */
  #ended(exchange: HttpExchange, end: LinkEnd): void {
    const { id, method, status, isResumable } = exchange;
    if (this.#tap.isClosed || this.#isSearching) return;
    if (this.#kind === 'sse') {
      if (method !== 'GET') return;
      this.#tap.closed('server');
      void end.close();
      return;
    }
    if (id !== undefined && status !== 202 && !isAnswered(exchange) && !isResumable)
      this.#tap.giveUp(id, outcomeOfHttp(exchange).message);
  }

  /** The last that was asked while connecting. The stream for what the server has to say may be refused, as most do. */
  get #last(): HttpExchange | undefined {
    const last = this.subject.door.exchanges.findLast(
      ({ method }) => method === 'POST' || this.#kind === 'sse',
    );
    return last && this.#search?.tried(last) ? this.#search.answer : last;
  }

  /** What a question has waited for whose answer has begun, and does not end. */
  #whyStuck(): string | undefined {
    const last = this.subject.door.exchanges.at(-1);
    return last?.status === undefined || last.isOver ? undefined : outcomeOfHttp(last).message;
  }

  #outcome(): Outcome | undefined {
    const message = this.#whyRefused();
    return message === undefined || !this.#last ? undefined : { ...outcomeOfHttp(this.#last), message };
  }

  /** Why no session was opened, in HTTP's words. Undefined where MCP's own say it. */
  #whyRefused(): string | undefined {
    const last = this.#last;
    if (!last) return undefined;
    const { era } = this.opening.options;
    if (isForeignHost(last)) return outcomeOfHttp(last).message + adviceOnHost(last);
    const refusal = messagesOf(last).find(({ error }) => error?.code === UNSUPPORTED_PROTOCOL_VERSION);
    if (refusal) return refusedEra(refusal.error, era)?.message;
    // A server that speaks JSON-RPC and refuses `server/discover` is of the other era.
    if (eraWanted(era) === 'modern' && messagesOf(last).length > 0) return undefined;
    if (last.response || (last.status === undefined && last.error === undefined)) return undefined;
    const target = targetOf(last);
    const advice = target?.origin === last.url.origin ? `\n\n${this.subject.advice(target.pathname)}` : '';
    return outcomeOfHttp(last).message + advice;
  }
}

/** What the SDKs answer to a Host or an Origin that they were not told to allow. */
const NOT_ALLOWED = -32000;

/** Whether it was refused as what guards against DNS rebinding refuses, and named no host but this machine. */
function isForeignHost(exchange: HttpExchange): boolean {
  const { status, host } = exchange;
  return (
    status === 403 &&
    messagesOf(exchange).some(({ error }) => error?.code === NOT_ALLOWED) &&
    URL.canParse(`http://${host}`) &&
    isLoopback(new URL(`http://${host}`))
  );
}

function adviceOnHost({ host, origin }: HttpExchange): string {
  const [sent, foreign] =
    origin === undefined
      ? [`Host: ${host}`, 'a Host']
      : [`Host: ${host} and Origin: ${origin}`, 'a Host or an Origin'];
  return (
    `\n\nThe request had ${sent}. An application that guards against DNS rebinding refuses ${foreign} that it does not know. Send one that it allows:\n` +
    "  mcp.serve(…, { headers: { host: 'mcp.example.com' } });"
  );
}

interface Found {
  readonly asked: string | undefined;
  readonly path: string;
  readonly kind: Endpoint['kind'];
}

/** MCP's headers for a body: those of the last one, without those that repeat what stood in it. */
function headersFor(data: string, last: Headers): Headers {
  const headers = new Headers(last);
  if (!headers.has('mcp-method')) return headers;
  headers.delete('mcp-method');
  headers.delete('mcp-name');
  const { method, params } = parseJsonRpc(data) ?? {};
  const name = params?.['name'] ?? params?.['uri'];
  if (method !== undefined) headers.set('mcp-method', method);
  if (typeof name === 'string') headers.set('mcp-name', name);
  return headers;
}
