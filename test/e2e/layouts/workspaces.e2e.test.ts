import path from 'node:path';
import { install, runJest, write } from '../harness';
import { addServer, addTest, nodeNext, usePreset } from '../harness/servers';

const core = { name: 'core', version: '1.0.0', type: 'module', exports: './src/server.ts' };
const app = { name: 'app', version: '1.0.0', type: 'module', dependencies: { core: '1.0.0' } };

// Jest and we are installed at the top, and one package imports the other by name, through npm's link.
test('npm workspaces', async () => {
  const root = install(
    'workspaces',
    {
      workspaces: ['packages/*'],
      dependencies: { '@modelcontextprotocol/sdk': '^1.32.2', typescript: '~6.0.3', zod: '^4.6.7' },
    },
    {
      files: {
        'packages/core/package.json': JSON.stringify(core),
        'packages/app/package.json': JSON.stringify(app),
      },
    },
  );
  write(root, {
    'tsconfig.json': nodeNext,
    'jest.config.js': `module.exports = { projects: ['<rootDir>/packages/app'] };\n`,
    'packages/core/src/server.ts': `${addServer}\nexport const here = import.meta.dirname;\n`,
    'packages/app/jest.config.cjs': usePreset,
    'packages/app/test/server.test.ts': `${addTest('core')}
import { here } from 'core';

test('is the source of the other workspace', () => {
  expect(here).toMatch(/packages\\/core\\/src$/);
});
`,
  });

  const fromPackage = await runJest({ folder: path.join(root, 'packages/app'), root });
  expect(fromPackage.counts).toEqual({ passed: 2, failed: 0, failedSuites: 0 });

  const fromTop = await runJest({ folder: root, root });
  expect(fromTop.counts).toEqual({ passed: 2, failed: 0, failedSuites: 0 });
});
