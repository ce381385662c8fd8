import { URL } from '../../core';
import type { BrokenTokens, TokenOptions } from '../../oauth/shapes';
import type { TokenSupply } from '../token-supply';
import type { Probe } from '../probe';
import { type Level, type Rule } from '../report';
import { RULES } from '../rules';
import { AUDIENCE, ISSUER, judge, SIGNATURE, TIME, type Family } from './families';
import { Undecided } from '../undecided';

const MINUTES = 60;

/** Tokens that the trusted key has signed, and that are wrong all the same. */
export const claims: readonly Probe[] = [
  signed(
    'expired',
    RULES.expiry,
    'a token that expired an hour ago',
    TIME,
    (broken, it) => broken.expired(it),
    () => ({
      expiresIn: -60 * MINUTES,
    }),
  ),
  signed(
    'not yet valid',
    RULES.notBefore,
    'a token that is good in an hour',
    TIME,
    (broken, it) => broken.notYetValid(it),
    () => ({
      claims: { nbf: Math.floor(Date.now() / 1000) + 60 * MINUTES },
    }),
  ),
  signed(
    'no expiry',
    RULES.expiryRequired,
    'a token that never expires',
    {
      ...TIME,
      cure: "Demand that tokens expire: jwtVerify(token, keys, { …, requiredClaims: ['exp'] }). requireBearerAuth does, where the verifier reports expiresAt.",
    },
    (broken, it) => broken.withoutExpiry(it),
    undefined,
    {
      level: 'warn',
    },
  ),
  audience(
    'another resource',
    'a token for another resource',
    (broken, it) => broken.audience(undefined, it),
    ({ issuer }) => ({
      audience: new URL('other', issuer?.resource ?? 'https://other.example').href,
    }),
  ),
  audience('no audience', 'a token for nobody in particular', (broken, it) => broken.withoutAudience(it)),
  audience(
    'prefixed audience',
    'a token for a URL that begins with the right one',
    (broken, it) => broken.audiencePrefix(it),
    ({ issuer }) => ({
      audience: `${issuer?.resource ?? ''}.evil.example`,
    }),
  ),
  audience(
    'ID token',
    'an ID token, whose audience is the client,',
    (broken, it) => broken.idToken(it),
    () => ({
      audience: 'jest-mcp',
    }),
    RULES.idToken,
  ),
  audience(
    'other resources',
    'a token for two other resources',
    (broken, it) => broken.audience(OTHERS, it),
    () => ({
      audience: OTHERS,
    }),
  ),
  {
    name: 'another client',
    rule: RULES.audience,
    run: async context => {
      if (hasAudience(context.supply)) throw new Undecided('not applicable', 'the tokens name an audience');
      const token = context.supply.signed((broken, it) => broken.audience(undefined, it), {
        clientId: 'some-other-client',
      });
      return judge(context, 'another client', RULES.audience, 'a token for another client', AUDIENCE, token);
    },
  },
  signed('another issuer', RULES.issuer, 'a token that names another issuer', ISSUER, (broken, it) =>
    broken.issuer(undefined, it),
  ),
  signed('no issuer', RULES.issuer, 'a token that names no issuer', ISSUER, (broken, it) =>
    broken.withoutIssuer(it),
  ),
  onlyStrict(
    signed(
      'unknown critical header',
      RULES.critical,
      'a token with a critical header that nobody knows',
      SIGNATURE,
      (broken, it) => broken.unknownCritical(it),
    ),
  ),
];

const OTHERS = ['https://one.example/mcp', 'https://two.example/mcp'];

interface More {
  readonly level?: Level;
}

function signed(
  name: string,
  rule: Rule,
  what: string,
  family: Family,
  make: (broken: BrokenTokens, options: TokenOptions) => string,
  mint?: (supply: TokenSupply) => TokenOptions,
  more: More = {},
): Probe {
  return {
    name,
    rule,
    run: async context => {
      const { supply } = context;
      const token = supply.signed(make, mint?.(supply));
      return judge(context, name, rule, what, family, token, more);
    },
  };
}

/** Some issuers name no audience: then the client is what tells tokens apart. */
function audience(
  name: string,
  what: string,
  make: (broken: BrokenTokens, options: TokenOptions) => string,
  mint?: (supply: TokenSupply) => TokenOptions,
  rule: Rule = RULES.audience,
): Probe {
  const probe = signed(name, rule, what, AUDIENCE, make, mint);
  return {
    ...probe,
    run: async context => {
      if (!hasAudience(context.supply))
        throw new Undecided(
          'not applicable',
          'the tokens of this issuer name no audience: see another client',
        );
      return probe.run(context);
    },
  };
}

function hasAudience({ kind, claims }: TokenSupply): boolean {
  return kind === 'opaque' || claims['aud'] !== undefined;
}

/** No exploit without the key, and common libraries accept it. */
function onlyStrict(probe: Probe): Probe {
  return {
    ...probe,
    run: async context => {
      if (context.supply.kind === 'opaque')
        throw new Undecided('not applicable', 'the tokens are opaque: they have no header');
      if (context.options.strict !== true)
        throw new Undecided('skipped', 'it is asked with strict: true only');
      return probe.run(context);
    },
  };
}
