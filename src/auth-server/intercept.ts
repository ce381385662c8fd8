import { Request, URL } from '../core';
import { layerFetch } from '../wire/http/global-fetch';

/**
 * Answers for an origin in place of the network, and lets everything else through. A test that replaces `fetch` later is
 * stronger: until it puts it back, nothing is answered.
 *
 * @returns what lets the network answer again
 */
export function interceptFetch(
  origin: string,
  handler: (request: Request) => Promise<Response>,
): () => Promise<void> {
  const stop = layerFetch(async (input, init, next) => {
    if (originOf(input) !== origin) return next(input, init);
    return answered(new Request(input, init), (url, rest) => globalThis.fetch(url, rest), handler);
  });
  return async () => stop();
}

function originOf(input: Parameters<typeof fetch>[0]): string | undefined {
  const url = typeof input === 'string' || input instanceof URL ? String(input) : input.url;
  return URL.canParse(url) ? new URL(url).origin : undefined;
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** Redirects are followed as `fetch` follows them, and what was aborted is not waited for. */
async function answered(
  request: Request,
  follow: typeof fetch,
  handler: (request: Request) => Promise<Response>,
): Promise<Response> {
  request.signal.throwIfAborted();
  const aborted = new Promise<never>((_, reject) => {
    request.signal.addEventListener('abort', () => reject(request.signal.reason), { once: true });
  });
  const response = await Promise.race([handler(request), aborted]);
  Object.defineProperty(response, 'url', { value: request.url, configurable: true });
  const location = response.headers.get('location');
  if (!REDIRECTS.includes(response.status) || location === null || request.redirect === 'manual')
    return response;
  if (request.redirect === 'error')
    throw new TypeError('fetch failed', { cause: new Error('unexpected redirect') });
  return follow(new URL(location, request.url), { signal: request.signal });
}
