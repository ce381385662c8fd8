import { createMcpHandler } from '@modelcontextprotocol/server';
import { whoamiV2 } from './whoami';

/** Where an application in process answers. */
export const RESOURCE = 'http://127.0.0.1/mcp';

/** What a guarded application takes for good, and what it says of itself. */
export interface Guarded {
  readonly issuer: string;
  /** The scopes of a good token. Anything thrown refuses it. */
  readonly verify: (token: string) => Promise<readonly string[]>;
  /** In place of the resource metadata. `null`: none. */
  readonly metadata?: Readonly<Record<string, unknown>> | null | undefined;
  /** Answers whatever is not MCP. */
  readonly other?: (request: Request) => Promise<Response> | Response;
}

/** A fetch handler in front of SDK v2, as somebody writes it by hand: 401, 403 for the tool `purge`, resource metadata. */
export function guardedApp({ issuer, verify, metadata, other }: Guarded): {
  fetch(request: Request): Promise<Response>;
} {
  const handler = createMcpHandler(() => whoamiV2());
  const place = 'http://127.0.0.1/.well-known/oauth-protected-resource/mcp';
  const refuse = (status: number, error: string, scope = ''): Response => {
    const named = metadata === null ? '' : `, resource_metadata="${place}"`;
    const wanted = scope === '' ? '' : `, scope="${scope}"`;
    return new Response(null, {
      status,
      headers: { 'www-authenticate': `Bearer error="${error}"${wanted}${named}` },
    });
  };
  return {
    fetch: async request => {
      const { pathname } = new URL(request.url);
      if (pathname === new URL(place).pathname && metadata !== null)
        return Response.json({
          resource: RESOURCE,
          authorization_servers: [issuer],
          scopes_supported: ['notes:read'],
          ...metadata,
        });
      if (pathname !== '/mcp') return other?.(request) ?? new Response(null, { status: 404 });
      const [, token = ''] = /^Bearer (.+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
      const scopes = await verify(token).catch(() => undefined);
      if (!scopes) return refuse(401, 'invalid_token');
      const body = request.method === 'POST' ? await request.clone().text() : '';
      if (body.includes('"purge"') && !scopes.includes('notes:write'))
        return refuse(403, 'insufficient_scope', 'notes:write');
      return handler.fetch(request, { authInfo: { token, clientId: 'somebody', scopes: [...scopes] } });
    },
  };
}
