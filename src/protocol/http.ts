import { describeValue } from '../messages/describe';
import { now } from '../clock';
import { JSON, STATUS_CODES, URL } from '../core';
import { isJson, mediaType, parseMessages } from '../wire/http/answer';
import type { HttpExchange } from '../wire/http/exchange';
import type { JsonRpcMessage } from '../wire/frame';
import { hideSecrets } from '../messages/secrets';
import { messageOf } from './classify';
import type { Evidence } from './evidence';
import type { Outcome } from './outcome';
import { refusedWith } from './refused';
import { describeThrown } from './thrown';

const LONGEST_EXCERPT = 160;
const MOST_EXCHANGES = 3;

/**
 * How a request ended that got an answer of HTTP, or none, but no answer of JSON-RPC.
 *
 * @returns `unauthorized` for a 401, `forbidden` for a 403 that asks for a scope, else `disconnected`
 */
export function outcomeOfHttp(exchange: HttpExchange): Outcome {
  const message = `${describeExchange(exchange)}.`;
  return (
    refusedWith(exchange.status, challengeOf(exchange), message) ?? {
      kind: 'disconnected',
      stage: 'not MCP',
      message,
    }
  );
}

/** What was asked and what came back, as a sentence without its full stop. */
export function describeExchange(exchange: HttpExchange): string {
  const { method, url, by, status, error, misdeed, headers } = exchange;
  const asked = `${method} ${url.pathname}`;
  if (misdeed !== undefined) return `Asked ${asked}, the handler ${misdeed}`;
  if (status === undefined) {
    if (error === undefined) return `${asked} got no answer`;
    return by === 'network'
      ? describeNetwork(exchange)
      : `Asked ${asked}, the handler threw: ${messageOf(error)}`;
  }
  const target = targetOf(exchange);
  if (target) return `${asked} answered ${status}, a redirect to ${target.href}`;
  const challenge = challengeOf(exchange);
  if (status === 401 || challenge !== undefined) {
    const said =
      challenge === undefined ? 'without a WWW-Authenticate header' : `with the challenge: ${challenge}`;
    return `${asked} answered ${status} ${said}`;
  }
  const type = mediaType(headers);
  const answered = `${asked} answered ${[status, type].join(' ').trim()}`;
  if (type === 'text/event-stream') return `${answered}, and the stream ${endOf(exchange)}`;
  if (hasNotEnded(exchange))
    return `${answered}, and its body had not ended after ${printBytes(exchange.bytes)}`;
  const { response } = exchange;
  if (response && !response.error && !isObject(response.result))
    return `${answered} with a JSON-RPC response whose result is ${describeValue(response.result)}, and not an object`;
  const body = describeBody(exchange);
  const what = body === '' ? `${answered} with an empty body` : `${answered}: ${body}`;
  const isMute = status < 300 && exchange.rpc !== undefined && exchange.response === undefined;
  return isMute ? `${what}, which is not an answer to ${exchange.rpc}` : what;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a body was given up because it went on and on. */
function hasNotEnded({ status = 0, headers, isCut, isOver }: HttpExchange): boolean {
  return status < 300 && isJson(mediaType(headers)) && (isCut === true || !isOver);
}

function endOf({ error, rpc, isOver }: HttpExchange): string {
  if (!isOver) return 'is still open';
  const without = rpc === undefined ? '' : ` without an answer to ${rpc}`;
  return error === undefined ? `ended${without}` : `broke off${without}: ${messageOf(error)}`;
}

function describeNetwork({ method, url, error }: HttpExchange): string {
  const { code, message } = networkErrorOf(error);
  if (code === 'ECONNREFUSED') return `Nothing listens at ${url.origin} (ECONNREFUSED)`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `There is no host ${url.hostname} (${code})`;
  return `${method} ${url.href} failed: ${message}${code === undefined ? '' : ` (${code})`}`;
}

/** `fetch` says "fetch failed", and why in the causes: several where a name has several addresses. */
function networkErrorOf(error: unknown): { code?: string; message: string } {
  const { cause, code, errors } = (error ?? {}) as { cause?: unknown; code?: unknown; errors?: unknown[] };
  if (typeof code === 'string') return { code, message: messageOf(errors?.[0] ?? error) };
  if (cause !== undefined) return networkErrorOf(cause);
  return { message: messageOf(error) };
}

/** Whether nobody could be reached at all. */
export function isUnreachable({ by, status, error }: HttpExchange): boolean {
  const { code = '' } = networkErrorOf(error);
  return by === 'network' && status === undefined && /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN)$/.test(code);
}

/** Where a redirect leads. */
export function targetOf({ status = 0, headers, url }: HttpExchange): URL | undefined {
  const location = headers?.get('location');
  if (status < 300 || status > 399 || !location || !URL.canParse(location, url.href)) return undefined;
  return new URL(location, url.href);
}

