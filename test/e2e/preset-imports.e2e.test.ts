import { execFileSync } from 'node:child_process';
import { project, resultOf, runJest, type Files, type Run } from './harness';
import { nodeNext, usePreset } from './harness/servers';

/** What ES modules do, in a package: what Node makes of it is what has to be seen in Jest. */
const semantics: Files = {
  'node_modules/esm/package.json': { type: 'module', exports: { '.': './index.js', './*': './*' } },
  'node_modules/esm/index.js': `#!/usr/bin/env node
// The first statement is not the first line.
import { count, increment, first as renamed } from './live.js'; import * as live from './live.js'
import fallback, { named } from './defaults.js'
import { even } from './even.js'
import { late } from './hoisted.js'
import json from './data.json' with { type: 'json' }
import * as all from './all.js'
import legacy, { member } from 'legacy'
import * as legacyNamespace from 'legacy'
import plain, { part } from 'plain'
import { self } from './late-import.js'
import anonymous from './anonymous.js'
import Anonymous from './anonymous-class.js'

const report = {}
function tagged() { return this === undefined }
report.before = count
increment()
report.after = [count, live.count, renamed]
report.defaults = [fallback(), named]
report.even = [even(4), even(7)]
report.hoisted = late
report.json = json.name
report.all = Object.keys(all).sort()
report.legacy = [typeof legacy, typeof legacy.default, member, typeof legacyNamespace.default.default]
report.plain = [typeof plain, part, plain.part === part]
report.shadowed = (function (count) { return [count, named] })('inner')
report.shorthand = { named, count }
report.nested = [() => named, class { static value = named; [named]() { return named } }].map(one => one.value ?? one())
report.self = await_(self)
const text = 'x'
increment()
;[1].forEach(() => increment())
report.count = live.count
report.strict = tagged()
report.tag = tag\`a\${named}b\`
label: for (const named of [1]) { if (named) break label }
report.destructured = (({ named: inner = named } = {}) => inner)()
report.names = [anonymous(), new Anonymous().value, fallback.name]
report.meta = [import.meta.url.endsWith('/index.js'), typeof import.meta.dirname]
function await_(promise) { return promise instanceof Promise }
function tag(strings, value) { return strings.join(value) }
export { report as default }
`,
  'node_modules/esm/live.js': `export let count = 0
export const increment = () => { count++ }
export const first = 1, second = 2
export const { third, list: [fourth, ...rest] } = { third: 3, list: [4, 5, 6] }
`,
  'node_modules/esm/defaults.js': `export { default } from './fallback.js'
export * as fallback from './fallback.js'
const named = 'named'
export { named }
`,
  'node_modules/esm/fallback.js': `export default function fallback() { return 'fallback' }\n`,
  'node_modules/esm/anonymous.js': `export default function () { return 'anonymous' }\n`,
  'node_modules/esm/anonymous-class.js': `export default class { value = 'class' }\n`,
  // A circle: functions are there before their file is evaluated.
  'node_modules/esm/even.js': `import { odd } from './odd.js'\nexport function even(n) { return n === 0 || odd(n - 1) }\nexport const two = even(2)\n`,
  'node_modules/esm/odd.js': `import { even } from './even.js'\nexport function odd(n) { return n !== 0 && even(n - 1) }\nexport const three = even(0)\n`,
  'node_modules/esm/hoisted.js': `export const late = [name, typeof helper]\nimport { name } from './data.js'\nfunction helper() {}\n`,
  'node_modules/esm/data.js': `export const name = 'data'\n`,
  'node_modules/esm/data.json': { name: 'json' },
  'node_modules/esm/all.js': `export * from './live.js'\nexport * from './data.js'\nexport const first = 'own'\nexport { first as default }\n`,
  'node_modules/esm/late-import.js': `export const self = import('./late-import.js')\nexport const other = () => import('./' + 'data.js')\n`,
  // CommonJS made of an ES module: in Node its default is module.exports all the same.
  'node_modules/legacy/package.json': { main: 'index.js' },
  'node_modules/legacy/index.js': `Object.defineProperty(exports, '__esModule', { value: true });\nexports.default = function () {};\nexports.member = 'member';\n`,
  'node_modules/plain/package.json': { main: 'index.js' },
  'node_modules/plain/index.js': `module.exports = function () {};\nmodule.exports.part = 'part';\n`,
};

