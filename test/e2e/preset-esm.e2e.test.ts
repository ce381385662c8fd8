import { messageOf, project, resultOf, runJest, type Run } from './harness';
import { addServer, addTest, nodeNext } from './harness/servers';

const native = project('esm', {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.js': `export default {
  preset: 'jest-mcp/presets/esm',
  collectCoverage: true,
  collectCoverageFrom: ['src/**'],
  coverageReporters: ['json'],
};
`,
  'src/waits.ts': `export const { port } = await Promise.resolve({ port: 3000 });\n`,
  // With a top-level await in what it imports, nothing but a native ES module will do.
  'src/server.ts': `import { port } from './waits.js';\n${addServer}\nexport { port };\n`,
  'src/untested.ts': `export const never = await Promise.resolve(1);\n`,
  'src/plain.js': `export const plain = import.meta.url.startsWith('file:');\n`,
  'src/common.cts': `export const common = typeof require;\n`,
  'test/server.test.ts': addTest('../src/server.js'),
  'test/native.test.ts': `import { execa } from 'execa';
import { UnsecuredJWT } from 'jose';
import { common } from '../src/common.cjs';
import { plain } from '../src/plain.js';
import { port } from '../src/server.js';

test('runs as a native ES module', async () => {
  expect([port, plain, common, typeof require]).toEqual([3000, true, 'function', 'undefined']);
  expect(import.meta.url).toMatch(/native\\.test\\.ts$/);
  expect(typeof execa).toBe('function');
  // What the fixture goes by when it loads servers and SDKs.
  expect(globalThis[Symbol.for('jest-mcp.native-esm')]).toBe(true);
  expect(new UnsecuredJWT({}).encode().split('.')).toHaveLength(3);
});
`,
  'test/fails.test.ts': `interface Erased {
  readonly line: 'gone';
}

test('fails here', () => {
  expect(1).toBe(2);
});
`,
});

let run: Run;

beforeAll(async () => {
  // With one worker Jest instruments untested files in its own process, which has no ES modules.
  run = await runJest(native, ['--maxWorkers=1']);
});

test.each(['server', 'native'])('%s.test.ts passes without a flag', name => {
  expect(resultOf(run, `${name}.test.ts`)).toMatchObject({ status: 'passed', message: '' });
});

test('a failure shows the line that the user wrote', () => {
  expect(messageOf(run, 'fails.test.ts', native)).toContain('test/fails.test.ts:6:13');
});

test('coverage knows files that no test imports, top-level await or not', () => {
  expect(run.output).not.toContain('Failed to collect coverage');
});

test('where Jest uses no worker processes, it is said what to do', async () => {
  // Jest 29.7 keeps its workers under --runInBand.
  const inBand = await runJest(native, ['--detectOpenHandles', '--coverage=false', 'test/server']);
  expect(inBand.exitCode).toBe(1);
  expect(messageOf(inBand, 'server.test.ts', native)).toMatchSnapshot();
});

test('and what it says works', async () => {
  const env = { NODE_OPTIONS: '--experimental-vm-modules' };
  const inBand = await runJest(native, ['--detectOpenHandles', '--coverage=false', 'test/server'], { env });
  expect(resultOf(inBand, 'server.test.ts')).toMatchObject({ status: 'passed', message: '' });
});
