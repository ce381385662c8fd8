import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AbortController, Headers, pipeline, Readable, Request, URL } from '../../core';
import { whyNoResponse } from './answer';
import type { FetchLike } from './exchange';

/** A handler in the shape of the Fetch standard as a listener of `node:http`. What it throws is answered with a 500 that says so. */
export function listenerFor(handler: FetchLike): RequestListener {
  return (incoming, outgoing) => {
    void answer(handler, incoming, outgoing).catch((error: unknown) => {
      // The client has gone, or the body broke off half way.
      outgoing.destroy(error as Error);
    });
  };
}

async function answer(
  handler: FetchLike,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) gone.abort();
  });
  let response: unknown;
  try {
    response = await handler(requestOf(incoming, gone.signal));
  } catch (error) {
    return refuse(outgoing, `The handler threw: ${String((error as Error | undefined)?.message ?? error)}`);
  }
  const misdeed = whyNoResponse(response);
  if (misdeed !== undefined) return refuse(outgoing, `The handler ${misdeed}`);
  await write(response as Response, outgoing);
}

function requestOf(incoming: IncomingMessage, signal: AbortSignal): Request {
  const { method = 'GET', url = '/', headers, rawHeaders } = incoming;
  const all = new Headers();
  for (let index = 0; index < rawHeaders.length; index += 2)
    all.append(rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '');
  const hasBody = method !== 'GET' && method !== 'HEAD';
  return new Request(new URL(url, `http://${headers.host ?? '127.0.0.1'}`), {
    method,
    headers: all,
    signal,
    ...(hasBody && { body: Readable.toWeb(incoming), duplex: 'half' }),
  });
}

async function write(response: Response, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  if (response.statusText) outgoing.statusMessage = response.statusText;
  response.headers.forEach((value, name) => {
    if (name !== 'set-cookie') outgoing.setHeader(name, value);
  });
  const cookies = response.headers.getSetCookie?.() ?? [];
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  if (!response.body) {
    outgoing.end();
    return;
  }
  // An event stream that has nothing to say yet is there all the same.
  outgoing.flushHeaders();
  await pipeline(Readable.fromWeb(response.body as never), outgoing);
}

function refuse(outgoing: ServerResponse, text: string): void {
  outgoing.statusCode = 500;
  outgoing.setHeader('content-type', 'text/plain; charset=utf-8');
  outgoing.end(text);
}
