import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { failureOf, failuresOf } from './failures';
import { project, resultOf, runJest, startJest, type Run } from './harness';
import { addServer, usePreset } from './harness/servers';

const base = { 'package.json': { type: 'module' }, 'jest.config.cjs': usePreset, 'src/server.js': addServer };
const imports = `import { createServer } from '../src/server.js';\n`;

/** What Jest itself can do to a test: each has to go on doing it with `mcp` in it. */
const kinds = project('fixture-kinds', {
  ...base,
  'test/kinds.test.js': `${imports}
mcp.serve(createServer);
const add = () => expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');

test('promise', () => add());
test('done callback', done => { add().then(() => done(), done); });
test.each([1, 2])('each %i', async () => { await add(); });
test.failing('failing', async () => { await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('4'); });
test('then with a callback of its own', done => { mcp.ping().then(() => done()); });
test('an operation returned', () => mcp.ping());
test.skip('skipped', () => { throw new Error('ran'); });
test.todo('later');
test('expect.assertions counts each matcher once', async () => {
  expect.assertions(3);
  await add();
  await expect(mcp).toHaveTool('add');
  await expect(mcp.callTool('add', { a: 1, b: 2 })).resolves.toReturnToolText('3');
});
test('expect.hasAssertions', async () => {
  expect.hasAssertions();
  await add();
});
test('as an asymmetric matcher', async () => {
  expect({ result: await mcp.callTool('add', { a: 1, b: 2 }) }).toEqual({ result: expect.toReturnToolText('3') });
});
test('jest.isolateModulesAsync', async () => {
  await jest.isolateModulesAsync(async () => { mcp.serve(require('../src/server.js').createServer); await add(); });
});
`,
  // By themselves: on Jest 29 their assertions count for whichever test is running.
  'test/concurrent.test.js': `${imports}
mcp.serve(createServer);
test.concurrent('concurrent', async () => { await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3'); });
test.concurrent.failing('concurrent and failing', async () => { await expect(mcp.callTool('nope')).toReturnToolText('3'); });
`,
  'test/retry.test.js': `${imports}
jest.retryTimes(2);
const clients = new Set();
let attempts = 0;
test('a new session for each attempt', async () => {
  mcp.serve(createServer);
  clients.add(await mcp.client);
  if (++attempts < 3) await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('4');
  expect(clients.size).toBe(3);
});
`,
  'test/imported.test.js': `import { expect, test } from '@jest/globals';
import { mcp as imported } from 'jest-mcp';
${imports}
imported.serve(createServer);
test('imported', async () => {
  expect(imported).toBe(globalThis.mcp);
  await expect(imported.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
});
`,
  'test/mocked.test.js': `import { createServer } from '../src/counting.js';
import { count } from '../src/count.js';
jest.mock('../src/count.js', () => ({ count: jest.fn(() => 42) }));
mcp.serve(createServer);
test('jest.mock reaches the server, in process', async () => {
  await expect(mcp.callTool('count')).toReturnToolText('42');
  expect(count).toHaveBeenCalledTimes(1);
});
`,
  'src/count.js': `export const count = () => 1;\n`,
  'src/counting.js': `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { count } from './count.js';
export function createServer() {
  const server = new McpServer({ name: 'counter', version: '1' });
  server.registerTool('count', {}, () => ({ content: [{ type: 'text', text: String(count()) }] }));
  return server;
}
`,
  'test/unused.test.js': `test('a file that uses no mcp loads no SDK', () => {
  expect(Object.keys(require.cache).filter(file => /@modelcontextprotocol|[\\\\/](ajv|zod)[\\\\/]/.test(file))).toEqual([]);
});
`,
});

test.each([
  ['in one process', ['--runInBand']],
  ['in workers', ['--maxWorkers=2']],
  ['in worker threads, at random', ['--workerThreads', '--maxWorkers=2', '--randomize']],
  ['with all of the resets', ['--resetMocks', '--resetModules', '--testPathIgnorePatterns=mocked']],
])('what Jest can do to a test: %s', async (_how, args) => {
  const run = await runJest(kinds, args);
  expect(failuresOf(run)).toEqual({});
  expect(run.exitCode).toBe(0);
  expect(run.counts.passed).toBe(args.some(arg => arg.includes('mocked')) ? 16 : 17);
});

