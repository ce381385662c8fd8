import {
  authorizationUrl,
  authorize,
  authServer,
  claimsOf,
  CONFIDENTIAL,
  headerOf,
  introspect,
  login,
  PUBLIC,
  redeem,
  REDIRECT,
  refresh,
} from './support';

const UPSTREAM = 'https://api.example/v1';
const OTHER_PUBLIC = { clientId: 'other', redirectUris: [REDIRECT] };
const as = authServer({
  clients: [PUBLIC, CONFIDENTIAL, OTHER_PUBLIC],
  scopes: ['notes:read', 'notes:write'],
  otherResources: [UPSTREAM],
});

describe('a login', () => {
  it('ends with a code, the state and who it is from', async () => {
    expect(await authorize(as)).toEqual({
      code: expect.stringMatching(/^code_/),
      state: 'the state',
      iss: as.issuer,
    });
  });

  it('gives a token that says who, through whom, for what and for how long, and verifies', async () => {
    const { code } = await authorize(as, { scope: 'notes:read', resource: as.resource });
    const { status, headers, body } = await redeem(as, code);
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      access_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 3600,
      scope: 'notes:read',
      refresh_token: expect.stringMatching(/^rt_/),
    });
    const token = String(body.access_token);
    expect(headerOf(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: as.jwks.keys[0]?.kid });
    expect(claimsOf(token)).toEqual({
      iss: as.issuer,
      sub: 'alice',
      aud: as.resource,
      client_id: 'public',
      scope: 'notes:read',
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
    });
    await expect(as.verifier().verifyAccessToken(token)).resolves.toMatchObject({ clientId: 'public' });
  });

  it('grants all scopes where none are asked for, and only those that are', async () => {
    expect((await login(as)).scope).toBe('notes:read notes:write');
    expect((await login(as, { scope: 'notes:write' })).scope).toBe('notes:write');
  });

  it('follows the hint, unless the test says who logs in', async () => {
    expect(claimsOf((await login(as, { login_hint: 'bob' })).access_token).sub).toBe('bob');
    as.nextLogin({ sub: 'carol' });
    expect(claimsOf((await login(as, { login_hint: 'bob' })).access_token).sub).toBe('carol');
    expect(claimsOf((await login(as)).access_token).sub).toBe('alice');
  });

  it('is refused, or consented to in part, as the test says', async () => {
    as.nextLogin({ deny: true });
    as.nextLogin({ scopes: ['notes:read'] });
    expect(await authorize(as)).toEqual({
      error: 'access_denied',
      error_description: expect.any(String),
      state: 'the state',
      iss: as.issuer,
    });
    expect((await login(as)).scope).toBe('notes:read');
  });

  it('gives an ID token where openid was granted', async () => {
    const { id_token: token } = await login(as, { scope: 'openid', nonce: 'n-1' });
    expect(claimsOf(token)).toMatchObject({ iss: as.issuer, aud: 'public', sub: 'alice', nonce: 'n-1' });
    expect((await login(as)).id_token).toBeUndefined();
  });
});

