import { now } from '../../clock';
import { keepSecretsOf } from '../../messages/secrets';
import { AbortController, JSON, Request, URL } from '../../core';
import { isJson, mediaType, parseMessages, rebuilt, whyNoResponse } from './answer';
import { bodyOf, passBody, readBody } from './body';
import { EventReader } from './event-stream';
import { isJsonRpc, type JsonRpcMessage, parseJsonRpc } from '../frame';
import type { FetchLike, DoorObserver, HttpExchange, LastPost, SentBody } from './exchange';
import { defineLate } from '../late';
import { ReceivedText } from './received-text';

/** A refusal's body is read this far, in bytes. */
const MOST_OF_A_REFUSAL = 4_096;
/** The same where it is JSON, which cut short would say nothing. */
const MOST_OF_A_JSON_REFUSAL = 1024 * 1024;
/** And no longer than this, in milliseconds. */
const REFUSAL_TIMEOUT = 1_000;
/** A body that is longer than this is taken for one without end, in bytes. */
const MOST_OF_AN_ANSWER = 128 * 1024 * 1024;
/** What is longer is taken for a message, in bytes: parsing it once more would take its time. */
const MOST_OF_A_LOOK = 1024 * 1024;
/** How many exchanges are kept, the last ones. */
const KEPT = 100;

/** A request that is on its way. */
interface Run {
  readonly request: Request;
  readonly body: SentBody;
  readonly exchange: HttpExchange;
  readonly controller: AbortController;
  /** Lets go of the caller's signal. */
  readonly release: () => void;
}

/**
 * The way to an HTTP server, in the shape of `fetch`, with every exchange on record. It is handed to an SDK's own
 * client transport, so that what it does over the network it does here too.
 *
 * Answers that are no MCP are read only so far as a message can show them; all requests are bounded by
 * {@link RecordingFetch.close}, not by time.
 */
export class RecordingFetch {
  observer: DoorObserver = {};
  /** How many exchanges there have been. */
  count = 0;
  lastPost: LastPost | undefined;
  /** The headers that single JSON-RPC requests have of their own, by the requests' ids: `null` for one that is left out. */
  readonly presents = new Map<string | number, Readonly<Record<string, string | null>>>();
  readonly #kept: HttpExchange[] = [];
  readonly #running = new Set<AbortController>();
  readonly #followers = new WeakMap<AbortSignal, Set<AbortController>>();
  #closed = false;

  /** @param host what stands in the `Host` header by default where a handler in this process answers. Absent for the network. */
  constructor(
    private readonly carry: FetchLike,
    private readonly host?: string,
  ) {}

  /** Who answers here. */
  get by(): 'handler' | 'network' {
    return this.host === undefined ? 'network' : 'handler';
  }

  /** The last exchanges, the oldest first. */
  get exchanges(): readonly HttpExchange[] {
    return this.#kept;
  }

  /** For an SDK's transport. @param onbegin is told the exchange, which fills while it runs */
  readonly fetch = async (
    input: string | URL | Request,
    init?: RequestInit,
    onbegin?: (exchange: HttpExchange) => void,
  ): Promise<Response> => {
    const run = this.#begin(input, init);
    const { request, exchange } = run;
    onbegin?.(exchange);
    if (request.method === 'POST') this.lastPost = { url: exchange.url, headers: request.headers };
    return this.#orFailed(run, async () => this.#read(await this.#answer(run), run));
  };

  /** Asks, and lets go of the answer. Never rejects: what failed is on record. */
  async probe(input: string | URL, init: RequestInit): Promise<HttpExchange> {
    const run = this.#begin(input, init);
    await this.#orFailed(run, async () => this.#read(await this.#answer(run), run))
      .then(response => response.body?.cancel())
      .catch(() => undefined);
    return run.exchange;
  }

