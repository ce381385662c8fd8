import { Request, URL } from '../core';

/**
 * Answers for an origin in place of the network: patches the sandbox's global `fetch`, and lets everything else through
 * to what was there before. A test that replaces `fetch` later is stronger: until it puts it back, nothing is answered.
 *
 * @returns what puts `fetch` back, unless somebody has replaced it meanwhile
 */
export function interceptFetch(
  origin: string,
  handler: (request: Request) => Promise<Response>,
): () => Promise<void> {
  const before = globalThis.fetch;
  let isOpen = true;
  const patched: typeof fetch = async (input, init) => {
    if (!isOpen || originOf(input) !== origin) return before(input, init);
    return answered(new Request(input, init), patched, handler);
  };
  globalThis.fetch = patched;
  return async () => {
    isOpen = false;
    if (globalThis.fetch === patched) globalThis.fetch = before;
  };
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
