import { Request, Response, URL } from '../core';
import { type FetchLayer, layerFetch } from '../wire/http/global-fetch';
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

/** Those who log in, the latest last. */
const traces = new Set<Trace>();
let stop: (() => void) | undefined;

/**
 * Lets the sandbox's global `fetch` answer for the client's metadata document. An authorization server that runs in
 * this process gets it, and every other one asks in vain.
 *
 * @returns what lets the network answer again
 */
export function serveDocument(trace: Trace): () => void {
  traces.add(trace);
  stop?.();
  // Over whatever the test has put there since the last login began.
  stop = layerFetch(answer);
  return () => {
    traces.delete(trace);
    if (traces.size > 0) return;
    stop?.();
    stop = undefined;
  };
}

const answer: FetchLayer = async (input, init, next) => {
  const url = input instanceof Request ? input.url : String(input);
  if (url !== DOCUMENT_URL) return next(input, init);
  const trace = [...traces].at(-1);
  // An authorization server may ask again with each request: that it did is worth one line.
  if (trace && !trace.last('client metadata document'))
    trace.begin('client metadata document', 'GET', new URL(url)).status = 200;
  return Response.json({ client_id: DOCUMENT_URL, ...clientMetadata(REDIRECT_URI) });
};
