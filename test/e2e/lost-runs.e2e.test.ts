import { failureOf, failuresOf } from './failures';
import { project, resultOf, runJest, type Run } from './harness';
import { nodeNext } from './harness/servers';

/** Each tool but `ok` does what ends a server's process, and with it the run. */
const server = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';

const said = (text: string) => ({ content: [{ type: 'text' as const, text }] });
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds));

async function audit(): Promise<void> {
  await null;
  throw new Error('could not write the audit log');
}

function forever(): never {
  for (let n = 0; ; n++);
}

export function createServer(): McpServer {
  const server = new McpServer({ name: 'broken', version: '1.0.0' });
  server.registerTool('ok', {}, () => said('ok'));
  server.registerTool('rejects', {}, () => {
    void audit();
    return said('done');
  });
  server.registerTool('throws late', {}, () => {
    setTimeout(() => {
      throw new Error('too late');
    }, 30);
    return said('done');
  });
  server.registerTool('throws much later', {}, () => {
    setTimeout(() => {
      throw new Error('much too late');
    }, 700);
    return said('done');
  });
  server.registerTool('throws in a callback', {}, () => {
    return new Promise<never>(() => {
      setTimeout(() => {
        throw new Error('no handler above');
      }, 1);
    });
  });
  server.registerTool('exits', {}, () => process.exit(1));
  server.registerTool('exits late', {}, () => {
    setTimeout(() => process.exit(3), 1);
    return said('done');
  });
  server.registerTool('exits 0 while asked', {}, () => {
    setTimeout(() => process.exit(0), 1);
    return new Promise<never>(() => undefined);
  });
  server.registerTool('kills itself', {}, () => {
    process.kill(process.pid, 'SIGTERM');
    return said('done');
  });
  server.registerTool('aborts', {}, () => process.abort());
  server.registerTool('really exits', {}, () => {
    (process as unknown as { reallyExit(code: number): void }).reallyExit(3);
    return said('done');
  });
  server.registerTool('loops', {}, () => forever());
  server.registerTool('loops in promises', {}, async () => {
    for (;;) await null;
  });
  server.registerTool('loops in a timer', {}, () => {
    setTimeout(forever, 1);
    return said('done');
  });
  // What a right server may do.
  server.registerTool('handles later', {}, async () => {
    const failing = audit();
    await pause(20);
    return said(await failing.then(() => '', (error: Error) => error.message));
  });
  server.registerTool('listens', {}, () => {
    process.once('unhandledRejection', () => undefined);
    void audit();
    return said('done');
  });
  server.registerTool('sets exitCode', {}, () => {
    process.exitCode = 3;
    return said(String(process.exitCode));
  });
  server.registerTool('is busy', {}, () => {
    const until = Date.now() + 300;
    while (Date.now() < until);
    return said('done');
  });
  server.registerTool('throws in a microtask', {}, () => {
    queueMicrotask(() => {
      throw new Error('too soon to be caught');
    });
    return said('done');
  });
  return server;
}

export function createEnding(): McpServer {
  return process.exit(4);
}

export function createLooping(): McpServer {
  return forever();
}
`;

const calls = (tools: readonly string[], before = '', test = 'test'): string =>
  tools
    .map(
      tool => `
${test}(${JSON.stringify(before + tool)}, async () => {
  await expect(mcp.callTool(${JSON.stringify(tool)})).toReturnToolText('done');
});
`,
    )
    .join('');

const ok = `
test('the next test runs', async () => {
  await expect(mcp.callTool('ok')).toReturnToolText('ok');
});
`;

const serve = (
  timeout = 5_000,
): string => `import { createEnding, createLooping, createServer } from '../src/server.js';

jest.setTimeout(${timeout});
mcp.serve(createServer);
`;

const ENDING = [
  'throws in a callback',
  'exits',
  'exits 0 while asked',
  'kills itself',
  'aborts',
  'really exits',
];

const files = {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.js': `export default { preset: 'jest-mcp' };\n`,
  'jest.esm.js': `export default { preset: 'jest-mcp/presets/esm', testMatch: ['**/*.mtest.ts'] };\n`,
  'src/server.ts': server,
  'src/main.ts': `import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from './server.js';

