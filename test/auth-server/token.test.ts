import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import {
  answered,
  asConfidential,
  authServer,
  basic,
  claimsOf,
  CONFIDENTIAL,
  endpoint,
  introspect,
  login,
  post,
  PUBLIC,
  refresh,
  type Answered,
} from './support';

const UPSTREAM = 'https://api.example/v1';
const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const as = authServer({
  clients: [
    PUBLIC,
    CONFIDENTIAL,
    {
      clientId: 'keyed',
      jwks: {
        keys: [
          { kid: 'k1', kty: 'none' },
          { ...publicKey.export({ format: 'jwk' }), kid: 'k1' },
        ],
      },
    },
    { clientId: 'narrow', clientSecret: 'narrow', grantTypes: ['refresh_token'] },
  ],
  scopes: ['notes:read', 'notes:write'],
  otherResources: [UPSTREAM],
});
const tokenEndpoint = endpoint(as, 'token_endpoint');

describe('refresh tokens', () => {
  it('are replaced each time, and keep subject, scopes and resource', async () => {
    const first = await login(as, { scope: 'notes:read', resource: as.resource, login_hint: 'bob' });
    const { status, body } = await refresh(as, first.refresh_token);
    expect(status).toBe(200);
    expect(body.refresh_token).not.toBe(first.refresh_token);
    expect(claimsOf(String(body.access_token))).toMatchObject({
      sub: 'bob',
      scope: 'notes:read',
      aud: as.resource,
    });
    expect((await refresh(as, String(body.refresh_token))).status).toBe(200);
  });

  it('revoke everything that came of them when one is used twice', async () => {
    const first = await login(as);
    const { body: second } = await refresh(as, first.refresh_token);
    expect(await refresh(as, first.refresh_token)).toMatchObject({
      status: 400,
      body: { error: 'invalid_grant' },
    });
    expect(await refresh(as, String(second.refresh_token))).toMatchObject({
      body: { error: 'invalid_grant' },
    });
    expect(await introspect(as, first.access_token)).toEqual({ active: false });
    expect(await introspect(as, String(second.access_token))).toEqual({ active: false });
  });

  it('spare another login of the same person', async () => {
    const [one, other] = [await login(as), await login(as)];
    await refresh(as, one.refresh_token);
    await refresh(as, one.refresh_token);
    expect(await introspect(as, other.access_token)).toMatchObject({ active: true });
    expect((await refresh(as, other.refresh_token)).status).toBe(200);
  });

  it('give fewer scopes when fewer are asked for, and never more', async () => {
    const { refresh_token: token } = await login(as, { scope: 'notes:read' });
    expect(await refresh(as, token, { scope: 'notes:write' })).toMatchObject({
      body: { error: 'invalid_scope' },
    });
    const both = await login(as, { scope: 'notes:read notes:write' });
    const { body } = await refresh(as, both.refresh_token, { scope: 'notes:read' });
    expect(body.scope).toBe('notes:read');
    expect((await refresh(as, String(body.refresh_token))).body.scope).toBe('notes:read notes:write');
  });

  it('are refused to another client, for another resource, and when they are none', async () => {
    const { refresh_token: token } = await login(as, { resource: as.resource });
    const asOther = { client_id: undefined };
    expect(
      await post(
        tokenEndpoint,
        { grant_type: 'refresh_token', refresh_token: token, ...asOther },
        asConfidential(),
      ),
    ).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await refresh(as, token, { resource: UPSTREAM })).toMatchObject({
      body: { error: 'invalid_target' },
    });
    expect(await refresh(as, 'rt_x')).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await refresh(as, token)).status).toBe(200);
  });

  it('are issued always, never, or with offline_access', async () => {
    const never = authServer({ clients: [PUBLIC], refreshTokens: 'never' });
    const offline = authServer({ clients: [PUBLIC], refreshTokens: 'offline_access' });
    expect((await login(never)).refresh_token).toBeUndefined();
    expect((await login(offline, { scope: 'notes:read' })).refresh_token).toBeUndefined();
    expect((await login(offline, { scope: 'notes:read offline_access' })).refresh_token).toEqual(
      expect.any(String),
    );
  });
});

