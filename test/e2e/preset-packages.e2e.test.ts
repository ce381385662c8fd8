import { messageOf, project, resultOf, runJest, type Files, type Run } from './harness';
import { nodeNext, usePreset } from './harness/servers';

/** An expression for each package that ships nothing but ES modules, and what it gives. */
const packages: readonly [name: string, imports: string, expression: string, value: unknown][] = [
  ['jose', '* as jose', `new jose.UnsecuredJWT({ sub: 'alice' }).encode().split('.').length`, 3],
  ['execa', '{ execa }', `(await execa('node', ['-p', '1 + 1'])).stdout`, '2'],
  ['nanoid', '{ nanoid }', 'nanoid().length', 21],
  ['got', 'got, { HTTPError }', `[typeof got.get, typeof HTTPError].join(' ')`, 'function function'],
  ['fastmcp', '{ FastMCP }', `new FastMCP({ name: 'f', version: '1.0.0' }).options.name`, 'f'],
  ['mcp-lite', '{ McpServer }', `typeof new McpServer({ name: 'm', version: '1.0.0' }).tool`, 'function'],
  ['chalk', '{ Chalk }', `new Chalk({ level: 1 }).red('r').length`, 11],
  ['p-limit', 'pLimit', `await pLimit(1)(() => 'done')`, 'done'],
];

const testsOfPackages = Object.fromEntries(
  packages.map(([name, imports, expression, value]) => [
    `test/${name}.test.ts`,
    `import ${imports} from '${name}';

test('${name}', async () => {
  expect(${expression}).toBe(${JSON.stringify(value)});
});
`,
  ]),
);

/** Packages in a shape that the real ones above do not have. */
const made: Files = {
  'node_modules/only-import/package.json': {
    exports: { '.': { import: './index.mjs' }, './sub': { import: { default: './sub.mjs' } } },
  },
  'node_modules/only-import/index.mjs': `import { sub } from 'only-import/sub';\nexport const index = 'index ' + sub;\n`,
  'node_modules/only-import/sub.mjs': `export const sub = 'sub';\n`,

  'node_modules/both/package.json': { exports: { import: './index.mjs', require: './index.cjs' } },
  'node_modules/both/index.mjs': `export const format = 'module';\n`,
  'node_modules/both/index.cjs': `exports.format = 'commonjs';\n`,

  'node_modules/declares/package.json': { type: 'module', exports: './index.js' },
  'node_modules/declares/index.js': `import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
const require = createRequire(import.meta.url);
const __dirname = fileURLToPath(new URL('.', import.meta.url));
export const { name } = require('./data.json');
export const folder = __dirname;
`,
  'node_modules/declares/data.json': { name: 'declares' },

  'node_modules/imports/package.json': { main: 'index.js' },
  // Sloppy mode, in which `this` is the global object, has to survive as well.
  'node_modules/imports/index.js': `exports.load = async () => (await import('only-import')).index;
exports.self = (function () { return typeof this; })();
`,

  'node_modules/waits/package.json': { type: 'module', exports: './index.js' },
  'node_modules/waits/index.js': `export const ready = await Promise.resolve(true);\n`,

  'node_modules/throws/package.json': { type: 'module', exports: './index.js' },
  'node_modules/throws/index.js': `/* a comment that */
/* is not printed */ import 'node:path';

export const fail = () => {
  throw new Error('inside the package');
};
`,

  'test/made.test.ts': `import { format } from 'both';
import { folder, name } from 'declares';
import { load, self } from 'imports';
import { index } from 'only-import';
import { fail } from 'throws';

test('packages', async () => {
  expect([index, format, name]).toEqual(['index sub', 'commonjs', 'declares']);
  expect(folder).toMatch(/node_modules\\/declares\\/$/);
  expect([await load(), self]).toEqual(['index sub', 'object']);
});

test('a stack points into the package as it was published', () => {
  expect(fail).toThrow(expect.objectContaining({ stack: expect.stringContaining('throws/index.js:5:9') }));
});
`,
  'test/waits.test.ts': `import { ready } from 'waits';\n\ntest('ready', () => expect(ready).toBe(true));\n`,
};

const esmOnly = project('packages', {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.cjs': usePreset,
  ...testsOfPackages,
  ...made,
});

let run: Run;

beforeAll(async () => {
  run = await runJest(esmOnly);
});

test.each(packages.map(([name]) => name))('%s can be imported', name => {
  expect(resultOf(run, `${name}.test.ts`)).toMatchObject({ status: 'passed', message: '' });
});

test('packages of other shapes can be imported', () => {
  expect(resultOf(run, 'made.test.ts')).toMatchObject({ status: 'passed', message: '' });
});

test('a package that uses top-level await is named', () => {
  expect(messageOf(run, 'waits.test.ts', esmOnly)).toMatchSnapshot();
});
