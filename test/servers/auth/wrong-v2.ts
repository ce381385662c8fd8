import { createMcpHandler } from '@modelcontextprotocol/server';
import { createServer } from '../sdk-v2';
import type { Defects } from './defects';
import { Gate } from './gate';
import { introspectorOf, verifierOf, type Issuer } from './verifier';

/** A fetch handler around SDK v2, stateless and of both eras, with these mistakes and no other. */
export function wrongV2(
  as: Issuer,
  wrong: Defects = {},
  tokens: 'jwt' | 'opaque' = 'jwt',
): (request: Request) => Promise<Response> {
  const verify = tokens === 'jwt' ? verifierOf(as, wrong) : introspectorOf(as, wrong);
  const gate = new Gate(as, wrong, verify);
  const handler = createMcpHandler(() => createServer());
  return async request => {
    const url = new URL(request.url);
    const text = request.method === 'POST' ? await request.clone().text() : '';
    const judged = await gate.judge({
      method: request.method,
      url,
      header: name => request.headers.get(name) ?? undefined,
      body: parsed(text),
    });
    if ('status' in judged)
      return new Response(judged.body, { status: judged.status, headers: judged.headers });
    const isMcp =
      decodeURIComponent(url.pathname).toLowerCase().replace(/\/+/g, '/').replace(/\/$/, '') === '/mcp';
    if (!isMcp) return new Response('Not found', { status: 404 });
    if (wrong.openGet === true && request.method === 'GET')
      return new Response('data: hello\n\n', { headers: { 'content-type': 'text/event-stream' } });
    if (wrong.openDelete === true && request.method === 'DELETE') return new Response(null, { status: 200 });
    if (Array.isArray(parsed(text)))
      return new Response('[]', { headers: { 'content-type': 'application/json' } });
    return handler.fetch(request);
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
