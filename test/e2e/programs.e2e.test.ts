import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { failureOf, failuresOf } from './failures';
import { project, runJest, type Run, startJest } from './harness';
import { usePreset } from './harness/servers';

const server = readFileSync(path.join(__dirname, '../servers/stdio-bare.mjs'), 'utf8');
const httpServer = readFileSync(path.join(__dirname, '../servers/http-bare.mjs'), 'utf8');
const overHttp = (...wrongs: readonly string[]): string =>
  `{ command: 'node', args: ${JSON.stringify(['http.mjs', '{port}', ...wrongs])}, url: 'http://127.0.0.1:{port}/mcp' }`;
const bare = `{ command: 'node', args: ['server.mjs'] }`;
const wrong = (...wrongs: readonly string[]): string =>
  `{ command: 'node', args: ${JSON.stringify(['server.mjs', ...wrongs])} }`;

/** Keeps what a test has seen of its process, for when Jest is no more. */
const noted = `
const { appendFileSync } = require('node:fs');
const note = async (name = 'pid') => appendFileSync('pids', (await mcp.callTool(name)).text() + '\\n');
`;

function pidsOf(folder: string): number[] {
  return readFileSync(path.join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
}

function isAlive(pid: number): boolean {
  try {
    // A process that has ended, and that nobody has yet taken note of, is a zombie: it has no memory left.
    return process.kill(pid, 0) && readFileSync(`/proc/${pid}/cmdline`, 'utf8') !== '';
  } catch {
    return false;
  }
}

async function allGone(pids: readonly number[]): Promise<void> {
  while (pids.some(isAlive)) await new Promise<void>(resolve => setImmediate(resolve));
}

const files = {
  'jest.config.js': usePreset,
  'server.mjs': server,
  'http.mjs': httpServer,
  'right.test.js': `${noted}
mcp.serve(${bare});
test.each([1, 2, 3, 4])('adds: %i', async a => {
  await note();
  await expect(mcp.callTool('add', { a, b: 1 })).toReturnToolText(String(a + 1));
});
describe('that leaves another behind', () => {
  test('adds', async () => { await note(); await note('leave'); });
});
describe('that must be killed', () => {
  mcp.serve(${wrong('ignores-the-end', 'ignores-sigterm')});
  test.each([1, 2])('adds: %i', async () => { await note(); });
});
describe('that listens on HTTP', () => {
  mcp.serve(${overHttp()});
  test.each([1, 2, 3])('adds: %i', async a => {
    await note();
    await expect(mcp.callTool('add', { a, b: 1 })).toReturnToolText(String(a + 1));
  });
});
describe('that listens on HTTP, and must be killed', () => {
  mcp.serve(${overHttp('ignores-sigterm')});
  test('adds', async () => { await note(); });
});
describe('whose stderr is shown', () => {
  mcp.serve({ ...${bare}, stderr: 'inherit' });
  test('adds', async () => { await mcp.callTool('complain', { text: 'shown while it runs' }); });
});
`,
  'http-wrong.test.js': `
test('listens on HTTP, and dies after its last answer', async () => {
  mcp.serve(${overHttp()});
  const pid = Number((await mcp.callTool('pid')).text());
  await mcp.callTool('die-later', { code: 7 });
  for (;;) {
    try { process.kill(pid, 0); } catch { break; }
    await new Promise(resolve => setImmediate(resolve));
  }
});
`,
  'wrong.test.js': `
test('prints to stdout', async () => {
  mcp.serve(${bare});
  await mcp.callTool('print', { text: 'Server started' });
  await mcp.callTool('print', { text: '{"level":30}' });
});
test('prints to stdout while it ends', async () => {
  mcp.serve(${wrong('says-goodbye')});
  await mcp.ping();
});
test('crashes when its stdin ends', async () => {
  mcp.serve(${wrong('dies-at-the-end')});
  await mcp.ping();
});
test('crashes long after its stdin has ended', async () => {
  mcp.serve(${wrong('dies-late')});
  await mcp.ping();
});
test('prints to stdout in a second session', async () => {
  const session = await mcp.connect(${bare});
  await session.callTool('print', { text: 'hello' });
  await session.close().catch(() => {});
});
test('may print', async () => {
  mcp.serve({ ...${bare}, stdout: 'lenient' });
  await mcp.callTool('print', { text: 'Server started' });
});
test('dies after its last answer', async () => {
  mcp.serve(${bare});
  const client = await mcp.client;
  const closed = new Promise(resolve => { client.onclose = resolve; });
  await mcp.callTool('die-later', { code: 7 });
  await closed;
});
test('ends after its last answer, with code 0', async () => {
  mcp.serve(${bare});
  const client = await mcp.client;
  const closed = new Promise(resolve => { client.onclose = resolve; });
  await mcp.callTool('die-later', { code: 0 });
  await closed;
});
test('dies, as the test expects', async () => {
  mcp.serve(${bare});
  await expect(mcp.callTool('die', { code: 7 })).rejects.toThrow('Connection closed');
});
test('is asked for the wrong thing', async () => {
  mcp.serve(${bare});
  await mcp.callTool('complain', { text: 'adding' });
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('4');
});
`,
};

describe('programs under the real Jest', () => {
  const made = project('programs', files);
  let run: Run;
  beforeAll(async () => {
    run = await runJest(made, ['--no-colors', '--runInBand']);
  });

  test('Jest ends by itself, and so has every process', async () => {
    expect(run.output).not.toContain('did not exit');
    const pids = pidsOf(made.folder);
    expect(pids).toHaveLength(12);
    expect(new Set(pids).size).toBe(12);
    await allGone(pids);
  });

  test('only those fail whose program did wrong', () => {
    expect(Object.keys(failuresOf(run)).sort()).toEqual([
      'crashes long after its stdin has ended',
      'crashes when its stdin ends',
      'dies after its last answer',
      'ends after its last answer, with code 0',
      'is asked for the wrong thing',
      'listens on HTTP, and dies after its last answer',
      'prints to stdout',
      'prints to stdout while it ends',
    ]);
  });

  test.each([
    ['crashes when its stdin ends', 'exited with code 3 after its stdin had ended'],
    // Later than its test waits for it.
    ['crashes long after its stdin has ended', 'exited with code 4 after its stdin had ended'],
  ])('what is said of one that %s', (name, said) => {
    expect(failureOf(run, name)).toContain(`The program ${said} (node server.mjs `);
  });

  test.each([
    'prints to stdout',
    'prints to stdout while it ends',
    'dies after its last answer',
    'ends after its last answer, with code 0',
    'listens on HTTP, and dies after its last answer',
    'is asked for the wrong thing',
  ])('what is said of one that %s', name => {
    // What other test files print meanwhile may stand below.
    const [said] = failureOf(run, name).split(/\n\s+at /);
    expect(said?.replaceAll(/:\d{4,5}\b/g, ':<port>').replaceAll(/[\d.]+ ms/g, '<n> ms')).toMatchSnapshot();
  });

  test('one that had to be killed is named once', () => {
    const named = run.output.match(/had to be killed \(node server\.mjs ignores-the-end ignores-sigterm\)/g);
    expect(named).toHaveLength(1);
  });

  test('stderr is shown where that was asked for, and else only in failures', () => {
    expect(run.output.match(/shown while it runs/g)).toHaveLength(1);
  });
});

test('a program that heeds nothing does not outlive a Jest that is ended', async () => {
  const made = project('programs-ended', {
    'jest.config.js': usePreset,
    'server.mjs': server,
    'hang.test.js': `${noted}
mcp.serve(${wrong('ignores-the-end', 'ignores-sigterm')});
test('hangs', async () => {
  await note();
  process.stderr.write('running\\n');
  await mcp.callTool('hang');
}, 60_000);
`,
  });
  const jest = startJest(made, ['--runInBand']);
  await jest.printed(/running/);
  expect(existsSync(path.join(made.folder, 'pids'))).toBe(true);
  const pids = pidsOf(made.folder);
  expect(pids.map(isAlive)).toEqual([true]);
  await jest.stop();
  await allGone(pids);
});
