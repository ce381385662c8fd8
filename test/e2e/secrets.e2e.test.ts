import { readFileSync } from 'node:fs';
import path from 'node:path';
import { project, resultOf, runJest } from './harness';
import { nodeNext, usePreset } from './harness/servers';

/** Written so that no line of code, which Jest prints, holds the secret itself. */
const made = (what: string): string =>
  `${what}_${Buffer.from(`nobody may see ${what}`).toString('base64url')}`;
const madeInTheTest = `const made = (what: string): string =>
  what + '_' + Buffer.from('nobody may see ' + what).toString('base64url');
`;

/** Each says what it should not, where a careless server says it. */
const server = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

const said = (text: string) => ({ content: [{ type: 'text' as const, text }] });

export function createServer(): McpServer {
  const server = new McpServer({ name: 'careless', version: '1.0.0' });
  const of = (extra: { authInfo?: { token: string } }): string =>
    extra.authInfo?.token ?? process.env['API_TOKEN'] ?? 'none';
  server.registerTool('repeats', {}, extra => said('you sent ' + of(extra)));
  server.registerTool('structured', { outputSchema: { token: z.string() } }, extra => ({
    ...said('see there'),
    structuredContent: { token: of(extra) },
  }));
  server.registerTool('throws', {}, extra => {
    throw new Error('bad token ' + of(extra));
  });
  server.registerTool('rejects', {}, extra => {
    void Promise.reject(new Error('lost the token ' + of(extra)));
    return said('done');
  });
  server.registerTool('prints', {}, extra => {
    console.error('token is', of(extra));
    console.log('token is', of(extra));
    return said('done');
  });
  server.registerResource('profile', 'profile://me', {}, (_uri, extra) => {
    throw new Error('no profile for ' + of(extra), { cause: new Error('nothing for ' + of(extra)) });
  });
  return server;
}
`;

const files = {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.cjs': usePreset,
  'src/server.ts': server,
  'src/main.ts': `import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from './server.js';

await createServer().connect(new StdioServerTransport());
`,
  'src/program.mjs': `console.log('token is', process.env.API_TOKEN);
console.error('token is', process.env.API_TOKEN);
process.exit(1);
`,
  'test/memory.test.ts': `import { createServer } from '../src/server.js';

${madeInTheTest}
const token = made('presented');
const verifier = {
  verifyAccessToken: async (given: string) => {
    if (given !== token) throw new Error('no such token: ' + given);
    return { token: given, clientId: 'x', scopes: [], expiresAt: Date.now() / 1_000 + 600 };
  },
};
mcp.serve(createServer, { auth: { verifier }, token });

test('repeats', async () => {
  await expect(mcp.callTool('repeats')).toReturnToolText('you are alice');
});
test('structured', async () => {
  await expect(mcp.callTool('structured')).toReturnStructuredContent({ token: 'x' });
});
test('throws', async () => {
  await expect(mcp.callTool('throws')).toReturnToolText('fine');
});
test('rejects', async () => {
  await mcp.callTool('rejects');
});
test('a resource', async () => {
  await mcp.readResource('profile://me');
});
test('is refused', async () => {
  await mcp.withToken(made('refused')).callTool('repeats');
});
test('is asked for nothing', async () => {
  void mcp.callTool('repeats', { password: made('argument') });
});
`,
  'test/http.test.ts': `import { authServer } from 'jest-mcp';

${madeInTheTest}
const as = authServer();

/** Says in its refusals what it was sent. */
const app = {
  fetch: async (request: Request) =>
    new Response('who is ' + request.headers.get('authorization') + '?', {
      status: 401,
      headers: {
        'www-authenticate': 'Bearer error="invalid_token", error_description="' + request.headers.get('authorization') + '"',
        'set-cookie': 'sid=' + made('cookie') + '; Path=/',
      },
    }),
};

