import { install, project, resultOf, runJest, type Run } from './harness';
import { nodeNext, usePreset } from './harness/servers';

/** A protected server as most people write one: Express, SDK v1, jose. */
const root = install('authorization', {
  dependencies: {
    '@modelcontextprotocol/sdk': '^1.32.2',
    express: '^5.3.0',
    jose: '^6.2.17',
    typescript: '~6.0.3',
    zod: '^4.6.7',
  },
});

const app = `import { randomUUID } from 'node:crypto';
import { InvalidTokenError } from '@modelcontextprotocol/sdk/server/auth/errors.js';
import { requireBearerAuth } from '@modelcontextprotocol/sdk/server/auth/middleware/bearerAuth.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import express, { type Express } from 'express';
import { createRemoteJWKSet, jwtVerify } from 'jose';

export interface Settings {
  issuer: string;
  jwksUri: string;
  resource: string;
}

export function createApp({ issuer, jwksUri, resource }: Settings): Express {
  const keys = createRemoteJWKSet(new URL(jwksUri));
  const metadataPath = '/.well-known/oauth-protected-resource' + new URL(resource).pathname;
  const guard = requireBearerAuth({
    verifier: {
      verifyAccessToken: async token => {
        const { payload } = await jwtVerify(token, keys, { issuer, audience: resource }).catch(() => {
          throw new InvalidTokenError('The token is not good here');
        });
        return {
          token,
          clientId: String(payload.client_id),
          scopes: String(payload.scope ?? '').split(' '),
          expiresAt: payload.exp,
          extra: { sub: payload.sub },
        };
      },
    },
    requiredScopes: ['notes:read'],
    resourceMetadataUrl: new URL(metadataPath, resource).href,
  });
  const app = express();
  const transports: Record<string, { transport: StreamableHTTPServerTransport; sub: unknown }> = {};
  app.get(metadataPath, (_req, res) => {
    res.json({ resource, authorization_servers: [issuer], scopes_supported: ['notes:read'] });
  });
  app.all('/mcp', guard, express.json(), async (req, res) => {
    const sub = req.auth?.extra?.sub;
    const known = transports[String(req.headers['mcp-session-id'])];
    if (known && known.sub !== sub) return void res.status(404).end();
    let transport = known?.transport;
    if (!transport) {
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: id => void (transports[id] = { transport: transport!, sub }),
      });
      const server = new McpServer({ name: 'notes', version: '1.0.0' });
      server.registerTool('whoami', {}, extra => ({
        content: [{ type: 'text', text: String(extra.authInfo?.extra?.sub) }],
      }));
      await server.connect(transport);
    }
    await transport.handleRequest(req, res, req.body);
  });
  return app;
}
`;

const tests = (settings = 'as'): string => `import { authServer } from 'jest-mcp';
import { createApp } from '../src/app.js';

const as = authServer();

mcp.serve(() => createApp(${settings}), { auth: as });

test('alice is let in', async () => {
  await expect(mcp.as({ sub: 'alice', scopes: ['notes:read'] }).callTool('whoami')).toReturnToolText('alice');
});

test('nobody is not', async () => {
  await expect(mcp.anonymous().callTool('whoami')).toRejectUnauthorized();
  await expect(mcp.withToken(as.broken.expired()).callTool('whoami')).toRejectUnauthorized();
  await expect(mcp.as({ sub: 'bob' }).callTool('whoami')).toRejectForbidden({ scope: 'notes:read' });
});

test('logs in', async () => {
  const session = await mcp.login({ as: 'carol', register: 'dcr' });
  await expect(session.callTool('whoami')).toReturnToolText('carol');
});

test('withstands the battery', async () => {
  await expect(mcp).toRejectUnauthorized();
});

test('withstands it as an application of its own', async () => {
  await expect(() => createApp(${settings})).toRejectUnauthorized({ auth: as });
});

test('says where to log in', async () => {
  await expect(mcp).toAdvertiseAuthorization({ authorizationServers: [as.issuer] });
});
`;

const files = {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.cjs': usePreset,
  'src/app.ts': app,
  'test/app.test.ts': tests(),
};

describe('an Express application with jose', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runJest(project('authorization-right', files, root));
  });

  test('passes', () => {
    expect(run.output).not.toMatch(/open handle|did not exit/i);
    expect(resultOf(run, 'app.test.ts').status).toBe('passed');
  });
});

describe('the same, wrong on purpose', () => {
  let run: Run;
  beforeAll(async () => {
    run = await runJest(
      project(
        'authorization-wrong',
        {
          ...files,
          'test/audience.test.ts': tests(),
          'test/plain.test.ts': tests().replace('../src/app.js', '../src/plain.js'),
          'src/plain.ts': app.replace(/\.catch\(\(\) => \{[^]*?\n {8}\}\)/, ''),
          'src/app.ts': app.replace('{ issuer, audience: resource }', '{ issuer }'),
        },
        root,
      ),
    );
  });

  test.each(['audience.test.ts', 'plain.test.ts'])('%s: the battery finds it', file => {
    const failed = resultOf(run, file).assertionResults.filter(({ status }) => status === 'failed');
    expect(failed.map(({ fullName }) => fullName)).toMatchSnapshot();
  });
});