  /** For a test: the answer as it is. What is left of it is cut off when the door closes. */
  readonly fetchRaw = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const run = this.#begin(input, init);
    return this.#orFailed(run, async () => {
      const answer = await this.#answer(run);
      run.exchange.isOver = true;
      return answer;
    });
  };

  /** Another door to the same server, with a record of its own. It has to be closed by itself. */
  beside(): RecordingFetch {
    return new RecordingFetch(this.carry, this.host);
  }

  /** Aborts whatever is on its way, and refuses what comes later. */
  close(): void {
    this.#closed = true;
    for (const controller of this.#running) controller.abort();
    this.#running.clear();
  }

  #begin(input: string | URL | Request, { signal, ...init }: RequestInit = {}): Run {
    if (this.#closed) throw new Error('The session was closed.');
    const controller = new AbortController();
    this.#running.add(controller);
    // Redirects are the caller's business. A body that is a stream can only be sent half duplex.
    const request = new Request(input, {
      ...init,
      redirect: 'manual',
      signal: controller.signal,
      ...(init.body && { duplex: 'half' }),
    });
    if (this.host !== undefined && !request.headers.has('host')) request.headers.set('host', this.host);
    const sent = typeof init.body === 'string' ? parseJsonRpc(init.body) : undefined;
    if (sent?.method !== undefined && sent.id !== undefined && sent.id !== null)
      present(request.headers, this.presents.get(sent.id));
    keepSecretsOf(request.headers);
    const exchange: HttpExchange = {
      by: this.by,
      startedAt: now(),
      method: request.method,
      url: new URL(request.url),
      host: request.headers.get('host') ?? new URL(request.url).host,
      origin: request.headers.get('origin') ?? undefined,
      id: sent?.method === undefined ? undefined : (sent.id ?? undefined),
      rpc: sent?.method,
      bytes: 0,
      isOver: false,
    };
    this.count++;
    this.#kept.push(exchange);
    if (this.#kept.length > KEPT) this.#kept.shift();
    const body = isStream(init.body) ? 'stream' : 'whole';
    return { request, body, exchange, controller, release: this.#follow(signal, controller) };
  }

  /** One listener for each signal: a transport has one for all of its requests, where listeners would pile up. */
  #follow(signal: AbortSignal | null | undefined, controller: AbortController): () => void {
    if (!signal) return () => undefined;
    if (signal.aborted) controller.abort(signal.reason);
    let followers = this.#followers.get(signal);
    if (!followers) {
      const all = (followers = new Set<AbortController>());
      this.#followers.set(signal, all);
      signal.addEventListener('abort', () => all.forEach(each => each.abort(signal.reason)), { once: true });
    }
    followers.add(controller);
    const all = followers;
    return () => all.delete(controller);
  }

  async #answer({ request, body, exchange, controller }: Run): Promise<Response> {
    const answer = await orAborted(async () => this.carry(request, body), controller.signal);
    exchange.elapsed = now() - exchange.startedAt;
    exchange.misdeed = whyNoResponse(answer);
    if (exchange.misdeed !== undefined) throw new TypeError(`The handler ${exchange.misdeed}.`);
    const response = answer as Response;
    exchange.status = response.status;
    exchange.headers = response.headers;
    keepSecretsOf(response.headers);
    return response;
  }

  async #orFailed(run: Run, work: () => Promise<Response>): Promise<Response> {
    try {
      return await work();
    } catch (error) {
      // Given up by us: it has not failed, it has not answered.
      if (!run.controller.signal.aborted) run.exchange.error ??= error;
      this.#over(run);
      throw error;
    }
  }

  async #read(response: Response, run: Run): Promise<Response> {
    const { exchange, controller } = run;
    const { body, headers, ok } = response;
    const type = mediaType(headers);
    if (body && ok && type === 'text/event-stream') return rebuilt(this.#pass(body, run), response);
    const isAnswer = ok && isJson(type);
    if (body) {
      const { chunks, isWhole } = await readBody(body, {
        signal: controller.signal,
        ...(isAnswer
          ? { most: MOST_OF_AN_ANSWER }
          : { most: isJson(type) ? MOST_OF_A_JSON_REFUSAL : MOST_OF_A_REFUSAL, within: REFUSAL_TIMEOUT }),
        onbytes: count => (exchange.bytes += count),
      });
      exchange.isCut = !isWhole;
      if (isAnswer && !isWhole) throw new Error(`The body had not ended after ${exchange.bytes} bytes.`);
      const received = new ReceivedText(chunks);
      this.#see(exchange, received);
      // Answers are on the wire's own record.
      if (!ok || !isAnswered(exchange)) exchange.text = received.text;
      response = rebuilt(bodyOf(chunks), response);
    }
    this.#over(run);
    if (ok) this.observer.onend?.(exchange);
    else if (exchange.response) this.observer.onrefusal?.(exchange, exchange.response);
    return response;
  }

  #pass(body: ReadableStream<Uint8Array>, run: Run): ReadableStream<Uint8Array> {
    const { exchange, controller } = run;
    const events = new EventReader();
    return passBody(body, {
      signal: controller.signal,
      onchunk: chunk => {
        exchange.bytes += chunk.byteLength;
        for (const data of events.read(chunk)) {
          this.#see(exchange, data);
          if (data.byteLength <= MOST_OF_A_LOOK && !holdsJsonRpc(data.text))
            this.observer.onunreadable?.(data.text);
        }
        exchange.isResumable = events.hasIds;
      },
      onend: error => {
        if (error !== undefined) exchange.error = error;
        this.#over(run);
        this.observer.onend?.(exchange);
      },
      oncancel: () => this.#over(run),
    });
  }

  /** Keeps the response to the request, where it was received. */
  #see(exchange: HttpExchange, received: ReceivedText): void {
    if (exchange.id === undefined || isAnswered(exchange)) return;
    const find = (): JsonRpcMessage | undefined =>
      parseMessages(received.text).find(({ id, method }) => method === undefined && id === exchange.id);
    exchange.isLong = received.byteLength > MOST_OF_A_LOOK && isAnswerByItsEnds(received, exchange.id);
    this.observer.onlong?.(exchange.id, exchange.isLong ? received : undefined);
    // The SDK's client parses it.
    if (exchange.isLong) defineLate(exchange, 'response', find);
    else exchange.response = find();
  }

  #over({ exchange, controller, release }: Run): void {
    exchange.isOver = true;
    exchange.elapsed = now() - exchange.startedAt;
    this.#running.delete(controller);
    release();
  }
}

