import { JSON, Response } from '../../core';
import { type JsonRpcMessage, parseJsonRpc } from '../frame';

/** The media type alone, without its parameters: `text/html`. */
export function mediaType(headers: Headers | undefined): string {
  return (headers?.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** JSON, or one of its kin: `application/problem+json`. */
export function isJson(type: string): boolean {
  return /^application\/(?:[\w.-]+\+)?json$/.test(type);
}

/** The JSON-RPC messages of a body: one, or a batch as some old servers send it. */
export function parseMessages(text: string): JsonRpcMessage[] {
  const message = parseJsonRpc(text);
  if (message) return [message];
  if (!/^\s*\[/.test(text)) return [];
  try {
    return (JSON.parse(text) as (JsonRpcMessage | null)[]).filter(
      (item): item is JsonRpcMessage => item?.jsonrpc === '2.0',
    );
  } catch {
    return [];
  }
}

/** Why `answer` is no `Response`, if so. A handler may give anything, and a `Response` of another library: its shape decides. */
export function whyNoResponse(answer: unknown): string | undefined {
  if (answer === undefined || answer === null) return `returned ${String(answer)}, which is not a Response`;
  const { status, headers, body, bodyUsed } = answer as Partial<Response>;
  if (typeof status !== 'number' || typeof (headers as Headers | undefined)?.get !== 'function')
    return `returned ${nameOf(answer)}, which is not a Response${isServer(answer) ? SO_A_FACTORY : ''}`;
  if (body && typeof (body as Partial<ReadableStream>).getReader !== 'function')
    return 'returned a Response whose body is not a ReadableStream';
  return bodyUsed ? 'returned a Response whose body was read already' : undefined;
}

/** What a factory returns is taken for a handler where it is a function: a factory, too. */
const SO_A_FACTORY =
  '. It looks like a server: where the function builds one, give mcp.serve() that function, without another one around it';

function isServer(value: object): boolean {
  const { connect, close } = value as { connect?: unknown; close?: unknown };
  return typeof connect === 'function' && typeof close === 'function';
}

function nameOf(value: object): string {
  if (typeof value !== 'object') return `a ${typeof value}`;
  const name = (value.constructor as { name?: string } | undefined)?.name;
  return name === undefined || name === 'Object' ? 'a plain object' : `an instance of ${name}`;
}

/** The same answer around what was read of its body. */
export function rebuilt(
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer>,
  { status, statusText, headers }: Response,
): Response {
  const isEmpty = status === 204 || status === 205 || status === 304;
  return new Response(isEmpty ? null : body, { status, statusText, headers });
}
