import { JSON, URL } from '../core';
import { mediaType } from '../link/answer';
import type { HttpDoor } from '../link/http';
import type { HttpExchange } from '../link/http-exchange';
import { align, briefly, describeExchange, isUnreachable, messagesOf, targetOf } from '../protocol/http';

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
  readonly door: HttpDoor;
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

/**
 * Finds where a server answers as MCP, by questions that open no session. A path that is given is taken, and only
 * asked whether it speaks Streamable HTTP or the HTTP+SSE of 2024-11-05.
 *
 * @throws when nobody can be reached, or no path answers as MCP: with what each of them answered
 */
export async function findEndpoint(search: Search): Promise<Endpoint> {
  const { path, origin } = search;
  const candidates = path === undefined ? USUAL_PATHS : [path];
  const probes: Probe[] = [];
  for (const candidate of candidates) {
    const probe = await ping(search, new URL(candidate, origin));
    if (isUnreachable(probe.exchange)) throw new Error(`${describeExchange(probe.exchange)}.`);
    probes.push(probe);
    if (probe.rank === 'MCP') break;
  }
  const best = bestOf(probes);
  if (best.rank === 'MCP' || best.rank === 'guarded') return { url: best.url, kind: 'streamable' };
  const stream = await listen(search, new URL(path ?? '/sse', origin));
  if (stream.rank === 'MCP') return { url: stream.url, kind: 'sse' };
  // What it answers to the client will say more than what it answers to a ping.
  if (path !== undefined || best.rank === 'something') return { url: best.url, kind: 'streamable' };
  const answers = align(
    [...probes, stream].map(({ url, exchange }) => [`${exchange.method} ${url.pathname}`, briefly(exchange)]),
  );
  const [target] = probes.flatMap(({ exchange }) => targetOf(exchange) ?? []);
  const advice = search.advice(target?.origin === best.url.origin ? target.pathname : '/…');
  throw new Error(
    `No path that was tried answers as MCP:\n\n${answers.map(line => `  ${line}`).join('\n')}\n\n${advice}`,
  );
}

function bestOf(probes: readonly Probe[]): Probe {
  const rank = RANKS.find(each => probes.some(probe => probe.rank === each));
  return probes.find(probe => probe.rank === rank) as Probe;
}

/** A request that every server of the legacy era answers without a session, or refuses in the words of JSON-RPC. */
async function ping(search: Search, url: URL): Promise<Probe> {
  return ask(search, url, {
    method: 'POST',
    body: JSON.stringify({ jsonrpc: '2.0', id: 'jest-mcp', method: 'ping' }),
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream' },
  });
}

async function listen(search: Search, url: URL): Promise<Probe> {
  return ask(search, url, { method: 'GET', headers: { accept: 'text/event-stream' } });
}

async function ask(search: Search, url: URL, init: RequestInit): Promise<Probe> {
  const { door, headers, onwait } = search;
  onwait(`an answer to ${init.method} ${url.pathname}`);
  const exchange = await door.probe(url, {
    ...init,
    headers: { ...headers, ...(init.headers as Record<string, string>) },
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
