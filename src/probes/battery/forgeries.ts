import type { BrokenTokens, TokenOptions } from '../../oauth/shapes';
import type { Probe } from '../probe';
import { type Rule } from '../report';
import { RULES } from '../rules';
import { ALGORITHMS, HEADER_KEYS, judge, SIGNATURE, type Family } from './families';
import { Undecided } from '../undecided';

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
  resigned('other signature', 'the good token under another signature', signature =>
    Buffer.alloc(signature.length, 7).toString('base64url'),
  ),
  resigned('signature left out', 'the good token without its signature', () => ''),
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
    run: async context => judge(context, name, rule, what, family, context.supply.forged(make, forgery)),
  };
}

/** The very token that got through: who remembers a good token by what it says takes it for known. */
function resigned(name: string, what: string, change: (signature: Buffer) => string): Probe {
  return {
    name,
    rule: RULES.signature,
    run: async context => {
      const { kind, validToken } = context.supply;
      if (kind === 'opaque')
        throw new Undecided('not applicable', 'the tokens are opaque: they have no signature');
      const [header, claims, signature = ''] = validToken.split('.');
      const token = [header, claims, change(Buffer.from(signature, 'base64url'))].join('.');
      return judge(context, name, RULES.signature, what, SIGNATURE, token);
    },
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
    run: async context => {
      const { kind, header } = context.supply;
      if (kind === 'jwt' && !/^ES/.test(String(header['alg'])))
        throw new Undecided(
          'not applicable',
          `the tokens are signed with ${String(header['alg'])}, not with ECDSA`,
        );
      return probe.run(context);
    },
  };
}
