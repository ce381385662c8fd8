import { failureOf } from './failures';
import { project, runJest, type Run } from './harness';
import { nodeNext } from './harness/servers';

const files = {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.cjs': `module.exports = { preset: 'jest-mcp', testTimeout: 60_000 };\n`,
  'src/server.ts': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';

export function createServer() {
  const server = new McpServer({ name: 'broken', version: '1.0.0' });
  server.registerTool('add', {}, () => ({ content: [] })
  return server;
}
`,
  'src/entry.ts': `import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from './server.js';

void createServer().connect(new StdioServerTransport());
`,
  'test/import.test.ts': `import { createServer } from '../src/server.js';
mcp.serve(createServer);
test('imported', () => mcp.ping());
`,
  'test/served.test.ts': `describe('an entry', () => {
  mcp.serve({ entry: '../src/entry.ts' });
  test('asked by a matcher', async () => {
    await expect(mcp.callTool('add')).toReturnToolText('3');
  });
  test('awaited', async () => {
    await mcp.callTool('add');
  });
});
describe('a factory', () => {
  mcp.serve(async () => (await import('../src/server.js')).createServer());
  test('asked by a matcher', async () => {
    await expect(mcp.callTool('add')).toReturnToolText('3');
  });
});
`,
};

let run: Run;
beforeAll(async () => {
  run = await runJest(project('syntax-error', files));
});

test.each(['an entry › asked by a matcher', 'an entry › awaited', 'a factory › asked by a matcher'])(
  '%s',
  name => {
    expect(failureOf(run, name)).toMatchSnapshot();
  },
);

test('a file that the test imports is named by Jest', () => {
  expect(failureOf(run, 'Test suite failed to run')).toMatchSnapshot();
});

test('nothing is coloured where colours are off', () => {
  expect(run.output).not.toContain('\u001b');
  expect(run.output).not.toContain('\\u001b');
});
