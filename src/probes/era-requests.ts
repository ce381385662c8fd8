import { JSON } from '../core';
import type { ProbeRequest } from './exchange';

const CLIENT = { name: 'jest-mcp', version: '1.0.0' };
/** The last revision of the legacy era. */
export const LEGACY = '2025-11-25';
const MODERN = '2026-07-28';

/** What stands in a request besides its method. */
export interface RequestParts {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly token?: string | undefined;
  readonly sessionId?: string | undefined;
  /** In place of the header that the token would make. */
  readonly authorization?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The tokens in `authorization` and `headers`. */
  readonly tokens?: readonly string[];
}

/** How a request of MCP looks over HTTP in one era. */
export interface EraRequests {
  readonly era: 'legacy' | 'modern';
  /** What a client asks first. */
  readonly first: string;
  /** Makes a request. A method that begins with `notifications/` is sent as a notification. */
  request(url: URL, method: string, parts?: RequestParts): ProbeRequest;
}

/** Up to 2025-11-25: `initialize` first, a session perhaps. */
export const legacy: EraRequests = {
  era: 'legacy',
  first: 'initialize',
  request(url, method, { params = {}, ...parts } = {}) {
    const isFirst = method === 'initialize';
    const own = isFirst ? { protocolVersion: LEGACY, capabilities: {}, clientInfo: CLIENT } : {};
    return build(
      url,
      method,
      { ...own, ...params },
      isFirst ? {} : { 'mcp-protocol-version': LEGACY },
      parts,
    );
  },
};

/** From 2026-07-28 on: every request stands for itself. */
export const modern: EraRequests = {
  era: 'modern',
  first: 'server/discover',
  request(url, method, { params = {}, ...parts } = {}) {
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': MODERN,
      'io.modelcontextprotocol/clientCapabilities': {},
      'io.modelcontextprotocol/clientInfo': CLIENT,
    };
    const name = params['name'] ?? params['uri'];
    const headers = {
      'mcp-protocol-version': MODERN,
      'mcp-method': method,
      ...(typeof name === 'string' && { 'mcp-name': name }),
    };
    return build(url, method, { ...params, _meta }, headers, parts);
  },
};

function build(
  url: URL,
  method: string,
  params: object,
  eraHeaders: Readonly<Record<string, string>>,
  { token, authorization, sessionId, headers = {}, tokens = [] }: RequestParts,
): ProbeRequest {
  const isNotification = method.startsWith('notifications/');
  const presented = authorization ?? (token === undefined ? undefined : `Bearer ${token}`);
  return {
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...eraHeaders,
      ...(sessionId !== undefined && { 'mcp-session-id': sessionId }),
      ...(presented !== undefined && { authorization: presented }),
      ...headers,
    },
    body: JSON.stringify({ jsonrpc: '2.0', ...(!isNotification && { id: 1 }), method, params }),
    tokens: token === undefined ? tokens : [token, ...tokens],
  };
}
