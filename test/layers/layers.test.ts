import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const repository = path.join(__dirname, '../..');
const config = path.join(repository, '.dependency-cruiser.cjs');
const cruiser = path.join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'layers-'));
  symlinkSync(path.join(repository, 'node_modules'), path.join(folder, 'node_modules'));
  writeFileSync(path.join(folder, 'tsconfig.json'), '{ "compilerOptions": { "module": "CommonJS" } }');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Which rules a project breaks, by name. */
function broken(files: Readonly<Record<string, string>>): string[] {
  for (const [file, text] of Object.entries(files)) {
    const place = path.join(folder, 'src', file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, text);
  }
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [cruiser, '--config', config, '--output-type', 'json', 'src'],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(stderr).toBe('');
  const { summary } = JSON.parse(stdout) as { summary: { violations: { rule: { name: string } }[] } };
  return [...new Set(summary.violations.map(({ rule }) => rule.name))].sort();
}

const leaf = 'export type Leaf = 1;\n';

it.each<[string, string[], Record<string, string>]>([
  [
    'a type from a room above',
    ['downwards-from-messages'],
    {
      'messages/a.ts': `import type { Leaf } from '../session/b';\nexport type A = Leaf;\n`,
      'session/b.ts': leaf,
    },
  ],
  [
    'what is loaded late from a room above',
    ['downwards-from-protocol'],
    { 'protocol/a.ts': `export const a = () => require('../sdk/b');\n`, 'sdk/b.ts': leaf },
  ],
  [
    'a circle of types',
    ['no-circles'],
    {
      'oauth/a.ts': `import type { B } from './b';\nexport type A = B | 1;\n`,
      'oauth/b.ts': `import type { A } from './a';\nexport type B = A | 2;\n`,
    },
  ],
  [
    'a file in no room',
    ['in-a-room', 'in-a-room-too'],
    {
      'cellar/a.ts': `import type { Leaf } from '../messages/b';\nexport type A = Leaf;\n`,
      'messages/b.ts': leaf,
      'index.ts': `export type { A } from './cellar/a';\n`,
    },
  ],
  [
    'Jest in a room that serves other runners',
    ['only-jest-knows-jest'],
    { 'session/a.ts': `import type { Expect } from 'expect';\nexport type A = Expect;\n` },
  ],
  [
    'the kit of Jest, used by a session',
    ['downwards-from-session', 'only-doors-know-jest'],
    { 'session/a.ts': `import type { Leaf } from '../jest/b';\nexport type A = Leaf;\n`, 'jest/b.ts': leaf },
  ],
  [
    'an SDK by its name',
    ['only-sdk-knows-sdks'],
    {
      'protocol/a.ts': `import type { Client } from '@modelcontextprotocol/client';\nexport type A = Client;\n`,
    },
  ],
])('finds %s', (_, rules, files) => {
  expect(broken(files)).toEqual(rules);
});

it('spares what imports downwards', () => {
  expect(
    broken({
      'messages/a.ts': leaf,
      'session/b.ts': `import type { Leaf } from '../messages/a';\nexport type B = Leaf;\n`,
      'index.ts': `export type { B } from './session/b';\n`,
    }),
  ).toEqual([]);
});
