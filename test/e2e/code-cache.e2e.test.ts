import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { messageOf, type Project, project, runJest, type RunOptions, write } from './harness';

/** With the cache, or without it: nothing else differs. */
const configOf = (codeCache: boolean): string => `module.exports = {
  preset: 'jest-mcp',
  testEnvironmentOptions: { mcp: { codeCache: ${String(codeCache)} } },
};
`;

const node = process.env.JEST_MCP_E2E_NODE;
const nodeVersion = node ? execFileSync(node, ['--version'], { encoding: 'utf8' }) : process.version;
const isOnNode20 = nodeVersion.startsWith('v20.');

/** Elsewhere V8 itself may give the first of two equal scripts again. */
const isCompiledAnew = isOnNode20 && !process.env.JEST_MCP_E2E_JEST?.startsWith('29');

const failing = `throw Object.assign(new Error('at the first line'), { at: 'first' });`;

/** What could tell a module that is compiled for one file from one that is compiled for all. */
const files = {
  'package.json': {},
  'node_modules/counts/index.js': `let count = 0;\nmodule.exports = { next: () => ++count, realm: Object, tag: s => (strings => strings)\`a\${s}\` };\n`,
  'node_modules/fails/index.js': `'use strict'; exports.fail = function fail() { ${failing} }; exports.isStrict = (function () { return this === undefined; })();\nexports.later = () => {\n  throw new TypeError('at the third line');\n};\n`,
  'node_modules/twin-a/index.js': 'exports.fail = () => { throw new Error(); };\n',
  'node_modules/twin-b/index.js': 'exports.fail = () => { throw new Error(); };\n',
  'node_modules/broken/index.js': `exports.a = 1;\nexports.b = ;\n`,
  'node_modules/begins/index.js': failing,
  'node_modules/imports/index.js': `exports.load = () => import('counts');\nexports.load2 = () => import/* late */('counts');\n`,
  'node_modules/shebang/index.js': `#!/usr/bin/env node\nexports.args = [typeof module, typeof require, __filename.endsWith('index.js'), require.main === module, module.id === __filename];\n// ends in a comment`,
  'node_modules/classy/index.mjs': `export default class Classy { static #secret = 7; static secret() { return Classy.#secret; } }\n`,
  'node_modules/classy/package.json': { type: 'module', exports: './index.mjs' },
  'node_modules/evals/index.js': `exports.load = [
  () => eval("import('counts')"), () => (0, eval)("import('counts')"), () => new Function("return import('counts')")(),
];
`,
  'node_modules/imports-late/index.js': `exports.load = () => import<!-- a comment
  ('counts');
`,
  'node_modules/renamed/index.js': `exports.fail = () => { throw new Error('at the first line'); };\n//# sourceURL=another-name.js\n`,
  'node_modules/templates/index.js': 'exports.strings = (strings => strings)`a`;\n',
  'node_modules/unbalanced/index.js': 'exports.a = 1; }); (function (module, exports) { exports.b = 2;\n',
  'node_modules/callee/index.js': 'exports.source = String(arguments.callee);\n',
  ...Object.fromEntries(
    ['digest', 'update', 'runs', 'opens', 'reads'].map(name => [
      `node_modules/spied-${name}/index.js`,
      `module.exports = '${name}';\n`,
    ]),
  ),
  'test/one.test.ts': `import { next, realm } from 'counts';
import { fail, isStrict, later } from 'fails';
import Classy from 'classy';

test('state is fresh', () => { expect(next()).toBe(1); expect(next()).toBe(2); });
test('of this realm', () => { expect(realm).toBe(Object); });
test('strict', () => { expect(isStrict).toBe(true); });
test('fails at once', () => { fail(); });
test('fails later', () => { later(); });
test('an ES module', () => { expect(Classy.secret()).toBe(7); });
test('reset', () => {
  jest.resetModules();
  expect(require('counts').next()).toBe(1);
  jest.isolateModules(() => { expect(require('counts').next()).toBe(1); });
  expect(require('counts').next()).toBe(2);
});
test('columns', () => {
  const frame = (run: () => void) => { try { run(); } catch (error) { return /index\\.js:(\\d+:\\d+)/.exec(error.stack)?.[1]; } };
  throw new Error('at ' + [frame(fail), frame(later)].join(' and '));
});
test('files of the same text', () => {
  const place = (name: string) => { try { require(name).fail(); } catch (error) { return /twin-\\w/.exec(error.stack)?.[0]; } };
  expect([place('twin-a'), place('twin-b')]).toEqual(['twin-a', 'twin-b']);
});
test('the broken one', () => { require('broken'); });
test('one that throws when it is loaded', () => { require('begins'); });
test('import()', async () => {
  const { load, load2 } = require('imports');
  expect((await load()).next ?? (await load()).default.next).toBeInstanceOf(Function);
  expect((await load2()).next ?? (await load2()).default.next).toBe((await load()).next ?? (await load()).default.next);
});
test('what a module is given', () => { expect(require('shebang').args).toEqual(['object', 'function', true, false, true]); });
test('source', () => { expect(String(fail)).toContain('function fail()'); });
const evaluated = ['eval', 'eval elsewhere', 'Function'];
test.each(evaluated)('import() in code for %s', async name => {
  const { next, default: { next: same } = { next } } = await require('evals').load[evaluated.indexOf(name)]();
  expect(same()).toBeGreaterThan(0);
});
test('import() with a comment in it', async () => { expect(await require('imports-late').load()).toBeDefined(); });
test('one that names its source', () => { require('renamed').fail(); });
${isCompiledAnew ? 'test' : 'test.skip'}('template objects', () => {
  const { strings } = require('templates');
  jest.resetModules();
  expect(require('templates').strings).not.toBe(strings);
  expect(require('templates').strings).toBe(require('templates').strings);
});
test('one that closes the function it is in', () => { require('unbalanced'); });
test('the function it is in', () => { throw new Error(require('callee').source); });
test('spies', () => {
  const { Hash } = require('crypto');
  const fs = require('fs');
  const { Script } = require('vm');
  const digest = jest.spyOn(Hash.prototype, 'digest').mockReturnValue('mocked'.repeat(9));
  try { expect(require('spied-digest')).toBe('digest'); } finally { digest.mockRestore(); }
  const update = jest.spyOn(Hash.prototype, 'update').mockReturnThis();
  try { expect(require('spied-update')).toBe('update'); } finally { update.mockRestore(); }
  const calls = jest.spyOn(Script.prototype, 'runInContext');
  try { expect(require('spied-runs')).toBe('runs'); } finally { calls.mockRestore(); }
  const opened = ['openSync', 'readFileSync', 'statSync'].map(name => jest.spyOn(fs, name));
  try { expect(require('spied-opens')).toBe('opens'); } finally { opened.forEach(spy => spy.mockRestore()); }
  expect(opened.flatMap(spy => spy.mock.calls).filter(([file]) => String(file).includes('jest-mcp-code'))).toEqual([]);
});
test('node:vm is Node\\'s own', () => {
  const vm = require('vm');
  expect(String(vm.Script)).toMatch(/^class Script extends /);
  expect(require('util').types.isProxy(vm.Script)).toBe(false);
  expect(new vm.Script('1').constructor).toBe(vm.Script);
  expect(vm.compileFunction.toString()).toMatch(/^function compileFunction\\(code, params, options/);
  expect(vm.compileFunction('return a', [], { contextExtensions: [{ a: 3 }] })()).toBe(3);
  expect(Object.getOwnPropertyDescriptor(vm, 'Script').writable).toBe(true);
});
test('who looks at what is compiled sees Jest as ever', () => {
  const vm = require('vm');
  const { compileFunction } = vm;
  const seen = [];
  vm.compileFunction = (code, ...others) => { seen.push(code); return compileFunction(code, ...others); };
  try { jest.resetModules(); require('spied-reads'); } finally { vm.compileFunction = compileFunction; }
  throw new Error('saw ' + JSON.stringify(seen));
});
`,
  'test/two.test.ts': `import { next } from 'counts';
test('state is fresh here, too', () => { expect(next()).toBe(1); });
test('mcp is there', () => { expect(mcp).toBeDefined(); });
`,
  'test/three.test.ts': `jest.mock('counts', () => ({ next: () => 'mocked' }));
import { next } from 'counts';
test('mocked', () => { expect(next()).toBe('mocked'); });
test('actual', () => { expect(jest.requireActual('counts').next()).toBe(1); });
test('auto', () => { expect(jest.createMockFromModule<{ next(): unknown }>('counts').next()).toBeUndefined(); });
`,
};

