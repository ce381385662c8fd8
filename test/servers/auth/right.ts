import { createMcpExpressApp } from '@modelcontextprotocol/express';
import {
  createMcpHandler,
  getOAuthProtectedResourceMetadataUrl as metadataUrlV2,
  OAuthError,
  OAuthErrorCode,
  oauthMetadataResponse,
  originValidationResponse,
  requireBearerAuth as gateV2,
  type AuthInfo,
} from '@modelcontextprotocol/server';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import {
  getOAuthProtectedResourceMetadataUrl,
  mcpAuthMetadataRouter,
} from '@modelcontextprotocol/sdk/server/auth/router.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { auth as auth0, requiredScopes } from 'express-oauth2-jwt-bearer';
import { FastMCP } from 'fastmcp';
import { Hono } from 'hono';
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import jwt from 'jsonwebtoken';
import jwksClient from 'jwks-rsa';
import { createServer as createV1 } from '../sdk-v1';
import { createServer as createV2 } from '../sdk-v2';

/** Who issues the tokens. */
export interface Issuer {
  readonly issuer: string;
  readonly resource: string;
  readonly jwksUri: string;
  readonly introspectionUri: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  resourceMetadata(overrides?: Readonly<Record<string, unknown>>): Record<string, unknown>;
}

/** What a verifier makes of a token: the claims, or why it is refused. */
type Verify = (token: string) => Promise<JWTPayload>;

/** Verifies with jose, as its documentation has it. */
export function withJose({ issuer, resource, jwksUri }: Issuer, algorithm: string): Verify {
  const keys = createRemoteJWKSet(new URL(jwksUri));
  return async token => {
    const { payload } = await jwtVerify(token, keys, {
      issuer,
      audience: resource,
      algorithms: [algorithm],
      requiredClaims: ['exp'],
    });
    return payload;
  };
}

/** Verifies with jsonwebtoken and jwks-rsa. */
export function withJwksRsa({ issuer, resource, jwksUri }: Issuer): Verify {
  const client = jwksClient({ jwksUri, cache: true });
  return async token => {
    const key = await client.getSigningKey(jwt.decode(token, { complete: true })?.header.kid);
    return jwt.verify(token, key.getPublicKey(), {
      issuer,
      audience: resource,
      algorithms: ['RS256'],
    }) as JWTPayload;
  };
}

/** Asks the issuer. */
export function withIntrospection({ introspectionUri, resource }: Issuer): Verify {
  return async token => {
    const response = await fetch(introspectionUri, {
      method: 'POST',
      body: new URLSearchParams({ token }),
    });
    const answer = (await response.json()) as JWTPayload & { active: boolean };
    if (!answer.active || ![answer.aud].flat().includes(resource)) throw new Error('not active');
    return answer;
  };
}

function authInfoOf(token: string, claims: JWTPayload): AuthInfo {
  const { client_id = '', scope = '' } = claims as { client_id?: string; scope?: string };
  return { token, clientId: client_id, scopes: scope.split(' '), expiresAt: claims.exp! };
}

/** Express and SDK v1, a server for each request. */
export function expressV1(as: Issuer, verify: Verify): Express {
  const resourceServerUrl = new URL(as.resource);
  const app = express();
  app.use(
    mcpAuthMetadataRouter({
      oauthMetadata: as.metadata as never,
      resourceServerUrl,
      scopesSupported: ['mcp'],
    }),
  );
  const gate = requireBearerAuth({
    verifier: {
      verifyAccessToken: async token => {
        try {
          return authInfoOf(token, await verify(token));
        } catch {
          throw new InvalidTokenError('The token is not good');
        }
      },
    },
    requiredScopes: ['mcp'],
    resourceMetadataUrl: getOAuthProtectedResourceMetadataUrl(resourceServerUrl),
  });
  app.all('/mcp', noForeignOrigin, gate, express.json(), handleV1);
  return app;
}

/** Express itself would write the stack into its answer, but in production. */
const withoutStack: ErrorRequestHandler = (
  error: Error & { status?: number; headers?: object },
  _request,
  response,
  _next,
) => {
  response
    .status(error.status ?? 500)
    .set(error.headers ?? {})
    .json({ error: error.message });
};

const noForeignOrigin: RequestHandler = (request, response, next) => {
  if (request.get('origin') === undefined) next();
  else response.sendStatus(403);
};

const handleV1: RequestHandler = (request, response) => {
  void (async () => {
    const transport = new StreamableHTTPServerTransport({});
    response.on('close', () => void transport.close());
    await createV1().connect(transport);
    await transport.handleRequest(request, response, request.body);
  })();
};

/** SDK v2: its handler behind its gate, both eras. */
export function handlerV2(as: Issuer, verify: Verify): { fetch(request: Request): Promise<Response> } {
  const resourceServerUrl = new URL(as.resource);
  const gate = gateV2({
    verifier: {
      verifyAccessToken: async token => {
        try {
          return authInfoOf(token, await verify(token));
        } catch (error) {
          throw new OAuthError(OAuthErrorCode.InvalidToken, (error as Error).message);
        }
      },
    },
    requiredScopes: ['mcp'],
    resourceMetadataUrl: metadataUrlV2(resourceServerUrl),
  });
  const handler = createMcpHandler(() => createV2());
  const metadata = { oauthMetadata: as.metadata as never, resourceServerUrl, scopesSupported: ['mcp'] };
  return {
    fetch: async request => {
      const early = oauthMetadataResponse(request, metadata) ?? originValidationResponse(request, []);
      if (early) return early;
      const authInfo = await gate(request);
      return authInfo instanceof Response ? authInfo : handler.fetch(request, { authInfo });
    },
  };
}

/** Hono around SDK v2's handler. */
export function honoV2(as: Issuer, verify: Verify): Hono {
  const answer = handlerV2(as, verify);
  return new Hono()
    .all('/mcp', context => answer.fetch(context.req.raw))
    .get('/.well-known/*', context => answer.fetch(context.req.raw));
}

/** Express around Auth0's middleware, which has no word for the metadata. */
export function expressAuth0(as: Issuer): Express {
  const app = createMcpExpressApp();
  app.get('/.well-known/oauth-protected-resource/mcp', (_request, response) => {
    response.json(as.resourceMetadata());
  });
  const gate = auth0({
    issuer: as.issuer,
    jwksUri: as.jwksUri,
    audience: as.resource,
    tokenSigningAlg: 'RS256',
  });
  app.all('/mcp', noForeignOrigin, gate, requiredScopes('mcp'), handleV1);
  app.use(withoutStack);
  return app;
}

/** FastMCP, which listens by itself and asks for every request who it is. */
export async function fastMcp(as: Issuer, verify: Verify, port: number): Promise<{ stop(): Promise<void> }> {
  const server = new FastMCP<{ claims: JWTPayload }>({
    name: 'notes',
    version: '1.2.3',
    oauth: {
      enabled: true,
      protectedResource: {
        resource: as.resource,
        authorizationServers: [as.issuer],
        scopesSupported: ['mcp'],
      },
    },
    authenticate: async request => {
      const [, token] = /^bearer (.+)$/i.exec(request?.headers.authorization ?? '') ?? [];
      if (token === undefined) throw new Error('no token');
      return { claims: await verify(token) };
    },
  });
  await server.start({
    transportType: 'httpStream',
    httpStream: { port, host: '127.0.0.1', stateless: true },
  });
  return server;
}
