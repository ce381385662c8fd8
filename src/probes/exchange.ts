import { after, now } from '../clock';
import { AbortController, TextDecoder } from '../core';
import { keepSecret } from '../messages/secrets';
import { mediaType, parseMessages, whyNoResponse } from '../wire/http/answer';
import { readBody } from '../wire/http/body';
import { EventReader } from '../wire/http/event-stream';
import { parseJsonRpc, type JsonRpcMessage } from '../wire/frame';
import type { Application } from '../oauth/shapes';
import { Undecided } from './undecided';

/** A request may take so long, in milliseconds. */
const REQUEST_TIMEOUT = 5_000;
/** A body is read so far, in bytes. */
const MOST_OF_A_BODY = 64 * 1024;
/** And so long, in milliseconds: an event stream may never end. */
const BODY_TIMEOUT = 2_000;

/** A request of a probe. */
export interface ProbeRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** The tokens in it, none of which is ever printed. */
  readonly tokens: readonly string[];
}

/** What came back. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Its beginning, where it is long. */
  readonly body: string;
  /** The JSON-RPC messages in it, of an event stream those up to the first answer. */
  readonly messages: readonly JsonRpcMessage[];
}

/** What was asked, and what came back. */
export interface ProbeExchange {
  readonly request: ProbeRequest;
  readonly reply: Reply;
}

/**
 * Asks the application.
 *
 * @throws {Undecided} `could not tell` when nothing came back: whoever does not answer has refused nothing
 */
export async function ask(application: Application, request: ProbeRequest): Promise<ProbeExchange> {
  const patience = Math.min(REQUEST_TIMEOUT, application.remaining);
  if (patience <= 0) throw new Undecided('could not tell', "the test's own deadline was too near to ask");
  request.tokens.forEach(keepSecret);
  const controller = new AbortController();
  const started = now();
  let cancel = (): void => undefined;
  const late = new Promise<never>((_, reject) => {
    cancel = after(patience, () => {
      reject(new Undecided('could not tell', `no answer within ${Math.round(now() - started)} ms`));
      controller.abort();
    });
  });
  try {
    return await Promise.race([sendProbe(application, request, controller), late]);
  } catch (error) {
    if (error instanceof Undecided) throw error;
    throw new Undecided('could not tell', `the request failed: ${whyFailed(error)}`);
  } finally {
    cancel();
  }
}

async function sendProbe(
  application: Application,
  request: ProbeRequest,
  controller: AbortController,
): Promise<ProbeExchange> {
  const { method, url, headers, body } = request;
  const init = { method, headers, redirect: 'manual' as const, signal: controller.signal };
  const response = await application.fetch(url, body === undefined ? init : { ...init, body });
  const mistake = whyNoResponse(response);
  if (mistake !== undefined) throw new Error(`the handler ${mistake}`);
  const text = await textOf(response, request, controller.signal);
  // Whatever is left of the body is nobody's: a stream would be held open until the test ends.
  if (!response.bodyUsed) void response.body?.cancel().catch(() => undefined);
  return { request, reply: { status: response.status, headers: response.headers, ...text } };
}

async function textOf(
  response: Response,
  request: ProbeRequest,
  signal: AbortSignal,
): Promise<Pick<Reply, 'body' | 'messages'>> {
  const { body, headers } = response;
  const isStream = mediaType(headers) === 'text/event-stream';
  if (!body || (isStream && request.body === undefined)) return { body: '', messages: [] };
  if (isStream) return firstAnswer(body);
  const { chunks } = await readBody(body, {
    most: MOST_OF_A_BODY,
    within: BODY_TIMEOUT,
    signal,
    onbytes: () => undefined,
  });
  const text = new TextDecoder().decode(Buffer.concat(chunks));
  return { body: text, messages: parseMessages(text) };
}

/** Reads an event stream up to the first answer in it. */
async function firstAnswer(body: ReadableStream<Uint8Array>): Promise<Pick<Reply, 'body' | 'messages'>> {
  const reader = body.getReader();
  const events = new EventReader();
  const messages: JsonRpcMessage[] = [];
  const decoder = new TextDecoder();
  let text = '';
  const stop = (): void => void reader.cancel().catch(() => undefined);
  const cancel = after(BODY_TIMEOUT, stop);
  try {
    while (text.length < MOST_OF_A_BODY) {
      const { done, value } = await reader.read();
      if (done) break;
      text += decoder.decode(value, { stream: true });
      for (const data of events.read(value)) {
        const message = parseJsonRpc(data.text);
        if (message) messages.push(message);
      }
      if (messages.some(isAnswer)) break;
    }
  } finally {
    cancel();
    stop();
  }
  return { body: text, messages };
}

/** Whether a message answers a request, well or badly. */
export function isAnswer(message: JsonRpcMessage): boolean {
  return message.result !== undefined || message.error !== undefined;
}

/** Whether a request got all the way to the MCP server, and was answered well. */
export function isServed({ status, messages }: Reply): boolean {
  return status >= 200 && status < 300 && messages.some(({ result }) => result !== undefined);
}

function whyFailed(error: unknown): string {
  const { message = String(error), cause } = error as { message?: string; cause?: unknown };
  const deeper = (cause as { message?: string } | undefined)?.message;
  return deeper === undefined || deeper === '' ? message : `${message}: ${deeper}`;
}
