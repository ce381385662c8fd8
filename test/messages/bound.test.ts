import { bounded, boundedPair } from '../../src/messages/bound';

const text = 'x'.repeat(300_000);
/** How much text a value holds. */
const size = (value: unknown): number => JSON.stringify(value).length;

test.each([
  ['a short text', 'x'],
  ['a text that is not large', 'x'.repeat(10_000)],
  ['an object', { a: [1, { b: 'c' }] }],
  ['an instance', new Map([['a', text]])],
  ['nothing', undefined],
])('%s stays what it is', (_name, value) => {
  expect(bounded(value)).toBe(value);
  expect(boundedPair(value, value)[0]).toBe(value);
});

test('long texts are cut wherever they stand, and the rest is kept', () => {
  const short = bounded({ a: [{ text }], b: 1, c: undefined });
  expect(short).toEqual({
    a: [{ text: `${'x'.repeat(2_000)}… (of 300,000 characters)` }],
    b: 1,
    c: undefined,
  });
});

test('two texts are cut around their first difference', () => {
  const [one, other] = boundedPair(`${text}a${text}`, `${text}b${text}`) as [string, string];
  expect(one).toMatch(/^…x{200}ax{1799}… \(of 600,001 characters\)$/);
  expect(other).toMatch(/^…x{200}bx{1799}… \(of 600,001 characters\)$/);
});

test('of lines, those of a short text are all kept', () => {
  const lines = Array.from({ length: 50_000 }, (_, index) => `line ${index}`);
  const [one, other] = boundedPair('line 1\nline 2\nlast', lines.join('\n')) as [string, string];
  expect(one).toBe('line 1\nline 2\nlast');
  expect(other).toMatch(/^line 0\nline 1\n[^]*\n…$/);
});

test('a difference behind the end of one', () => {
  const [one, other] = boundedPair(text, `${text}!`) as [string, string];
  expect(one).not.toBe(other);
  expect(other).toContain('! (of 300,001 characters)');
});

test('lists are cut around their first difference, and so are objects', () => {
  const list = Array.from({ length: 300_000 }, (_, index) => index);
  const changed = list.map(item => (item === 250_000 ? -1 : item));
  const [one, other] = boundedPair(list, changed) as [number[], number[]];
  expect([one.length, one.includes(250_000), other.includes(-1)]).toEqual([200, true, true]);
  const fields = Object.fromEntries(list.map(item => [`key${item}`, item]));
  const [, right] = boundedPair(fields, { ...fields, key250000: -1 }) as [object, Record<string, number>];
  expect(right['key250000']).toBe(-1);
  expect(size(right)).toBeLessThan(10_000);
});

test('values of two kinds', () => {
  expect(size(boundedPair({ value: 'y' }, { value: [text] }))).toBeLessThan(3_000);
  expect(size(boundedPair(undefined, { value: text }))).toBeLessThan(3_000);
  expect(boundedPair(expect.anything(), text)[0]).toEqual(expect.anything());
});
