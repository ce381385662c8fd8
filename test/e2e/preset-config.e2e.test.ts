import { project, resultOf, runJest, type Run } from './harness';
import { addServer, addTest, nodeNext } from './harness/servers';

// What users set beside the preset: each key must reach its goal without taking away what the preset does.
const configured = project('config', {
  'package.json': { type: 'module' },
  'tsconfig.json': {
    compilerOptions: {
      ...nodeNext.compilerOptions,
      experimentalDecorators: true,
      jsx: 'preserve',
      jsxImportSource: 'tiny',
      // Would leave `accessor` alone, which Node cannot read.
      target: 'ESNext',
    },
  },
  'jest.config.cjs': `module.exports = {
  preset: 'jest-mcp',
  setupFiles: ['<rootDir>/test/before.ts'],
  setupFilesAfterEnv: ['<rootDir>/test/setup.ts'],
  moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1' },
  testEnvironmentOptions: { mcp: {}, custom: 'kept' },
  globals: { fromConfig: { nested: true } },
  transform: {
    '\\\\.txt$': '<rootDir>/test/text-transform.cjs',
    // ts-jest keeps one set of options for each configuration: these must not leak into ours, nor ours into these.
    '/own/.*\\\\.ts$': ['ts-jest', { tsconfig: { module: 'CommonJS', isolatedModules: true, target: 'ES5', ignoreDeprecations: '6.0' }, diagnostics: false }],
  },
};
`,
  'test/text-transform.cjs': `module.exports = { process: source => ({ code: 'module.exports = ' + JSON.stringify(source) }) };\n`,
  'test/before.ts': `export {};\n(globalThis as Record<string, unknown>).before = import.meta.filename;\n`,
  'test/setup.ts': `import { expect } from '@jest/globals';

// Ours has run: the user's setup may use it.
if (typeof mcp.callTool !== 'function') throw new Error('mcp is not there yet');
expect.extend({ toBeFive: received => ({ pass: received === 5, message: () => 'not five' }) });
`,

  'src/server.ts': addServer,
  'test/server.test.ts': addTest('@/server.js'),
  'test/keys.test.ts': `import text from '../src/hello.txt';

test('the keys of the user', () => {
  expect(text).toBe('hello');
  expect(globalThis.before).toMatch(/before\\.ts$/);
  expect(globalThis.fromConfig).toEqual({ nested: true });
  expect(5).toBeFive();
});
`,
  'src/hello.txt': 'hello',
  'src/own/lowered.ts': `export const { source } = { source: (() => \`\${1}\`).toString() };\n`,
  'src/kept.ts': `export const source = (() => \`\${1}\`).toString();\n`,
  'test/own.test.ts': `import { source as kept } from '../src/kept.js';
import { source as lowered } from '../src/own/lowered.js';

test('a transform of the user covers its own files alone', () => {
  expect(lowered).toMatch(/^function/);
  expect(kept).toMatch(/^\\(\\) => \`/);
});
`,
  'src/decorated.ts': `const seen: string[] = [];
const note = (target: object, name: string) => void seen.push(name);

export class Tool {
  @note
  run() {}
}

export { seen };
`,
  'node_modules/tiny/package.json': { exports: { './jsx-runtime': './jsx-runtime.js' } },
  'node_modules/tiny/jsx-runtime.js': `exports.jsx = (type, props) => ({ type, ...props });\n`,
  'src/page.tsx': `export const page = <main>hello</main>;\n`,
  'test/tsconfig.test.ts': `import { seen } from '../src/decorated.js';
import { page } from '../src/page.js';

test('what the tsconfig.json says about the language is kept', () => {
  expect(seen).toEqual(['run']);
  expect(page).toEqual({ type: 'main', children: 'hello' });
});

test('and what Node cannot run yet is compiled all the same', () => {
  class Tool {
    accessor calls = 1;
  }
  expect(new Tool().calls).toBe(1);
});
`,
});

let run: Run;

beforeAll(async () => {
  run = await runJest(configured);
});

test.each(['server', 'keys', 'own', 'tsconfig'])('%s.test.ts passes', name => {
  expect(resultOf(run, `${name}.test.ts`)).toMatchObject({ status: 'passed', message: '' });
});

test('nothing but the run is printed', () => {
  expect(run.exitCode).toBe(0);
  expect(run.output).not.toMatch(/warn|deprecat|ts-jest/i);
});
