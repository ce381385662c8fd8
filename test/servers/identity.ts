import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import {
  McpServer as McpServerV2,
  OAuthError,
  OAuthErrorCode,
  requireScopes,
} from '@modelcontextprotocol/server';

interface Known {
  readonly clientId: string;
  readonly scopes: string[];
  readonly extra?: Record<string, unknown>;
}

function describe(authInfo: Known | undefined): { content: { type: 'text'; text: string }[] } {
  const text = authInfo
    ? `${String(authInfo.extra?.['sub'])} through ${authInfo.clientId}, may ${authInfo.scopes.join(' ') || 'nothing'}`
    : 'nobody';
  return { content: [{ type: 'text', text }] };
}

/** Says who asks, on SDK v1. */
export function createV1(): McpServerV1 {
  const server = new McpServerV1({ name: 'who', version: '1.0.0' });
  server.registerTool('whoami', {}, extra => describe(extra.authInfo));
  return server;
}

/** Says who asks, on SDK v2, and lets only some purge. */
export function createV2(): McpServerV2 {
  const server = new McpServerV2({ name: 'who', version: '1.0.0' });
  server.registerTool('whoami', {}, context => describe(context.http?.authInfo));
  server.registerTool('purge', { scopeChallenge: requireScopes('notes:write') }, () => ({
    content: [{ type: 'text', text: 'PURGED' }],
  }));
  return server;
}

interface Reason {
  new (message: string): Error;
}

const inAnHour = (): number => Math.floor(Date.now() / 1_000) + 3_600;

/** Knows one token, and the ways of being wrong that a verifier can find. */
function verifier(refuse: (reason: string) => Error): {
  verifyAccessToken(token: string): Promise<{
    token: string;
    clientId: string;
    scopes: string[];
    expiresAt: number;
    resource: URL;
    extra: Record<string, unknown>;
  }>;
} {
  return {
    verifyAccessToken: async token => {
      if (token === 'breaks') throw new TypeError('keys is undefined');
      if (!['good', 'old', 'small', 'elsewhere'].includes(token)) throw refuse('unknown token');
      return {
        token,
        clientId: 'app',
        scopes: token === 'small' ? [] : ['notes:read'],
        expiresAt: token === 'old' ? 1 : inAnHour(),
        resource: new URL(token === 'elsewhere' ? 'https://other.example/mcp' : 'https://notes.example/mcp'),
        extra: { sub: 'carol' },
      };
    },
  };
}

export const verifierV1 = verifier(reason => new (InvalidTokenError as unknown as Reason)(reason));
export const verifierV2 = verifier(reason => new OAuthError(OAuthErrorCode.InvalidToken, reason));