describe('what the client is told in the redirect', () => {
  it.each([
    ['no PKCE', { code_challenge: undefined }, 'invalid_request'],
    ['PKCE that is plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['PKCE without a method, which is plain', { code_challenge_method: undefined }, 'invalid_request'],
    ['a challenge that is no hash', { code_challenge: 'short' }, 'invalid_request'],
    ['no response_type', { response_type: undefined }, 'invalid_request'],
    ['another response_type', { response_type: 'token' }, 'unsupported_response_type'],
    ['a response_mode that there is not', { response_mode: 'fragment' }, 'invalid_request'],
    ['a scope that there is not', { scope: 'notes:purge' }, 'invalid_scope'],
    ['a resource that there is not', { resource: 'https://other.example/mcp' }, 'invalid_target'],
    ['a resource that is no URL', { resource: 'notes' }, 'invalid_target'],
    ['a resource with a fragment', { resource: `${as.resource}#here` }, 'invalid_target'],
    ['a parameter twice', { scope: ['notes:read', 'notes:write'] }, 'invalid_request'],
  ])('%s', async (_, fields, error) => {
    expect(await authorize(as, fields)).toMatchObject({ error, state: 'the state', iss: as.issuer });
  });
});

describe('what the person is told, and never the client', () => {
  it.each([
    ['an unknown client', { client_id: 'nobody' }, 'invalid_client'],
    ['no client', { client_id: undefined }, 'invalid_request'],
    ['another redirect URI', { redirect_uri: 'http://127.0.0.1:7777/other' }, 'invalid_redirect_uri'],
    [
      'a redirect URI that begins like the right one',
      { redirect_uri: `${REDIRECT}/more` },
      'invalid_redirect_uri',
    ],
    ['a redirect URI with a query', { redirect_uri: `${REDIRECT}?x=1` }, 'invalid_redirect_uri'],
    [
      'a host that only looks like it',
      { redirect_uri: 'http://127.0.0.1@evil.example/callback' },
      'invalid_redirect_uri',
    ],
    [
      'a host that begins like it',
      { redirect_uri: 'http://127.0.0.1.evil.example/callback' },
      'invalid_redirect_uri',
    ],
  ])('%s', async (_, fields, error) => {
    const response = await fetch(authorizationUrl(as, fields), { redirect: 'manual' });
    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
    expect(await response.json()).toMatchObject({ error });
  });
});

it('takes another port on the loopback interface', async () => {
  const redirect = 'http://127.0.0.1:50001/callback';
  const { code } = await authorize(as, { redirect_uri: redirect });
  expect((await redeem(as, code, { redirect_uri: redirect })).status).toBe(200);
});

describe('a code', () => {
  it.each([
    ['with another verifier', { code_verifier: 'x'.repeat(43) }, 'invalid_grant'],
    ['without a verifier', { code_verifier: undefined }, 'invalid_grant'],
    ['with another redirect URI', { redirect_uri: 'http://127.0.0.1:7778/callback' }, 'invalid_grant'],
    ['by another client', { client_id: 'other' }, 'invalid_grant'],
    ['for another resource than was granted', { resource: UPSTREAM }, 'invalid_target'],
    ['for an unknown resource', { resource: 'https://nobody.example' }, 'invalid_target'],
  ])('is not redeemed %s', async (_, fields, error) => {
    const { code } = await authorize(as, { resource: as.resource });
    expect(await redeem(as, code, fields)).toMatchObject({ status: 400, body: { error } });
  });

  it('is not redeemed when it is none, or has expired', async () => {
    expect(await redeem(as, 'code_x')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await redeem(as, undefined)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    const { code } = await authorize(as);
    jest.useFakeTimers({ now: Date.now() + 61_000, advanceTimers: true });
    try {
      expect(await redeem(as, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    } finally {
      jest.useRealTimers();
    }
  });

  it('is good once: the second time revokes what came of it', async () => {
    const { code } = await authorize(as);
    const { body } = await redeem(as, code);
    const token = String(body.access_token);
    expect(await introspect(as, token)).toMatchObject({ active: true });
    expect(await redeem(as, code)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await introspect(as, token)).toEqual({ active: false });
    expect(await refresh(as, String(body.refresh_token))).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
  });

  it('may be redeemed without repeating the redirect URI, as OAuth 2.1 has it', async () => {
    const { code } = await authorize(as);
    expect((await redeem(as, code, { redirect_uri: undefined })).status).toBe(200);
  });
});

describe('resource indicators', () => {
  it('become the audience', async () => {
    expect(claimsOf((await login(as, { resource: UPSTREAM })).access_token).aud).toBe(UPSTREAM);
    const both = await login(as, { resource: [as.resource, UPSTREAM] });
    expect(claimsOf(both.access_token).aud).toEqual([as.resource, UPSTREAM]);
  });

  it('narrow what was granted', async () => {
    const { code } = await authorize(as, { resource: [as.resource, UPSTREAM] });
    const { body } = await redeem(as, code, { resource: UPSTREAM });
    expect(claimsOf(String(body.access_token)).aud).toBe(UPSTREAM);
  });

  it('stand for the MCP server where there are none', async () => {
    expect(claimsOf((await login(as)).access_token).aud).toBe(as.resource);
  });
});