test('an identity', async () => {
  mcp.serve(app, { auth: as, path: '/mcp' });
  await mcp.as({ sub: 'alice' }).callTool('x');
});
test('a token', async () => {
  mcp.serve(app, { path: '/mcp' });
  await expect(mcp.withToken(made('header')).callTool('x')).toReturnToolText('x');
});
test('a header', async () => {
  mcp.serve(app, { path: '/mcp', headers: { cookie: 'session=' + made('session'), 'x-api-key': made('key') } });
  await mcp.listTools();
});
test('an attack', async () => {
  await expect(app).toRejectUnauthorized({ validToken: made('valid'), path: '/mcp' } as never);
});
test('a client of the authorization server', async () => {
  const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: made('refresh'), client_secret: made('client') });
  await fetch(as.issuer + '/token', { method: 'POST', body });
  expect(as).toHaveSeen('POST /token', { refresh_token: 'x', client_secret: 'y' });
});
test('a token that is passed through', async () => {
  await expect(() => fetch('http://127.0.0.1:1/?x=' + made('passed')).catch(() => 0)).not.toPassTokenThrough(made('passed'));
});
`,
  'test/login.test.ts': `import { authServer } from 'jest-mcp';

${madeInTheTest}
const as = authServer();
const metadata = { resource: 'http://127.0.0.1/mcp', authorization_servers: [as.issuer] };

/** Takes nobody's token, and says which. */
const app = {
  fetch: async (request: Request) => {
    if (request.url.includes('well-known')) return Response.json(metadata);
    const authorization = request.headers.get('authorization');
    if (authorization !== null) return new Response('not with ' + authorization, { status: 403 });
    const challenge = 'Bearer resource_metadata="http://127.0.0.1/.well-known/oauth-protected-resource/mcp"';
    return new Response('', { status: 401, headers: { 'www-authenticate': challenge } });
  },
};

test('a wrong password', async () => {
  mcp.serve(app, { auth: as, path: '/mcp' });
  as.nextLogin({ form: { user: 'alice', password: made('password') } });
  await mcp.login({ form: { user: 'alice', password: made('wrong') } });
});
test('a token that is refused', async () => {
  mcp.serve(app, { auth: as, path: '/mcp' });
  as.nextLogin({ form: { user: 'alice', password: made('password') } });
  await mcp.login({ form: { user: 'alice', password: made('password') } });
});
`,
  'test/stdio.test.ts': `${madeInTheTest}
mcp.serve({ command: process.execPath, args: ['src/program.mjs'], env: { API_TOKEN: made('environment') } });

test('a program', async () => {
  await expect(mcp.callTool('prints')).toReturnToolText('x');
});
test('an entry', async () => {
  mcp.serve({ entry: '../src/main.ts', env: { API_TOKEN: made('environment') } });
  await expect(mcp.callTool('prints')).toReturnToolText('x');
});
test('a resource', async () => {
  mcp.serve({ entry: '../src/main.ts', env: { API_TOKEN: made('environment') } });
  await mcp.readResource('profile://me');
});
`,
};

test('no secret leaves the kit, whatever fails, and wherever a server says it', async () => {
  const root = project('secrets', files);
  const run = await runJest(root);
  const report = readFileSync(path.join(root.folder, 'report.json'), 'utf8');
  for (const file of ['memory', 'http', 'login', 'stdio'])
    expect([
      file,
      resultOf(run, `test/${file}.test.ts`).assertionResults.filter(({ status }) => status === 'passed'),
    ]).toEqual([file, []]);
  const all = [run.stdout, run.stderr, report].join('\n');
  const secrets = [
    'presented',
    'refused',
    'argument',
    'cookie',
    'header',
    'session',
    'key',
    'valid',
    'refresh',
    'client',
    'passed',
    'password',
    'wrong',
    'environment',
  ];
  // All but the part that may stand.
  expect(secrets.filter(what => all.includes(made(what).slice(13)))).toEqual([]);
  expect(all).not.toMatch(/eyJ[\w-]+\.[\w-]{10}/);
});
