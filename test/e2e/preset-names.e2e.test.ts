import { mkdirSync, symlinkSync } from 'node:fs';
import { messageOf, project, resultOf, runJest, type Files, type Run } from './harness';
import { addServer, usePreset } from './harness/servers';

const says = (name: string, text = name): string => `export const ${name} = () => '${text}';\n`;

/** A package that names its own files by `imports`, by its own name and by `paths`: `tsc` and tsx run it as it is. */
const files: Files = {
  'package.json': {
    name: 'app',
    type: 'module',
    imports: {
      '#lib/*': './src/lib/*',
      '#conditional': {
        browser: './src/none.js',
        node: { import: './src/chosen.js', default: './src/chosen.js' },
      },
      '#listed': ['./src/listed.js', './src/none.js'],
      '#built/*': { types: './dist/built/*.d.ts', default: './dist/built/*.js' },
      '#stale': './dist/stale.js',
      '#package': 'zod',
    },
    exports: { '.': './dist/index.js', './sub/*': './src/sub/*', './package.json': './package.json' },
  },
  'tsconfig.json': {
    compilerOptions: {
      module: 'NodeNext',
      target: 'ES2022',
      outDir: 'dist',
      rootDir: 'src',
      rootDirs: ['src', 'generated'],
      paths: {
        '@/*': ['./src/*'],
        '@many/*': ['./nowhere/*', './src/lib/*'],
        exact: ['./src/exact.ts'],
        declared: ['./types/declared.d.ts'],
        // What is not there takes nothing away from packages.
        '*': ['./vendor/*'],
      },
    },
    include: ['src'],
  },

  'src/lib/greeting.ts': says('greeting'),
  'src/lib/deep/view.tsx': says('view'),
  'src/lib/module.mts': says('module'),
  'src/chosen.ts': says('chosen'),
  'src/listed.ts': says('listed'),
  'src/built/made.ts': says('made'),
  'src/stale.ts': says('stale', 'of today'),
  'dist/stale.js': says('stale', 'of last week'),
  'src/index.ts': says('index'),
  'src/sub/part.ts': says('part'),
  'src/exact.ts': says('exact'),
  'generated/made-by-tool.ts': says('tool'),
  'src/mapped.ts': says('mapped', 'by paths'),
  'src/users.ts': says('mapped', 'by the mapper of the user'),
  'vendor/vendored.ts': says('vendored'),
  'types/declared.d.ts': 'export declare const declared: () => string;\n',
  'node_modules/declared/package.json': { main: 'index.js' },
  'node_modules/declared/index.js': `exports.declared = () => 'declared';\n`,

  // A package in the package, with names of its own.
  'nested/package.json': { type: 'module', imports: { '#lib/*': './own/*' } },
  'nested/own/greeting.ts': says('greeting', 'nested'),
  'nested/index.ts': `export { greeting as nested } from '#lib/greeting.js';\n`,

  'src/all.ts': `import { chosen } from '#conditional';
import { listed } from '#listed';
import { view } from '#lib/deep/view.js';
import { greeting } from '#lib/greeting.js';
import { module } from '#lib/module.mjs';
import { made } from '#built/made';
import { stale } from '#stale';
import { z } from '#package';
import { index } from 'app';
import { part } from 'app/sub/part.js';
import { exact } from 'exact';
import { declared } from 'declared';
import { vendored } from 'vendored';
import { listed as aliased } from '@/listed.js';
import { listed as withoutSuffix } from '@/listed';
import { greeting as fallback } from '@many/greeting.js';
import { nested } from '../nested/index.js';
import { tool } from './made-by-tool.js';
import { mapped } from '@/mapped.js';

export const all = [chosen, listed, view, greeting, module, made, stale, index, part, exact, declared, vendored,
  aliased, withoutSuffix, fallback, nested, tool, mapped].map(each => each());
export const others = [typeof z.string];
export const late = async () => [
  (await import('#lib/greeting.js')).greeting(),
  (await import('@/stale.js')).stale(),
  (await import('app/sub/part.js')).part(),
];
`,
  'test/all.test.ts': `import { all, late, others } from '../src/all.js';

test('every name finds its source', async () => {
  expect(all).toEqual(['chosen', 'listed', 'view', 'greeting', 'module', 'made', 'of today', 'index', 'part', 'exact',
    'declared', 'vendored', 'listed', 'listed', 'greeting', 'nested', 'tool', 'by the mapper of the user']);
  expect(others).toEqual(['function']);
  expect(await late()).toEqual(['greeting', 'of today', 'part']);
});

test('one module under all of its names', async () => {
  expect((await import('@/lib/greeting.js')).greeting).toBe((await import('#lib/greeting.js')).greeting);
  expect((await import('app')).index).toBe((await import('../src/index.js')).index);
});
`,

  'src/server.ts': `${addServer}\nexport { greeting } from '#lib/greeting.js';\n`,
  'src/main.ts': `import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from '@/server.js';

const { greeting } = await import('#lib/greeting.js');
if (greeting() === 'greeting') await createServer().connect(new StdioServerTransport());
`,
  'test/entry.test.ts': `mcp.serve({ entry: '../src/main.ts' });

test('adds', async () => {
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
});
`,
  'test/default.test.ts': `test('the project default', async () => {
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
});
`,
};