describe('clients', () => {
  const ask = (fields: Record<string, string>, headers?: Record<string, string>): Promise<Answered> =>
    post(tokenEndpoint, { grant_type: 'client_credentials', ...fields }, headers);
  const { clientId, clientSecret = '' } = CONFIDENTIAL;

  it('prove who they are with a secret, in the header or in the body', async () => {
    expect(await ask({}, basic(clientId, clientSecret))).toMatchObject({ status: 200 });
    expect(await ask({ client_id: clientId, client_secret: clientSecret })).toMatchObject({ status: 200 });
  });

  it.each<[string, Record<string, string>, Record<string, string> | undefined]>([
    ['a wrong secret', {}, basic(clientId, 'wrong')],
    ['no secret', { client_id: clientId }, undefined],
    ['an empty secret', { client_id: clientId, client_secret: '' }, undefined],
    ['a secret where there is none', {}, basic('public', 'x')],
    ['an unknown name', { client_id: 'nobody' }, undefined],
    ['nothing', {}, undefined],
    ['what is no Basic at all', {}, { authorization: 'Basic !!!' }],
  ])('are refused with %s', async (_, fields, headers) => {
    const { status, headers: got, body } = await ask(fields, headers);
    expect({ status, body }).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
    expect(got.get('cache-control')).toBe('no-store');
    // RFC 6749, 5.2: whoever used the header is told so in the header.
    expect(got.get('www-authenticate')).toBe(headers ? 'Basic realm="authorization server"' : null);
  });

  it('may not authenticate in two ways at once', async () => {
    expect(await ask({ client_secret: clientSecret }, basic(clientId, clientSecret))).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
  });

  it('may use what they are registered for, and public ones have no credentials of their own', async () => {
    expect(await ask({}, basic('narrow', 'narrow'))).toMatchObject({
      status: 400,
      body: { error: 'unauthorized_client' },
    });
    expect(await ask({ client_id: 'public' })).toMatchObject({
      status: 400,
      body: { error: 'unauthorized_client' },
    });
  });

  it('get a token for themselves, and no refresh token', async () => {
    const { body } = await ask({ scope: 'notes:read' }, asConfidential());
    expect(claimsOf(String(body.access_token))).toMatchObject({
      sub: clientId,
      client_id: clientId,
      scope: 'notes:read',
    });
    expect(body).not.toHaveProperty('refresh_token');
  });
});

