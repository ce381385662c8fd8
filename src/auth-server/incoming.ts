import { JSON, URL, URLSearchParams } from '../core';
import type { Context } from './context';

/** A field of a form: a list where it came several times. */
export type FieldValue = string | readonly string[];

/** A request, read. */
export interface Incoming {
  readonly method: string;
  readonly url: URL;
  /** The path below the issuer's: `/token`. */
  readonly endpoint: string;
  readonly headers: Headers;
  readonly query: URLSearchParams;
  /** The body, where it is a form. */
  readonly form: URLSearchParams;
  /** The body, where it is JSON. */
  readonly json: unknown;
  /** The query and the body together. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** An endpoint: what it answers. */
export type Endpoint = (request: Incoming, context: Context) => Response | Promise<Response>;

/** Reads a request whole. */
export async function readIncoming(request: Request, base: string): Promise<Incoming> {
  const url = new URL(request.url);
  const path = new URL(base).pathname.replace(/\/$/, '');
  const type = request.headers.get('content-type') ?? '';
  const text = request.method === 'GET' || request.method === 'HEAD' ? '' : await request.text();
  const json = /^application\/([\w.+-]+\+)?json\b/i.test(type) ? parsed(text) : undefined;
  const form = new URLSearchParams(/^application\/x-www-form-urlencoded\b/i.test(type) ? text : '');
  return {
    method: request.method,
    url,
    endpoint: url.pathname.startsWith(`${path}/`) ? url.pathname.slice(path.length) : '',
    headers: request.headers,
    query: url.searchParams,
    form,
    json,
    fields: { ...fieldsOf(url.searchParams), ...fieldsOf(form), ...(isObject(json) && json) },
  };
}

/** The fields of a query or a form. */
export function fieldsOf(parameters: URLSearchParams): Record<string, FieldValue> {
  const names = [...new Set(parameters.keys())];
  return Object.fromEntries(
    names.map(name => {
      const values = parameters.getAll(name);
      return [name, values.length > 1 ? values : (values[0] ?? '')];
    }),
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
