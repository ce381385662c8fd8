import type { MatcherContext } from 'expect';
import {
  formatMisuse,
  formatReport,
  type Misuse,
  type Report,
  type PrinterContext,
} from '../../src/messages';

const hint = { matcher: 'toHaveThing', receiver: 'things', args: ['name'] };
let printer: PrinterContext;

beforeAll(() => {
  expect.extend({
    toLendItsVoice(this: MatcherContext) {
      printer = { utils: this.utils, isNot: false, promise: '', expand: false };
      return { pass: true, message: () => '' };
    },
  });
  (expect(undefined) as unknown as { toLendItsVoice(): void }).toLendItsVoice();
});

function report(parts: Partial<Report>, as: Partial<PrinterContext> = {}): string {
  return formatReport({ ...printer, ...as }, { hint, ...parts });
}

function misuse(parts: Partial<Misuse>): string {
  return formatMisuse(printer, { hint, side: 'expected', must: 'be a name', value: 42, ...parts });
}

it('puts everything in one order, whatever the order of the parts', () => {
  const whole = report({
    evidence: [{ title: 'Log', lines: ['one', 'two'] }],
    notes: ['A note.', 'Another.'],
    offer: { what: 'things', wanted: 'pen', names: ['book', 'pan'] },
    comparison: { expected: 'a', received: 'b' },
    rows: [{ label: 'Page', shown: { value: 3 } }],
    subject: [{ label: 'Shelf', shown: { words: 'the upper one' } }],
    sentence: 'A sentence.',
  });
  expect(whole).toMatchInlineSnapshot(`
   expect(things).toHaveThing(name)

   A sentence.

   Shelf:     the upper one
   Page:      3
   Expected:  "a"
   Received:  "b"
   Offered:   2 things: "pan", "book"

   Did you mean "pan"?

   A note.

   Another.

   Log:
     one
     two
  `);
});

it('keeps .not, .resolves, all arguments and the rule of comparison in the hint', () => {
  const text = formatReport(
    { ...printer, isNot: true, promise: 'resolves' },
    { hint: { ...hint, args: ['name', 'shape', 'rest'], comment: 'deep equality' } },
  );
  expect(text).toBe('expect(things).resolves.not.toHaveThing(name, shape, rest) // deep equality');
  expect(formatReport(printer, { hint: { ...hint, args: [] } })).toBe('expect(things).toHaveThing()');
});

it('puts not beside what was expected, or says it otherwise', () => {
  const rows: Report['rows'] = [
    { label: 'Expected', shown: { value: 'a' }, side: 'expected' },
    { label: 'None of', shown: { list: ['a'] }, underNot: { list: ['b'] }, side: 'expected' },
    { label: 'Received', shown: { value: 'b' }, side: 'received' },
  ];
  expect(report({ rows }, { isNot: true })).toMatchInlineSnapshot(`
   expect(things).not.toHaveThing(name)

   Expected:  not "a"
   None of:   "b"
   Received:  "b"
  `);
});

it('keeps the further lines of a value in its column', () => {
  expect(report({ rows: [{ label: 'Received', shown: { value: 'one\ntwo' } }] })).toMatchInlineSnapshot(`
   expect(things).toHaveThing(name)

   Received:  "one
              two"
  `);
});