/** Whether the response to its request was seen. A long one is not parsed for that. */
export function isAnswered(exchange: HttpExchange): boolean {
  return exchange.isLong === true || exchange.response !== undefined;
}

/** How far both ends of a long text are looked at, in bytes. */
const END = 200;

/**
 * Whether a JSON text is the result for a request of this id, by its first and its last member. What stands there is of
 * the outermost object, whatever lies between. Any other order of members is for the parser.
 */
function isAnswerByItsEnds(received: ReceivedText, id: string | number): boolean {
  const start = received.start(END);
  const key = JSON.stringify(id);
  if (start.startsWith(`{"jsonrpc":"2.0","id":${key},"result":`)) return true;
  const isResult = start.startsWith('{"result":') || start.startsWith('{"jsonrpc":"2.0","result":');
  return isResult && received.end(END).trimEnd().endsWith(`"id":${key}}`);
}

/** A body that comes bit by bit. That of a `Request` may be one. */
function isStream(body: RequestInit['body']): boolean {
  return (
    body === undefined ||
    (typeof body === 'object' && body !== null && (Symbol.asyncIterator in body || 'getReader' in body))
  );
}

function holdsJsonRpc(text: string): boolean {
  try {
    const value = JSON.parse(text) as unknown;
    return Array.isArray(value) ? value.every(isJsonRpc) : isJsonRpc(value);
  } catch {
    return false;
  }
}

function present(headers: Headers, presented: Readonly<Record<string, string | null>> = {}): void {
  for (const [name, value] of Object.entries(presented)) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
}

/** Waits for `work`, which may heed no signal. */
async function orAborted<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
  });
  aborted.catch(() => undefined);
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
