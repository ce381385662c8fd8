import { inspect } from 'node:util';
import { cutSecrets, printedCut, printUrl } from '../../src/login/secrets';

test('a URL is printed without what is secret in it', () => {
  const url =
    'https://user:pass@as.example.com/authorize?client_id=https://c.example/x.json&code=abc&state=s&scope=a:b c&x=%26#frag';
  expect(printUrl(new URL(url))).toMatchInlineSnapshot(
    `https://as.example.com/authorize?client_id=https://c.example/x.json&code=…&state=…&scope=a:b+c&x=%26`,
  );
});

test('text is printed without secrets, known or seen to be some', () => {
  const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl';
  const text = `the code abcdef123 and ${jwt} in {"access_token": "opaque", "scope": "a"}`;
  expect(cutSecrets(text, ['abcdef123'])).toMatchInlineSnapshot(
    `the code … and eyJ… in {"access_token": "…", "scope": "a"}`,
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
