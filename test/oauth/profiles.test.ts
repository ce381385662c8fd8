import { PROFILE_NAMES } from '../../src/oauth/profiles';
import { authServer, claimsOf, headerOf } from '../auth-server/support';

const said = { sub: 'bob', scopes: ['openid', 'notes:read'], clientId: 'cli' };

describe.each(PROFILE_NAMES)('%s', like => {
  const as = authServer({ like });
  const settled = (value: object): unknown =>
    JSON.parse(
      JSON.stringify(value)
        .replaceAll(new URL(as.issuer).origin, 'http://127.0.0.1:40123')
        .replace(/"(jti|uti)":"[^"]*"/g, '"$1":"…"')
        .replace(/"(iat|exp|nbf)":\d+/g, '"$1":0'),
    );

  it('writes its claims, and signs with RS256', () => {
    const token = as.token(said);
    expect(
      settled({ issuer: as.issuer, header: headerOf(token), claims: claimsOf(token) }),
    ).toMatchSnapshot();
  });

  it('is verified, and refused for another resource', async () => {
    await expect(as.verifier().verifyAccessToken(as.token(said))).resolves.toMatchObject({
      clientId: 'cli',
      scopes: ['openid', 'notes:read'],
      extra: { sub: 'bob' },
    });
    for (const name of [
      'audience',
      'audiencePrefix',
      'idToken',
      'withoutAudience',
      'expired',
      'tampered',
    ] as const)
      await expect(as.verifier().verifyAccessToken(as.broken[name]())).rejects.toThrow('The ');
  });

  it('lets the test have the last word', () => {
    expect(claimsOf(as.token({ claims: { azp: 'other', roles: ['x'] } }))).toMatchObject({
      azp: 'other',
      roles: ['x'],
    });
  });
});

it('gives way to the option algorithm', () => {
  expect(headerOf(authServer({ like: 'okta', algorithm: 'ES256' }).token()).alg).toBe('ES256');
});
