import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Files, install, project, resultOf, runJest, type Run } from './harness';
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

const example = path.join(__dirname, '../../examples/protected-notes');

/** The example, its sources changed as told. */
function changed(
  changes: Readonly<Record<string, readonly [from: string | RegExp, to: string]>> = {},
): Files {
  const files = ['src', 'test'].flatMap(folder =>
    readdirSync(path.join(example, folder)).map(name => `${folder}/${name}`),
  );
  const texts = files.map(file => {
    const text = readFileSync(path.join(example, file), 'utf8');
    const [from, to] = changes[file] ?? ['', ''];
    const wrong = text.replace(from, to);
    if (changes[file] && wrong === text) throw new Error(`${file} does not hold ${String(from)}.`);
    return [file, wrong];
  });
  return {
    'package.json': { type: 'module' },
    'tsconfig.json': nodeNext,
    'jest.config.cjs': usePreset,
    ...Object.fromEntries(texts),
  };
}

/** The tests that failed. */
function failedIn(run: Run): string[] {
  return resultOf(run, 'app.test.ts')
    .assertionResults.filter(({ status }) => status === 'failed')
    .map(({ fullName }) => fullName);
}

test('the example passes, and leaves nothing behind', async () => {
  const run = await runJest(project('authorization-right', changed(), root));
  expect(run.output).not.toMatch(/open handle|did not exit/i);
  expect(failedIn(run)).toEqual([]);
  expect(resultOf(run, 'app.test.ts').status).toBe('passed');
});

/** Without the kit's environment: hooks close what it would. */
const bySetupFile = `module.exports = {
  resolver: 'jest-mcp/resolver',
  setupFilesAfterEnv: ['jest-mcp/setup'],
  transform: { '\\\\.[cm]?[tj]sx?$': 'jest-mcp/transform' },
  transformIgnorePatterns: [],
};
`;

test.each([
  [
    'native ES modules',
    `module.exports = { preset: 'jest-mcp/presets/esm' };\n`,
    { NODE_OPTIONS: '--experimental-vm-modules' },
  ],
  ['the setup file', bySetupFile, {}],
] as const)('it passes by %s too', async (route, config, env) => {
  const files = { ...changed(), 'jest.config.cjs': config };
  const run = await runJest(project(`authorization-${route.replaceAll(' ', '-')}`, files, root), [], { env });
  expect(run.output).not.toMatch(/open handle|did not exit/i);
  expect(failedIn(run)).toEqual([]);
  expect(resultOf(run, 'app.test.ts').status).toBe('passed');
});

test.each([
  ['an audience that nobody looks at', { 'src/verifier.ts': [/ {8}audience: resource,\n/, ''] }],
  ['a verifier that throws what it likes', { 'src/verifier.ts': [/\.catch\([^]*?\n {6}\}\)/, ''] }],
  ['a tool without its scope', { 'src/server.ts': [`, purge: 'notes:write'`, ''] }],
  ['a challenge that does not say where to log in', { 'src/app.ts': [', resourceMetadataUrl }', ' }'] }],
] as const)('%s is found', async (name, changes) => {
  const run = await runJest(project(`authorization-${name.replaceAll(' ', '-')}`, changed(changes), root));
  expect(failedIn(run)).toMatchSnapshot();
});