describe('private_key_jwt', () => {
  const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const assertion = (claims: object = {}, header: object = {}, key = privateKey): string => {
    const now = Math.floor(Date.now() / 1000);
    const good = { iss: 'keyed', sub: 'keyed', aud: as.issuer, iat: now, exp: now + 60, jti: randomUUID() };
    const signed = `${encode({ alg: 'ES256', kid: 'k1', ...header })}.${encode({ ...good, ...claims })}`;
    return `${signed}.${sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  };
  const ask = (text: string, fields: Record<string, string> = {}): Promise<Answered> =>
    post(tokenEndpoint, {
      grant_type: 'client_credentials',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: text,
      ...fields,
    });

  it('proves a client by its key, for the issuer or for the endpoint', async () => {
    expect((await ask(assertion())).status).toBe(200);
    expect((await ask(assertion({ aud: tokenEndpoint }))).status).toBe(200);
    expect((await ask(assertion(), { client_id: 'keyed' })).status).toBe(200);
  });

  it.each([
    ['for another server', () => assertion({ aud: 'https://other.example' })],
    ['that has expired', () => assertion({ exp: 1 })],
    ['that never expires', () => assertion({ exp: undefined })],
    ['that is not valid yet', () => assertion({ nbf: Date.now() })],
    ['without jti', () => assertion({ jti: undefined })],
    ['of another issuer', () => assertion({ iss: 'other' })],
    ['of another client', () => assertion({ iss: 'public', sub: 'public' })],
    ['signed with another key', () => assertion({}, {}, stranger.privateKey)],
    ['with an unknown kid', () => assertion({}, { kid: 'k2' })],
    ['that is not signed', () => assertion({}, { alg: 'none' })],
    ['that is no JWT', () => 'not.a.jwt'],
  ])('refuses one %s', async (_, make) => {
    expect(await ask(make())).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('takes none twice', async () => {
    const text = assertion();
    expect((await ask(text)).status).toBe(200);
    expect(await ask(text)).toMatchObject({ status: 401, body: { error: 'invalid_client' } });
  });

  it('takes no other type of assertion', async () => {
    expect((await ask(assertion(), { client_assertion_type: 'other' })).status).toBe(401);
  });
});

describe('the device', () => {
  const start = async (): Promise<Record<string, unknown>> =>
    (await post(endpoint(as, 'device_authorization_endpoint'), { client_id: 'public', scope: 'notes:read' }))
      .body;
  const poll = (device: Record<string, unknown>, client = 'public'): Promise<Answered> =>
    post(tokenEndpoint, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      client_id: client,
      device_code: String(device.device_code),
    });

  it('is told where to send the person, and gets its tokens once', async () => {
    const device = await start();
    expect(device).toEqual({
      device_code: expect.any(String),
      user_code: expect.stringMatching(/^[A-Z]{4}-[A-Z]{4}$/),
      verification_uri: `${as.issuer}/device`,
      verification_uri_complete: `${as.issuer}/device?user_code=${String(device.user_code)}`,
      expires_in: 600,
      interval: 1,
    });
    expect((await fetch(String(device.verification_uri_complete))).status).toBe(200);
    expect(await poll(device)).toMatchObject({
      status: 200,
      body: { scope: 'notes:read', refresh_token: expect.any(String) },
    });
    expect(await poll(device)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
  });

  it('waits while the person takes their time', async () => {
    const device = await start();
    as.nextLogin({ sub: 'bob', after: 60_000 });
    expect(await poll(device)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } });
  });

  it('is refused when the person refuses, to another client, and when it comes too late', async () => {
    as.nextLogin({ deny: true });
    expect(await poll(await start())).toMatchObject({ status: 400, body: { error: 'access_denied' } });
    expect(await poll({ device_code: 'x' })).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    const late = await start();
    jest.useFakeTimers({ now: Date.now() + 601_000, advanceTimers: true });
    try {
      expect(await poll(late)).toMatchObject({ status: 400, body: { error: 'expired_token' } });
    } finally {
      jest.useRealTimers();
    }
  });
});

describe('token exchange', () => {
  const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
  const swap = (fields: Record<string, string>): Promise<Answered> =>
    post(
      tokenEndpoint,
      {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: ACCESS_TOKEN,
        resource: UPSTREAM,
        ...fields,
      },
      asConfidential(),
    );

  it('gives a token for the upstream API, on behalf of the same person', async () => {
    const subject = as.token({ sub: 'bob', scopes: ['notes:read'] });
    const { status, body } = await swap({ subject_token: subject });
    expect(status).toBe(200);
    expect(body).toMatchObject({ issued_token_type: ACCESS_TOKEN, token_type: 'Bearer' });
    expect(claimsOf(String(body.access_token))).toMatchObject({
      sub: 'bob',
      aud: UPSTREAM,
      client_id: 'confidential',
      scope: 'notes:read',
    });
  });

  it('names who acts, where an actor is presented', async () => {
    const { body } = await swap({
      subject_token: as.token({ sub: 'bob' }),
      actor_token: as.token({ sub: 'agent' }),
      actor_token_type: ACCESS_TOKEN,
    });
    expect(claimsOf(String(body.access_token)).act).toEqual({ sub: 'agent' });
  });

  it.each([
    ['a forged subject', () => ({ subject_token: as.broken.untrustedKey() }), 'invalid_request'],
    ['an expired subject', () => ({ subject_token: as.broken.expired() }), 'invalid_request'],
    ['a revoked subject', () => ({ subject_token: as.broken.revoked() }), 'invalid_request'],
    ['no subject', () => ({}), 'invalid_request'],
    ['another type', () => ({ subject_token: as.token(), subject_token_type: 'x' }), 'invalid_request'],
    [
      'an unknown target',
      () => ({ subject_token: as.token(), resource: 'https://x.example' }),
      'invalid_target',
    ],
    ['more than was granted', () => ({ subject_token: as.token(), scope: 'notes:write' }), 'invalid_scope'],
  ])('refuses %s', async (_, fields, error) => {
    expect(await swap(fields() as Record<string, string>)).toMatchObject({ status: 400, body: { error } });
  });
});

describe('revocation', () => {
  const revoke = (token: string | undefined, client = 'public'): Promise<Answered> =>
    post(endpoint(as, 'revocation_endpoint'), { client_id: client, token });

  it('of a refresh token takes everything back', async () => {
    const tokens = await login(as);
    expect((await revoke(tokens.refresh_token)).status).toBe(200);
    expect(await introspect(as, tokens.access_token)).toEqual({ active: false });
    expect(await refresh(as, tokens.refresh_token)).toMatchObject({ body: { error: 'invalid_grant' } });
  });

  it('of an access token takes that one back', async () => {
    const tokens = await login(as);
    expect((await revoke(tokens.access_token)).status).toBe(200);
    expect(await introspect(as, tokens.access_token)).toEqual({ active: false });
    expect((await refresh(as, tokens.refresh_token)).status).toBe(200);
  });

  it('of an unknown token is fine, of none or of another client is not', async () => {
    expect((await revoke('unknown')).status).toBe(200);
    expect(await revoke(undefined)).toMatchObject({ status: 400, body: { error: 'invalid_request' } });
    expect(await revoke(as.token())).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect((await revoke('unknown', 'nobody')).status).toBe(401);
  });
});

describe('the token endpoint', () => {
  it.each([
    ['an unknown grant', { grant_type: 'password' }, 'unsupported_grant_type'],
    ['a grant that every object has', { grant_type: 'constructor' }, 'unsupported_grant_type'],
    ['no grant', {}, 'invalid_request'],
    ['a parameter twice', { grant_type: ['client_credentials', 'client_credentials'] }, 'invalid_request'],
  ])('refuses %s', async (_, fields, error) => {
    expect(await post(tokenEndpoint, { client_id: 'public', ...fields })).toMatchObject({
      status: 400,
      body: { error },
    });
  });

  it('takes forms alone, and POST alone', async () => {
    const body = JSON.stringify({ grant_type: 'client_credentials', client_id: 'public' });
    const headers = { 'content-type': 'application/json' };
    expect(await answered(await fetch(tokenEndpoint, { method: 'POST', body, headers }))).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
    const get = await fetch(tokenEndpoint);
    expect([get.status, get.headers.get('allow')]).toEqual([405, 'POST']);
  });
});
