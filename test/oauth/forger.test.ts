import { createForger } from '../../src/oauth/forger';
import { KeyRing, thumbprintOf } from '../../src/oauth/keys';
import { decodeJwt } from '../../src/oauth/jwt';
import { profileOf } from '../../src/oauth/profiles';
import {
  authServer,
  claimsOf,
  headerOf,
  introspect,
  POWERLESS,
  type BrokenName,
} from '../auth-server/support';

const as = authServer();
const names = Object.keys(as.broken) as BrokenName[];

/** What each of them must be refused for by a verifier that looks at everything. */
const REASONS: Readonly<Record<BrokenName, string>> = {
  expired: 'The token has expired',
  notYetValid: 'The token is not valid yet',
  audience: 'The token is for another resource',
  withoutAudience: 'The token is for another resource',
  audiencePrefix: 'The token is for another resource',
  idToken: 'The token is for another resource',
  issuer: 'The token comes from another issuer',
  withoutIssuer: 'The token comes from another issuer',
  none: 'The token is signed with another algorithm',
  noneWithSignature: 'The token is signed with another algorithm',
  tampered: 'The signature of the token is wrong',
  withoutSignature: 'The signature of the token is wrong',
  untrustedKey: 'The signature of the token is wrong',
  unknownKey: 'The token is signed with an unknown key',
  publicKeyAsSecret: 'The token is signed with another algorithm',
  embeddedKey: 'The signature of the token is wrong',
  keyUrl: 'The token is signed with an unknown key',
  keyPath: 'The token is signed with another algorithm',
  zeroSignature: 'The signature of the token is wrong',
  unknownCritical: 'The token has a critical header that is unknown',
  withoutScopes: 'accepted',
  unrelatedScope: 'accepted',
  withoutExpiry: 'The token never expires',
  // Nobody sees it on the token itself.
  revoked: 'accepted',
  garbage: 'The token is not a JWT',
};

describe.each(['ES256', 'RS256', 'EdDSA'] as const)('with %s', algorithm => {
  const server = authServer({ algorithm });

  it('a good token is accepted', async () => {
    await expect(
      server.verifier().verifyAccessToken(server.token({ scopes: ['a', 'b'] })),
    ).resolves.toMatchObject({
      clientId: 'jest-mcp',
      scopes: ['a', 'b'],
      expiresAt: expect.any(Number),
      resource: new URL(server.resource),
      extra: { sub: 'alice' },
    });
  });

  it.each(names)('%s is wrong in its own way', async name => {
    const verdict = await server
      .verifier()
      .verifyAccessToken(server.broken[name]())
      .then(
        () => 'accepted',
        (error: Error) => error.message,
      );
    expect(verdict).toBe(REASONS[name]);
  });
});

describe('each is wrong in one way alone', () => {
  const said = { sub: 'bob', scopes: ['x'], clientId: 'cli', claims: { role: 'reader' } };
  const good = { header: headerOf(as.token(said)), claims: claimsOf(as.token(said)) };
  const varying = { jti: 0, iat: 0, exp: 0 };

  it.each(
    names.filter(
      name =>
        name !== 'garbage' &&
        name !== 'audience' &&
        name !== 'issuer' &&
        name !== 'none' &&
        name !== 'tampered' &&
        name !== 'publicKeyAsSecret' &&
        name !== 'keyUrl',
    ),
  )('%s', name => {
    const make = as.broken[name] as (options?: object) => string;
    const token = make(said);
    const claims = { ...good.claims, ...claimsOf(token) };
    const changed = Object.keys(claims).filter(
      key => JSON.stringify(claimsOf(token)[key]) !== JSON.stringify(good.claims[key]) && !(key in varying),
    );
    const header = Object.keys({ ...good.header, ...headerOf(token) }).filter(
      key => JSON.stringify(headerOf(token)[key]) !== JSON.stringify(good.header[key]),
    );
    expect({ claims: changed, header }).toMatchSnapshot();
  });

  it('with values of one’s own', () => {
    expect(claimsOf(as.broken.audience('https://x.example', said))).toMatchObject({
      aud: 'https://x.example',
      sub: 'bob',
    });
    expect(claimsOf(as.broken.audience(['https://x.example', 'https://y.example'])).aud).toHaveLength(2);
    expect(claimsOf(as.broken.issuer('https://x.example')).iss).toBe('https://x.example');
    expect(headerOf(as.broken.none('nOnE')).alg).toBe('nOnE');
    expect(claimsOf(as.broken.tampered({ role: 'admin' }, said))).toMatchObject({
      sub: 'bob',
      role: 'admin',
    });
    expect(headerOf(as.broken.keyUrl('https://x.example/keys')).jku).toBe('https://x.example/keys');
  });

  it('whatever the test wants said besides', () => {
    expect(claimsOf(as.broken.withoutAudience({ claims: { aud: as.resource } }))).not.toHaveProperty('aud');
    expect(claimsOf(as.broken.expired({ expiresIn: 60 })).exp).toBeLessThan(Date.now() / 1000);
  });

  it.each(['pem', 'trimmed pem', 'der', 'jwk', 'empty'] as const)('an HS256 keyed with the %s', form => {
    expect(headerOf(as.broken.publicKeyAsSecret(form))).toMatchObject({
      alg: 'HS256',
      kid: as.jwks.keys[0]?.kid,
    });
  });
});

