import type { ClientRequest, IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { nextTurn } from '../../clock';
import {
  createBrotliDecompress,
  createGunzip,
  createInflate,
  Headers,
  httpRequest,
  loadBuiltin,
  pipeline,
  Readable,
  Response,
  URL,
  zlibConstants,
} from '../../core';
import type { SentBody } from './exchange';
import { webStreamOf } from './web-stream';

/** What `fetch` adds to the headers of a request, as Node's own does. */
const DEFAULTS: Readonly<Record<string, string>> = {
  connection: 'keep-alive',
  accept: '*/*',
  'accept-language': '*',
  'sec-fetch-mode': 'cors',
  'user-agent': 'node',
  'accept-encoding': 'gzip, deflate',
};

/** Marks the requests of the kit itself, for who watches what a server under test asks of others. */
const OWN = Symbol.for('jest-mcp.own-request');

/** Whether it is the kit that makes a request. */
export function isOwnRequest(request: ClientRequest): boolean {
  return OWN in request;
}

/**
 * Carries a request by Node's own client for HTTP, which sends every header as it is given: `fetch` drops `host`, and
 * refuses `expect`. Of `fetch` it has the headers by default, and answers that are unpacked.
 *
 * @param connect gives the connection to send it over. Default: Node's own, by way of a proxy where Node was told of one.
 */
export async function carry(
  request: Request,
  body: SentBody = 'stream',
  connect?: (url: URL) => Duplex,
): Promise<Response> {
  const { method, signal } = request;
  const url = new URL(request.url);
  const whole = request.body && body === 'whole' ? Buffer.from(await request.arrayBuffer()) : undefined;
  signal.throwIfAborted();
  return new Promise<Response>((resolve, reject) => {
    const socket = connect?.(url);
    const outgoing = clientFor(url)({
      method,
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname + url.search,
      headers: headersOf(request, url, whole?.length),
      ...(socket && { createConnection: () => socket }),
    });
    Object.defineProperty(outgoing, OWN, { value: true });
    const cut = (): void => {
      outgoing.destroy();
      socket?.destroy();
    };
    const abort = (): void => {
      reject(signal.reason as Error);
      cut();
    };
    signal.addEventListener('abort', abort);
    const over = (): void => {
      signal.removeEventListener('abort', abort);
      // The connection was for this request alone. A server that has just written its last is let come to its end.
      if (socket) nextTurn(cut);
    };
    // Also what comes after the answer, which would take the process down.
    outgoing.on('error', reject);
    socket?.on('error', () => undefined);
    outgoing.once('upgrade', (incoming: IncomingMessage, upgraded: Duplex) => {
      upgraded.destroy();
      over();
      const { upgrade = 'another protocol' } = incoming.headers;
      reject(
        new Error(
          `it was answered with ${incoming.statusCode}, a change to ${upgrade}, which no Response can hold`,
        ),
      );
    });
    outgoing.once('response', incoming => {
      incoming.once('close', over).on('error', () => undefined);
      resolve(responseTo(method, incoming));
    });
    if (whole) outgoing.end(whole);
    else if (request.body) pipeline(Readable.fromWeb(request.body as never), outgoing).catch(reject);
    else outgoing.end();
  });
}

function clientFor({ protocol }: URL): typeof httpRequest {
  if (protocol === 'http:') return httpRequest;
  return (loadBuiltin('node:https') as typeof import('node:https')).request;
}

function headersOf({ headers }: Request, url: URL, length: number | undefined): Record<string, string> {
  const given = Object.fromEntries(headers);
  const isSized = length === undefined || 'transfer-encoding' in given;
  return { host: url.host, ...DEFAULTS, ...(!isSized && { 'content-length': String(length) }), ...given };
}

function responseTo(method: string, incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (let index = 0; index < incoming.rawHeaders.length; index += 2)
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '');
  const status = incoming.statusCode ?? 0;
  const isEmpty = method === 'HEAD' || status === 204 || status === 205 || status === 304;
  if (isEmpty) incoming.resume();
  return new Response(isEmpty ? null : webStreamOf(unpacked(incoming, headers)), {
    status,
    statusText: incoming.statusMessage ?? '',
    headers,
  });
}

/** A stream has to be unpacked as it comes, and one that breaks off as far as it goes. */
const GENTLY = { flush: zlibConstants.Z_SYNC_FLUSH, finishFlush: zlibConstants.Z_SYNC_FLUSH };
const { BROTLI_OPERATION_FLUSH } = zlibConstants;
const UNPACKING: Readonly<Record<string, () => Duplex>> = {
  gzip: () => createGunzip(GENTLY),
  'x-gzip': () => createGunzip(GENTLY),
  deflate: () => createInflate(GENTLY),
  br: () => createBrotliDecompress({ flush: BROTLI_OPERATION_FLUSH, finishFlush: BROTLI_OPERATION_FLUSH }),
};

function unpacked(incoming: IncomingMessage, headers: Headers): Readable {
  const codings = (headers.get('content-encoding') ?? '')
    .split(',')
    .map(coding => coding.trim().toLowerCase())
    .filter(coding => coding !== '' && coding !== 'identity')
    .reverse();
  const [last] = codings;
  if (last === undefined || !codings.every(coding => coding in UNPACKING)) return incoming;
  const stages = codings.flatMap(coding => UNPACKING[coding]?.() ?? []);
  // What breaks off is told by the last stage, which is the one that is read.
  pipeline([incoming, ...stages]).catch(() => undefined);
  return stages.at(-1) as Readable;
}
