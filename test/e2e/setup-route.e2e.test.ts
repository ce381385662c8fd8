import { spawnSync } from 'node:child_process';
import { commonRoot, project, resultOf, runJest, type Run } from './harness';
import { addServer, addTest } from './harness/servers';

// For users who have a preset already: the environment and the setup file, and a transform of their own.
const route = project('setup-route', {
  'jest.config.js': `const ours = { testEnvironment: 'jest-mcp/environment', setupFilesAfterEnv: ['jest-mcp/setup'] };
module.exports = {
  projects: [
    {
      ...ours,
      displayName: 'ts-jest',
      rootDir: '<rootDir>/typescript',
      transform: { '\\\\.ts$': ['ts-jest', { tsconfig: { module: 'CommonJS', esModuleInterop: true, isolatedModules: true } }] },
      moduleNameMapper: { '^(\\\\.{1,2}/.*)\\\\.js$': '$1' },
    },
    // No transform named: Jest's own babel-jest.
    { ...ours, displayName: 'babel-jest', rootDir: '<rootDir>/javascript' },
  ],
};
`,
  'typescript/package.json': {},
  'typescript/src/server.ts': addServer,
  'typescript/test/server.test.ts': addTest('../src/server.js'),
  'javascript/package.json': {},
  'javascript/src/server.js': `const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { z } = require('zod');

exports.createServer = () => {
  const server = new McpServer({ name: 'adder', version: '1.0.0' });
  server.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } }, async ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
  }));
  return server;
};
`,
  'javascript/test/server.test.js': `const { createServer } = require('../src/server');

mcp.serve(createServer);

test('adds', async () => {
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
});
`,
});

let run: Run;

beforeAll(async () => {
  run = await runJest(route);
});

test.each(['typescript/test/server.test.ts', 'javascript/test/server.test.js'])('%s passes', file => {
  expect(resultOf(run, file)).toMatchObject({ status: 'passed', message: '' });
});

test('and the run passes', () => {
  expect(run.exitCode).toBe(0);
  expect(run.counts).toEqual({ passed: 2, failed: 0, failedSuites: 0 });
});

test.each(['Vitest', 'another program'])('loaded by %s, the kit says that it needs Jest', runner => {
  const env = { ...process.env, JEST_WORKER_ID: '1', VITEST: runner === 'Vitest' ? 'true' : undefined };
  const { stderr } = spawnSync(process.execPath, ['-e', `require('jest-mcp/setup')`], {
    cwd: commonRoot(),
    env,
    encoding: 'utf8',
  });
  expect(stderr).toContain(
    `Error: jest-mcp needs Jest, and was loaded by ${runner}. Keep tests that use it in a folder of their own, and run them with npx jest: see docs/vitest.md.`,
  );
});