/** The same in a package whose modules all need the compiler: a direct eval sees every name. */
const compiled: Files = Object.fromEntries(
  Object.entries(semantics).map(([name, content]) => [
    name.replace('/esm/', '/compiled/'),
    typeof content === 'string' && name.includes('/esm/') ? `${content}// eval(\n` : content,
  ]),
);

const imports = project('imports', {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.cjs': usePreset,
  ...semantics,
  ...compiled,
  'semantics.mjs': `import { readFileSync } from 'node:fs';
import report from 'esm';
import legacy from 'legacy';

console.log(JSON.stringify({ ...report, from: typeof legacy.default }));
`,
  'test/semantics.test.ts': `import { readFileSync } from 'node:fs';
import report from 'esm';
import compiled from 'compiled';
import legacy from 'legacy';

test('as in Node', () => {
  const native = JSON.parse(readFileSync('native.json', 'utf8'));
  expect(JSON.parse(JSON.stringify({ ...report, from: typeof (legacy as any).default }))).toEqual(native);
  expect(JSON.parse(JSON.stringify({ ...compiled, from: typeof (legacy as any).default }))).toEqual(native);
});
`,
  'test/mocked.test.ts': `import legacy, { member } from 'legacy';

jest.mock('legacy', () => ({ __esModule: true, default: () => 'mocked', member: 'too' }));

test('a mock of an ES module has the default that it says', () => {
  expect([(legacy as any)(), member]).toEqual(['mocked', 'too']);
});
`,

  'src/part.ts': `export const part = { evaluated: true };\n`,
  'src/config.ts': `import { part } from './part.js';\n\nlet asked = 0;\nexport const config = { part };\nexport const ask = () => ++asked;\n`,
  'src/plain.mjs': `export const plain = import.meta.url;\n`,
  'src/load.ts': `import { pathToFileURL } from 'node:url';

export const load = (specifier: string | URL): Promise<any> => import(specifier as string);
export const beside = (name: string): Promise<any> => import(new URL(name, import.meta.url).href);
export const absolute = (file: string): Promise<any> => import(pathToFileURL(file).href + '?mtime=1');
export const resolved = (name: string): Promise<any> => import(import.meta.resolve(name));
`,
  'node_modules/loader/package.json': { type: 'module', exports: './index.js' },
  'node_modules/loader/index.js': `export const load = async file => (await import(file)).config;\n`,
  'test/urls.test.ts': `import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { load as loadByPackage } from 'loader';
import { absolute, beside, load, resolved } from '../src/load.js';
import { part } from '../src/part.js';

const file = path.resolve('src/config.ts');

test('file URLs, as text and as objects', async () => {
  const { config } = await import('../src/config.js');
  expect((await load(pathToFileURL(file))).config).toBe(config);
  expect((await load(pathToFileURL(file).href)).config).toBe(config);
  expect((await beside('./config.js')).config).toBe(config);
  expect((await resolved('./config.js')).config).toBe(config);
  expect(await loadByPackage(pathToFileURL(file).href)).toBe(config);
  expect((await load('node:path')).sep).toBe(path.sep);
});

test('an instance for each query, and one of what it imports', async () => {
  const one = await load('./config.js?v=1');
  const two = await load('./config.js?v=2');
  const again = await load(pathToFileURL(file).href + '?v=1');
  expect(again).toBe(one);
  expect(two.config).not.toBe(one.config);
  expect([one.ask(), one.ask(), two.ask()]).toEqual([1, 2, 1]);
  expect(one.config.part).toBe(part);
  expect(two.config.part).toBe(part);
  expect((await absolute(path.resolve('src/plain.mjs'))).plain).toMatch(/plain\\.mjs$/);
});

test('what cannot be imported rejects', async () => {
  await expect(load('./gone.js?v=1')).rejects.toThrow('Cannot find module');
  await expect(load('data:text/javascript,export default 1')).rejects.toThrow('jest-mcp/presets/esm');
  await expect(load(Symbol('s') as never)).rejects.toThrow(TypeError);
});
`,
});

let run: Run;

beforeAll(async () => {
  const { writeFileSync } = await import('node:fs');
  writeFileSync(
    `${imports.folder}/native.json`,
    execFileSync(process.execPath, ['semantics.mjs'], { cwd: imports.folder }),
  );
  run = await runJest(imports);
});

test.each(['semantics', 'mocked', 'urls'])('%s.test.ts passes', name => {
  expect(resultOf(run, `${name}.test.ts`)).toMatchObject({ status: 'passed', message: '' });
});
