import { Request, Response, URL } from '../core';
import { REDIRECT_URI } from './options';
import type { Trace } from './trace';

/** Where the client's metadata document lies. No such host is on any network: the kit answers in its place, in this process. */
export const DOCUMENT_URL = 'https://client.jest-mcp.test/client.json';

/** What the client says of itself, registered or documented. */
export function clientMetadata(redirectUri: string): Record<string, unknown> {
  return {
    client_name: 'jest-mcp',
    redirect_uris: [redirectUri],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    application_type: 'native',
  };
}

interface Serving {
  readonly answer: typeof fetch;
  readonly before: typeof fetch;
  /** Those who log in, the latest last. */
  readonly traces: Set<Trace>;
}

let serving: Serving | undefined;

/**
 * Lets the sandbox's global `fetch` answer for the client's metadata document. An authorization server that runs in
 * this process gets it, and every other one asks in vain.
 *
 * @returns what sets `fetch` back
 */
export function serveDocument(trace: Trace): () => void {
  if (!serving || globalThis.fetch !== serving.answer) serving = begin();
  const { traces, answer, before } = serving;
  traces.add(trace);
  return () => {
    traces.delete(trace);
    // A test that has replaced it since keeps what it put there.
    if (traces.size === 0 && globalThis.fetch === answer) globalThis.fetch = before;
  };
}

function begin(): Serving {
  const before = globalThis.fetch;
  const traces = new Set<Trace>();
  const document = { client_id: DOCUMENT_URL, ...clientMetadata(REDIRECT_URI) };
  const answer: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url !== DOCUMENT_URL) return before(input, init);
    const trace = [...traces].at(-1);
    // An authorization server may ask anew with each request: that it did is worth one line.
    if (trace && !trace.last('client metadata document'))
      trace.begin('client metadata document', 'GET', new URL(url)).status = 200;
    return Response.json(document);
  };
  globalThis.fetch = answer;
  return { answer, before, traces };
}
