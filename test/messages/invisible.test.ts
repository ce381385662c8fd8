import type { MatcherContext } from 'expect';
import { formatReport, type Comparison, type PrinterContext } from '../../src/messages';
import { noteOnInvisible } from '../../src/messages/invisible';
import { escapeInvisible, visible } from '../../src/messages/visible';

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

const hint = { matcher: 'toBeSaid', receiver: 'text', args: ['expected'] };

function compare(expected: unknown, received: unknown, as: Partial<PrinterContext> = {}): string {
  const comparison: Comparison = { expected, received };
  return formatReport({ ...printer, ...as }, { hint, comparison })
    .split('\n\n')
    .slice(1)
    .join('\n\n');
}

const PAIRS: readonly (readonly [name: string, received: string, expected: string])[] = [
  ['decomposed letter', 'cafe\u0301', 'caf\u00e9'],
  ['no-break space', 'total:\u00a05', 'total: 5'],
  ['narrow no-break space', '12\u202f345', '12 345'],
  ['thin space', '12\u2009345', '12 345'],
  ['ideographic space', 'a\u3000b', 'a b'],
  ['zero-width space', 'a\u200bb', 'ab'],
  ['zero-width joiner', 'a\u200db', 'ab'],
  ['word joiner', 'a\u2060b', 'ab'],
  ['byte order mark', '\ufeffhello', 'hello'],
  ['colour codes', '\u001b[32mok\u001b[39m', 'ok'],
  ['cursor codes', 'ok\u001b[2K', 'ok'],
  ['carriage return', 'a\rb', 'ab'],
  ['backspace', 'ab\u0008', 'ab'],
  ['C1 control', 'a\u0085b', 'ab'],
  ['soft hyphen', 'co\u00adop', 'coop'],
  ['right-to-left mark', 'a\u200f', 'a'],
  ['override of direction', '\u202eab\u202c', 'ab'],
  ['tag characters', 'a\u{e0041}\u{e0042}', 'a'],
  ['variation selector', '\u2764\ufe0f', '\u2764'],
  ['Cyrillic letter', '\u0430dd', 'add'],
  ['Greek letter', '\u039fK', 'OK'],
  ['full-width letters', '\uff21\uff22', 'AB'],
  ['NUL', 'a\u0000', 'a'],
  ['tab for spaces', 'a\tb', 'a    b'],
  ['spaces for one', 'a   b', 'a b'],
  ['curly quote', 'it\u2019s', "it's"],
  ['dash', '1\u20132', '1-2'],
  ['missing mark', 'hello', '\ufeffhello'],
];

describe.each(PAIRS)('%s', (_, received, expected) => {
  test('as a text', () => {
    const message = compare(expected, received);
    expect(message).toMatchSnapshot();
    expect(escapeInvisible(message, '\n\t')).toBe(message);
  });

  test('deep inside', () => {
    const message = compare(
      { rows: [{ text: expected, same: 1 }], other: 'x' },
      { rows: [{ text: received, same: 1 }], other: 'x' },
    );
    expect(message).toContain(noteOnInvisible(expected, received)?.slice(0, -1) ?? 'no note');
    expect(message).toContain('(rows[0].text)');
    expect(escapeInvisible(message, '\n\t')).toBe(message);
  });
});

test('what can be seen is not explained', () => {
  for (const [one, other] of [
    ['a', 'b'],
    ['12\u202f345', '12\u202f346'],
    ['a', 'a '],
    ['a\r\nb', 'a\nb'],
    ['m\u00b2', 'm2'],
    ['A', 'a'],
  ])
    expect(noteOnInvisible(one, other)).toBeUndefined();
});

test('what is the same on both sides stays as it is', () => {
  expect(
    compare(
      '12\u202f345 \u20ac, caf\u00e9 \u{1f469}\u200d\u{1f4bb}',
      '12\u202f346 \u20ac, caf\u00e9 \u{1f469}\u200d\u{1f4bb}',
    ),
  ).toBe(
    'Expected:  "12\u202f345 \u20ac, caf\u00e9 \u{1f469}\u200d\u{1f4bb}"\nReceived:  "12\u202f346 \u20ac, caf\u00e9 \u{1f469}\u200d\u{1f4bb}"',
  );
  expect(compare('\u043f\u0440\u0438\u0432\u0435\u0442', '\u043f\u0440\u0438\u0432\u0435\u0442!')).toContain(
    '\u043f\u0440\u0438\u0432\u0435\u0442!',
  );
});

test('what differs besides is shown too', () => {
  expect(compare('12 345', '12\u202f346')).toContain('12\\u{202F}346');
});

test('a key may be the one that looks alike', () => {
  expect(compare({ add: 1 }, { '\u0430dd': 1 })).toMatchSnapshot();
});

test('many differences are counted', () => {
  expect(noteOnInvisible('a b c d e', 'a\u00a0b\u00a0c\u00a0d\u00a0e')).toMatchSnapshot();
  const rows = (space: string): string[] => [1, 2, 3, 4, 5].map(row => `row${space}${row}`);
  expect(noteOnInvisible(rows(' '), rows('\u00a0'))).toMatchSnapshot();
});

test('classes, cycles, matchers and patterns are left alone', () => {
  class Point {
    constructor(readonly x: string) {}
  }
  expect(compare(new Point('a'), new Point('b'))).toContain('Point {');
  const cycle: Record<string, unknown> = { text: 'a\u00a0b' };
  cycle['self'] = cycle;
  expect(compare({ text: 'a b', self: 1 }, cycle)).toContain('a\\u{00A0}b');
  expect(compare({ text: expect.stringContaining('a\u00a0b') }, { text: 'a b' })).toContain(
    'StringContaining',
  );
  expect(compare({ text: /a/ }, { text: 'b\u00a0' })).toContain('/a/');
});

test('backslashes are not mistaken for escapes', () => {
  expect(compare('\\u{202F}', '\u202f')).toMatchSnapshot();
});

test('words and evidence hold nothing that a terminal would obey', () => {
  const message = formatReport(printer, {
    hint,
    sentence: 'It said \u001b[31mno\u001b[0m.',
    rows: [{ label: 'Received', shown: { words: 'a\u202eb\u0007' } }],
    notes: ['\u001b]8;;https://evil.example\u0007click'],
    evidence: [{ title: 'stderr', lines: ['\u001b[31mred\u001b[0m', 'a\rb'] }],
  });
  expect(message).toMatchSnapshot();
  expect(visible(message)).toBe(message);
});

test('under .not the received text is as visible', () => {
  expect(compare('a\u001bb', 'a\u001bb', { isNot: true })).toBe('Expected:  not "a\\u{001B}b"');
});
