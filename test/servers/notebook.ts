import {
  createMcpHandler,
  McpServer,
  OAuthError,
  OAuthErrorCode,
  requireBearerAuth,
} from '@modelcontextprotocol/server';
import { z } from 'zod';

/** The tokens that the notebook knows: whose they are. */
const OWNERS: Readonly<Record<string, string>> = { 'token-of-alice': 'alice', 'token-of-bob': 'bob' };

/** An application that keeps notes for its life, of whoever brings a token. */
export function createNotebook(): { fetch(request: Request): Promise<Response> } {
  const notes: { owner: string; text: string }[] = [];
  const handler = createMcpHandler(({ authInfo }) => {
    const owner = String(authInfo?.extra?.['sub']);
    const server = new McpServer({ name: 'notebook', version: '1.0.0' });
    server.registerTool('write', { inputSchema: z.object({ text: z.string() }) }, ({ text }) => {
      notes.push({ owner, text });
      return { content: [{ type: 'text', text: 'written' }] };
    });
    server.registerTool('read', {}, () => ({
      content: notes
        .filter(note => note.owner === owner)
        .map(({ text }) => ({ type: 'text' as const, text })),
    }));
    server.registerTool('count', {}, () => ({ content: [{ type: 'text', text: String(notes.length) }] }));
    return server;
  });
  const gate = requireBearerAuth({
    verifier: {
      verifyAccessToken: async token => {
        const sub = OWNERS[token];
        if (sub === undefined) throw new OAuthError(OAuthErrorCode.InvalidToken, 'unknown token');
        return { token, clientId: 'app', scopes: [], expiresAt: 4_000_000_000, extra: { sub } };
      },
    },
  });
  return {
    fetch: async request => {
      if (request.headers.get('x-closed') !== null) return new Response('closed', { status: 418 });
      const judged = await gate(request);
      return judged instanceof Response ? judged : handler.fetch(request, { authInfo: judged });
    },
  };
}