/** What is told of each test, and of what failed. */
async function told(
  cached: Project,
  isCaching: boolean,
  args: readonly string[] = [],
  options: RunOptions = {},
): Promise<object> {
  write(cached.folder, { 'jest.config.cjs': configOf(isCaching) });
  const { json, output } = await runJest(cached, ['-i', ...args], { cache: cacheOf(cached), ...options });
  if (json === undefined) throw new Error(output);
  return json.testResults
    .map(({ name, message, assertionResults }) => ({
      name: path.basename(name),
      message: withoutOrigins(
        messageOf({ json, output } as never, `test/${path.basename(name)}`, cached) || message,
      ),
      tests: assertionResults.map(({ fullName, status }) => `${status}: ${fullName}`),
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

/** V8 of Node 22 and later takes the place of an `eval` from another line. */
function withoutOrigins(message: string): string {
  return isOnNode20 ? message : message.replaceAll(/(\(eval at [^()]*\([^():]*):\d+:\d+/g, '$1');
}

const cacheOf = ({ folder }: Project): string => path.join(folder, 'cache');

/** What lies on disk: its path, and when and with what it was written. */
function stored(cached: Project): Record<string, { at: number; content: Buffer }> {
  const top = path.join(cacheOf(cached), 'jest-mcp-code');
  if (!existsSync(top)) return {};
  const names = readdirSync(top).flatMap(version =>
    readdirSync(path.join(top, version)).map(name => path.join(top, version, name)),
  );
  return Object.fromEntries(
    names.map(name => [name, { at: statSync(name).mtimeMs, content: readFileSync(name) }]),
  );
}

/** With ES modules, Jest 29 refuses to `require` one. */
const filesWithModules = {
  ...files,
  'test/one.test.ts': files['test/one.test.ts']
    .replace("import Classy from 'classy';\n", '')
    .replace(/^test\('an ES module'.*$/m, "test('an ES module', () => {});"),
};

/** Only with the flag Jest can `import()`. What Node 20 reads from disk could not, so that nothing lies there. */
test.each([
  ['', '', true],
  [' with ES modules', '--experimental-vm-modules', !isOnNode20],
])(
  'a run is told the same without the cache, with an empty one and with a full one%s',
  async (_, flag, isOnDisk) => {
    const cached = project(`code-cache${flag}`, flag ? filesWithModules : files);
    const options = { env: { NODE_OPTIONS: flag } };
    const without = await told(cached, false, [], options);
    expect(stored(cached)).toEqual({});

    const first = await told(cached, true, [], options);
    const kept = stored(cached);
    const second = await told(cached, true, [], options);

    expect(first).toEqual(without);
    expect(second).toEqual(without);
    // What was refused would have been written again.
    if (isOnDisk) expect(Object.keys(kept).length).toBeGreaterThan(100);
    else expect(kept).toEqual({});
    expect(stored(cached)).toEqual(kept);
    expect(without).toMatchObject([
      {
        name: 'one.test.ts',
        tests: [
          'passed: state is fresh',
          'passed: of this realm',
          'passed: strict',
          'failed: fails at once',
          'failed: fails later',
          'passed: an ES module',
          'passed: reset',
          'failed: columns',
          'passed: files of the same text',
          'failed: the broken one',
          'failed: one that throws when it is loaded',
          'passed: import()',
          'passed: what a module is given',
          'passed: source',
          ...['for eval', 'for eval elsewhere', 'for Function'].map(
            how => `${flag ? 'passed' : 'failed'}: import() in code ${how}`,
          ),
          `${flag ? 'passed' : 'failed'}: import() with a comment in it`,
          'failed: one that names its source',
          `${isCompiledAnew ? 'passed' : 'pending'}: template objects`,
          'failed: one that closes the function it is in',
          'failed: the function it is in',
          'passed: spies',
          "passed: node:vm is Node's own",
          'failed: who looks at what is compiled sees Jest as ever',
        ],
      },
      { name: 'three.test.ts', tests: ['passed: mocked', 'passed: actual', 'passed: auto'] },
      { name: 'two.test.ts', tests: ['passed: state is fresh here, too', 'passed: mcp is there'] },
    ]);
  },
);

test('what is damaged on disk is written again, and what has changed is compiled again', async () => {
  const cached = project('code-cache-damaged', {
    ...files,
    'test/one.test.ts': files['test/two.test.ts'],
    'test/three.test.ts': `import { isStrict } from 'fails';\ntest('strict: ' + isStrict, () => {});\n`,
  });
  const before = await told(cached, true);
  const kept = stored(cached);
  const names = Object.keys(kept);
  for (const [index, name] of names.entries()) {
    const content = Buffer.from(kept[name]?.content ?? '');
    if (index % 3 === 0) writeFileSync(name, content.subarray(0, content.length / 2));
    else if (index % 3 === 1) writeFileSync(name, content.fill(7, content.length / 2));
    else writeFileSync(name, '');
  }
  expect(await told(cached, true)).toEqual(before);
  const mended = stored(cached);
  expect(Object.keys(mended)).toEqual(names);
  expect(names.filter(name => (mended[name]?.content.length ?? 0) < 100)).toEqual([]);
  expect(await told(cached, true)).toEqual(before);
  expect(stored(cached)).toEqual(mended);

  // As long as before: V8 itself looks at the length alone.
  write(cached.folder, {
    'node_modules/fails/index.js': files['node_modules/fails/index.js'].replace(
      '=== undefined',
      '!== undefined',
    ),
  });
  expect(await told(cached, true)).toMatchObject([{}, { tests: ['passed: strict: false'] }, {}]);
});

test.each([
  ['--no-cache', ['--no-cache'], {}],
  ['coverage', ['--coverage', '--coverageReporters=json'], {}],
  ['coverage by V8', ['--coverage', '--coverageProvider=v8', '--coverageReporters=json'], {}],
  ['a debugger', [], { NODE_OPTIONS: '--inspect=127.0.0.1:0' }],
])('with %s nothing is written', async (name, args, env) => {
  const cached = project(`code-cache-${name.replaceAll(/\W/g, '')}`, {
    ...files,
    'test/one.test.ts': files['test/two.test.ts'],
  });
  const without = await told(cached, false, args, { env });
  rmSync(cacheOf(cached), { recursive: true });
  expect(await told(cached, true, args, { env })).toEqual(without);
  expect(stored(cached)).toEqual({});
});

test('a folder that cannot be written, workers, and another environment beside ours', async () => {
  const cached = project('code-cache-beside', {
    ...files,
    'test/one.test.ts': files['test/two.test.ts'],
    'plain/plain.test.js': `const { next } = require('counts');
test('plain', async () => {
  expect(next()).toBe(1);
  expect(require('vm').compileFunction('return a + 1', ['a'])(1)).toBe(2);
  expect(require('vm').runInNewContext('1 + 1')).toBe(2);
  expect(new (require('vm').Script)('2 + 2').runInThisContext()).toBe(4);
  expect(new (require('vm').Script)('2')).toBeInstanceOf(require('vm').Script);
  expect(() => new (require('vm').Script)('2 +')).toThrow('Unexpected end of input');
});
`,
    'cache/jest-mcp-code': 'This is not a folder.',
    'jest.config.cjs': `module.exports = { projects: [
  { preset: 'jest-mcp', roots: ['<rootDir>/test'] },
  { roots: ['<rootDir>/plain'], testEnvironment: 'node' },
] };
`,
  });
  for (const args of [['-i'], ['-w2']]) {
    const { counts, output } = await runJest(cached, args, { cache: cacheOf(cached) });
    expect([counts, output]).toEqual([{ passed: 8, failed: 0, failedSuites: 0 }, expect.any(String)]);
  }
  expect(readFileSync(path.join(cacheOf(cached), 'jest-mcp-code'), 'utf8')).toBe('This is not a folder.');
});

test('an environment that keeps its context to itself', async () => {
  const own = project('code-cache-own-environment', {
    ...files,
    'test/one.test.ts': files['test/two.test.ts'],
    'environment.cjs': `const { withMcp } = require('jest-mcp/environment');
const { TestEnvironment } = require('jest-environment-node');
module.exports = class extends withMcp(TestEnvironment) {
  #asked = 0;
  getVmContext() { this.#asked += 1; return super.getVmContext(); }
  async teardown() { if (this.#asked < 10) throw new Error('It was not asked.'); await super.teardown(); }
};
`,
    'jest.config.cjs': `module.exports = { preset: 'jest-mcp', testEnvironment: '<rootDir>/environment.cjs' };\n`,
  });
  const { counts, output } = await runJest(own, ['-i'], { cache: cacheOf(own) });
  expect([counts, output]).toEqual([{ passed: 7, failed: 0, failedSuites: 0 }, expect.any(String)]);
  expect(Object.keys(stored(own)).length).toBeGreaterThan(100);
});

test('codeCache must be true or false, in a file without mcp too', async () => {
  const wrong = project('code-cache-option', {
    'package.json': {},
    'jest.config.cjs': `module.exports = { preset: 'jest-mcp', testEnvironmentOptions: { mcp: { codeCache: 'no' } } };\n`,
    'test/a.test.ts': `test('a', () => {});\n`,
  });
  const run = await runJest(wrong);
  expect(run.output).toContain(
    'testEnvironmentOptions.mcp.codeCache must be true or false, got the string "no".',
  );
});
