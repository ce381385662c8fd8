import ts from 'typescript';
import { editImports, editModule } from '../../src/transform/edit-module';

// What an edited module does is held against Node in test/e2e/preset-imports.e2e.test.ts. Here: which ones need no
// compiler, and that every line stays where it was.
test.each([
  ['imports', `import a, { b as c } from 'a';\nimport * as d from 'd';\nimport 'e';\na(c, d);\n`],
  [
    'exports',
    `export const a = 1, { b } = {};\nexport function c() {}\nexport default class {}\nexport { a as d };\n`,
  ],
  [
    're-exports',
    `export * from 'a';\nexport * as b from 'b';\nexport {\n  c,\n  default as d,\n} from 'c';\n`,
  ],
  [
    'import() and import.meta',
    `export const a = () => import('./b.js');\nexport const b = import.meta.url;\n`,
  ],
  ['await in a function', `export async function a() {\n  await 1;\n  for await (const b of []) b;\n}\n`],
  ['a variable that is not exported', `let a = 1;\na = 2;\na++;\nexport const b = () => a;\n`],
  ['names of the wrapper inside a function', `export const a = require => require(1);\n`],
  [
    'a comment that looks like code',
    `/** @type {import('a').B} */\nexport const a = 1; // await using eval\n`,
  ],
])('%s: edited, line by line', (_what, source) => {
  const edited = editModule(ts, source) ?? '';
  expect(edited.split('\n')).toHaveLength(source.split('\n').length);
  expect(() => new Function('exports', 'require', 'module', '__filename', '__dirname', edited)).not.toThrow();
});

test.each([
  ['an exported variable that is assigned to', `export let a = 1;\nexport const b = () => { a = 2; };`],
  ['one that is counted up', `let a = 1;\nexport { a };\na++;`],
  ['one in a pattern', `export let a;\n[a] = [1];\n`],
  ['one in a loop', `export let a;\nfor (a of []);\n`],
  ['an imported name that is declared again inside', `import { a } from 'a';\nexport const b = a => a;\n`],
  ['top-level await', `export const a = await 1;\n`],
  ['top-level for await', `for await (const a of []) a;\nexport {};\n`],
  ['a name of the wrapper', `const require = 1;\nexport { require as a };\n`],
  ['a name that the text before it means', `const Symbol = 1;\nexport { Symbol as a };\n`],
  ['a direct eval', `import { a } from 'a';\neval('a');\n`],
  ['a name that is a text', `const a = 1;\nexport { a as 'b c' };\n`],
  ['an export of what a block declares', `{ var a = 1; }\nexport { a };\n`],
])('%s: left to the compiler', (_what, source) => {
  expect(editModule(ts, source)).toBeUndefined();
});

test('a CommonJS file is changed where it says import(), and nowhere else', () => {
  const source = `'use strict'\n// import('not this')\nconst text = "import('nor this')"\nexports.a = () => import('a')\n`;
  const edited = editImports(ts, source) ?? '';
  expect(edited.split('\n')[3]).toBe("exports.a = () => __jestMcpImport('a')");
  expect(edited.split('\n').slice(0, 2)).toEqual(source.split('\n').slice(0, 2));
  expect(editImports(ts, `// import('a')\nexports.a = 1;\n`)).toBe(`// import('a')\nexports.a = 1;\n`);
});
