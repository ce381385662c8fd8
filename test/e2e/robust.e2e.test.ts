import { failureOf } from './failures';
import { project, runJest, type Run } from './harness';
import { addServer, usePreset } from './harness/servers';

const imports = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { createServer } from '../src/server.js';
`;

/** What once hung a run, took down its process, or passed where it must not. */
const robust = project('robust', {
  'package.json': { type: 'module' },
  'jest.config.cjs': usePreset,
  'src/server.js': addServer,
  'test/polling.test.js': `${imports}
test('a test that asks until something has happened lets timers be served', async () => {
  mcp.serve(() => {
    const server = createServer();
    let state = 'running';
    setTimeout(() => (state = 'done'), 20);
    server.registerTool('status', {}, () => ({ content: [{ type: 'text', text: state }] }));
    return server;
  });
  while ((await mcp.callTool('status')).text() !== 'done');
}, 30_000);
`,
  'test/pages.test.js': `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
test('a list without an end', async () => {
  mcp.serve(() => {
    const server = new Server({ name: 's', version: '1' }, { capabilities: { tools: {} } });
    server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
      const page = Number(params?.cursor ?? 0);
      return { tools: [{ name: 'tool' + page, inputSchema: { type: 'object' } }], nextCursor: String(page + 1) };
    });
    return server;
  });
  await mcp.listTools();
}, 3_000);
`,
  'test/mocked.test.js': `${imports}
jest.mock('@modelcontextprotocol/sdk/client/index.js');
mcp.serve(createServer);
test("a mock of the SDK's client is the server's, never the kit's", async () => {
  await expect(mcp).toHaveTools(['add']);
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
});
`,
  'test/helper.test.js': `${imports}
mcp.serve(createServer);
const check = async () => { await expect(mcp).toHaveTool('add'); };
const call = async () => { await mcp.callTool('add', { a: 1, b: 2 }); };
test('a helper with a matcher that nobody awaits', () => { check(); });
test('a helper with a call that nobody awaits', () => { call(); });
test('forEach with async functions', () => { [1, 2].forEach(async () => { await expect(mcp).toHaveTool('ad'); }); });
test('a bystander', async () => { await check(); });
test('the last of the file', () => { check(); });
`,
  'test/twice.test.js': `${imports}
mcp.serve(createServer);
let failure;
try { mcp.serve(createServer); } catch (error) { failure = error; }
test('a second serve for the same block', () => { throw failure; });
`,
  'test/unsendable.test.js': `${imports}
const answering = value => () => {
  const server = createServer();
  server.registerTool('answer', {}, () => ({ content: [], structuredContent: { value } }));
  return server;
};
test.each([
  ['null', { toJSON() { throw null; } }],
  ['a string', { toJSON() { throw 'no'; } }],
  ['an error', { toJSON() { throw new Error('no'); } }],
])('an answer whose toJSON throws %s ends at once', async (_what, value) => {
  mcp.serve(answering(value));
  await expect(mcp.callTool('answer')).rejects.toThrow("The server's answer is not JSON");
});
`,
  'test/innocent.test.js': `${imports}
mcp.serve(createServer);
test('another file', async () => { await expect(mcp).toHaveTool('add'); });
`,
});

let run: Run;
beforeAll(async () => {
  run = await runJest(robust, ['--runInBand']);
});

test('the run ends with its summary, and only the guilty fail', () => {
  expect(run.counts).toEqual({ passed: 7, failed: 6, failedSuites: 0 });
});

test.each([
  [
    'a list without an end',
    /^TimeoutError: tools\/list was still not complete after \d+ pages; the test's own timeout is <n> ms\.$/m,
  ],
  [
    'a helper with a matcher that nobody awaits',
    /^expect\(…\)\.toHaveTool\(…\) was still running when the test ended: it is awaited, but not by the test itself\.$/m,
  ],
  [
    'a helper with a call that nobody awaits',
    /^mcp\.callTool\("add", …\) was still running when the test ended/m,
  ],
  ['forEach with async functions', /^expect\(…\)\.toHaveTool\(…\) was still running when the test ended/m],
  ['the last of the file', /^expect\(…\)\.toHaveTool\(…\) was still running when the test ended/m],
  ['a second serve for the same block', /^mcp\.serve\(\) was called a second time for this file\./m],
])('%s', (name, message) => {
  expect(failureOf(run, name)).toMatch(message);
});
