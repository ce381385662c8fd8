import { existsSync } from 'node:fs';
import path from 'node:path';
import { install, pnpmInstall, project, runJest } from '../harness';
import { addServer, addTest, nodeNext } from '../harness/servers';

// Neither ts-jest nor the compiler nor Jest's environment can be found from the project: only from our own package.
test.each([
  ['pnpm', ''],
  ['pnpm without hoisting', 'hoist=false\n'],
])('%s', async (name, settings) => {
  const root = install(
    name.replaceAll(' ', '-'),
    {
      dependencies: {
        '@modelcontextprotocol/sdk': '^1.32.2',
        jose: '^6.2.0',
        // The only one that a project on TypeScript 7 sees.
        typescript: '~7.0.0',
        zod: '^4.6.7',
      },
    },
    { files: { '.npmrc': settings }, installer: pnpmInstall },
  );
  expect(existsSync(path.join(root, 'node_modules/ts-jest'))).toBe(false);

  const files = (preset: string) => ({
    'package.json': { type: 'module' },
    'tsconfig.json': nodeNext,
    'jest.config.cjs': `module.exports = { preset: '${preset}' };\n`,
    'src/server.ts': `import { UnsecuredJWT } from 'jose';
${addServer}
export const token = new UnsecuredJWT({ sub: import.meta.url }).encode();
`,
    'test/server.test.ts': addTest('../src/server.js'),
  });
  for (const preset of ['jest-mcp', 'jest-mcp/presets/esm']) {
    const run = await runJest(project(path.basename(preset), files(preset), root));
    expect({ preset, ...run.counts }).toEqual({ preset, passed: 1, failed: 0, failedSuites: 0 });
  }
});
