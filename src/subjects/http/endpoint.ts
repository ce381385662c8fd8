import { Request, URL } from '../../core';
import { mediaType } from '../../wire/http/answer';
import type { RecordingFetch } from '../../wire/http/recording-fetch';
import type { HttpExchange } from '../../wire/http/exchange';
import type { Era } from '../../protocol/era';
import { align, briefly, describeExchange, isUnreachable, messagesOf, targetOf } from '../../protocol/http';

/** Where a server answers as MCP, and in which of the two ways. */
export interface Endpoint {
  readonly url: URL;
  readonly kind: 'streamable' | 'sse';
}

/** The paths at which servers answer, the most usual first. */
const USUAL_PATHS = ['/mcp', '/', '/api/mcp', '/sse'];

/** How much an answer looks like MCP's. */
type Rank = 'MCP' | 'guarded' | 'something' | 'nothing';
const RANKS: readonly Rank[] = ['MCP', 'guarded', 'something', 'nothing'];

interface Probe {
  readonly url: URL;
  readonly exchange: HttpExchange;
  readonly rank: Rank;
}

/** What is to be found, and how. */
export interface Search {
  readonly door: RecordingFetch;
  readonly headers: Readonly<Record<string, string>>;
  /** What the candidates are relative to. */
  readonly origin: string;
  /** The path, where it is known. */
  readonly path?: string | undefined;
  /** What to write where nothing was found. @param path the one to try, if there is a sign of it */
  readonly advice: (path: string) => string;
  /** Called before each question, with what is waited for. */
  onwait(what: string): void;
}

/** Asks at one URL what opens MCP. @throws when no exchange came of it */
type Ask = (url: URL) => Promise<HttpExchange>;

/**
 * Finds where a server answers as MCP, by what opens MCP: `initialize`, or `server/discover`. Paths where nobody speaks
 * MCP make nothing of it. A path that is given is taken, and only asked whether it speaks Streamable HTTP or the HTTP+SSE
 * of 2024-11-05.
 *
 * @throws when nobody can be reached, or no path answers as MCP: with what each of them answered
 */
async function search(where: Search, open: Ask): Promise<Endpoint> {
  const { path, origin } = where;
  const probes: Probe[] = [];
  for (const candidate of candidatesOf(where)) {
    const url = new URL(candidate, origin);
    const exchange = await open(url);
    if (isUnreachable(exchange)) throw new Error(`${describeExchange(exchange)}.`);
    const rank = rankOf(exchange);
    probes.push({ url, exchange, rank });
    if (rank === 'MCP') break;
  }
  const best = bestOf(probes);
  if (best.rank === 'MCP' || best.rank === 'guarded') return { url: best.url, kind: 'streamable' };
  const stream = await listen(where, new URL(path ?? '/sse', origin));
  if (stream.rank === 'MCP') return { url: stream.url, kind: 'sse' };
  if (path !== undefined || best.rank === 'something') return { url: best.url, kind: 'streamable' };
  const answers = align(
    [...probes, stream].map(({ url, exchange }) => [`${exchange.method} ${url.pathname}`, briefly(exchange)]),
  );
  const [target] = probes.flatMap(({ exchange }) => targetOf(exchange) ?? []);
  const advice = where.advice(target?.origin === best.url.origin ? target.pathname : '/…');
  throw new Error(
    `No path that was tried answers as MCP:\n\n${answers.map(line => `  ${line}`).join('\n')}\n\n${advice}`,
  );
}

function candidatesOf({ path }: Search): readonly string[] {
  return path === undefined ? USUAL_PATHS : [path];
}

/**
 * Finds where a server answers as MCP for who has no client yet that could ask. A session that this opens is ended.
 *
 * @throws as {@link OpeningSearch} does
 */
export async function findEndpoint(where: Search, era: Era | 'auto'): Promise<Endpoint> {
  const dialects = require('../../probes/era-requests') as typeof import('../../probes/era-requests');
  // Servers of the legacy era refuse what opens the modern one in the words of JSON-RPC, and open nothing.
  const dialect = era === 'legacy' ? dialects.legacy : dialects.modern;
  const { door, headers } = where;
  return search(where, async url => {
    where.onwait(`an answer to POST ${url.pathname}`);
    const { method, body = '', headers: own } = dialect.request(url, dialect.first);
    const exchange = await door.probe(url, { method, body, headers: { ...headers, ...own } });
    const session = exchange.headers?.get('mcp-session-id');
    if (session !== undefined && session !== null)
      await door.probe(url, {
        method: 'DELETE',
        headers: { ...headers, 'mcp-session-id': session, 'mcp-protocol-version': dialects.LEGACY },
      });
    return exchange;
  });
}

