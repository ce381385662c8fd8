import { install, project, runJest } from '../harness';
import { addServer, addTest, nodeNext, usePreset } from '../harness/servers';

// TypeScript 6 is what all other projects have. TypeScript 7 has no JavaScript API: ours must be found beside it.
test.each(['5.4', '5.9', '7.0'])('a project with TypeScript %s', async version => {
  const root = install(`typescript-${version}`, {
    dependencies: { '@modelcontextprotocol/sdk': '^1.32.2', typescript: `~${version}.0`, zod: '^4.6.7' },
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
  const run = await runJest(typescript);
  expect(run.output).not.toMatch(/ts-jest|TS\d{4,}/);
  expect(run.counts).toEqual({ passed: 2, failed: 0, failedSuites: 0 });
  expect(run.exitCode).toBe(0);
});
