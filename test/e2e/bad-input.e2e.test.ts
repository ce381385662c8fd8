import { failuresOf } from './failures';
import { project, runJest, type Run } from './harness';
import { addServer, usePreset } from './harness/servers';

/** Each is one mistake, as somebody might make it. All of them fail, and say what to write instead. */
const mistakes: Record<string, string> = {
  'nothing is served': `await mcp.callTool('add', { a: 1, b: 2 });`,
  'nothing is served, asked by a matcher': `await expect(mcp).not.toHaveTool('add');`,
  'a class': `mcp.serve(McpServer);`,
  'a promise': `mcp.serve(Promise.resolve(createServer()));`,
  'a path': `mcp.serve('../src/server.ts');`,
  'an object that is no server': `mcp.serve({ name: 'adder', tools: [] });`,
  undefined: `mcp.serve(undefined);`,
  'a URL that is none of HTTP': `mcp.serve(new URL('ftp://127.0.0.1/mcp'));`,
  'a URL as text': `mcp.serve('http://127.0.0.1:3000/mcp');`,
  'a link that there is not': `mcp.serve(createServer, { link: 'socket' });`,
  'a link that does not fit': `mcp.serve(new URL('http://127.0.0.1:3000/mcp'), { link: 'stdio' });`,
  'headers where there are none': `mcp.serve({ command: 'node' }, { headers: { accept: 'text/html' } });`,
  'a path where there is none to choose': `mcp.serve(createServer(), { path: '/mcp' });`,
  'a path that is none': `mcp.serve(createServer, { path: 'mcp' });`,
  'an era that there is not': `mcp.serve(createServer, { era: '2025' });`,
  'a program with a key that there is not': `mcp.serve({ command: 'node', arguments: ['server.js'] });`,
  'a program whose arguments are one text': `mcp.serve({ command: 'node', args: 'server.js' });`,
  'an entry that is no text': `mcp.serve({ entry: new URL('file:///server.ts') });`,
  'HTTP asked of a server in memory': `mcp.serve(createServer); await mcp.fetch('/mcp');`,
  'a fetch that nobody awaits': `mcp.serve(createServer, { link: 'fetch' }); mcp.fetch('/mcp');`,
  'a property that nobody awaits': `mcp.serve(createServer); expect(mcp.era).not.toBe('legacy');`,
  'a link for no test': `mcp.links();`,
  'an unknown option': `mcp.serve(createServer, { authorization: {} });`,
  'an option of the wrong type': `mcp.serve(createServer, { clientInfo: 'me' });`,
  'a server that is connected elsewhere': `
    const server = createServer();
    await server.connect(InMemoryTransport.createLinkedPair()[0]);
    mcp.serve(server);`,
  'a factory that throws': `mcp.serve(function createServer() { throw new Error('no database'); }); await mcp.ping();`,
  'a factory that rejects': `mcp.serve(async () => { throw new Error('no database'); }); await mcp.ping();`,
  'a factory that returns nothing': `mcp.serve(() => { createServer(); }); await mcp.ping();`,
  'a factory that returns something else': `mcp.serve(() => ({ app: {} })); await mcp.ping();`,
  'a factory that returns a class': `mcp.serve(() => ({ server: McpServer })); await mcp.ping();`,
  'a factory that returns a connected server': `
    mcp.serve(function createServer() {
      const server = new McpServer({ name: 'x', version: '1' });
      server.connect(InMemoryTransport.createLinkedPair()[0]);
      return server;
    });
    await mcp.ping();`,
  'a cleanup that is no function': `mcp.serve(() => ({ server: createServer(), cleanup: 'later' })); await mcp.ping();`,
  'a server that never connects': `
    mcp.serve(() => { const server = createServer(); server.server.connect = () => new Promise(() => {}); return server; });
    await mcp.ping();`,
  'a tool name of the wrong type': `mcp.serve(createServer); await mcp.callTool(5);`,
  'an empty tool name': `mcp.serve(createServer); await mcp.callTool('');`,
  'arguments that are no object': `mcp.serve(createServer); await mcp.callTool('add', [1, 2]);`,
  'arguments that are no JSON': `mcp.serve(createServer); await mcp.callTool('add', { a: { deep: 10n } });`,
  'arguments that JSON would change': `mcp.serve(createServer); await mcp.callTool('add', { a: NaN });`,
  'a Map as an argument': `mcp.serve(createServer); await mcp.callTool('add', { a: new Map() });`,
  'a URI of the wrong type': `mcp.serve(createServer); await mcp.readResource(new URL('notes://1'));`,
  'a prompt argument that is no string': `mcp.serve(createServer); await mcp.getPrompt('greet', { times: 3 });`,
  'an unknown request option': `mcp.serve(createServer); await mcp.callTool('add', {}, { timeoutt: 5 });`,
  'a timeout of the wrong type': `mcp.serve(createServer); await mcp.callTool('add', {}, { timeout: '5s' });`,
  'a level that there is not': `mcp.serve(createServer); await mcp.setLoggingLevel('loud');`,
  'a reference that is no object': `mcp.serve(createServer); await mcp.complete('greet', { name: 'a', value: '' });`,
  'serve while an operation runs': `
    mcp.serve(createServer);
    const first = mcp.callTool('add', { a: 1, b: 2 });
    try { mcp.serve(createServer); } finally { await first; }`,
  'an operation that nobody awaits': `mcp.serve(createServer); mcp.callTool('add', { a: 1, b: 2 });`,
  'a matcher that nobody awaits': `mcp.serve(createServer); expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');`,
  'a matcher that nobody awaits, and that would fail': `mcp.serve(createServer); expect(mcp).not.toHaveTool('add');`,
  'resolves that nobody awaits': `mcp.serve(createServer); expect(mcp.callTool('add', { a: 1, b: 2 })).resolves.toReturnToolText('4');`,
  'then that nobody awaits, and that takes too long': `mcp.serve(createServer); mcp.callTool('add', { a: 1, b: 2 }).then(() => new Promise(() => {}));`,
  'then that nobody awaits': `mcp.serve(createServer); mcp.callTool('add', { a: 1, b: 2 }).then(result => expect(result.text()).toBe('4'));`,
  'the wrong subject': `expect('3').toReturnToolText('3');`,
  'the wrong subject under .not': `expect(undefined).not.toReturnToolText('3');`,
  'nothing to compare': `mcp.serve(createServer); await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText();`,
};

