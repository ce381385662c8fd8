import { escapeInvisible, visible } from '../../src/messages/visible';

it.each([
  ['a byte order mark', '\ufeff{}', '\\u{FEFF}{}'],
  ['a terminal title', '\u001b]0;x\u0007', '\\u{001B}]0;x\\u{0007}'],
  ['a carriage return', 'a\r', 'a\\r'],
  ['a null', 'a\u0000', 'a\\u{0000}'],
  ['C1 codes', '\u009b31m', '\\u{009B}31m'],
  ['no width', 'a\u200bb\u2060', 'a\\u{200B}b\\u{2060}'],
  ['a direction', '\u202eabc', '\\u{202E}abc'],
  ['half a pair', '\ud83d!', '\\u{D83D}!'],
  ['tags', 'a\u{e0041}', 'a\\u{E0041}'],
])('shows %s', (_, text, shown) => {
  expect(visible(text)).toBe(shown);
});

it('leaves what can be seen, line breaks and tabs', () => {
  const text = 'grüß dich 👋🏽 e\u0301\n\tनमस्ते\n';
  expect(visible(text)).toBe(text);
});

it('escapes these too where nobody wants to keep them', () => {
  expect(escapeInvisible('a\n\tb')).toBe('a\\n\\tb');
  expect(escapeInvisible('a\n\tb', '\n')).toBe('a\n\\tb');
});