describe('refuses to make a token that would be good', () => {
  it.each([
    ['the right audience', () => as.broken.audience(as.resource)],
    ['the right audience among others', () => as.broken.audience(['https://x.example', as.resource])],
    ['the right issuer', () => as.broken.issuer(as.issuer)],
    ['claims that it has anyway', () => as.broken.tampered({ sub: 'alice' })],
  ])('%s', (_, make) => {
    expect(make).toThrow('nothing would be wrong with this token');
  });

  it('and says so', () => {
    expect(() => as.broken.audience(as.resource)).toThrowErrorMatchingInlineSnapshot(`
     broken.audience(): nothing would be wrong with this token: the string "http://127.0.0.1/mcp" is its right audience.

     A good token is:
       as.token()
    `);
    expect(() => as.broken.publicKeyAsSecret('PEM' as never)).toThrowErrorMatchingInlineSnapshot(
      `broken.publicKeyAsSecret(): the form must be 'pem', 'trimmed pem', 'der', 'jwk' or 'empty', got the string "PEM".`,
    );
  });
});

it('has a canary that notices who fetches keys from where a token says', async () => {
  const { jku, kid } = headerOf(as.broken.keyUrl());
  const served = (await (await fetch(String(jku))).json()) as { keys: { kid: string }[] };
  expect(served.keys.map(key => key.kid)).toEqual([kid]);
  expect(as.seen).toMatchObject([{ method: 'GET', path: '/canary/jwks.json', status: 200 }]);
});

it('makes a sibling of the resource, and one that begins like it', () => {
  const audience = (resource: string): unknown => claimsOf(authServer({ resource }).broken.audience()).aud;
  expect(audience('https://mcp.example/notes')).toBe('https://mcp.example/other');
  expect(audience('https://mcp.example/other')).toBe('https://mcp.example/another');
  expect(audience('https://mcp.example')).toBe('https://mcp.example/other');
  expect(audience('api://notes')).not.toBe('api://notes');
  expect(claimsOf(as.broken.audiencePrefix()).aud).toBe(`${as.resource}.evil.example`);
});

it('needs no server', () => {
  const keys = new KeyRing('ES256');
  const mint = {
    issuer: 'https://as.example',
    resource: 'https://mcp.example',
    keys,
    profile: profileOf(undefined),
    lifetime: 60,
  };
  const broken = createForger({ mint, canary: 'https://canary.example' });
  expect(claimsOf(broken.expired())).toMatchObject({ iss: 'https://as.example', aud: 'https://mcp.example' });
});

describe('opaque tokens', () => {
  const opaque = authServer({ tokens: 'opaque' });
  const INACTIVE: readonly BrokenName[] = [
    'expired',
    'notYetValid',
    'issuer',
    'withoutIssuer',
    'none',
    'noneWithSignature',
    'tampered',
    'withoutSignature',
    'untrustedKey',
    'unknownKey',
    'publicKeyAsSecret',
    'embeddedKey',
    'keyUrl',
    'keyPath',
    'zeroSignature',
    'unknownCritical',
    'revoked',
    'garbage',
  ];

  it('say nothing, and are active when they are good', async () => {
    const token = opaque.token({ sub: 'bob', scopes: ['x'], claims: { role: 'reader' } });
    expect(decodeJwt(token)).toBeUndefined();
    expect(await introspect(opaque, token)).toEqual({
      active: true,
      token_type: 'Bearer',
      iss: opaque.issuer,
      sub: 'bob',
      aud: opaque.resource,
      client_id: 'jest-mcp',
      scope: 'x',
      role: 'reader',
      iat: expect.any(Number),
      exp: expect.any(Number),
      jti: expect.any(String),
    });
    await expect(opaque.verifier().verifyAccessToken(token)).resolves.toMatchObject({ scopes: ['x'] });
  });

  it.each(INACTIVE)('%s is not active', async name => {
    expect(await introspect(opaque, opaque.broken[name]())).toEqual({ active: false });
    await expect(opaque.verifier().verifyAccessToken(opaque.broken[name]())).rejects.toThrow('The token');
  });

  it.each(names.filter(name => !INACTIVE.includes(name)))(
    '%s is active, and says what is wrong with it',
    async name => {
      const { active, aud, exp, scope } = await introspect(opaque, opaque.broken[name]());
      expect(active).toBe(true);
      expect({ aud: aud === opaque.resource, exp: typeof exp === 'number', scope }).not.toEqual({
        aud: true,
        exp: true,
        scope: name === 'withoutScopes' ? 'x' : undefined,
      });
      if (!POWERLESS.includes(name))
        await expect(opaque.verifier().verifyAccessToken(opaque.broken[name]())).rejects.toThrow('The token');
    },
  );

  it('are unknown once the test has ended, and inactive once they are revoked or expired', async () => {
    const [one, other] = [opaque.token(), opaque.token()];
    opaque.revoke(one);
    expect(await introspect(opaque, one)).toEqual({ active: false });
    expect(await introspect(opaque, other)).toMatchObject({ active: true });
    jest.useFakeTimers({ now: Date.now() + 3_601_000, advanceTimers: true });
    try {
      expect(await introspect(opaque, other)).toEqual({ active: false });
    } finally {
      jest.useRealTimers();
    }
    opaque.reset();
    expect(await introspect(opaque, other)).toEqual({ active: false });
  });
});

it('gives every key the name of its thumbprint, and RS256 one that warns', () => {
  // The example of RFC 7638, 3.1.
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
  expect(thumbprintOf({ kty: 'RSA', e: 'AQAB', n })).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
  expect(new KeyRing('RS256').current.kid).toMatch(/^insecure-test-key-/);
  expect(new KeyRing('RS256').current.kid).toBe(new KeyRing('RS256').current.kid);
  expect(new KeyRing('ES256').current.kid).not.toBe(new KeyRing('ES256').current.kid);
});
