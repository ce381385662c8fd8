import path from 'node:path';
import { messageOf, project, resultOf, runJest, type Run } from './harness';
import { nodeNext, usePreset } from './harness/servers';

const server = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { count } from './store.js';

export const server = new McpServer({ name: 'counter', version: '1.0.0' });
server.registerTool('count', {}, () => ({ content: [{ type: 'text', text: String(count()) }] }));
server.registerTool('late', {}, async () => {
  const store = await import('./store.js');
  return { content: [{ type: 'text', text: String(store.count()) }] };
});
server.registerTool('print', {}, () => {
  console.log('counted');
  return { content: [] };
});
server.registerTool('exit', {}, () => {
  console.error('no more');
  process.exit(4);
});
server.registerTool('lost', {}, () => {
  void Promise.reject(new Error('lost'));
  return { content: [] };
});
`;

const store = `let counted = 0;\nexport const count = () => ++counted;\n`;

const index = `import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { server } from './server.js';
import { fileURLToPath } from 'node:url';

if (fileURLToPath(import.meta.url) !== process.argv[1]) throw new Error('not what was started');

const transport = await Promise.resolve(new StdioServerTransport());

if (process.argv.includes('--fail')) {
  await Promise.reject(new Error('told to fail'));
}

async function main(): Promise<void> {
  await server.connect(transport);
  console.error('running');
}

main().catch(() => process.exit(1));
`;

const tests = `const entry = { entry: '../src/index.js' };
mcp.serve(entry);

test.each([1, 2])('each session begins anew: %i', async () => {
  await expect(mcp.callTool('count')).toReturnToolText('1');
  await expect(mcp.callTool('count')).toReturnToolText('2');
});

test('process.exit ends the session, and nothing else', async () => {
  const session = await mcp.connect(entry);
  await expect(session.callTool('exit')).rejects.toThrow(/closed/);
  await expect(mcp.callTool('count')).toReturnToolText('1');
});

test.concurrent.each([1, 2, 3])('side by side: %i', async () => {
  await expect(mcp.callTool('count')).toReturnToolText('1');
});

test('an error of its evaluation', async () => {
  mcp.serve({ ...entry, args: ['--fail'] });
  await expect(expect(mcp.callTool('count')).toReturnToolText('1')).rejects.toThrow(/told to fail/);
});
`;

const late = `
test('what is imported late is what there is', async () => {
  await mcp.callTool('count');
  await expect(mcp.callTool('late')).toReturnToolText('2');
});
`;

const onlyAsMain = `import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { server } from './server.js';

if (import.meta.main) await server.connect(new StdioServerTransport());
`;

const asMain = `mcp.serve({ entry: '../src/main.ts' });

test('as main', async () => {
  await mcp.callTool('count');
}, 6_000);
`;

const failing = `mcp.serve({ entry: '../src/index.ts' });

test('prints', async () => {
  await mcp.callTool('print');
});

test('exits', async () => {
  await expect(mcp.callTool('exit')).toReturnToolText('x');
});

test('is lost', async () => {
  await mcp.callTool('lost');
  await new Promise(resolve => setTimeout(resolve, 20));
});

test('is spared', async () => {
  await expect(mcp.callTool('count')).toReturnToolText('1');
});
`;

const files = {
  'tsconfig.json': nodeNext,
  'src/server.ts': server,
  'src/store.ts': store,
  'src/index.ts': index,
  'src/main.ts': onlyAsMain,
  'test/failing.test.ts': failing,
  'test/main.test.ts': asMain,
};

const commonJs = project('entry', {
  ...files,
  'package.json': { type: 'module' },
  'jest.config.cjs': usePreset,
  'test/index.test.ts': tests + late,
  'test/import.test.ts': `import '../src/index.js';\n\ntest('never', () => undefined);\n`,
});

const native = project('entry-esm', {
  ...files,
  'package.json': { type: 'module' },
  'jest.config.js': `export default { preset: 'jest-mcp/presets/esm' };\n`,
  // Under native ESM the entry's own file is evaluated anew, and what it imports is shared.
  'src/index.ts': index
    .replace(
      "import { server } from './server.js';",
      server
        .split('\n')
        .filter(line => !line.startsWith('import { count'))
        .join('\n')
        .replace('export const', 'let counted = 0;\nconst count = () => ++counted;\nconst'),
    )
    .replace(/server\.registerTool\('late'[^]*?\n\}\);\n/, ''),
  'test/index.test.ts': tests,
});

describe('as CommonJS', () => {
  let run: Run;

  beforeAll(async () => {
    run = await runJest(commonJs, ['--coverage']);
  });

  test('a file that waits at its top level is run as an entry', () => {
    expect(resultOf(run, 'index.test.ts')).toMatchObject({ status: 'passed', message: '' });
  });

  test('a file that asks import.meta.main is told that it is', () => {
    expect(resultOf(run, 'main.test.ts')).toMatchObject({ status: 'passed', message: '' });
  });

  test('coverage counts its lines', () => {
    const covered = Object.entries(run.json?.coverageMap ?? {}).map(([file, coverage]) => {
      const { s, b } = coverage as { s: Record<string, number>; b: Record<string, number[]> };
      const missed = [...Object.values(s), ...Object.values(b).flat()].filter(count => count === 0).length;
      return [path.basename(file), missed];
    });
    // No test sees main() fail, nor a file that is not what was started.
    expect(Object.fromEntries(covered)).toMatchObject({
      'index.ts': 3,
      'server.ts': 0,
      'store.ts': 0,
    });
  });

  test('what goes wrong is the failure of its own test', () => {
    expect(messageOf(run, 'failing.test.ts', commonJs)).toMatchSnapshot();
  });

  test('imported by a test it says that it cannot wait', () => {
    expect(messageOf(run, 'import.test.ts', commonJs)).toMatchSnapshot();
  });
});

describe('as native ES modules', () => {
  let run: Run;

  beforeAll(async () => {
    run = await runJest(native);
  });

  test('it is evaluated anew for each session', () => {
    expect(resultOf(run, 'index.test.ts')).toMatchObject({ status: 'passed', message: '' });
  });

  test('import.meta.main is not there, and that is said', () => {
    expect(messageOf(run, 'main.test.ts', native)).toMatchSnapshot();
  });

  test('what goes wrong is the failure of its own test', () => {
    expect(messageOf(run, 'failing.test.ts', native)).toMatchSnapshot();
  });
});