test('injectGlobals: false', async () => {
  const run = await runJest(kinds, ['--injectGlobals=false', 'imported']);
  expect([run.exitCode, run.counts]).toEqual([0, { passed: 1, failed: 0, failedSuites: 0 }]);
});

test('no handle is left open, and the process ends by itself', async () => {
  const run = await runJest(kinds, ['--detectOpenHandles', 'kinds', 'retry']);
  expect(run.output).not.toMatch(/open handle/i);
  expect(run.exitCode).toBe(0);
});

describe('the end of a test', () => {
  let run: Run;
  const ends = project('fixture-ends', {
    ...base,
    'test/ends.test.js': `${imports}
const log = [];
const closing = close => () => {
  const server = createServer();
  const inherited = server.close.bind(server);
  server.close = async () => { await close(); await inherited(); };
  return server;
};
test('a server whose close hangs is named', async () => {
  mcp.serve(closing(() => new Promise(() => {})));
  await mcp.ping();
});
test('a server whose close throws is named', async () => {
  mcp.serve(closing(() => { throw new Error('port is gone'); }));
  await mcp.ping();
});
test('a cleanup that hangs is named', async () => {
  mcp.serve(() => ({ server: createServer(), cleanup: () => new Promise(() => {}) }));
  await mcp.ping();
});
test('a failing test is closed as well', async () => {
  mcp.serve(() => ({ server: createServer(), cleanup: () => log.push('closed') }));
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('4');
});
test('and its failure is the only one', () => { expect(log).toEqual(['closed']); });
test('a test that fails before it awaits is not blamed for that', async () => {
  mcp.serve(createServer);
  mcp.callTool('add', { a: 1, b: 2 });
  expect(1).toBe(2);
});
test('sessions close in order, the last opened first', async () => {
  const named = name => () => ({ server: createServer(), cleanup: () => log.push(name) });
  mcp.serve(named('first'));
  await mcp.ping();
  await mcp.connect(named('second'));
  await mcp.connect(named('third'));
});
test('which is what happened', () => { expect(log.slice(1)).toEqual(['third', 'second', 'first']); });
test('a server that closes in mid-call', async () => {
  mcp.serve(() => {
    const server = createServer();
    server.registerTool('leave', {}, async () => { await server.close(); return { content: [] }; });
    return server;
  });
  await mcp.callTool('leave');
});
test('a hanging tool is given up before the test is', async () => {
  mcp.serve(() => {
    const server = createServer();
    server.registerTool('hang', {}, () => new Promise(() => {}));
    return server;
  });
  await expect(mcp.callTool('hang')).not.toReturnToolError();
}, 3_000);
describe('work that a test left behind', () => {
  let later;
  mcp.serve(createServer);
  test('starts', async () => {
    const session = await mcp.connect();
    later = () => session.ping();
  });
  test('is told that its test has ended', async () => { await later(); });
});
`,
  });
  beforeAll(async () => {
    run = await runJest(ends, ['--runInBand']);
  });

  test.each([
    [
      'a server whose close hangs is named',
      'The session could not be closed cleanly: server.close() did not end within <n> ms.',
    ],
    [
      'a server whose close throws is named',
      'The session could not be closed cleanly: server.close() failed: port is gone.',
    ],
    [
      'a cleanup that hangs is named',
      'The session could not be closed cleanly: the cleanup that the factory returned did not end within <n> ms.',
    ],
    ['a failing test is closed as well', 'Received:  "3"'],
    ['a test that fails before it awaits is not blamed for that', 'Expected: 2\nReceived: 1'],
    ['a server that closes in mid-call', 'Connection closed'],
    ['a hanging tool is given up before the test is', "no answer before the test's own timeout of 3,<n> ms"],
    [
      'work that a test left behind › is told that its test has ended',
      'The test "work that a test left behind starts" has ended, and its sessions with it.',
    ],
  ])('%s', (name, message) => {
    expect(failureOf(run, name)).toContain(message);
  });

  test('nothing else failed', () => {
    expect(run.counts).toEqual({ passed: 4, failed: 8, failedSuites: 0 });
    expect(resultOf(run, 'test/ends.test.js').status).toBe('failed');
  });
});

