import type { AuthServer } from '../../src/oauth/shapes';
import { run } from '../auth-server/programs';
import { authServer, type BrokenName } from '../auth-server/support';

/** A good token, and every broken one. */
function tokensOf(as: AuthServer): Record<string, string> {
  const broken = Object.keys(as.broken).map(name => [name, as.broken[name as BrokenName]()]);
  const forms = (['trimmed pem', 'der', 'jwk', 'empty'] as const).map(form => [
    `publicKeyAsSecret, ${form}`,
    as.broken.publicKeyAsSecret(form),
  ]);
  const spelt = ['None', 'NONE'].map(alg => [`none, ${alg}`, as.broken.none(alg)]);
  return { good: as.token({ scopes: ['x'] }), ...Object.fromEntries([...broken, ...forms, ...spelt]) };
}

/** Which of them a verifier accepts that servers really have. */
async function accepted(
  kind: 'jose' | 'jsonwebtoken' | 'auth0',
  algorithm: 'ES256' | 'RS256' | 'EdDSA',
  as: AuthServer,
): Promise<string[]> {
  const { jwksUri, issuer, resource: audience } = as;
  const verdicts = await run<Record<string, string>>('verifiers.mjs', {
    kind,
    algorithm,
    jwksUri,
    issuer,
    audience,
    tokens: tokensOf(as),
  });
  expect(Object.keys(verdicts).length).toBeGreaterThan(30);
  return Object.keys(verdicts).filter(name => verdicts[name] === 'accepted');
}

/** What no verifier of JWTs can see: who presents these is somebody, and may do nothing; or they were taken back since. */
const OUT_OF_SIGHT = ['withoutScopes', 'unrelatedScope', 'revoked'];

describe.each(['ES256', 'RS256', 'EdDSA'] as const)('jose, %s', algorithm => {
  const as = authServer({ algorithm });

  it('accepts the good token, refuses the broken ones, and fetches no key from where a token says', async () => {
    expect(await accepted('jose', algorithm, as)).toEqual(['good', ...OUT_OF_SIGHT]);
    expect(as.seen.length).toBeGreaterThan(0);
    expect(as.seen.filter(({ path }) => path !== '/jwks')).toEqual([]);
  });
});

describe.each(['ES256', 'RS256'] as const)('jsonwebtoken with jwks-rsa, %s', algorithm => {
  const as = authServer({ algorithm });

  it('accepts the good token and refuses the broken ones', async () => {
    // It asks for no expiry, and does not look at `crit`.
    const negligent = ['unknownCritical', ...OUT_OF_SIGHT.slice(0, 2), 'withoutExpiry', 'revoked'];
    expect(await accepted('jsonwebtoken', algorithm, as)).toEqual(['good', ...negligent]);
  });
});

describe('express-oauth2-jwt-bearer', () => {
  const as = authServer({ algorithm: 'RS256' });
  const auth0 = authServer({ like: 'auth0' });

  it('accepts the good token and refuses the broken ones', async () => {
    expect(await accepted('auth0', 'RS256', as)).toEqual(['good', ...OUT_OF_SIGHT]);
  });

  it('knows tokens like those of Auth0', async () => {
    expect(await accepted('auth0', 'RS256', auth0)).toEqual(['good', ...OUT_OF_SIGHT]);
  });
});
