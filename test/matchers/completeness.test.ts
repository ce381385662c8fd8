import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asyncMatchers } from '../../src/eslint';
import { matchers } from '../../src/matchers';
import * as raw from '../../src/raw-matchers';

const source = join(__dirname, '../../src/matchers');
const files = readdirSync(source)
  .filter(name => name.startsWith('to'))
  .map(name => name.replace(/\.ts$/, ''));
const types = readdirSync(join(source, 'types')).map(name =>
  readFileSync(join(source, 'types', name), 'utf8'),
);

/** Where a matcher is declared; it may have type parameters. */
const declared = (name: string): RegExp => new RegExp(`\\n  ${name}[<(]`);

it('finds the matchers', () => {
  expect(files.length).toBeGreaterThan(20);
});

it.each(files)(
  '%s is exported under its name, in the map, in the types with a whole comment, and has a test',
  async name => {
    const module = (await import(join(source, name))) as Record<string, unknown>;
    expect(Object.keys(module)).toEqual([name]);
    expect(matchers).toHaveProperty(name, module[name]);
    const declaration = types.find(text => declared(name).test(text)) ?? '';
    const comment = declaration
      .slice(0, declaration.search(declared(name)))
      .split('/**')
      .at(-1);
    expect(comment).toMatch(/@example await expect\(/);
    expect(comment).toMatch(/@see MCP 2025-11-25, /);
    expect(readdirSync(__dirname)).toContain(`${name}.test.ts`);
  },
);

it('has no matcher in the map that has no file', () => {
  expect(Object.keys(matchers).sort()).toEqual(files.sort());
});

it('has every matcher in the README', () => {
  const readme = readFileSync(join(__dirname, '../../README.md'), 'utf8');
  for (const name of files) expect(readme).toContain(`${name}(`);
});

it('tells a linter which ones to await', () => {
  expect([...asyncMatchers].sort()).toEqual(
    ['toReject', 'toResolve', ...files.filter(name => name !== 'toHaveSeen')].sort(),
  );
});

it('gives each as a function, to be called by another matcher', () => {
  expect({ ...raw }).toEqual(matchers);
});
