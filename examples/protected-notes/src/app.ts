import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express, { type Express, type RequestHandler } from 'express';
import { createServer, type Notes, SCOPES } from './server.js';
import { createVerifier, type Settings } from './verifier.js';

const SCOPE = 'notes:read';

/** The application: what `main.ts` listens with, and what the tests are about. */
export function createApp(settings: Settings): Express {
  const { issuer, resource } = settings;
  const { pathname } = new URL(resource);
  const metadataPath = `/.well-known/oauth-protected-resource${pathname}`;
  const resourceMetadataUrl = new URL(metadataPath, resource).href;
  const notes: Notes = new Map();
  const app = express();

  app.get(metadataPath, (_request, response) => {
    response.json({
      resource,
      authorization_servers: [issuer],
      scopes_supported: [SCOPE, ...new Set(Object.values(SCOPES))],
    });
  });
  app.all(
    pathname,
    requireBearerAuth({ verifier: createVerifier(settings), requiredScopes: [SCOPE], resourceMetadataUrl }),
    express.json(),
    requireToolScope(resourceMetadataUrl),
    async (request, response) => {
      // Without sessions: each request stands by itself, and brings its own token.
      const transport = new StreamableHTTPServerTransport({});
      const server = createServer(notes, String(request.auth?.extra?.['sub']));
      response.on('close', () => void server.close());
      await server.connect(transport as Parameters<typeof server.connect>[0]);
      await transport.handleRequest(request, response, request.body);
    },
  );
  return app;
}

/** Answers 403 to whoever calls a tool without its scope: so a client knows what to ask for. */
function requireToolScope(resourceMetadataUrl: string): RequestHandler {
  return (request, response, next) => {
    // Old clients send several messages at once.
    const messages = [request.body ?? []].flat() as { method?: string; params?: { name?: string } }[];
    const scope = messages
      .filter(({ method }) => method === 'tools/call')
      .map(({ params }) => SCOPES[params?.name ?? ''])
      .find(needed => needed !== undefined && !request.auth?.scopes.includes(needed));
    if (scope === undefined) return next();
    response
      .status(403)
      .set(
        'WWW-Authenticate',
        `Bearer error="insufficient_scope", scope="${scope}", resource_metadata="${resourceMetadataUrl}"`,
      )
      .json({ error: 'insufficient_scope' });
  };
}
