import { messageOf, project, resultOf, runJest, type Run } from './harness';
import { addServer, addTest, addTestInCommonJs } from './harness/servers';

const createServerInCommonJs = `const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { z } = require('zod');

exports.createServer = () => {
  const server = new McpServer({ name: 'adder', version: '1.0.0' });
  server.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } }, async ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
  }));
  return server;
};
`;

const clockTest = (imports: string) => `${imports}
jest.mock('../src/clock.js', () => ({ now: () => 'mocked' }));

test('jest.mock is lifted above the imports', () => {
  expect(report()).toBe('now: mocked');
});
`;

// One inner run: `projects` gives each folder its own package type.
const javascript = project('javascript', {
  'jest.config.js': `const preset = { preset: 'jest-mcp' };
module.exports = {
  projects: ['module', 'commonjs', 'none'].map(name => ({ ...preset, displayName: name, rootDir: '<rootDir>/' + name })),
};
`,

  'module/package.json': { type: 'module' },
  'module/src/server.js': addServer,
  'module/test/server.test.js': addTest('../src/server.js'),
  'module/src/clock.js': `export const now = () => 'real';\n`,
  'module/src/report.js': `import { now } from './clock.js';\nexport const report = () => 'now: ' + now();\n`,
  'module/test/mock.test.js': clockTest(`import { report } from '../src/report.js';\n`),
  'module/src/plain.cjs': `exports.kind = 'commonjs';\n`,
  'module/src/meta.mjs': `import plain from './plain.cjs';
export { default as named } from './plain.cjs';
export const { dirname } = import.meta;
export const { kind } = plain;
`,
  'module/test/meta.test.js': `import path from 'node:path';
import { dirname, kind, named } from '../src/meta.mjs';

test('.mjs and .cjs', async () => {
  expect(dirname).toBe(path.resolve(import.meta.dirname, '../src'));
  expect([kind, named.kind, (await import('../src/plain.cjs')).kind]).toEqual(['commonjs', 'commonjs', 'commonjs']);
});
`,

  'commonjs/package.json': { type: 'commonjs' },
  'commonjs/src/server.js': createServerInCommonJs,
  'commonjs/test/server.test.js': addTestInCommonJs('../src/server.js'),
  // An octal literal is a syntax error where the file has been made strict.
  'commonjs/src/sloppy.js': `exports.mode = 010;\nexports.self = typeof function () { return this; }();\n`,
  'commonjs/test/sloppy.test.js': `const { mode, self } = require('../src/sloppy.js');

test('a CommonJS file is left as it is', () => {
  expect([mode, self]).toEqual([8, 'object']);
});
`,
  'commonjs/src/clock.js': `exports.now = () => 'real';\n`,
  'commonjs/src/report.js': `const { now } = require('./clock.js');\nexports.report = () => 'now: ' + now();\n`,
  'commonjs/test/mock.test.js': clockTest(`const { report } = require('../src/report.js');\n`),
  'commonjs/src/module.mjs': `export const kind = 'module';\n`,
  'commonjs/test/import.test.js': `test('import() of an ES module', async () => {
  expect((await import('../src/module.mjs')).kind).toBe('module');
});
`,

  // What npm init writes, with tests as Jest's documentation writes them: a test runs in Jest alone. A server does not.
  'commonjs/test/imports.test.js': addTest('../src/server.js'),
  'commonjs/src/written.js': addServer,
  'commonjs/test/written.test.js': addTest('../src/written.js'),
  'commonjs/src/named.cjs': addServer,
  'commonjs/test/named.test.js': addTest('../src/named.cjs'),

  // Neither says what it is: then the syntax does.
  'none/package.json': {},
  'none/src/server.js': addServer,
  'none/test/server.test.js': addTest('../src/server.js'),
});

let run: Run;

beforeAll(async () => {
  run = await runJest(javascript);
});

test.each([
  'module/test/server.test.js',
  'module/test/mock.test.js',
  'module/test/meta.test.js',
  'commonjs/test/server.test.js',
  'commonjs/test/imports.test.js',
  'commonjs/test/sloppy.test.js',
  'commonjs/test/mock.test.js',
  'commonjs/test/import.test.js',
  'none/test/server.test.js',
])('%s passes', file => {
  expect(resultOf(run, file)).toMatchObject({ status: 'passed' });
});

test('and of the run with `projects` nothing else fails', () => {
  expect(run.counts).toEqual({ passed: 9, failed: 0, failedSuites: 2 });
});

test.each(['written', 'named'])('a server that Node does not run does not run here: %s', name => {
  expect(messageOf(run, `commonjs/test/${name}.test.js`, javascript)).toMatchSnapshot();
});
