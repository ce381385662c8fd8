import { project, runJest, type Run } from './harness';
import { nodeNext } from './harness/servers';

// Jest runs native ES modules in ways that know nothing of our preset for them: whatever configured it, the kit has to
// load SDKs and entries as the test file does.
const beside = project('native-beside', {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.js': `const parts = { testEnvironment: 'jest-mcp/environment', setupFilesAfterEnv: ['jest-mcp/setup'] };
const tsJest = {
  preset: 'ts-jest/presets/default-esm',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\\\.{1,2}/.*)\\\\.js$': '$1' },
  transform: { '^.+\\\\.tsx?$': ['ts-jest', { useESM: true, diagnostics: false, tsconfig: { module: 'ESNext', isolatedModules: true } }] },
};
const native = ['<rootDir>/test/*.test.ts'];
export default {
  testTimeout: 60_000,
  projects: [
    { displayName: 'ts-jest', ...tsJest, ...parts, testMatch: native },
    { displayName: 'no environment', ...tsJest, setupFilesAfterEnv: parts.setupFilesAfterEnv, testMatch: native },
    { displayName: 'preset', preset: 'jest-mcp', extensionsToTreatAsEsm: ['.ts'], testMatch: native },
    { displayName: 'reset', preset: 'jest-mcp', extensionsToTreatAsEsm: ['.ts'], resetModules: true, testMatch: ['<rootDir>/test/entry.test.ts'] },
    { displayName: 'plain', ...parts, transform: {}, testMatch: ['<rootDir>/test/plain.test.{js,mjs}'] },
    { displayName: 'commonjs', preset: 'jest-mcp', testMatch: ['<rootDir>/test/memory.test.ts', '<rootDir>/test/common.test.cjs'] },
  ],
};
`,
  'src/server.ts': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';

export function createServer(): McpServer {
  const server = new McpServer({ name: 'esm', version: '1.0.0' });
  server.registerTool('greet', {}, async () => ({ content: [{ type: 'text', text: 'hello' }] }));
  return server;
}
`,
  'src/plain.mjs': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';

export const greeting = await Promise.resolve('hello');
export function createServer() {
  const server = new McpServer({ name: 'esm', version: '1.0.0' });
  server.registerTool('greet', {}, async () => ({ content: [{ type: 'text', text: greeting }] }));
  return server;
}
`,
  'src/main.ts': `import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from './server.js';

const name: string = await Promise.resolve('esm');
if (name === 'esm') await createServer().connect(new StdioServerTransport());
`,
  'test/memory.test.ts': `import { McpError } from '@modelcontextprotocol/sdk/types.js';
import { createServer } from '../src/server.js';

mcp.serve(createServer);

test.each(['first', 'second'])('an error is of the class that the test imports: %s', async () => {
  await expect(mcp).toCallTool('greet', {}, 'hello');
  const asked: unknown = mcp.readResource('note://1');
  await expect(asked).rejects.toBeInstanceOf(McpError);
});
`,
  'test/entry.test.ts': `mcp.serve({ entry: '../src/main.ts' });

test.each(['first', 'second'])('an entry waits at its top level: %s', async () => {
  await expect(mcp).toCallTool('greet', {}, 'hello');
});
`,
  'test/plain.test.js': `import { McpError } from '@modelcontextprotocol/sdk/types.js';
import { createServer } from '../src/plain.mjs';

mcp.serve(createServer);

test('greets', async () => {
  await expect(mcp).toCallTool('greet', {}, 'hello');
  await expect(mcp.readResource('note://1')).rejects.toBeInstanceOf(McpError);
});
`,
  'test/plain.test.mjs': `import { createServer } from '../src/plain.mjs';

test('greets', async () => {
  mcp.serve(createServer);
  await expect(mcp).toCallTool('greet', {}, 'hello');
});
`,
  'test/common.test.cjs': `const { McpError } = require('@modelcontextprotocol/sdk/types.js');
const { createServer } = require('../src/server.ts');

mcp.serve(createServer);

test('greets', async () => {
  await expect(mcp).toCallTool('greet', {}, 'hello');
  await expect(mcp.readResource('note://1')).rejects.toBeInstanceOf(McpError);
});
`,
});

let run: Run;

beforeAll(async () => {
  run = await runJest(beside, ['--runInBand'], { env: { NODE_OPTIONS: '--experimental-vm-modules' } });
});

test('a test file that runs as an ES module is seen as one, and one that does not is not', () => {
  const failures = run.json?.testResults.filter(({ status }) => status !== 'passed') ?? [];
  expect(failures.map(({ name, message }) => `${name}\n${message}`)).toEqual([]);
  // Three projects of two files with two tests each, one of one, two files of JavaScript, and two of CommonJS.
  expect(run.counts).toEqual({ passed: 12 + 2 + 2 + 3, failed: 0, failedSuites: 0 });
});
