// What the test's server asks is watched, and so are the mocks that it gets for these.
/* eslint-disable @typescript-eslint/no-restricted-imports */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
/* eslint-enable @typescript-eslint/no-restricted-imports */
import { Headers, URLSearchParams } from '../../core';
import { layerFetch } from './global-fetch';
import { isOwnRequest } from './node-client';

/** One request that code in this process made to somebody else. */
export interface UpstreamRequest {
  readonly method: string;
  readonly url: string;
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Its text, as far as it could be read. */
  readonly body: string;
}

/** Reads a request as late as it can: headers and body may grow. */
type Reading = () => UpstreamRequest | undefined | Promise<UpstreamRequest | undefined>;

/** What is watched, until it is stopped. */
export interface Watch {
  /** The requests so far. Waits for bodies that are still being read. */
  requests(): Promise<UpstreamRequest[]>;
  /** Puts everything back as it was. */
  stop(): void;
}

/**
 * Watches what code in this process asks of others: by the `fetch` of the test file's globals, mocked or not, and by
 * `node:http` and `node:https`.
 *
 * The kit's own way to the application under test is none of it. It does not see HTTP/2, nor clients that bring a network
 * of their own, as the package undici does.
 */
export function watchUpstream(): Watch {
  const seen: Reading[] = [];
  const stops = [watchFetch(seen), watchNode(seen)];
  return {
    requests: async () => {
      const requests = await Promise.all(seen.map(async read => read()));
      return requests.filter(request => request !== undefined);
    },
    stop: () => stops.forEach(stop => stop()),
  };
}

function watchFetch(seen: Reading[]): () => void {
  return layerFetch((input, init, next) => {
    const reading = readFetch(input, init).catch(() => undefined);
    seen.push(() => reading);
    return next(input, init);
  });
}

async function readFetch(
  input: Parameters<typeof fetch>[0],
  init: RequestInit | undefined,
): Promise<UpstreamRequest> {
  const isRequest = typeof input === 'object' && 'headers' in input;
  const headers = new Headers(init?.headers ?? (isRequest ? input.headers : undefined));
  return {
    method: init?.method ?? (isRequest ? input.method : 'GET'),
    url: isRequest ? input.url : String(input),
    headers: Object.fromEntries(headers),
    body: isRequest && init?.body == null ? await input.clone().text() : textOf(init?.body),
  };
}

/** A stream is left to who reads it. */
function textOf(body: unknown): string {
  if (typeof body === 'string') return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  if (body instanceof ArrayBuffer) return Buffer.from(body).toString();
  if (body instanceof FormData)
    return [...body].map(([name, value]) => `${name}=${typeof value === 'string' ? value : ''}`).join('&');
  return '';
}

type Ask = typeof http.request;

function watchNode(seen: Reading[]): () => void {
  const known = new Map<ClientRequest, string[]>();
  const note = (request: ClientRequest): string[] => {
    const chunks = known.get(request) ?? [];
    if (known.has(request)) return chunks;
    known.set(request, chunks);
    seen.push(() => readNode(request, chunks));
    return chunks;
  };
  const onstart = (message: unknown): void => void note((message as { request: ClientRequest }).request);
  subscribe('http.client.request.start', onstart);
  const restores = [http, https].flatMap(module =>
    (['request', 'get'] as const).map(name => {
      const before = module[name];
      const watched = ((...args: Parameters<Ask>) => {
        const request = before(...args);
        keepBody(request, note(request));
        return request;
      }) as Ask;
      module[name] = watched;
      return () => {
        if (module[name] === watched) module[name] = before;
      };
    }),
  );
  return () => {
    unsubscribe('http.client.request.start', onstart);
    restores.forEach(restore => restore());
  };
}

function keepBody(request: ClientRequest, chunks: string[]): void {
  const keep = (chunk: unknown): void => {
    if (typeof chunk === 'string' || ArrayBuffer.isView(chunk)) chunks.push(textOf(chunk));
  };
  for (const name of ['write', 'end'] as const) {
    const before = request[name].bind(request) as (...args: unknown[]) => never;
    request[name] = (...args: unknown[]) => {
      keep(args[0]);
      return before(...args);
    };
  }
}

function readNode(request: ClientRequest, chunks: readonly string[]): UpstreamRequest | undefined {
  if (isOwnRequest(request)) return undefined;
  const headers = Object.entries(request.getHeaders()).map(([name, value]) => [name, String(value)] as const);
  return {
    method: request.method,
    url: `${request.protocol}//${String(request.getHeader('host') ?? request.host)}${request.path}`,
    headers: Object.fromEntries(headers),
    body: chunks.join(''),
  };
}

/** Where in a request a token stands: `in the header authorization`. */
export function placesOf(token: string, { url, headers, body }: UpstreamRequest): string[] {
  return [
    ...(holds(url, token) ? ['in the URL'] : []),
    ...Object.entries(headers).flatMap(([name, value]) =>
      holds(value, token) || holds(decodedBasic(value), token) ? [`in the header ${name}`] : [],
    ),
    ...(holds(body, token) ? ['in the body'] : []),
  ];
}

function holds(text: string, token: string): boolean {
  return text.includes(token) || text.includes(encodeURIComponent(token));
}

function decodedBasic(value: string): string {
  const [, code] = /^basic (\S+)$/i.exec(value) ?? [];
  return code === undefined ? '' : Buffer.from(code, 'base64').toString();
}
