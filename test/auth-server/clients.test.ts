import type { SeenRequest } from '../../src/oauth/shapes';
import {
  answered,
  authServer,
  authorize,
  authorizationUrl,
  basic,
  endpoint,
  login,
  post,
  PUBLIC,
  redeem,
  REDIRECT,
  type Answered,
} from './support';

const as = authServer({ clients: [PUBLIC] });

describe('registration', () => {
  const register = async (metadata: unknown, server = as): Promise<Answered> =>
    answered(
      await fetch(`${server.issuer}/register`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(metadata),
      }),
    );
  const CLI = { redirect_uris: [REDIRECT], token_endpoint_auth_method: 'none', application_type: 'native' };

  it('gives a public client a name, and says everything again', async () => {
    const { status, headers, body } = await register({ ...CLI, client_name: 'CLI', software_id: 'x' });
    expect(status).toBe(201);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toEqual({
      ...CLI,
      client_name: 'CLI',
      software_id: 'x',
      client_id: expect.any(String),
      client_id_issued_at: expect.any(Number),
      grant_types: ['authorization_code'],
      response_types: ['code'],
    });
    const { code } = await authorize(as, { client_id: String(body.client_id) });
    expect((await redeem(as, code, { client_id: String(body.client_id) })).body).not.toHaveProperty(
      'refresh_token',
    );
  });

  it('gives a client a secret, unless it says that it wants none', async () => {
    const { body } = await register({
      redirect_uris: [REDIRECT],
      grant_types: ['client_credentials', 'authorization_code'],
    });
    expect(body).toMatchObject({
      client_secret: expect.any(String),
      client_secret_expires_at: 0,
      token_endpoint_auth_method: 'client_secret_basic',
    });
    const headers = basic(String(body.client_id), String(body.client_secret));
    expect(
      (await post(endpoint(as, 'token_endpoint'), { grant_type: 'client_credentials' }, headers)).status,
    ).toBe(200);
  });

  it('lasts as long as the file', async () => {
    const { body } = await register(CLI);
    as.reset();
    expect((await authorize(as, { client_id: String(body.client_id) })).code).toBeDefined();
  });

  it.each([
    [
      'a redirect over http that leaves the machine',
      { redirect_uris: ['http://app.example/callback'] },
      'invalid_redirect_uri',
    ],
    ['a redirect that runs', { redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
    ['a redirect with a fragment', { redirect_uris: ['https://app.example/#x'] }, 'invalid_redirect_uri'],
    ['a redirect that is no URI', { redirect_uris: ['callback'] }, 'invalid_redirect_uri'],
    ['a web application on the loopback interface', { application_type: 'web' }, 'invalid_redirect_uri'],
    ['no redirects', { redirect_uris: undefined }, 'invalid_redirect_uri'],
    ['redirects that are no list', { redirect_uris: REDIRECT }, 'invalid_redirect_uri'],
    ['another application_type', { application_type: 'cli' }, 'invalid_client_metadata'],
    ['an unknown grant', { grant_types: ['implicit'] }, 'invalid_client_metadata'],
    ['an unknown response type', { response_types: ['token'] }, 'invalid_client_metadata'],
    [
      'an unknown authentication',
      { token_endpoint_auth_method: 'tls_client_auth' },
      'invalid_client_metadata',
    ],
    [
      'private_key_jwt without keys',
      { token_endpoint_auth_method: 'private_key_jwt' },
      'invalid_client_metadata',
    ],
  ])('refuses %s', async (_, metadata, error) => {
    expect(await register({ ...CLI, ...metadata })).toMatchObject({ status: 400, body: { error } });
  });

  it('refuses what is not a JSON object, and everything where it is off', async () => {
    expect(await register([])).toMatchObject({ status: 400, body: { error: 'invalid_client_metadata' } });
    expect((await register(CLI, authServer({ registration: ['cimd'] }))).status).toBe(400);
  });

  it('takes a custom scheme, a loopback host and https', async () => {
    const redirects = [
      'com.example.app:/callback',
      'http://localhost:1/cb',
      'http://[::1]/cb',
      'https://app.example/cb',
    ];
    expect((await register({ ...CLI, redirect_uris: redirects })).status).toBe(201);
  });
});

describe('client metadata documents', () => {
  const URL_OF_CLIENT = 'https://app.example/client.json';
  const DOCUMENT = { client_id: URL_OF_CLIENT, client_name: 'App', redirect_uris: [REDIRECT] };
  const fetched = jest.fn<Promise<Response>, [URL, RequestInit]>();
  const { fetch: real } = globalThis;

  /** Answers for the client's own origin, as any test can do. */
  beforeEach(() => {
    fetched.mockReset();
    globalThis.fetch = ((url: URL, init: RequestInit) =>
      String(url).startsWith('https://app.example/') ? fetched(url, init) : real(url, init)) as typeof fetch;
  });
  afterEach(() => {
    globalThis.fetch = real;
  });
  const asked = async (id = URL_OF_CLIENT): Promise<Answered> =>
    answered(await fetch(authorizationUrl(as, { client_id: id }), { redirect: 'manual' }));

  it('make a client known, fetched as the test file fetches', async () => {
    fetched.mockImplementation(async () => Response.json(DOCUMENT));
    const { code } = await authorize(as, { client_id: URL_OF_CLIENT });
    expect((await redeem(as, code, { client_id: URL_OF_CLIENT })).status).toBe(200);
    expect(fetched.mock.calls[0]?.[1]).toMatchObject({ redirect: 'error' });
  });

  it('can be given by the test', async () => {
    as.serveClientMetadata(URL_OF_CLIENT, {
      ...DOCUMENT,
      grant_types: ['authorization_code', 'refresh_token'],
    });
    const { code } = await authorize(as, { client_id: URL_OF_CLIENT });
    expect((await redeem(as, code, { client_id: URL_OF_CLIENT })).body).toHaveProperty('refresh_token');
    expect(fetched).not.toHaveBeenCalled();
  });

  it.each([
    ['of another client', { client_id: 'https://app.example/other.json' }],
    ['without a name', { client_name: undefined }],
    ['without redirects', { redirect_uris: [] }],
    ['with a redirect over http', { redirect_uris: ['http://app.example/cb'] }],
    ['with a secret', { client_secret: 'x' }],
    ['that asks for a secret', { token_endpoint_auth_method: 'client_secret_post' }],
  ])('are refused %s', async (_, fields) => {
    as.serveClientMetadata(URL_OF_CLIENT, { ...DOCUMENT, ...fields });
    expect(await asked()).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
  });

  it.each([
    ['over http', 'http://app.example/client.json'],
    ['without a path', 'https://app.example/'],
    ['with a fragment', 'https://app.example/client.json#x'],
    ['with dot segments', 'https://app.example/a/../client.json'],
    ['with a password', 'https://user:password@app.example/client.json'],
  ])('are refused %s', async (_, id) => {
    as.serveClientMetadata(id, { ...DOCUMENT, client_id: id });
    expect(await asked(id)).toMatchObject({ status: 400, body: { error: 'invalid_client' } });
  });

  it('are refused when they cannot be had', async () => {
    fetched.mockResolvedValueOnce(new Response(null, { status: 404 }));
    expect((await asked()).body.error_description).toMatch(/could not be fetched: it was answered with 404/);
    fetched.mockRejectedValueOnce(new TypeError('fetch failed'));
    expect((await asked()).body.error_description).toMatch(/could not be fetched: fetch failed/);
  });

  it('are unknown where they are off', async () => {
    const off = authServer({ registration: ['dcr'] });
    const response = await fetch(authorizationUrl(off, { client_id: URL_OF_CLIENT }), { redirect: 'manual' });
    expect([response.status, await response.json()]).toMatchObject([400, { error: 'invalid_client' }]);
    expect(fetched).not.toHaveBeenCalled();
  });
});

describe('pushed authorization requests', () => {
  const parameters = (): Record<string, string> =>
    Object.fromEntries(new URL(authorizationUrl(as)).searchParams);
  const push = (fields: Record<string, string> = {}): Promise<Answered> =>
    post(`${as.issuer}/par`, { ...parameters(), ...fields });
  const use = (uri: unknown, client = 'public'): Promise<Response> =>
    fetch(`${as.issuer}/authorize?${new URLSearchParams({ client_id: client, request_uri: String(uri) })}`, {
      redirect: 'manual',
    });

  it('are used once, by the client that pushed them', async () => {
    const { status, body } = await push();
    expect([status, body.expires_in]).toEqual([201, 60]);
    const location = new URL((await use(body.request_uri)).headers.get('location') ?? '');
    expect((await redeem(as, location.searchParams.get('code') ?? '')).status).toBe(200);
    const again = await use(body.request_uri);
    expect([again.status, await again.json()]).toMatchObject([400, { error: 'invalid_request_uri' }]);
  });

  it('are of no use to another client, or too late', async () => {
    expect((await use((await push()).body.request_uri, 'other')).status).toBe(400);
    const { body } = await push();
    jest.useFakeTimers({ now: Date.now() + 61_000, advanceTimers: true });
    try {
      expect((await use(body.request_uri)).status).toBe(400);
    } finally {
      jest.useRealTimers();
    }
  });

  it.each([
    ['a wrong redirect', { redirect_uri: 'https://evil.example' }, 400, 'invalid_redirect_uri'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 400, 'invalid_request'],
    ['a request_uri', { request_uri: 'urn:x' }, 400, 'invalid_request'],
    ['an unknown client', { client_id: 'nobody' }, 401, 'invalid_client'],
  ])('are refused at once with %s', async (_, fields, status, error) => {
    expect(await push(fields as unknown as Record<string, string>)).toMatchObject({
      status,
      body: { error },
    });
  });
});

describe('scripted answers', () => {
  it('come once, in their order, and then it answers as usual', async () => {
    as.once('/token', { status: 503, body: 'busy', headers: { 'retry-after': '1' } });
    as.once('/token', { status: 400, body: { error: 'slow_down' } });
    const ask = (): Promise<Answered> => redeem(as, 'code_x');
    const first = await ask();
    expect([first.status, first.body.text, first.headers.get('retry-after')]).toEqual([503, 'busy', '1']);
    expect(await ask()).toMatchObject({ status: 400, body: { error: 'slow_down' } });
    expect(await ask()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(as.seen.map(({ status }) => status)).toEqual([503, 400, 400]);
  });

  it('come always, until the test ends, and may look at the request', async () => {
    as.always('/token', (request: SeenRequest) =>
      request.fields.grant_type === 'refresh_token' ? { status: 500 } : undefined,
    );
    const tokens = await login(as);
    expect(tokens.access_token).toBeDefined();
    for (let times = 0; times < 2; times++)
      expect((await post(endpoint(as, 'token_endpoint'), { grant_type: 'refresh_token' })).status).toBe(500);
    as.reset();
    expect((await post(endpoint(as, 'token_endpoint'), { grant_type: 'refresh_token' })).status).toBe(401);
  });

  it('know endpoints and metadata, below the issuer or whole', async () => {
    const tenant = authServer({ issuer: '/tenant1' });
    tenant.once('/jwks', { status: 500 });
    tenant.once('/tenant1/jwks', { status: 501 });
    tenant.once('/.well-known/oauth-authorization-server', { status: 502 });
    expect([(await fetch(tenant.jwksUri)).status, (await fetch(tenant.jwksUri)).status]).toEqual([500, 501]);
    const origin = new URL(tenant.issuer).origin;
    expect((await fetch(`${origin}/.well-known/oauth-authorization-server/tenant1`)).status).toBe(502);
  });

  it('are refused for what there is not', () => {
    expect(() => as.once('/tokn', {})).toThrowErrorMatchingInlineSnapshot(`
     as.once(): nothing is ever asked at the string "/tokn". The authorization server has:
       /authorize
       /login
       /token
       /register
       /jwks
       /introspect
       /revoke
       /par
       /device_authorization
       /device
       /.well-known/oauth-authorization-server
       /.well-known/openid-configuration
       /canary/jwks.json
    `);
    expect(() => as.always('token', {})).toThrow('nothing is ever asked at the string "token"');
  });
});
