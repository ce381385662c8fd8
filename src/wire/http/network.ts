import { connectTo, fetch, TypeError, URL } from '../../core';
import type { FetchLike } from './exchange';
import { carry } from './node-client';

/** Headers that `fetch` drops, writes itself, or refuses to send. */
const NOT_BY_FETCH = [
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'sec-fetch-mode',
  'transfer-encoding',
  'upgrade',
];

/**
 * The network, as a process has it that no test has touched. A test that mocks `globalThis.fetch`, or whatever has
 * patched `node:http`, means what its server asks of others, never the way to the server.
 *
 * This machine is reached by a connection of its own. A proxy would look for another one there, and what an environment
 * or a dispatcher says of proxies is for the others.
 */
export const overNetwork: FetchLike = async (request, body) => {
  const url = new URL(request.url);
  const isHere = isLoopback(url);
  if (!(isHere && url.protocol === 'http:') && !NOT_BY_FETCH.some(name => request.headers.has(name)))
    return fetch(request);
  try {
    return await carry(request, body, isHere && url.protocol === 'http:' ? direct : undefined);
  } catch (error) {
    if (request.signal.aborted) throw error;
    // As `fetch` says it.
    throw new TypeError('fetch failed', { cause: error });
  }
};

function direct({ hostname, port }: URL): ReturnType<typeof connectTo> {
  return connectTo(hostname.replace(/^\[|\]$/g, ''), port === '' ? 80 : Number(port));
}

/** Whether a URL names this machine, which nobody else can answer for. */
export function isLoopback({ hostname }: URL): boolean {
  return /^(?:127(?:\.\d+){3}|\[::1\]|(?:.+\.)?localhost)$/.test(hostname);
}