await createServer().connect(new StdioServerTransport());
`,
  'src/rejects.ts': `async function main(): Promise<void> {
  await null;
  throw new Error('no database');
}
main().catch(() => process.exit(5));
`,
  'test/ends.test.ts':
    serve() +
    calls([...ENDING, 'exits late']) +
    ok +
    `
test('a factory that ends the process', async () => {
  mcp.serve(createEnding);
  await mcp.listTools();
});

test('what swallows it', async () => {
  await mcp.callTool('exits').catch(() => undefined);
});

test('one that the test expects', async () => {
  const exit = jest.spyOn(process, 'exit').mockImplementation((() => ({ content: [] })) as never);
  await mcp.callTool('exits');
  expect(exit).toHaveBeenCalledWith(1);
  exit.mockRestore();
});
`,
  'test/late.test.ts':
    serve() +
    calls(['throws late']) +
    `
test('another test waits', async () => {
  await expect(mcp.callTool('ok')).toReturnToolText('ok');
  await new Promise(resolve => setTimeout(resolve, 60));
});

describe.each(mcp.links('fetch', 'http', 'stdio'))('over $link', over => {
  mcp.serve(createServer, over);
  ${calls(['rejects'])}
});
` +
    calls(['throws in a microtask']) +
    calls(['rejects', 'throws late', 'exits'], 'side by side: ', 'test.concurrent') +
    `
test.concurrent('beside them', async () => {
  await expect(mcp.callTool('ok')).toReturnToolText('ok');
});
`,
  'test/last.test.ts': serve() + calls(['rejects'], 'the last one: '),
  'test/last-timer.test.ts': serve() + calls(['throws late'], 'the last one: '),
  'test/right.test.ts':
    serve() +
    calls(['listens', 'is busy']) +
    `
test('handles later', async () => {
  await expect(mcp.callTool('handles later')).toReturnToolText('could not write the audit log');
});

test('sets exitCode', async () => {
  await expect(mcp.callTool('sets exitCode')).toReturnToolText('3');
});

test('with fake timers', async () => {
  jest.useFakeTimers();
  await mcp.callTool('throws late');
  jest.useRealTimers();
});
`,
  'test/entry.test.ts':
    `mcp.serve({ entry: '../src/main.ts' });\n` +
    calls(['rejects', 'exits', 'throws in a microtask'], 'an entry: ') +
    `
test('main fails', async () => {
  mcp.serve({ entry: '../src/rejects.ts' });
  await mcp.listTools();
});
`,
  'test/loops.test.ts':
    serve(1_000) +
    calls(['loops', 'loops in promises', 'loops in a timer']) +
    ok +
    `
test('a factory that loops', async () => {
  mcp.serve(createLooping);
  await mcp.listTools();
});

test('a factory that loops, under a matcher', async () => {
  mcp.serve(createLooping);
  await expect(mcp).toHaveTool('ok');
});
` +
    ok.replace('the next', 'the last'),
  'alone/later.test.ts': serve() + calls(['throws much later']),
  'alone/plain.test.ts': `test('of nothing that the kit knows', () => {
  setTimeout(() => Promise.reject(new Error('a test of its own')), 1);
});
`,
  'esm/native.mtest.ts': `import { jest } from '@jest/globals';