/** Thrown into an SDK's transport for Streamable HTTP whose server speaks the other one. */
class OtherTransport extends Error {}

/**
 * Finds where a server answers as MCP by a client's own first message, so that nothing is asked that a host would not
 * ask. It is put between the client's transport and the door.
 */
export class OpeningSearch {
  /** What the client's transport is to be told, until it is known better. */
  readonly assumed: URL;
  found: Endpoint | undefined;
  /** Why nothing was found. */
  failure: Error | undefined;
  /** The exchange at the place that was found, which is not the last of the search. */
  answer: HttpExchange | undefined;
  #tried = new Set<HttpExchange>();
  #searching: Promise<Response> | undefined;

  constructor(
    private readonly where: Search,
    private readonly onfound: (endpoint: Endpoint) => void,
  ) {
    this.assumed = new URL(candidatesOf(where)[0] ?? '/', where.origin);
  }

  /** For the client's transport, in place of the door's. */
  readonly fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const { door } = this.where;
    if (this.failure) throw this.failure;
    const url = new URL(input instanceof Request ? input.url : input);
    if (this.found) return door.fetch(url.href === this.assumed.href ? this.found.url : input, init);
    if (init?.method !== 'POST') return door.fetch(input, init);
    // What is sent meanwhile goes where the answer to the first has come from.
    const first = this.#searching;
    if (!first) return (this.#searching = this.#search(init));
    await first.catch(() => undefined);
    return this.fetch(input, init);
  };

  /** Whether an exchange was one of the search. */
  tried(exchange: HttpExchange): boolean {
    return this.#tried.has(exchange);
  }

  async #search(init: RequestInit): Promise<Response> {
    const { door } = this.where;
    const answers = new Map<string, () => Response>();
    const exchanges = new Map<string, HttpExchange>();
    const open: Ask = async url => {
      let exchange: HttpExchange | undefined;
      const begun = (started: HttpExchange): void => {
        exchange = started;
      };
      try {
        const response = await door.fetch(url, init, begun);
        answers.set(url.href, () => response);
      } catch (error) {
        if (!exchange) throw error;
        answers.set(url.href, () => {
          throw error;
        });
      }
      exchanges.set(url.href, exchange as HttpExchange);
      this.#tried.add(exchange as HttpExchange);
      return exchange as HttpExchange;
    };
    try {
      const found = await search(this.where, open);
      this.found = found;
      this.answer = exchanges.get(found.url.href);
      this.onfound(found);
      if (found.kind === 'sse') throw new OtherTransport('The server speaks the HTTP+SSE of 2024-11-05.');
      return (answers.get(found.url.href) as () => Response)();
    } catch (error) {
      if (!this.found) this.failure = error as Error;
      throw error;
    }
  }
}

function bestOf(probes: readonly Probe[]): Probe {
  const rank = RANKS.find(each => probes.some(probe => probe.rank === each));
  return probes.find(probe => probe.rank === rank) as Probe;
}

async function listen({ door, headers, onwait }: Search, url: URL): Promise<Probe> {
  onwait(`an answer to GET ${url.pathname}`);
  const exchange = await door.probe(url, {
    method: 'GET',
    headers: { ...headers, accept: 'text/event-stream' },
  });
  return { url, exchange, rank: rankOf(exchange) };
}

function rankOf(exchange: HttpExchange): Rank {
  const { status, headers, method } = exchange;
  if (status === undefined) return exchange.error === undefined ? 'nothing' : 'something';
  if (mediaType(headers) === 'text/event-stream' && status < 300) return 'MCP';
  if (method === 'GET') return 'nothing';
  if (messagesOf(exchange).length > 0) return 'MCP';
  if (status === 401 || status === 403) return 'guarded';
  // Not: a page for whatever is asked, no such path, a path for another method.
  return status >= 400 && status !== 404 && status !== 405 ? 'something' : 'nothing';
}
