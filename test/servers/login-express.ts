import { randomUUID } from 'node:crypto';
import { InvalidGrantError, InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import type { OAuthServerProvider } from '@modelcontextprotocol/sdk/server/auth/provider.js';
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import type { OAuthClientInformationFull } from '@modelcontextprotocol/sdk/shared/auth.js';
import express from 'express';

/** An MCP server that says who asks. */
export function whoami(): McpServer {
  const server = new McpServer({ name: 'whoami', version: '1.0.0' });
  server.registerTool('whoami', {}, extra => ({
    content: [
      {
        type: 'text',
        text: `${extra.authInfo?.clientId ? 'somebody' : 'nobody'}: ${extra.authInfo?.scopes.join(' ')}`,
      },
    ],
  }));
  server.registerTool('purge', {}, () => ({ content: [{ type: 'text', text: 'purged' }] }));
  return server;
}

interface Grant {
  readonly clientId: string;
  readonly scopes: string[];
  readonly challenge: string;
}

/** What an application of SDK v1 gets wrong, or has of its own. */
export interface ExpressOptions {
  readonly rateLimit?: false | { readonly max: number };
  /** Default: yes. */
  readonly refreshTokens?: boolean;
  /** What it calls itself. Default: where it is asked. */
  readonly resource?: string;
  /** Where it is asked. Default: where an application in process is. */
  readonly origin?: string;
}

/** Express with SDK v1's own authorization server in the same application, as its examples have it. */
export function expressWithRouter({
  rateLimit = false,
  refreshTokens = true,
  origin = 'http://127.0.0.1',
  resource = `${origin}/mcp`,
}: ExpressOptions = {}): express.Express {
  const clients = new Map<string, OAuthClientInformationFull>();
  const codes = new Map<string, Grant>();
  const tokens = new Map<string, Omit<Grant, 'challenge'>>();
  const issue = (grant: Omit<Grant, 'challenge'>) => {
    const [access_token, refresh_token] = [randomUUID(), randomUUID()];
    tokens.set(access_token, grant);
    if (refreshTokens) tokens.set(refresh_token, grant);
    return {
      access_token,
      token_type: 'Bearer',
      expires_in: 3600,
      scope: grant.scopes.join(' '),
      ...(refreshTokens && { refresh_token }),
    };
  };
  const provider: OAuthServerProvider = {
    clientsStore: {
      getClient: id => clients.get(id),
      registerClient: client => {
        const known = client as OAuthClientInformationFull;
        clients.set(known.client_id, known);
        return known;
      },
    },
    authorize: (client, params, response) => {
      const code = randomUUID();
      codes.set(code, {
        clientId: client.client_id,
        scopes: params.scopes ?? [],
        challenge: params.codeChallenge,
      });
      const target = new URL(params.redirectUri);
      target.searchParams.set('code', code);
      if (params.state !== undefined) target.searchParams.set('state', params.state);
      response.redirect(target.href);
      return Promise.resolve();
    },
    challengeForAuthorizationCode: (_client, code) => {
      const grant = codes.get(code);
      return grant ? Promise.resolve(grant.challenge) : Promise.reject(new InvalidGrantError('no such code'));
    },
    exchangeAuthorizationCode: (_client, code) => {
      const grant = codes.get(code);
      codes.delete(code);
      return grant ? Promise.resolve(issue(grant)) : Promise.reject(new InvalidGrantError('no such code'));
    },
    exchangeRefreshToken: (_client, token) => {
      const grant = tokens.get(token);
      tokens.delete(token);
      return grant
        ? Promise.resolve(issue(grant))
        : Promise.reject(new InvalidGrantError('no such refresh token'));
    },
    verifyAccessToken: token => {
      const grant = tokens.get(token);
      if (!grant) return Promise.reject(new InvalidTokenError('no such token'));
      return Promise.resolve({ ...grant, token, expiresAt: Math.floor(Date.now() / 1000) + 3600 });
    },
    revokeToken: (_client, { token }) => {
      tokens.delete(token);
      return Promise.resolve();
    },
  };
  const app = express();
  app.use(
    mcpAuthRouter({
      provider,
      issuerUrl: new URL(origin),
      resourceServerUrl: new URL(resource),
      scopesSupported: ['notes:read'],
      clientRegistrationOptions: { rateLimit },
      authorizationOptions: { rateLimit: false },
      tokenOptions: { rateLimit: false },
      revocationOptions: { rateLimit: false },
    }),
  );
  const resourceMetadataUrl = getOAuthProtectedResourceMetadataUrl(new URL(resource)).replace(
    new URL(resource).origin,
    origin,
  );
  const guard = (requiredScopes: string[]): express.RequestHandler =>
    requireBearerAuth({ verifier: provider, requiredScopes, resourceMetadataUrl });
  app.use(express.json());
  app.all('/mcp', guard(['notes:read']), (request, response, next) => {
    const { params } = (request.body ?? {}) as { params?: { name?: string } };
    if (params?.name === 'purge') guard(['notes:read', 'notes:write'])(request, response, next);
    else next();
  });
  app.all('/mcp', (request, response) => {
    const transport = new StreamableHTTPServerTransport({});
    response.on('close', () => void transport.close());
    void whoami()
      .connect(transport)
      .then(() => transport.handleRequest(request, response, request.body));
  });
  return app;
}
