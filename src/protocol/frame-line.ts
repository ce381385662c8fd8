import { JSON } from '../core';
import type { Frame, JsonRpcMessage } from '../wire/frame';
import { escapeInvisible } from '../messages/visible';

const LONGEST_DETAIL = 100;
const LONGEST_PIECE = 60;
const MOST_PIECES = 3;
/** A cut that saves less than its own note is none. */
const LEAST_CUT = 12;

/** One frame as the columns of a line. */
export interface FrameLine {
  readonly arrow: '→' | '←';
  readonly kind: string;
  readonly detail: string;
  /** For a response: how long after its request it came. */
  readonly elapsed?: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** `→ tools/call  add {"a":1,"b":2}`: `all` is where a response finds its request. */
export function describeFrame(frame: Frame, all: readonly Frame[]): FrameLine {
  const arrow = frame.direction === 'to server' ? '→' : '←';
  const { message } = frame;
  const [kind, detail] =
    message.jsonrpc === undefined
      ? ['no message', escapeInvisible(quote(frame.text))]
      : describeMessage(message);
  const elapsed =
    message.method === undefined && message.jsonrpc !== undefined ? elapsedOf(frame, all) : undefined;
  return { arrow, kind, detail: cut(detail, LONGEST_DETAIL), ...(elapsed === undefined ? {} : { elapsed }) };
}

function describeMessage(message: JsonRpcMessage): [kind: string, detail: string] {
  const { method, params } = message as { readonly method?: unknown; readonly params?: unknown };
  if (method !== undefined)
    return [
      isString(method) ? method : compact(method),
      params === undefined || isFields(params) ? describeParams(params) : compact(params),
    ];
  // What a server writes by itself need not have the shape of a response.
  const { error, result } = message as { readonly error?: unknown; readonly result?: unknown };
  if (isFields(error) && isString(error['message']))
    return ['error', `${String(error['code'])} ${quote(error['message'])}`];
  if (!isFields(result)) return ['response', compact(message)];
  // Not `tool error`: SDK v1 dresses other refusals in `isError` too, and the wire tells what it carried.
  return [result['isError'] === true ? 'error result' : 'result', describeResult(result)];
}

/** What is printed by itself, or not at all. */
const NAMED = new Set(['name', 'uri', 'arguments', '_meta']);

/** The name first, then the arguments: what a reader looks for. The protocol's own `_meta` is left out. */
function describeParams(params: Fields | undefined): string {
  if (params === undefined) return '';
  const { name, uri, arguments: args } = params;
  const others = Object.fromEntries(Object.entries(params).filter(([key]) => !NAMED.has(key)));
  const named = [name, uri].filter(value => typeof value === 'string');
  const rest = args === undefined ? others : { ...(args as object), ...others };
  return [...named, ...(Object.keys(rest).length === 0 ? [] : [compact(rest)])].join(' ');
}

/** A result in a few words: its blocks, contents, messages or list. */
export function describeResult(result: Fields): string {
  const { serverInfo } = result;
  if (isFields(serverInfo)) return [serverInfo['name'], serverInfo['version']].filter(isString).join(' ');
  const pieces = [
    ...listed(result['content']).map(describeBlock),
    ...(result['structuredContent'] === undefined
      ? []
      : [`structured ${compact(result['structuredContent'])}`]),
    ...listed(result['contents']).map(describeContents),
    ...listed(result['messages']).map(describeTurn),
    ...['tools', 'resources', 'resourceTemplates', 'prompts'].flatMap(key => describeList(key, result[key])),
  ];
  if (pieces.length === 0) return compact(result);
  const shown = pieces.slice(0, MOST_PIECES).join(', ');
  return pieces.length > MOST_PIECES ? `${shown}, … and ${pieces.length - MOST_PIECES} more` : shown;
}

function describeBlock(block: Fields): string {
  const { type, text, mimeType, data, resource, uri } = block;
  if (type === 'text' && isString(text)) return `text ${quote(text)}`;
  if (isFields(resource)) return `resource ${String(resource['uri'])}`;
  const size = isString(data) ? `(${data.length} characters of base64)` : undefined;
  return [type, uri, mimeType, size].filter(isString).join(' ');
}

function describeContents({ uri, text, mimeType, blob }: Fields): string {
  if (isString(text)) return `${String(uri)} text ${quote(text)}`;
  const size = isString(blob) ? `blob (${blob.length} characters of base64)` : undefined;
  return [uri, mimeType, size].filter(isString).join(' ');
}

function describeTurn({ role, content }: Fields): string {
  const blocks = Array.isArray(content) ? listed(content) : listed([content]);
  return `${String(role)} ${blocks.map(describeBlock).join(' ')}`;
}

function describeList(key: string, value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  const names = listed(value).map(item => item['uriTemplate'] ?? item['uri'] ?? item['name']);
  return [
    `${value.length} ${value.length === 1 ? key.replace(/s$/, '') : key}: ${names.filter(isString).map(quote).join(', ')}`,
  ];
}

function elapsedOf(frame: Frame, all: readonly Frame[]): string | undefined {
  const { id } = frame.message;
  const request = all.findLast(
    other =>
      other.direction !== frame.direction &&
      other.at <= frame.at &&
      other.message.id === id &&
      other.message.method !== undefined,
  );
  return request && `${(frame.at - request.at).toFixed(1)} ms`;
}

function listed(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** The closing quote is kept: without it a cut text runs into what follows. */
function quote(text: string): string {
  const rest = text.length - LONGEST_PIECE;
  return rest > LEAST_CUT
    ? `${JSON.stringify(text.slice(0, LONGEST_PIECE))}… (${rest.toLocaleString('en-US')} more)`
    : JSON.stringify(text);
}

function compact(value: unknown): string {
  return JSON.stringify(value);
}

function cut(text: string, longest: number): string {
  return text.length <= longest + LEAST_CUT
    ? text
    : `${text.slice(0, longest)}… (${(text.length - longest).toLocaleString('en-US')} more)`;
}
