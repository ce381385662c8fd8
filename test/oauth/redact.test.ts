import { printToken, redactField, redactFields } from '../../src/oauth/redact';
import { authServer } from '../auth-server/support';

const as = authServer();

it('prints what a token says, never its signature', () => {
  const token = as.token({ header: { kid: 'k1' }, claims: { iss: 'i', iat: 1, exp: 2, jti: '3' } });
  expect(printToken(token)).toMatchInlineSnapshot(
    `JWT { "alg": "ES256", "typ": "at+jwt", "kid": "k1" } { "iss": "i", "sub": "alice", "aud": "http://127.0.0.1/mcp", "client_id": "jest-mcp", "iat": 1, "exp": 2, "jti": "3" }, signature cut`,
  );
  expect(printToken(token)).not.toContain(token.split('.')[2]);
  expect(printToken(as.broken.none())).toMatch(/, no signature$/);
});

it('cuts other tokens, the shorter the more', () => {
  expect(printToken('rt_0123456789abcdefghijklmnopqrstuvwxyz')).toBe('rt_012345… (39 characters)');
  expect(printToken('a.b')).toBe('… (3 characters)');
});

it('cuts what a field’s name tells to be a secret, and a token under any name', () => {
  const secret = 'a secret that nobody may see';
  for (const name of [
    'client_secret',
    'password',
    'refresh_token',
    'subject_token',
    'client_assertion',
    'code',
    'code_verifier',
    'device_code',
    'Authorization',
    'otp',
  ])
    expect(redactField(name, secret)).toBe('a secre… (28 characters)');
  for (const name of ['grant_type', 'token_type', 'subject_token_type', 'code_challenge', 'state', 'scope'])
    expect(redactField(name, secret)).toBe(secret);
  expect(redactField('state', as.token())).toMatch(/^JWT \{/);
});

it('looks into lists and objects, and leaves matchers alone', () => {
  const matcher = expect.any(String);
  const bare = Object.assign(Object.create(null) as object, { password: 'secret' });
  expect(
    redactFields({
      token: ['abcdefgh'],
      inner: { password: 'secret' },
      bare,
      code: matcher,
      state: /x/,
      count: 1,
    }),
  ).toEqual({
    token: ['ab… (8 characters)'],
    inner: { password: 's… (6 characters)' },
    bare: { password: 's… (6 characters)' },
    code: matcher,
    state: /x/,
    count: 1,
  });
});
