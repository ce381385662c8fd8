import {
  cutSecret,
  hideSecrets,
  isSecretField,
  keepSecret,
  keepSecretsOf,
  SecretFilter,
} from '../../src/messages/secrets';

const jwt = `eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.${'x'.repeat(86)}`;
const opaque = 'op_0123456789abcdefghijklmnopqrstuvwxyz';

it('cuts a secret so that little of it stands, the shorter the less', () => {
  expect(cutSecret(opaque)).toBe('op_012345… (39 characters)');
  expect(cutSecret('secret')).toBe('s… (6 characters)');
  expect(cutSecret('abc')).toBe('… (3 characters)');
});

describe('a JWT', () => {
  it.each([
    ['in JSON', `{"error":"bad token ${jwt}"}`],
    ['behind an underscore', `token_${jwt}`],
    ['in a query', `/mcp?x=${jwt}&y=1`],
    ['without a signature', `got ${jwt.slice(0, jwt.lastIndexOf('.') + 1)}`],
    ['of two parts', `got ${jwt.slice(0, jwt.lastIndexOf('.'))}`],
    ['that was cut off', `got ${jwt.slice(0, -80)}…`],
    ['encrypted, of five parts', `${jwt}.aaaa.bbbb`],
  ])('is cut %s', (_, text) => {
    const hidden = hideSecrets(text);
    expect(hidden).toContain('eyJhbG… (a token of ');
    expect(hidden).not.toMatch(/eyJzdWIi|xxxx/);
  });

  it('is not every text that begins as one', () => {
    // A cursor is often JSON in base64.
    for (const text of ['eyJ is how a token begins', 'cursor eyJvZmZzZXQiOjEwMH0=', 'keyJvZmZzZXQiOjEw.eyJ'])
      expect(hideSecrets(text)).toBe(text);
  });
});

describe('what was kept', () => {
  const password = 'p&ss "word" ü 12';
  beforeAll(() => {
    keepSecret(opaque);
    keepSecret(password);
    keepSecret('hunter');
    keepSecret('short');
    keepSecretsOf([
      ['Authorization', 'Basic dXNlcjpwYXNzd29yZA=='],
      ['cookie', 'theme=dark-mode; sid="s3ss10n-of-alice"'],
      ['Set-Cookie', 'sid=4n0ther-s3ss10n; Path=/; HttpOnly'],
      ['X-API-Key', 'k-12345-67890'],
      ['accept', 'application/json'],
    ]);
  });

  it.each([
    ['as it is', `it said ${opaque}.`, 'it said op_012345… (39 characters).'],
    ['within a word', `x${opaque}x`, 'xop_012345… (39 characters)x'],
    ['cut off', `it said ${opaque.slice(0, 25)}… (14 more)`, 'it said op_012345… (39 characters)… (14 more)'],
    ['as JSON', JSON.stringify({ said: password }), '{"said":"p&ss… (16 characters)"}'],
    ['in a form', `/login?x=${encodeURIComponent(password)}`, '/login?x=p&ss… (16 characters)'],
    ['a cookie', 's3ss10n-of-alice and 4n0ther-s3ss10n', 's3ss… (16 characters) and 4n0… (15 characters)'],
    ['a key', 'no such key: k-12345-67890', 'no such key: k-1… (13 characters)'],
    ['Basic', 'got dXNlcjpwYXNzd29yZA==', 'got dXNlc… (20 characters)'],
  ])('is cut %s', (_, text, hidden) => {
    expect(hideSecrets(text)).toBe(hidden);
  });

  it('is a word like any other where a word stands, and a secret where a value does', () => {
    expect(hideSecrets('the hunter, {"hunter": 1}, the-hunter')).toBe(
      'the hunter, {"hunter": 1}, the-hunter',
    );
    expect(hideSecrets('{"pw": "hunter"}')).toBe('{"pw": "h… (6 characters)"}');
    expect(hideSecrets('pw=hunter&x=1')).toBe('pw=h… (6 characters)&x=1');
  });

  it('is not what has too few characters, and not what only stood beside it', () => {
    for (const text of ['short', 'application/json', 'Path=/; HttpOnly'])
      expect(hideSecrets(text)).toBe(text);
  });

  it('is as much as was kept last', () => {
    for (let n = 0; n < 6_000; n++) keepSecret(`s3cret-number-${n}-`);
    expect(hideSecrets('s3cret-number-5999-')).toBe('s3cr… (19 characters)');
    expect(hideSecrets('s3cret-number-0-')).toBe('s3cret-number-0-');
  });

  it('may be anything', () => {
    expect(keepSecret(undefined)).toBeUndefined();
    expect(keepSecret(7)).toBe(7);
  });
});

