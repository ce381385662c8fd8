import { createMcpHandler, McpServer, requireScopes } from '@modelcontextprotocol/server';
import { z } from 'zod';
import type { Defects } from './defects';
import { Gate } from './gate';
import { verifierOf, type Issuer } from './verifier';

/** How a tool can be wrong about the scope that it needs. */
export interface ScopeDefects {
  readonly forgotten?: boolean;
  readonly inHandler?: boolean;
  /** No mistake: the challenge stands in the result, as a tool can put it there by itself. */
  readonly challengeInResult?: boolean;
  readonly asked?: string;
  readonly as401?: boolean;
  readonly bare403?: boolean;
  readonly refusesAll?: boolean;
  readonly breaks?: boolean;
}

/** SDK v2 with a scope for each of two tools: `purge` needs `notes:write`, `list` needs `notes:read`. */
export function scoped(
  as: Issuer,
  wrong: ScopeDefects = {},
  gateDefects: Defects = {},
): (request: Request) => Promise<Response> {
  const gate = new Gate(as, { noScopeCheck: true, ...gateDefects }, verifierOf(as, {}));
  const handler = createMcpHandler(() => createServer(wrong));
  return async request => {
    const url = new URL(request.url);
    const text = request.method === 'POST' ? await request.clone().text() : '';
    const judged = await gate.judge({
      method: request.method,
      url,
      header: name => request.headers.get(name) ?? undefined,
      body: undefined,
    });
    if ('status' in judged)
      return new Response(judged.body, { status: judged.status, headers: judged.headers });
    const scopes = (judged.claims?.scope ?? '').split(' ');
    if (text.includes('"purge"')) {
      const isShort = !scopes.includes('notes:write') && !scopes.includes('admin');
      if (wrong.breaks === true) return new Response('broken', { status: 500 });
      if (wrong.as401 === true && isShort)
        return new Response('no', { status: 401, headers: { 'www-authenticate': 'Bearer' } });
      if (wrong.bare403 === true && isShort) return new Response('no', { status: 403 });
      if (wrong.refusesAll === true) return forbidden('notes:write');
      if (scopes.includes('admin')) scopes.push('notes:write', 'notes:read');
    }
    const authInfo = { token: '', clientId: 'jest-mcp', scopes, expiresAt: 9_999_999_999 };
    return handler.fetch(request, { authInfo });
  };
}

function forbidden(scope: string): Response {
  const challenge = `Bearer error="insufficient_scope", scope="${scope}"`;
  return new Response('', { status: 403, headers: { 'www-authenticate': challenge } });
}

function createServer(wrong: ScopeDefects): McpServer {
  const server = new McpServer({ name: 'notes', version: '1.2.3' });
  const isChallenged =
    wrong.forgotten !== true && wrong.inHandler !== true && wrong.challengeInResult !== true;
  const scope = wrong.asked ?? 'notes:write';
  server.registerTool(
    'purge',
    {
      inputSchema: z.object({ id: z.number().optional() }),
      ...(isChallenged && { scopeChallenge: requireScopes(scope) }),
    },
    (_arguments, context) => {
      const isShort = context.http?.authInfo?.scopes.includes('notes:write') !== true;
      if (wrong.inHandler === true && isShort)
        return { isError: true, content: [{ type: 'text', text: 'You may not.' }] };
      if (wrong.challengeInResult === true && isShort)
        return {
          isError: true,
          content: [{ type: 'text', text: 'You may not.' }],
          _meta: { 'mcp/www_authenticate': ['Bearer error="insufficient_scope", scope="notes:write"'] },
        };
      return { content: [{ type: 'text', text: 'PURGED' }] };
    },
  );
  server.registerTool('list', { scopeChallenge: requireScopes('notes:read') }, () => ({
    content: [{ type: 'text', text: 'none' }],
  }));
  return server;
}
