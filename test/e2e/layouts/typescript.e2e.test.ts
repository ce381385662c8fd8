import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { install, project, runJest, write } from '../harness';
import { addServer, addTest, nodeNext, usePreset } from '../harness/servers';

// TypeScript 6 is what all other projects have. TypeScript 7 has no JavaScript API: ours must be found beside it.
test.each(['5.4', '5.9', '7.0'])('a project with TypeScript %s', async version => {
  const root = install(`typescript-${version}`, {
    dependencies: {
      '@modelcontextprotocol/sdk': '^1.32.2',
      '@types/jest': '^30.0.0',
      '@types/node': '^20.0.0',
      typescript: `~${version}.0`,
      zod: '^4.6.7',
    },
  });
  const typescript = project(
    'server',
    {
      'package.json': { type: 'module' },
      // Deprecated since TypeScript 6, gone in 7: not ours to judge.
      'tsconfig.json': {
        compilerOptions: { ...nodeNext.compilerOptions, baseUrl: '.', downlevelIteration: true },
      },
      'jest.config.cjs': usePreset,
      'src/server.ts': addServer,
      'test/server.test.ts': `import ts from 'typescript';
${addTest('../src/server.js')}
test('with this TypeScript', () => {
  expect(ts.version).toMatch(/^${version}/);
});
`,
    },
    root,
  );
  // The declarations have to hold in a project that checks its libraries, with one SDK of the two.
  write(typescript.folder, {
    'types/tsconfig.json': {
      compilerOptions: {
        ...nodeNext.compilerOptions,
        target: 'ES2022',
        noEmit: true,
        skipLibCheck: false,
        types: ['jest', 'jest-mcp'],
      },
      include: ['.'],
    },
    'types/types.ts': `import type { SdkClient } from 'jest-mcp';
export const client: Promise<SdkClient> = mcp.client;
export const version = client.then(sdk => sdk.getServerVersion());
// @ts-expect-error a misspelt method: the type did not decay to any
export const misspelt = client.then(sdk => sdk.getServerVersions());
export const passes: Promise<void> = expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
`,
  });
  const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const complaints = compile(compiler, path.join(typescript.folder, 'types')).split('\n');
  // TypeScript 5.4 cannot read all of the SDK's own declarations: those are not ours to judge.
  expect(complaints.filter(line => /node_modules\/jest-mcp\/|types\/types\.ts/.test(line))).toEqual([]);

  const run = await runJest(typescript);
  expect(run.output).not.toMatch(/ts-jest|TS\d{4,}/);
  expect(run.counts).toEqual({ passed: 2, failed: 0, failedSuites: 0 });
  expect(run.exitCode).toBe(0);
});

/** What a compiler prints of a project: nothing, when all is well. */
function compile(compiler: string, folder: string): string {
  return spawnSync(process.execPath, [compiler, '-p', folder], { encoding: 'utf8' }).stdout;
}
