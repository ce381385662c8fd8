import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as errors from '../../src/messages/errors';
import { errorAt, usageError } from '../../src/messages/stack';

const { McpTestError, ...classes } = errors;
const all = Object.entries(classes);

it('each has a code of its own, which is on the page', () => {
  const page = readFileSync(join(__dirname, '../../docs/failures.md'), 'utf8');
  const codes = all.map(([, { code }]) => code);
  expect(new Set(codes).size).toBe(codes.length);
  for (const [name, { code }] of all) {
    expect(code).toMatch(/^ERR_MCP_[A-Z_]+$/);
    expect(page).toContain(`| \`${code}\``);
    expect(page).toContain(`\`${name}\``);
  }
});

it('each is known by its code, of whatever copy of the class', () => {
  const made = all.map(([, Made]) => new (Made as new (message: string) => Error)('x'));
  for (const [index, [, { code }]] of all.entries()) {
    const copy = Object.assign(new Error('x'), { code });
    expect(copy).toBeInstanceOf(McpTestError);
    expect(all.map(([, Class]) => copy instanceof Class)).toEqual(all.map((_, at) => at === index));
    expect(all.map(([, Class]) => made[index] instanceof Class)).toEqual(all.map((_, at) => at === index));
    expect(made[index]).toBeInstanceOf(Error);
  }
});

it('nothing else is one', () => {
  for (const other of [
    undefined,
    null,
    'ERR_MCP_USAGE',
    new Error('x'),
    Object.assign(new Error(), { code: -32602 }),
    { code: 'ERR_OTHER' },
  ])
    expect(all.some(([, Class]) => (other as object) instanceof Class)).toBe(false);
});

it('the makers of errors make them', () => {
  expect(usageError('x')).toBeInstanceOf(errors.UsageError);
  expect(errorAt('x', ['    at here'])).toMatchObject({
    code: 'ERR_MCP_VIOLATION',
    stack: 'Error: x\n    at here',
  });
});
