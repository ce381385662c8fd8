import { JSON } from '../core';
import type { EraRequests } from './era-requests';
import type { ProbeRequest } from './exchange';

/** A request that calls a tool, and does not look like it to who looks at its surface alone. */
export interface ScopeBypass {
  /** Completes "the tool purge, called …". */
  readonly how: string;
  readonly cure: string;
  change(request: ProbeRequest): ProbeRequest;
}

/** The disguises that there are in an era. @param harmless a tool that asks for nothing */
export function bypassesIn({ era }: EraRequests, harmless: string): readonly ScopeBypass[] {
  const headers = [anotherName(harmless), ANOTHER_METHOD];
  // Batches left the protocol. The headers came with the modern era, and a gate may read them in both.
  return era === 'legacy' ? [BATCH, ...headers] : headers;
}

const BATCH: ScopeBypass = {
  how: 'in a batch, behind a notification,',
  cure: 'Look at every message of a body that is an array, or refuse such bodies.',
  change: request => {
    const notification = { jsonrpc: '2.0', method: 'notifications/initialized' };
    return { ...request, body: JSON.stringify([notification, JSON.parse(request.body ?? '{}') as object]) };
  },
};

const COMPARE = 'Decide by the body, which is what the server reads; the headers repeat it for proxies.';

function anotherName(name: string): ScopeBypass {
  return {
    how: `with the header mcp-name: ${name}`,
    cure: COMPARE,
    change: request => ({ ...request, headers: { ...request.headers, 'mcp-name': name } }),
  };
}

const ANOTHER_METHOD: ScopeBypass = {
  how: 'with the header mcp-method: tools/list',
  cure: COMPARE,
  change: request => ({ ...request, headers: { ...request.headers, 'mcp-method': 'tools/list' } }),
};