describe('a comparison', () => {
  it('is a diff for objects, arrays and several lines, and rows for the rest', () => {
    expect(report({ comparison: { expected: { a: 1 }, received: { a: 2 }, of: ' shape' } }))
      .toMatchInlineSnapshot(`
     expect(things).toHaveThing(name)

     - Expected shape  - 1
     + Received shape  + 1

       Object {
     -   "a": 1,
     +   "a": 2,
       }
    `);
    expect(report({ comparison: { expected: 1, received: '1' } })).toMatchInlineSnapshot(`
     expect(things).toHaveThing(name)

     Expected:  1
     Received:  "1"
    `);
    expect(report({ comparison: { expected: {}, received: 'text' } })).toMatchInlineSnapshot(`
     expect(things).toHaveThing(name)

     Expected:  {}
     Received:  "text"
    `);
  });

  it('honours --expand', () => {
    const lines = Array.from({ length: 30 }, (_, index) => index).join('\n');
    const comparison = { expected: `${lines}\na`, received: `${lines}\nb` };
    expect(report({ comparison }, { expand: true })).toContain('  0\n  1\n');
    expect(report({ comparison }, { expand: false })).not.toContain('  0\n');
  });

  it('shows what was received under .not only where it reads differently', () => {
    expect(report({ comparison: { expected: 'a', received: 'a' } }, { isNot: true })).not.toContain(
      'Received',
    );
    expect(report({ comparison: { expected: /a/, received: 'a' } }, { isNot: true })).toContain(
      'Received:  "a"',
    );
  });

  it('cuts long lines around their first difference', () => {
    const long = 'x'.repeat(1000);
    expect(report({ comparison: { expected: `${long}a`, received: `${long}b${long}` } }))
      .toMatchInlineSnapshot(`
     expect(things).toHaveThing(name)

     Expected:          "…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxa" (of 1,001 characters)
     Received:          "…xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxbxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" (of 2,001 characters)
     First difference:  at character 1,001
    `);
    expect(report({ comparison: { expected: `a${long}`, received: 'b' } })).toContain(
      'Received:          "b"\n',
    );
  });

  it('never tears a character in two', () => {
    const smiles = '😀'.repeat(1000);
    expect(report({ comparison: { expected: `${smiles}a`, received: `${smiles}b` } })).not.toMatch(
      /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/,
    );
    expect(report({ rows: [{ label: 'Received', shown: { value: `a${smiles}` } }] })).not.toMatch(
      /[\ud800-\udbff](?![\udc00-\udfff])/,
    );
  });
});

describe('cuts with a count', () => {
  it.each([
    ['a long string', { value: 'x'.repeat(2000) }, '(1,400 more characters)'],
    [
      'a large object',
      { value: Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`key${index}`, index])) },
      /\(\d,?\d* more characters\)/,
    ],
    ['many lines', { words: 'line\n'.repeat(100) }, /… \d+ more lines/],
    ['a long list', { list: Array.from({ length: 20 }, (_, index) => index) }, '11, … and 8 more'],
  ])('%s', (_, shown, expected) => {
    expect(report({ rows: [{ label: 'Received', shown }] })).toMatch(expected);
  });
});

describe('an offer', () => {
  it('lists the nearest names first, and guesses only what is near', () => {
    const names = ['list_cities', 'ping', 'get_weather'];
    expect(report({ offer: { what: 'tools', wanted: 'get_wether', names } })).toMatchInlineSnapshot(`
     expect(things).toHaveThing(name)

     Offered:  3 tools: "get_weather", "list_cities", "ping"

     Did you mean "get_weather"?
    `);
    expect(report({ offer: { what: 'tools', wanted: 'purge', names } })).not.toContain('Did you mean');
    expect(report({ offer: { what: 'tools', wanted: 'PING', names } })).toContain('Did you mean "ping"?');
  });

  it('says when there is nothing', () => {
    expect(report({ offer: { what: 'tools', wanted: 'add', names: [] } })).toContain('Offered:  no tools');
  });
});

describe('a misuse', () => {
  it('says what must be, what is, and what to write instead', () => {
    expect(misuse({ instead: 'For example: toHaveThing("pen")' })).toMatchInlineSnapshot(`
     expect(things).toHaveThing(name)

     Matcher error: expected value must be a name

     Expected has type:  number
     Expected has value: 42

     For example: toHaveThing("pen")
    `);
  });

  it('names the value where there are several, and says found where a value would not help', () => {
    expect(misuse({ name: 'shape', found: 'Received a session', side: 'received' })).toMatchInlineSnapshot(`
     expect(things).toHaveThing(name)

     Matcher error: shape must be a name

     Received a session
    `);
  });

  it('cuts long values', () => {
    expect(misuse({ value: 'x'.repeat(5000) }).length).toBeLessThan(1000);
  });
});
