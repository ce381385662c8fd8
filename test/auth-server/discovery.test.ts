import { authServer, authorize, endpoint, PUBLIC } from './support';

const as = authServer({ clients: [PUBLIC], scopes: ['notes:read', 'offline_access'] });
const tenant = authServer({ issuer: '/tenant1' });
const slashed = authServer({ issuer: '/' });
const origin = (server: { issuer: string }): string => new URL(server.issuer).origin;

async function get(url: string): Promise<unknown> {
  const response = await fetch(url);
  return response.status === 200 ? response.json() : response.status;
}

describe('the metadata', () => {
  it('are found at the root of the origin, as OAuth and as OpenID', async () => {
    expect(await get(`${as.issuer}/.well-known/oauth-authorization-server`)).toEqual(as.metadata);
    expect(await get(`${as.issuer}/.well-known/openid-configuration`)).toEqual(as.metadata);
  });

  it('of a path issuer are found in all three ways, and nowhere else', async () => {
    for (const path of [
      '/.well-known/oauth-authorization-server/tenant1',
      '/.well-known/openid-configuration/tenant1',
      '/tenant1/.well-known/openid-configuration',
    ])
      expect(await get(origin(tenant) + path)).toEqual(tenant.metadata);
    expect(await get(`${origin(tenant)}/.well-known/oauth-authorization-server`)).toBe(404);
    expect(await get(`${origin(tenant)}/tenant1/.well-known/oauth-authorization-server`)).toBe(404);
    expect(await get(`${origin(tenant)}/token`)).toBe(404);
  });

  it('name the issuer as it is, a slash at its end included, and endpoints without two of them', async () => {
    expect(tenant.issuer).toBe(`${origin(tenant)}/tenant1`);
    expect(slashed.issuer).toBe(`${origin(slashed)}/`);
    expect(await get(`${origin(slashed)}/.well-known/oauth-authorization-server`)).toMatchObject({
      issuer: slashed.issuer,
      token_endpoint: `${origin(slashed)}/token`,
    });
  });

  it('say what there is', () => {
    expect({ ...as.metadata, issuer: undefined }).toMatchObject({
      scopes_supported: ['notes:read', 'offline_access'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      registration_endpoint: `${as.issuer}/register`,
    });
    const bare = authServer({ registration: [], refreshTokens: 'never' }).metadata;
    expect(bare).not.toHaveProperty('registration_endpoint');
    expect(bare).not.toHaveProperty('client_id_metadata_document_supported');
    expect(bare.grant_types_supported).not.toContain('refresh_token');
  });

  it('name endpoints that are all there', async () => {
    const names = Object.keys(as.metadata).filter(name => /_(endpoint|uri)$/.test(name));
    expect(names).toHaveLength(8);
    for (const name of names) expect((await fetch(endpoint(as, name))).status).not.toBe(404);
  });

  it('lie as the test says, until it ends', async () => {
    as.lieInMetadata({ code_challenge_methods_supported: undefined });
    as.lieInMetadata({ issuer: 'https://evil.example' });
    const served = await get(`${as.issuer}/.well-known/oauth-authorization-server`);
    expect(served).toMatchObject({ issuer: 'https://evil.example' });
    expect(served).not.toHaveProperty('code_challenge_methods_supported');
    as.reset();
    expect(as.metadata).toMatchObject({ issuer: as.issuer, code_challenge_methods_supported: ['S256'] });
  });
});

it('says in the response who it is from, or what the test says, or nothing', async () => {
  as.iss('https://evil.example');
  expect((await authorize(as)).iss).toBe('https://evil.example');
  as.iss('omit');
  expect(await authorize(as)).not.toHaveProperty('iss');
});

it('describes the protected resource', () => {
  expect(as.resourceMetadata({ resource_name: 'Notes' })).toEqual({
    resource: 'http://127.0.0.1/mcp',
    authorization_servers: [as.issuer],
    scopes_supported: ['notes:read'],
    bearer_methods_supported: ['header'],
    resource_name: 'Notes',
  });
});

it('serves its keys, and lets nobody know the private ones', async () => {
  const served = await get(as.jwksUri);
  expect(served).toEqual(as.jwks);
  expect(as.jwks.keys).toEqual([
    {
      kty: 'EC',
      crv: 'P-256',
      x: expect.any(String),
      y: expect.any(String),
      kid: expect.any(String),
      alg: 'ES256',
      use: 'sig',
    },
  ]);
});

it('signs with a new key once keys are rotated, and forgets the old one where it is told to', async () => {
  const rotating = authServer();
  const [old] = rotating.jwks.keys;
  const before = rotating.token();
  rotating.rotateKeys();
  expect(rotating.jwks.keys).toEqual([expect.not.objectContaining({ kid: old?.kid }), old]);
  await expect(rotating.verifier().verifyAccessToken(before)).resolves.toBeDefined();
  await expect(rotating.verifier().verifyAccessToken(rotating.token())).resolves.toBeDefined();
  rotating.rotateKeys({ drop: true });
  expect(rotating.jwks.keys).toHaveLength(1);
  await expect(rotating.verifier().verifyAccessToken(before)).rejects.toThrow('unknown key');
});
