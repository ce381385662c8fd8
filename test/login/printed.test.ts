import { inspect } from 'node:util';
import { printedCut, printUrl } from '../../src/login/printed';

test('a URL is printed without what is secret in it', () => {
  const url =
    'https://user:pass@as.example.com/authorize?client_id=https://c.example/x.json&code=abc&state=s&scope=a:b c&x=%26&otp=123456&pin=1234&session_token=t&token_type=x#frag';
  expect(printUrl(new URL(url))).toMatchInlineSnapshot(
    `https://as.example.com/authorize?client_id=https://c.example/x.json&code=…&state=…&scope=a:b+c&x=%26&otp=…&pin=…&session_token=…&token_type=x`,
  );
});

test('tokens are read, and not printed', () => {
  const tokens = printedCut({ access_token: 'top-secret', token_type: 'Bearer' });
  expect(tokens.access_token).toBe('top-secret');
  expect({ ...tokens }).toEqual({ access_token: 'top-secret', token_type: 'Bearer' });
  expect(Object.keys(tokens)).toEqual(['access_token', 'token_type']);
  expect(inspect({ tokens })).not.toContain('top-secret');
  expect(JSON.stringify(tokens)).not.toContain('top-secret');
});