test('a project-wide default, and another for one file', async () => {
  const run = await runJest(
    project('fixture-default', {
      ...base,
      'jest.config.cjs': `module.exports = { preset: 'jest-mcp', testEnvironmentOptions: { mcp: { server: '<rootDir>/src/server.js' } } };\n`,
      'src/other.js': `import { createServer as create } from './server.js';
export const wrong = 1;
export function build() { const server = create(); server.registerTool('other', {}, () => ({ content: [] })); return server; }
`,
      'test/default.test.js': `test('the default', async () => { await expect(mcp).toHaveTools(['add']); });`,
      'test/docblock.test.js': `/** @jest-environment-options {"mcp": {"server": "src/other.js", "export": "build"}} */
test('the docblock', async () => { await expect(mcp).toHaveTools(['add', 'other']); });`,
      'test/served.test.js': `${imports}describe('a block', () => { mcp.serve(createServer); test('overrides', async () => { await expect(mcp).toHaveTools(['add']); }); });`,
      'test/missing.test.js': `/** @jest-environment-options {"mcp": {"server": "src/other.js"}} */
test('no usual export', async () => { await mcp.ping(); });`,
      'test/nowhere.test.js': `/** @jest-environment-options {"mcp": {"server": "src/nowhere.js"}} */
test('no such file', async () => { await mcp.ping(); });`,
      'test/option.test.js': `/** @jest-environment-options {"mcp": {"serve": "src/other.js"}} */
test('no such option', async () => { await mcp.ping(); });`,
    }),
  );
  expect(run.counts).toEqual({ passed: 3, failed: 3, failedSuites: 0 });
  expect(failureOf(run, 'no usual export')).toContain(
    'exports wrong, build, but no createServer, default, server.',
  );
  expect(failureOf(run, 'no such file')).toMatch(
    /testEnvironmentOptions\.mcp\.server \(.*src\/nowhere\.js\): there is no such file\./,
  );
  expect(failureOf(run, 'no such option')).toContain(
    'testEnvironmentOptions.mcp: unknown option "serve". Known options: server, ',
  );
});

test('without the environment, hooks do the same for sequential tests', async () => {
  const run = await runJest(
    project('fixture-hooks', {
      ...base,
      'jest.config.cjs': `const { testEnvironment, ...preset } = require('jest-mcp/jest-preset');
module.exports = preset;
`,
      'test/hooks.test.js': `${imports}
mcp.serve(createServer);
test('sequential', async () => { await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3'); });
test('forgotten', async () => { mcp.ping(); });
describe('block', () => {
  mcp.serve(() => { const server = createServer(); server.registerTool('inner', {}, () => ({ content: [] })); return server; });
  test('overrides', async () => { await expect(mcp).toHaveTool('inner'); });
});
test('after the block', async () => { await expect(mcp).toHaveTools(['add']); });
`,
    }),
  );
  expect(run.counts).toEqual({ passed: 3, failed: 1, failedSuites: 0 });
  expect(failureOf(run, 'forgotten')).toContain('mcp.ping() was never awaited.');
});

test('watch mode runs a file again, on the server as it is by then', async () => {
  const watched = project('fixture-watch', {
    ...base,
    'test/add.test.js': `${imports}
mcp.serve(createServer);
test('adds', async () => { await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3'); });
`,
  });
  const jest = startJest(watched, ['--watchAll']);
  try {
    await jest.printed(/^Tests: +1 passed/m);
    writeFileSync(path.join(watched.folder, 'src/server.js'), addServer.replace('a + b', 'a - b'));
    await jest.printed(/Received: +"-1"[^]*^Tests: +1 failed/m);
  } finally {
    await jest.stop();
  }
});
