import { CookieJar } from '../../src/login/cookies';

/** What is sent to `url` after `set` came from `from`. */
function sent(
  from: string,
  set: string | string[],
  url: string,
  { method = 'GET', page }: { method?: string; page?: string } = {},
): string | undefined {
  const jar = new CookieJar();
  jar.store(new URL(from), [set].flat());
  return jar.header({ url: new URL(url), method, from: page === undefined ? undefined : new URL(page) });
}

const here = 'http://127.0.0.1:4711/a/b';
const there = 'https://login.example.com/a/b';
const past = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT';

test.each([
  ['goes back to where it came from', here, 'a=1', here, 'a=1'],
  ['goes to another port', here, 'a=1', 'http://127.0.0.1:80/a/c', 'a=1'],
  ['does not go to another host', here, 'a=1', 'http://localhost:4711/a/b', undefined],
  ['stays in the folder of the page', here, 'a=1', 'http://127.0.0.1:4711/other', undefined],
  ['goes below its path', here, 'a=1; Path=/', 'http://127.0.0.1:4711/other', 'a=1'],
  ['does not go to a path that begins alike', here, 'a=1; Path=/ab', 'http://127.0.0.1:4711/abc', undefined],
  ['is secure enough on this machine', here, 'a=1; Secure', here, 'a=1'],
  [
    'is not taken where it is not',
    'http://login.example.com/',
    'a=1; Secure',
    'https://login.example.com/',
    undefined,
  ],
  ['is not sent where it is not', there, 'a=1; Secure', 'http://login.example.com/a/b', undefined],
  ['is gone when it has expired', there, 'a=1; Max-Age=0', there, undefined],
  ['is gone at its date', there, `a=1; ${past}`, there, undefined],
  ['has an age that counts more than its date', there, `a=1; ${past}; Max-Age=60`, there, 'a=1'],
  ['goes to hosts below its domain', there, 'a=1; Domain=.example.com', 'https://www.example.com/a/b', 'a=1'],
  ['is not taken for another domain', there, 'a=1; Domain=example.org', 'https://example.org/a/b', undefined],
  ['stays with its host', there, 'a=1', 'https://sub.login.example.com/a/b', undefined],
  ['for all sites has to be Secure', there, 'a=1; SameSite=None', there, undefined],
  [
    'named __Host- has no domain',
    there,
    '__Host-a=1; Secure; Path=/; Domain=login.example.com',
    there,
    undefined,
  ],
  ['named __Host- is taken', there, '__Host-a=1; Secure; Path=/', there, '__Host-a=1'],
  ['may hold =', there, 'a=b=c', there, 'a=b=c'],
  ['without = is none', there, 'a', there, undefined],
])('a cookie %s', (_name, from, set, url, expected) => {
  expect(sent(from, set, url)).toBe(expected);
});

test.each([
  ['Strict', 'GET', 'https://www.example.com/', 'a=1'],
  ['Strict', 'GET', 'https://example.org/', undefined],
  ['Lax', 'GET', 'https://example.org/', 'a=1'],
  ['Lax', 'POST', 'https://example.org/', undefined],
  ['None; Secure', 'POST', 'https://example.org/', 'a=1'],
])('SameSite=%s, %s from %s', (sameSite, method, page, expected) => {
  expect(sent(there, `a=1; SameSite=${sameSite}`, there, { method, page })).toBe(expected);
});

test('the later one counts, and the longer path comes first', () => {
  expect(sent(there, ['a=1; Path=/', 'a=2; Path=/', 'b=3; Path=/a'], there)).toBe('b=3; a=2');
  expect(sent(there, ['a=1; Path=/', 'a=; Path=/; Max-Age=-1'], there)).toBeUndefined();
});

test('a clock that a test has faked decides', () => {
  const jar = new CookieJar();
  jar.store(new URL(there), ['a=1; Max-Age=60']);
  jest.useFakeTimers({ now: Date.now() + 61_000 });
  expect(jar.header({ url: new URL(there), method: 'GET' })).toBeUndefined();
  jest.useRealTimers();
});
