import { Request, URL } from '../../core';
import { RecordingFetch } from '../../wire/http/recording-fetch';
import type { FetchLike } from '../../wire/http/exchange';
import { listenerFor } from '../../wire/http/listener';
import { listenOnLoopback } from '../../wire/http/loopback';
import { overNetwork } from '../../wire/http/network';
import { headersOf, openHttp } from './http-link';
import type { OpenedSubject, Opening } from '../shared/opening';
import type { FetchHandler } from '../shared/shapes';
import type { HttpSubject } from './http-subject';

/** Where a handler in this process is asked by default: nothing listens there. */
const IN_PROCESS = 'http://127.0.0.1';

/** What asks a handler in this process, at the origin that its tokens are for: it may compare its own URL with theirs. */
export function inProcess(carrier: FetchLike, opening: Opening): Pick<HttpSubject, 'door' | 'origin'> {
  const resource = opening.options.auth?.server?.resource ?? '';
  const { origin, host } = new URL(URL.canParse(resource) ? resource : IN_PROCESS);
  opening.isReachedOver('http', 'HTTP in process');
  return { door: new RecordingFetch(carrier, host), origin };
}

/**
 * A handler in the shape of the Fetch standard: asked directly, or over a socket where the option `link` says so.
 *
 * @param identity what stands for it in all tests of the file: what builds it, or it itself
 */
export async function openFetchHandler(
  handler: FetchHandler,
  opening: Opening,
  identity: object,
): Promise<OpenedSubject> {
  const { link = 'fetch', path } = opening.options;
  const way = await wayTo(request => callHandler(handler, request), link, opening);
  return openHttp({ ...way, path, headers: headersOf(opening), identity, advice: pathAdvice }, opening);
}

/** The way to a handler in this process: without a socket, or on a loopback port that is closed with the session. */
export async function wayTo(
  carrier: FetchLike,
  link: string,
  opening: Opening,
): Promise<Pick<HttpSubject, 'door' | 'origin'>> {
  if (link === 'fetch') return inProcess(atItsHost(carrier), opening);
  opening.waitsFor('a loopback port');
  const loopback = await listenOnLoopback(listenerFor(carrier));
  opening.later('the HTTP server', () => loopback.close());
  opening.isReachedOver('http', loopback.origin);
  return { door: new RecordingFetch(overNetwork), origin: loopback.origin };
}

/** Gives a handler the URL that the `Host` header names, as what makes a `Request` of a real one does. */
function atItsHost(carrier: FetchLike): FetchLike {
  return request => {
    const host = request.headers.get('host') ?? '';
    const { protocol, pathname, search } = new URL(request.url);
    const url = `${protocol}//${host}${pathname}${search}`;
    if (url === request.url || !URL.canParse(url)) return carrier(request);
    return carrier(new Request(url, request));
  };
}

/** What to write so that an application is asked at another path. */
export function pathAdvice(path: string): string {
  return `Say where it answers:\n  mcp.serve(app, { path: '${path}' });`;
}

/** Workers take their environment and a context too. What is to be waited for is, as far as a test can tell, on its way. */
function callHandler(handler: FetchHandler, request: Request): unknown {
  const fetch = handler.fetch as (request: Request, env: object, context: object) => unknown;
  return fetch.call(handler, request, {}, workerContext);
}

const workerContext = {
  waitUntil: (work: Promise<unknown>): void => void Promise.resolve(work).catch(() => undefined),
  passThroughOnException: (): void => undefined,
};