/** A protected server that listens, attacked from a script. */
const script = `
import { createAuthServer, createForger, runBattery } from 'jest-mcp/auth';
import { createRequire } from 'node:module';
import { once } from 'node:events';
import express from 'express';
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from 'jose';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';

const as = createAuthServer({ resource: 'http://127.0.0.1:{port}/mcp' });
const { pathname, origin, port } = new URL(as.resource);
const metadata = '/.well-known/oauth-protected-resource' + pathname;
const keys = createRemoteJWKSet(new URL(as.jwksUri));

function createApp(audience) {
  const app = express();
  app.get(metadata, (request, response) => response.json(as.resourceMetadata()));
  app.all(pathname, async (request, response, next) => {
    const [, token] = /^Bearer ([\\w.-]+)$/i.exec(request.headers.authorization ?? '') ?? [];
    try {
      await jwtVerify(token, keys, { issuer: as.issuer, audience, algorithms: ['ES256'], requiredClaims: ['exp'] });
      next();
    } catch {
      const error = request.headers.authorization ? 'error="invalid_token", ' : '';
      response.set('www-authenticate', 'Bearer ' + error + 'resource_metadata="' + origin + metadata + '"').sendStatus(401);
    }
  });
  app.post(pathname, express.json(), async (request, response) => {
    const server = new McpServer({ name: 'x', version: '1.0.0' });
    const transport = new StreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    await transport.handleRequest(request, response, request.body);
  });
  return app;
}

async function attack(audience) {
  const server = createApp(audience).listen(Number(port), '127.0.0.1');
  await once(server, 'listening');
  const { verdict, message } = await runBattery(as.resource, { auth: as });
  await new Promise(closed => (server.close(closed), server.closeAllConnections()));
  return [verdict, message.split('\\n')[0]];
}

const right = await attack(as.resource);
const wrong = await attack(undefined);
await as.close();
const forger = createForger({ issuer: 'https://as.example.com', resource: 'https://mcp.example.com/mcp' });
const verify = token => jwtVerify(token, createLocalJWKSet(forger.jwks)).then(() => 'good', ({ code }) => code);
const forged = [await verify(forger.token()), await verify(forger.broken.expired())];
const jest = Object.keys(createRequire(import.meta.url).cache).filter(file => /node_modules[/](?:jest|@jest|expect)[/-]/.test(file) && !file.includes('jest-mcp'));
console.log(JSON.stringify({ right, wrong, forged, jest }));
`;

test('authorization server, forger and battery work in a script, without Jest', () => {
  const { folder } = project(
    'authorization-script',
    { 'package.json': { type: 'module' }, 'attack.mjs': script },
    root,
  );
  const node = process.env['JEST_MCP_E2E_NODE'] ?? process.execPath;
  const { stdout, stderr } = spawnSync(node, ['attack.mjs'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toEqual({
    right: ['passed', expect.stringMatching(/^All \d+ probes were answered as they must be\.$/)],
    wrong: ['failed', expect.stringMatching(/^\d+ of \d+ probes found something wrong: 1 cause\.$/)],
    forged: ['good', 'ERR_JWT_EXPIRED'],
    jest: [],
  });
});

test('the matchers are functions that a matcher can be made of', async () => {
  const files = {
    'package.json': { type: 'module' },
    'tsconfig.json': nodeNext,
    'jest.config.cjs': usePreset,
    'src/server.ts': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

export function createServer(): McpServer {
  const server = new McpServer({ name: 'x', version: '1.0.0' });
  server.registerTool('add', { inputSchema: { a: z.number() } }, ({ a }) => ({ content: [{ type: 'text', text: String(a + 1) }] }));
  return server;
}
`,
    'test/sum.test.ts': `import { toReturnToolText } from 'jest-mcp/matchers';
import { createServer } from '../src/server.js';

expect.extend({
  toReturnNumber(received: unknown, expected: number) {
    return toReturnToolText.call(this as never, received, String(expected));
  },
});
const number = (operation: unknown) => expect(operation) as unknown as { toReturnNumber(expected: number): Promise<void> };
mcp.serve(createServer);

test('passes', async () => {
  await number(mcp.callTool('add', { a: 1 })).toReturnNumber(2);
});
test('fails', async () => {
  await number(mcp.callTool('add', { a: 1 })).toReturnNumber(3);
});
`,
  };
  const run = await runJest(project('authorization-matchers', files, root));
  expect(
    resultOf(run, 'sum.test.ts').assertionResults.map(({ fullName, status, failureMessages }) => [
      fullName,
      status,
      failureMessages.map(message => /Received: +(.*)/.exec(message)?.[1]),
    ]),
  ).toEqual([
    ['passes', 'passed', []],
    ['fails', 'failed', ['"2"']],
  ]);
});