describe('a name', () => {
  it.each([
    ['{"access_token":"abc123","scope":"a"}', '{"access_token":"a… (6 characters)","scope":"a"}'],
    ['"{\\"refresh_token\\": \\"abc123\\"}"', '"{\\"refresh_token\\": \\"a… (6 characters)\\"}"'],
    ["{ clientSecret: 'abc123', id: 'x' }", "{ clientSecret: 'a… (6 characters)', id: 'x' }"],
    ['-   "password": "abc\\"123",', '-   "password": "ab… (8 characters)",'],
    ['client_secret=abc123&grant_type=x', 'client_secret=a… (6 characters)&grant_type=x'],
    ["API_KEY='abc123'", "API_KEY='a… (6 characters)'"],
    ['"authorization": "Bearer abc123"', '"authorization": "Bearer a… (6 characters)"'],
    ['"cookie": "a=abc123; b=def456"', '"cookie": "a=a… (6 characters); b=d… (6 characters)"'],
    ['Set-Cookie: sid=abc123; Path=/; HttpOnly', 'Set-Cookie: sid=a… (6 characters); Path=/; HttpOnly'],
    ['cookie: a=abc123; b=x', 'cookie: a=a… (6 characters); b=… (1 characters)'],
    ['Authorization: Bearer abc1-2_3~4', 'Authorization: Bearer ab… (10 characters)'],
    ['authorization: Basic dXNlcjpwYXNz', 'authorization: Basic dXN… (12 characters)'],
    ['"token": "gho_16C7e42F292c6912E7710c838347Ae178B4a"', '"token": "gho_16C7e4… (40 characters)"'],
  ])('of a secret tells: %s', (text, hidden) => {
    expect(hideSecrets(text)).toBe(hidden);
    expect(hideSecrets(hidden)).toBe(hidden);
  });

  it.each([
    '"token": "x"',
    '"token": "a word or two about what a token is, 1 of 2"',
    '"password": "must have 8 characters"',
    '"progressToken": "0123456789012345678901"',
    '"nextCursor": "0123456789012345678901"',
    '"token_type": "Bearer"',
    'Bearer error="invalid_token", resource_metadata="https://a.example/.well-known/x"',
    'Bearer resource_metadata="https://a.example/.well-known/x"',
    'Bearer tokens, Bearer authentication',
    'Basic authentication',
    'cookie: none',
    '{"code": "NOT_FOUND", "state": "open"}',
    'currency://rates?code=EUR',
    'the password is wrong',
    "{ username: 'alice', password: 'secret' }",
    'refresh_token=JWT { "alg": "ES256" }, signature cut',
  ])('of anything else does not: %s', text => {
    expect(hideSecrets(text)).toBe(text);
  });

  it('of a field of OAuth is of fewer kinds', () => {
    expect(['code', 'otp', 'pin', 'csrf', 'subject_token', 'Cookie'].every(isSecretField)).toBe(true);
    expect(['grant_type', 'token_type', 'code_challenge', 'scope'].some(isSecretField)).toBe(false);
  });
});

describe('two secrets', () => {
  const other = jwt.replaceAll('x', 'y');

  it('that would read alike are numbered, in one message', () => {
    expect(hideSecrets(`${jwt}, ${other}, ${jwt}`)).toBe(
      'eyJhbG… (a token of 128 characters), eyJhbG… (a token of 128 characters, #2), eyJhbG… (a token of 128 characters)',
    );
    expect(hideSecrets(other)).toBe('eyJhbG… (a token of 128 characters)');
  });

  it('still differ where values are compared', () => {
    const filter = new SecretFilter();
    expect([filter.value({ t: jwt }), filter.value({ t: other })]).toEqual([
      { t: 'eyJhbG… (a token of 128 characters)' },
      { t: 'eyJhbG… (a token of 128 characters, #2)' },
    ]);
  });
});

describe('a value', () => {
  const value = (given: unknown): unknown => new SecretFilter().value(given);

  it('is the very same without a secret, whatever it is', () => {
    const held = { self: undefined as unknown };
    held.self = held;
    for (const each of [undefined, null, 1, /x/, { a: [1, 'b'] }, held, expect.any(String), new Date(0)])
      expect(value(each)).toBe(each);
  });

  it('is copied where a secret stands, by its name too', () => {
    const given = { a: [{ password: 'abc123', other: 'x' }], keep: { b: 1 }, api_key: ['abc123'] };
    const shown = value(given) as typeof given;
    expect(shown).toEqual({
      a: [{ password: 'a… (6 characters)', other: 'x' }],
      keep: { b: 1 },
      api_key: ['a… (6 characters)'],
    });
    expect(shown.keep).toBe(given.keep);
    expect(given.a[0]?.password).toBe('abc123');
  });

  it('may hold itself beside a secret', () => {
    const given: Record<string, unknown> = { jwt };
    given['self'] = given;
    expect(value(given)).toMatchObject({ jwt: 'eyJhbG… (a token of 128 characters)' });
  });
});

it.each(['set-cookie:', '"token":"', 'Bearer aaaaaaa', '"authorization": "x ', '\\', 'eyJ.', 'access_'])(
  'takes no longer for a text made to hold it up: %s',
  part => {
    const text = `"token" ${part.repeat(100_000)}`;
    expect(hideSecrets(text).length).toBeGreaterThan(0);
  },
);
