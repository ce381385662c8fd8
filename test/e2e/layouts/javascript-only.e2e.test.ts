import { existsSync } from 'node:fs';
import path from 'node:path';
import { install, project, runJest } from '../harness';
import { addServerV2, addTest, usePreset } from '../harness/servers';

// No TypeScript of its own, and no SDK but v2: what is not there must not be asked for.
test('a JavaScript project on SDK v2 alone', async () => {
  const root = install('javascript-only', {
    dependencies: {
      '@modelcontextprotocol/client': '^2.4.0',
      '@modelcontextprotocol/server': '^2.4.0',
      zod: '^4.6.7',
    },
  });
  expect(existsSync(path.join(root, 'node_modules/@modelcontextprotocol/sdk'))).toBe(false);

  const javascript = project(
    'server',
    {
      'package.json': { type: 'module' },
      'jest.config.cjs': usePreset,
      'src/server.js': addServerV2,
      'test/server.test.js': addTest('../src/server.js'),
    },
    root,
  );
  const run = await runJest(javascript);
  expect(run.counts).toEqual({ passed: 1, failed: 0, failedSuites: 0 });
  expect(run.exitCode).toBe(0);
});