const mocked: Files = {
  'test/mocked.test.ts': `import { greeting } from '#lib/greeting.js';
import { part } from 'app/sub/part.js';
import { listed } from '@/listed.js';
import { all } from '../src/all.js';

jest.mock('#lib/greeting.js');
jest.mock('app/sub/part.js', () => ({ part: () => 'mocked part' }));
jest.mock('@/listed.js', () => ({ listed: () => 'mocked ' + jest.requireActual('@/listed.js').listed() }));

test('is mocked under its name', () => {
  expect(all).toEqual(expect.arrayContaining([undefined, 'mocked part', 'mocked listed']));
  expect(all).not.toContain('greeting');
  expect([greeting(), part(), listed()]).toEqual([undefined, 'mocked part', 'mocked listed']);
  expect(require('#lib/greeting.js').greeting).toBe(greeting);
  expect(jest.requireActual('#lib/greeting.js').greeting()).toBe('greeting');
  expect(require.resolve('@/listed.js')).toMatch(/src.listed\\.ts$/);
});
`,
  'test/missing.test.ts': `import { gone } from '#lib/gone.js';\n\ntest('gone', () => expect(gone).toBe(1));\n`,
  'test/unnamed.test.ts': `import { gone } from '#nowhere';\n\ntest('gone', () => expect(gone).toBe(1));\n`,
  'test/gone.test.ts': `import { gone } from '@/gone.js';\n\ntest('gone', () => expect(gone).toBe(1));\n`,
};

const server = `testTimeout: 60_000, moduleNameMapper: { '^@/mapped\\\\.js$': '<rootDir>/src/users.ts' }, testEnvironmentOptions: { mcp: { server: 'src/server.ts' } }`;
const commonjs = project('names', {
  ...files,
  ...mocked,
  'jest.config.cjs': `module.exports = { preset: 'jest-mcp', ${server} };\n`,
});
const native = project('names-esm', {
  ...files,
  'jest.config.cjs': `module.exports = { preset: 'jest-mcp/presets/esm', ${server} };\n`,
});
const runs = new Map<string, Run>();

beforeAll(async () => {
  runs.set('jest-mcp', await runJest(commonjs));
  runs.set('jest-mcp/presets/esm', await runJest(native));
});

describe.each(['jest-mcp', 'jest-mcp/presets/esm'])('%s', preset => {
  test.each(['all', 'entry', 'default'])('%s.test.ts passes', name => {
    expect(resultOf(runs.get(preset) as Run, `${name}.test.ts`)).toMatchObject({
      status: 'passed',
      message: '',
    });
  });
});

test('mocks go by any of the names', () => {
  expect(resultOf(runs.get('jest-mcp') as Run, 'mocked.test.ts')).toMatchObject({
    status: 'passed',
    message: '',
  });
});

test('what is not there is named as it was imported', () => {
  const messages = ['missing', 'unnamed', 'gone'].map(name =>
    messageOf(runs.get('jest-mcp') as Run, `${name}.test.ts`, commonjs)
      .split('\n')
      .slice(0, 3)
      .join('\n'),
  );
  expect(messages).toMatchSnapshot();
});