/** What a refusal asks for: the `WWW-Authenticate` header. */
export function challengeOf({ status, headers }: HttpExchange): string | undefined {
  if (status !== 401 && status !== 403) return undefined;
  const challenge = headers?.get('www-authenticate');
  return challenge === null || challenge === undefined ? undefined : hideSecrets(challenge);
}

/** The JSON-RPC messages that the body of an answer holds, whomever they answer. */
export function messagesOf({ text, response }: HttpExchange): readonly JsonRpcMessage[] {
  if (response) return [response];
  return text === undefined ? [] : parseMessages(text);
}

/** A body in one line: what an error of JSON-RPC says, what a page says to its reader, or how any other begins. */
function describeBody(exchange: HttpExchange): string {
  const { text = '', headers, isCut } = exchange;
  const error = messagesOf(exchange).find(message => message.error)?.error;
  if (error) return `JSON-RPC error ${error.code} ${JSON.stringify(error.message)}`;
  // Before it is cut: half a secret is one still.
  const plain = hideSecrets(mediaType(headers) === 'text/html' ? textOfPage(text) : text)
    .replace(/\s+/g, ' ')
    .trim();
  const rest = plain.length - LONGEST_EXCERPT;
  if (rest <= 0) return plain === '' ? '' : `"${plain}${isCut ? '…' : ''}"`;
  return `"${plain.slice(0, LONGEST_EXCERPT)}…"${isCut ? '' : ` (${print(rest)} more characters)`}`;
}

/** What a browser would show of a page. Where that is nothing, the page. */
function textOfPage(html: string): string {
  const text = html
    .replace(/<(script|style)\b[^]*?(?:<\/\1>|$)/gi, ' ')
    .replace(/<!--[^]*?(?:-->|$)|<[^>]*(?:>|$)/g, ' ')
    .replace(/&nbsp;/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&');
  return text.trim() === '' ? html : text;
}

/** The last exchanges, and what a handler threw: what HTTP has to show besides frames. */
export function evidenceOfHttp(exchanges: readonly HttpExchange[], count: number): Evidence[] {
  if (count === 0) return [];
  const shown = exchanges.slice(-MOST_EXCHANGES);
  const all = `${count} ${count === 1 ? 'exchange' : 'exchanges'}`;
  const title = `HTTP, ${shown.length === count ? all : `last ${shown.length} of ${all}`}`;
  const thrown = shown.findLast(
    ({ by, error, misdeed }) => by === 'handler' && error !== undefined && misdeed === undefined,
  );
  return [
    ...(thrown?.status === undefined ? describeThrown(thrown?.error) : []),
    { title, lines: align(shown.map(columnsOf)) },
  ];
}

/** An exchange as the columns of a line: `POST /mcp (tools/call)`, `404 text/html "Not here"`, `3.1 ms`. */
export function columnsOf(exchange: HttpExchange): string[] {
  const { method, url, rpc, status, error, startedAt, elapsed } = exchange;
  const asked = `${method} ${url.pathname}${rpc === undefined ? '' : ` (${rpc})`}`;
  if (status === undefined && error === undefined)
    return [asked, `no answer after ${print(Math.round(now() - startedAt))} ms`];
  return [asked, briefly(exchange), ...(elapsed === undefined ? [] : [`${elapsed.toFixed(1)} ms`])];
}

/** What came back, without the question. */
export function briefly(exchange: HttpExchange): string {
  const { status, headers, misdeed, error, by, response, isOver } = exchange;
  if (misdeed !== undefined) return misdeed;
  if (status === undefined) {
    if (error === undefined) return 'no answer';
    const { code, message } = networkErrorOf(error);
    return by === 'network' ? (code ?? message) : `threw ${messageOf(error)}`;
  }
  const type = mediaType(headers);
  const target = targetOf(exchange);
  const text = status < 300 && (response || type === 'text/event-stream') ? '' : describeBody(exchange);
  const end =
    type === 'text/event-stream' && !isOver
      ? 'open'
      : hasNotEnded(exchange)
        ? `not ended after ${printBytes(exchange.bytes)}`
        : '';
  return [status, type || (STATUS_CODES[status] ?? ''), target ? `→ ${target.href}` : text, end]
    .filter(part => part !== '')
    .join(' ');
}

/** Columns side by side. */
export function align(rows: readonly (readonly string[])[]): string[] {
  const widths = [0, 1].map(column => Math.max(...rows.map(row => row[column]?.length ?? 0)));
  return rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
}

function printBytes(count: number): string {
  return `${print(count)} ${count === 1 ? 'byte' : 'bytes'}`;
}

function print(count: number): string {
  return count.toLocaleString('en-US');
}
