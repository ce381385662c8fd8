import type { BrokenTokens, TokenOptions } from '../../shapes';
import type { Bench } from '../control';
import { judgeRefusal } from '../judge';
import type { Means } from '../means';
import type { Probe } from '../probe';
import { Gap, type Level, type Rule } from '../report';
import { RULES } from '../rules';

const MINUTES = 60;
const VERIFY = "jwtVerify(token, keys, { issuer, audience, algorithms: ['ES256'] })";

/** What a family of bad tokens has in common. */
interface Family {
  readonly family: string;
  readonly cure: string;
}

const TIME: Family = {
  family: 'times',
  cure: 'Let the verifier judge exp and nbf, with seconds of leeway rather than hours; no ignoreExpiration.',
};
const AUDIENCE: Family = {
  family: 'audience',
  cure: `Name the audience in the verifier: ${VERIFY}. requireBearerAuth by itself judges none: give it expectedResource, or do it in the verifier.`,
};
const ISSUER: Family = { family: 'issuer', cure: `Name the issuer in the verifier: ${VERIFY}.` };
const SIGNATURE: Family = {
  family: 'signature',
  cure: `Verify the signature with the key of the authorization server: ${VERIFY}, never decodeJwt(token) alone.`,
};
const ALGORITHMS: Family = {
  family: 'algorithms',
  cure: `Name the algorithms that the authorization server uses: ${VERIFY}. What the token's header says decides nothing.`,
};
const HEADER_KEYS: Family = {
  family: 'keys in the header',
  cure: 'Take keys from the JWKS that the server is configured with, and ignore jwk, jku, x5c and x5u of the token.',
};

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
    run: async bench => {
      if (hasAudience(bench.means)) throw new Gap('not applicable', 'the tokens name an audience');
      const token = bench.means.signed((broken, it) => broken.audience(undefined, it), {
        clientId: 'some-other-client',
      });
      return judge(bench, 'another client', RULES.audience, 'a token for another client', AUDIENCE, token);
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

/** Tokens that were made without the trusted key. */
export const forgeries: readonly Probe[] = [
  forged(
    'tampered claims',
    'tampered',
    RULES.signature,
    'a token whose claims were changed',
    SIGNATURE,
    (broken, it) => broken.tampered(undefined, it),
  ),
  forged(
    'no signature',
    'withoutSignature',
    RULES.signature,
    'a token whose signature was cut off',
    SIGNATURE,
  ),
  forged('untrusted key', 'untrustedKey', RULES.signature, 'a token that a stranger signed', SIGNATURE),
  forged(
    'unknown key',
    'unknownKey',
    RULES.signature,
    'a token that a stranger signed under a kid of their own',
    SIGNATURE,
  ),
  zeros(),
  ...['none', 'None', 'NONE'].map(alg =>
    forged(`alg ${alg}`, 'none', RULES.none, `an unsigned token with alg ${alg}`, ALGORITHMS, (broken, it) =>
      broken.none(alg, it),
    ),
  ),
  forged(
    'alg none, signed',
    'noneWithSignature',
    RULES.none,
    'a token with alg none and a signature',
    ALGORITHMS,
  ),
  ...(['pem', 'trimmed pem', 'der', 'jwk', 'empty'] as const).map(form =>
    forged(
      `HS256 with the ${form === 'empty' ? 'empty secret' : `public key as ${form}`}`,
      'publicKeyAsSecret',
      RULES.algorithms,
      form === 'empty'
        ? 'a token with HS256, keyed with nothing,'
        : `a token with HS256, keyed with the public key as ${form},`,
      ALGORITHMS,
      (broken, it) => broken.publicKeyAsSecret(form, it),
    ),
  ),
  forged(
    'key in jwk',
    'embeddedKey',
    RULES.headerKeys,
    'a token that brings its own key along in jwk',
    HEADER_KEYS,
  ),
  forged('kid that climbs', 'keyPath', RULES.headerKeys, 'a token whose kid climbs to an empty file', {
    ...HEADER_KEYS,
    cure: 'Look kid up in a list; make no path, no SQL and no URL of it.',
  }),
];

interface More {
  readonly level?: Level;
}

function signed(
  name: string,
  rule: Rule,
  what: string,
  family: Family,
  make: (broken: BrokenTokens, options: TokenOptions) => string,
  mint?: (means: Means) => TokenOptions,
  more: More = {},
): Probe {
  return {
    name,
    rule,
    run: async bench => {
      const { means } = bench;
      const token = means.signed(make, mint?.(means));
      return judge(bench, name, rule, what, family, token, more);
    },
  };
}

/** Some issuers name no audience: then the client is what tells tokens apart. */
function audience(
  name: string,
  what: string,
  make: (broken: BrokenTokens, options: TokenOptions) => string,
  mint?: (means: Means) => TokenOptions,
  rule: Rule = RULES.audience,
): Probe {
  const probe = signed(name, rule, what, AUDIENCE, make, mint);
  return {
    ...probe,
    run: async bench => {
      if (!hasAudience(bench.means))
        throw new Gap('not applicable', 'the tokens of this issuer name no audience: see another client');
      return probe.run(bench);
    },
  };
}

function hasAudience({ kind, claims }: Means): boolean {
  return kind === 'opaque' || claims['aud'] !== undefined;
}

/** No exploit without the key, and common libraries accept it. */
function onlyStrict(probe: Probe): Probe {
  return {
    ...probe,
    run: async bench => {
      if (bench.means.kind === 'opaque')
        throw new Gap('not applicable', 'the tokens are opaque: they have no header');
      if (bench.options.strict !== true) throw new Gap('skipped', 'it is asked with strict: true only');
      return probe.run(bench);
    },
  };
}

function forged(
  name: string,
  forgery: keyof BrokenTokens,
  rule: Rule,
  what: string,
  family: Family,
  make: (broken: BrokenTokens, options: TokenOptions) => string = (broken, options) =>
    (broken[forgery] as (options: TokenOptions) => string)(options),
): Probe {
  return {
    name,
    rule,
    run: async bench => judge(bench, name, rule, what, family, bench.means.forged(make, forgery)),
  };
}

function zeros(): Probe {
  const probe = forged(
    'zero signature',
    'zeroSignature',
    RULES.zeroSignature,
    'a token with a signature of zeros',
    SIGNATURE,
  );
  return {
    ...probe,
    run: async bench => {
      const { kind, header } = bench.means;
      if (kind === 'jwt' && !/^ES/.test(String(header['alg'])))
        throw new Gap(
          'not applicable',
          `the tokens are signed with ${String(header['alg'])}, not with ECDSA`,
        );
      return probe.run(bench);
    },
  };
}

async function judge(
  bench: Bench,
  probe: string,
  rule: Rule,
  what: string,
  family: Family,
  token: string,
  more: More = {},
): ReturnType<Probe['run']> {
  return judgeRefusal({ probe, rule, what, ...family, ...more }, await bench.ask(bench.like({ token })));
}
