import { createMcpHandler, McpServer, requireBearerAuth } from '@modelcontextprotocol/server';
import type { AuthServer } from 'jest-mcp';

/** An application behind the SDK's own middleware, with the metadata that a login looks for. */
export function createApp(as: AuthServer): { fetch(request: Request): Promise<Response> } {
  const metadataUrl = new URL(
    `/.well-known/oauth-protected-resource${new URL(as.resource).pathname}`,
    as.resource,
  );
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'guarded', version: '1.0.0' });
    server.registerTool('ping', {}, () => ({ content: [{ type: 'text', text: 'pong' }] }));
    return server;
  });
  const gate = requireBearerAuth({
    verifier: as.verifier(),
    requiredScopes: ['notes:read'],
    resourceMetadataUrl: metadataUrl.href,
  });
  return {
    fetch: async request => {
      const { pathname } = new URL(request.url);
      if (pathname === metadataUrl.pathname)
        return Response.json(as.resourceMetadata({ scopes_supported: ['notes:read'] }));
      if (pathname !== '/mcp') return new Response(null, { status: 404 });
      const judged = await gate(request);
      return judged instanceof Response ? judged : handler.fetch(request, { authInfo: judged });
    },
  };
}