/** One Jest configuration at the root of a repository of packages. */
const decorated = (kind: string): string => `export const seen: string[] = [];

function mark(first: unknown, second: unknown, third?: unknown): void {
  seen.push(typeof second === 'string' ? 'legacy' : 'standard', typeof third);
}

class Base { constructor() { this.set(); } set(): void {} }
class Marked extends Base {
  field?: string;
  @mark method(): string { return '${kind}'; }
  override set(): void { this.field = 'kept'; }
}
seen.push(new Marked().field ?? 'defined');
`;
const viewed = `export const view = <p title="t" />;\n`;

const monorepo = project('monorepo', {
  'package.json': { private: true, type: 'module' },
  'jest.config.cjs': usePreset,
  'tsconfig.json': { files: [], references: [{ path: 'packages/legacy' }, { path: 'packages/standard' }] },
  'tsconfig.base.json': { compilerOptions: { module: 'NodeNext', target: 'ES2022' } },

  'packages/legacy/package.json': {
    name: '@acme/legacy',
    type: 'module',
    exports: { '.': { types: './dist/index.d.ts', import: './dist/index.js' } },
  },
  'packages/legacy/tsconfig.json': {
    extends: ['../../tsconfig.base.json', './tsconfig.decorators.json'],
    compilerOptions: {
      composite: true,
      outDir: 'dist',
      rootDir: 'src',
      useDefineForClassFields: false,
      jsx: 'react-jsx',
      jsxImportSource: 'made',
      paths: { '@/*': ['./src/*'] },
    },
    include: ['src'],
  },
  'packages/legacy/tsconfig.decorators.json': { compilerOptions: { experimentalDecorators: true } },
  'packages/legacy/src/decorated.ts': decorated('legacy'),
  'packages/legacy/src/index.ts': `export { seen } from '@/decorated.js';\n`,
  'packages/legacy/test/decorated.test.ts': `import { seen } from '@/decorated.js';
import { view } from './view.js';

test('by its own tsconfig.json', () => expect([seen, view]).toEqual([['legacy', 'object', 'kept'], 'acme']));
`,
  'packages/legacy/test/view.tsx': viewed,
  'node_modules/made/package.json': {},
  'node_modules/made/jsx-runtime.js': `exports.jsx = () => 'acme';\n`,

  // A solution: what a file is compiled by says the one of its references that includes it.
  'packages/standard/package.json': { name: '@acme/standard', type: 'module' },
  'packages/standard/tsconfig.json': {
    files: [],
    references: [{ path: './tsconfig.lib.json' }, { path: './tsconfig.spec.json' }],
  },
  'packages/standard/tsconfig.lib.json': {
    extends: '../../tsconfig.base.json',
    compilerOptions: { composite: true, jsx: 'react', jsxFactory: 'h', paths: { '@/*': ['./src/*'] } },
    include: ['src'],
    exclude: ['**/*.test.ts'],
  },
  'packages/standard/tsconfig.spec.json': {
    extends: '../../tsconfig.base.json',
    compilerOptions: {
      experimentalDecorators: true,
      paths: { '@/*': ['./src/*'], '@test/*': ['./testing/*'] },
    },
    include: ['src/**/*.test.ts', 'testing'],
  },
  'packages/standard/src/decorated.ts': decorated('standard'),
  'packages/standard/src/view.tsx': `const h = (name: string) => 'h ' + name;\n${viewed}`,
  'packages/standard/testing/decorated.ts': decorated('testing'),
  'packages/standard/src/decorated.test.ts': `import { seen } from '@/decorated.js';
import { seen as testing } from '@test/decorated.js';
import { seen as other } from '@acme/legacy';
import { view } from './view.js';

test('by the reference that includes it', () =>
  expect([seen, testing, other, view]).toEqual([
    ['standard', 'undefined', 'defined'],
    ['legacy', 'object', 'defined'],
    ['legacy', 'object', 'kept'],
    'h p',
  ]));
`,
});

test('one configuration for a repository: each file goes by its own tsconfig.json', async () => {
  mkdirSync(`${monorepo.folder}/node_modules/@acme`);
  symlinkSync(`${monorepo.folder}/packages/legacy`, `${monorepo.folder}/node_modules/@acme/legacy`);
  const run = await runJest(monorepo);
  for (const file of ['legacy/test/decorated', 'standard/src/decorated'])
    expect(resultOf(run, `${file}.test.ts`)).toMatchObject({ status: 'passed', message: '' });
});
