type Params = Readonly<Record<string, unknown>>;
/** What a server by hand answers, by the method: a result, or undefined for "no such method". */
export type Answers = (method: string, params: Params) => object | undefined;

const INFO = { name: 'by-hand', version: '1.0.0' };

/**
 * A server of no SDK, as a fetch handler, in both eras. What it answers goes out as it is: no SDK's server stands
 * between a test and the wire. It is out of the kit's sight.
 */
export function byHand(
  answers: Answers,
  capabilities: object = { tools: {} },
): { fetch(request: Request): Promise<Response> } {
  return {
    async fetch(request) {
      if (request.method !== 'POST') return new Response(null, { status: 405 });
      const {
        id,
        method,
        params = {},
      } = (await request.json()) as { id?: number; method: string; params?: Params };
      if (id === undefined) return new Response(null, { status: 202 });
      const meta = params['_meta'] as Params | undefined;
      const isModern = meta?.['io.modelcontextprotocol/protocolVersion'] !== undefined;
      const result = greeting(method, params, capabilities) ?? answers(method, params);
      if (result === undefined)
        return Response.json({ jsonrpc: '2.0', id, error: { code: -32601, message: 'Method not found' } });
      const whole = isModern
        ? { resultType: 'complete', ttlMs: 0, cacheScope: 'private', ...result }
        : result;
      return Response.json({ jsonrpc: '2.0', id, result: whole });
    },
  };
}

function greeting(method: string, params: Params, capabilities: object): object | undefined {
  switch (method) {
    case 'initialize':
      return { protocolVersion: params['protocolVersion'], capabilities, serverInfo: INFO };
    case 'server/discover':
      return { supportedVersions: ['2026-07-28'], capabilities, serverInfo: INFO };
    case 'ping':
      return {};
    default:
      return undefined;
  }
}