const tests = Object.entries(mistakes).map(
  ([name, code]) =>
    `test(${JSON.stringify(name)}, async () => {${code}\n}, ${/never/.test(name) ? 400 : 5000});`,
);

const files = {
  'package.json': { type: 'module' },
  'jest.config.cjs': usePreset,
  'src/server.js': addServer,
  'test/mistakes.test.js': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { createServer } from '../src/server.js';

${tests.join('\n')}

test('and nothing of it is left for the next test', async () => {
  mcp.serve(createServer);
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
});
`,
  'test/outside.test.js': `import { createServer } from '../src/server.js';
mcp.serve(createServer);
describe('outside a test', () => {
  let failure;
  try { mcp.callTool('add'); } catch (error) { failure = error; }
  test('in a describe block', () => { throw failure; });
  describe('in beforeAll', () => {
    beforeAll(async () => { await mcp.callTool('add'); });
    test('fails the block', () => {});
  });
});
`,
};

let run: Run;
beforeAll(async () => {
  run = await runJest(project('bad-input', files), ['--no-colors']);
});

test.each(Object.keys(mistakes))('%s', name => {
  // Stack lines of Node and of packages differ from version to version, and tell nothing of the message.
  const [message = ''] = (failuresOf(run)[name] ?? 'did not fail').split(/\n\n\s+at |\n\n(?=\s*>?\s*\d+ \|)/);
  expect(message.replaceAll(/\b\d+ ms\b/g, '<n> ms')).toMatchSnapshot();
});

test('mcp outside a test', () => {
  expect(failuresOf(run)).toMatchObject({
    'outside a test › in a describe block': expect.stringContaining(
      'mcp.callTool() was called outside a test.',
    ),
    'outside a test › in beforeAll › fails the block': expect.stringContaining(
      'mcp.callTool() was called outside a test.',
    ),
  });
});

test('each fails in the line that was written', () => {
  const elsewhere = Object.keys(mistakes).filter(
    name => !/test\/mistakes\.test\.js:\d+:\d+/.test(failuresOf(run)[name] ?? ''),
  );
  expect(elsewhere).toEqual([]);
});

test('one test fails for each, and no other', () => {
  expect(run.counts).toEqual({ passed: 1, failed: tests.length + 2, failedSuites: 0 });
});
