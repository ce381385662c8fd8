import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { install, yarn, type Report } from '../harness';
import { addServer, addTest, nodeNext } from '../harness/servers';

// Under Plug'n'Play a package finds what it names as a dependency, and nothing else.
test("Yarn with Plug'n'Play", () => {
  const root = install(
    'yarn-pnp',
    {
      name: 'pnp',
      type: 'module',
      imports: { '#lib/*': './src/lib/*' },
      dependencies: {
        '@modelcontextprotocol/sdk': '^1.32.2',
        execa: '^9.6.0',
        jose: '^6.2.0',
        zod: '^4.6.7',
      },
    },
    {
      files: {
        '.yarnrc.yml': 'nodeLinker: pnp\nenableTelemetry: false\nenableImmutableInstalls: false\n',
        'yarn.lock': '',
        'tsconfig.json': JSON.stringify(nodeNext),
        'jest.config.cjs': `module.exports = { preset: 'jest-mcp', testTimeout: 60_000 };\n`,
        'src/lib/greeting.ts': `export const greeting = () => 'hello';\n`,
        'src/server.ts': `import { UnsecuredJWT } from 'jose';
import { greeting } from '#lib/greeting.js';
${addServer}
export const token = new UnsecuredJWT({ sub: greeting() }).encode();
`,
        'src/main.ts': `import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from './server.js';

await createServer().connect(new StdioServerTransport());
`,
        'test/server.test.ts': addTest('../src/server.js'),
        'test/entry.test.ts': `mcp.serve({ entry: '../src/main.ts' });

test('adds', async () => {
  await expect(mcp).toCallTool('add', { a: 1, b: 2 }, '3');
});
`,
        'test/package.test.ts': `import { execa } from 'execa';

test('a package of ES modules', async () => {
  expect((await execa('node', ['-p', '1 + 1'])).stdout).toBe('2');
});
`,
      },
      installer: folder => void yarn(folder, ['install']),
    },
  );
  expect(existsSync(path.join(root, 'node_modules/jest'))).toBe(false);

  try {
    yarn(root, ['jest', '--ci', '--json', '--outputFile=report.json']);
  } catch {
    // The report says more.
  }
  const { testResults } = JSON.parse(readFileSync(path.join(root, 'report.json'), 'utf8')) as Report;
  expect(testResults.map(({ message }) => message)).toEqual(['', '', '']);
});