${serve()}
${calls(['rejects', 'exits'])}
test('main fails', async () => {
  mcp.serve({ entry: '../src/rejects.ts' });
  await mcp.listTools();
});
`,
};

const root = project('lost-runs', files);
const SUITES = ['ends', 'late', 'last', 'last-timer', 'right', 'entry', 'loops'].map(
  name => `test/${name}.test.ts`,
);

let inBand: Run;
let inWorkers: Run;
// Each loop has to compute for two seconds before it is ended.
beforeAll(async () => {
  inBand = await runJest(root, ['-i', 'test/']);
}, 400_000);
beforeAll(async () => {
  inWorkers = await runJest(root, ['-w', '2', 'test/']);
}, 400_000);

const namesOf = (run: Run, file: string, status: string): string[] =>
  resultOf(run, file).assertionResults.flatMap(result => (result.status === status ? [result.fullName] : []));

describe('a failure lands on the test that caused it', () => {
  test.each(ENDING)('%s', name => {
    expect(failureOf(inBand, name)).toMatchSnapshot();
  });

  // Whether a timer fires before or after the end of its test depends on the machine.
  test.each([
    'the last one: rejects',
    'exits late',
    'throws late',
    'throws in a microtask',
    'side by side: throws late',
    'an entry: rejects',
    'over http › rejects',
    'main fails',
    'a factory that ends the process',
    'what swallows it',
  ])('%s', name => {
    expect(
      failureOf(inBand, name)
        .replace(/127\.0\.0\.1:\d+/, '127.0.0.1:<port>')
        .replace(/^When: .*\n/m, ''),
    ).toMatchSnapshot();
  });

  test.each(['loops', 'loops in promises', 'loops in a timer', 'a factory that loops'])('%s', name => {
    // Where exactly a loop is stopped differs.
    expect(failureOf(inBand, name).replaceAll(/(src\/server\.ts):\d+:\d+/g, '$1:<line>')).toContain(
      'The server blocked the event loop for longer than the 1,<n> ms that the test may take. It was stopped at src/server.ts:<line>.',
    );
  });

  test.each(['a factory that loops', 'a factory that loops, under a matcher'])(
    '%s, and is told alone',
    name => {
      const failure = failureOf(inBand, name);
      expect(failure.match(/blocked the event loop/g)).toHaveLength(1);
      expect(failure).not.toContain('never opened');
    },
  );
});

describe.each([
  ['in band', () => inBand],
  ['in workers', () => inWorkers],
] as const)('%s', (_, run) => {
  test('every file is reported, and the run fails', () => {
    expect(run().json?.testResults).toHaveLength(SUITES.length);
    expect(run().counts.failedSuites).toBe(0);
    expect(run().output).toContain('Test Suites: 6 failed, 1 passed, 7 total');
    expect(run().exitCode).toBe(1);
  });

  test.each([
    ['ends', ['the next test runs', 'one that the test expects']],
    ['late', ['another test waits', 'beside them']],
    ['last', []],
    ['last-timer', []],
    ['loops', ['the next test runs', 'the last test runs']],
    ['entry', []],
  ])('of test/%s.test.ts the others pass', (file, passed) => {
    expect(namesOf(run(), `test/${file}.test.ts`, 'passed')).toEqual(passed);
  });

  test('right servers are spared', () => {
    expect(namesOf(run(), 'test/right.test.ts', 'failed')).toEqual([]);
  });
});

test('what comes after the file is told by its test, and the run fails', async () => {
  const run = await runJest(root, ['-i', 'alone/later']);
  expect(run.output).toMatch(/^Tests: +1 passed, 1 total$/m);
  // Jest 29 has given up its source maps by then, and so the line.
  const [said = ''] = run.output.slice(run.output.indexOf('●')).split(/\n +(?:> )?\d+ \|/);
  expect(said.replace(/server\.ts:\d+:\d+/, 'server.ts:<line>').trimEnd()).toMatchSnapshot();
  expect(run.exitCode).toBe(1);
});

test('a test that runs no server is Jest’s business, as it was', async () => {
  const run = await runJest(root, ['-i', 'alone/plain']);
  expect(run.output).toContain('Error: a test of its own');
  expect(run.output).not.toContain('The server');
});

test('native ES modules', async () => {
  const run = await runJest(root, ['-c', 'jest.esm.js', '--maxWorkers=1']);
  expect(Object.keys(failuresOf(run))).toEqual(['rejects', 'exits', 'main fails']);
  expect(failureOf(run, 'main fails')).toContain(
    'The entry src/rejects.ts called process.exit(5) at src/rejects.ts:5:28, before it connected.',
  );
  expect(run.exitCode).toBe(1);
});
