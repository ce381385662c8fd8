import { JSON, URL } from '../core';
import { describeValue } from '../messages/describe';
import { usageError } from '../messages/stack';
import { describeFlaw, noteFlaw } from './token-flaws';
import { codeOf, encodeJwt, encodePart, type JsonObject } from './jwt';
import type { SigningKey } from './keys';
import { draftOf, sealed, seconds, withClaims, writtenClaims, type Draft, type Mint } from './mint';
import { isAmong } from './profiles';
import type { BrokenTokens, TokenOptions } from './shapes';

/**
 * What becomes of a broken token: `issued` by the issuer itself, which would say so when it is asked; `revoked`
 * afterwards; or `forged`, so that the issuer knows nothing of it.
 */
export type Fate = 'issued' | 'revoked' | 'forged';

/** What the forger needs of its world. */
export interface Forgery {
  readonly mint: Mint;
  /** Where the default of `keyUrl()` points to: something that notices when it is fetched. */
  readonly canary: string;
  /** Makes the draft of a good token, and refuses options that make none. */
  draft?(call: string, options: TokenOptions | undefined): Draft;
  /** Hands a token over; `token` makes it as a JWT. Default: a JWT, which nobody takes note of. */
  deliver?(draft: Draft, fate: Fate, token: () => string): string;
}

const HOUR = 3_600;
const EVIL = 'https://evil.example';

/**
 * The forger: tokens that are wrong in one way each. It needs no server.
 *
 * @example
 * const keys = new KeyRing('ES256');
 * const mint = { issuer, resource, keys, profile: profileOf(undefined), lifetime: 3600 };
 * const broken = createForger({ mint, canary: 'https://canary.example/jwks.json' });
 * broken.expired();
 */
export function createForger({ mint, canary, draft, deliver }: Forgery): BrokenTokens {
  const { keys } = mint;
  const drafted = (name: string, options: TokenOptions | undefined): Draft =>
    draft?.(`broken.${name}()`, options) ?? draftOf(mint, options);
  let latest: JsonObject = {};
  const hand = (made: Draft, fate: Fate, token: () => string): string => {
    latest = { ...made.claims, ...made.extra };
    return deliver?.(made, fate, token) ?? token();
  };

  /** Signed by the issuer, but saying something else. */
  const saying = (
    name: string,
    options: TokenOptions | undefined,
    claims: object,
    fate: Fate = 'issued',
  ): string => {
    const made = withClaims(drafted(name, options), claims as Draft['claims']);
    return hand(made, fate, () => sealed(mint, made));
  };
  /** Saying what is right, under another header, or signed by another. */
  const under = (
    name: string,
    options: TokenOptions | undefined,
    header: object,
    signer: (signed: string) => Buffer,
  ): string => {
    const good = drafted(name, options);
    const made = { ...good, header: { ...good.header, ...header } };
    return hand(made, 'forged', () => encodeJwt(made.header, writtenClaims(mint, made), signer));
  };
  const by = (key: SigningKey) => (signed: string) => key.sign(signed);
  const unsigned = (): Buffer => Buffer.alloc(0);

  const broken: BrokenTokens = {
    expired: options => saying('expired', options, { iat: seconds() - 2 * HOUR, exp: seconds() - HOUR }),
    notYetValid: options =>
      saying('notYetValid', options, { nbf: seconds() + HOUR, exp: seconds() + 2 * HOUR }),
    audience: (audience = siblingOf(mint.resource), options) => {
      if (isAmong(mint.resource, audience)) throw notBroken('audience', audience, 'audience');
      return saying('audience', options, { aud: audience });
    },
    withoutAudience: options => saying('withoutAudience', options, { aud: undefined }),
    audiencePrefix: options => saying('audiencePrefix', options, { aud: `${mint.resource}.evil.example` }),
    idToken: options => {
      const made = drafted('idToken', options);
      const id = withClaims(
        { ...made, header: { ...made.header, typ: 'JWT' } },
        { aud: made.claims.client_id },
      );
      return hand(id, 'issued', () => sealed(mint, id));
    },
    issuer: (issuer = EVIL, options) => {
      if (issuer === mint.issuer) throw notBroken('issuer', issuer, 'issuer');
      return saying('issuer', options, { iss: issuer }, 'forged');
    },
    withoutIssuer: options => saying('withoutIssuer', options, { iss: undefined }, 'forged'),
    none: (alg = 'none', options) => under('none', options, { alg }, unsigned),
    noneWithSignature: options => {
      const good = drafted('noneWithSignature', options);
      const { signature } = cut(sealed(mint, good));
      const header = encodePart({ ...good.header, alg: 'none' });
      return hand(good, 'forged', () => `${header}.${encodePart(writtenClaims(mint, good))}.${signature}`);
    },
    tampered: (claims, options) => {
      const good = drafted('tampered', options);
      const written = writtenClaims(mint, good);
      const other = { ...written, ...(claims ?? { sub: written.sub === 'admin' ? 'root' : 'admin' }) };
      if (encodePart(other) === encodePart(written)) throw notBroken('tampered', claims, 'claims');
      const { header, signature } = cut(sealed(mint, good));
      return hand(good, 'forged', () => `${header}.${encodePart(other)}.${signature}`);
    },
    withoutSignature: options => under('withoutSignature', options, {}, unsigned),
    untrustedKey: options => under('untrustedKey', options, {}, by(keys.stranger)),
    unknownKey: options => under('unknownKey', options, { kid: keys.stranger.kid }, by(keys.stranger)),
    publicKeyAsSecret: (form = 'pem', options) =>
      under('publicKeyAsSecret', options, { alg: 'HS256' }, signed =>
        codeOf(signed, secretOf(keys.current, form)),
      ),
    embeddedKey: options => under('embeddedKey', options, { jwk: bareJwk(keys.stranger) }, by(keys.stranger)),
    keyUrl: (url = canary, options) =>
      under('keyUrl', options, { jku: url, kid: keys.stranger.kid }, by(keys.stranger)),
    keyPath: options =>
      under('keyPath', options, { alg: 'HS256', kid: '../../../../../../dev/null' }, signed =>
        codeOf(signed, ''),
      ),
    zeroSignature: options =>
      under('zeroSignature', options, {}, signed => Buffer.alloc(keys.current.sign(signed).length)),
    unknownCritical: options =>
      under('unknownCritical', options, { crit: [CRITICAL], [CRITICAL]: true }, by(keys.current)),
    withoutScopes: options => saying('withoutScopes', options, { scope: undefined }),
    unrelatedScope: options => saying('unrelatedScope', options, { scope: 'unrelated:scope' }),
    withoutExpiry: options => saying('withoutExpiry', options, { exp: undefined }),
    revoked: options => saying('revoked', options, {}, 'revoked'),
    garbage: () => ['not', 'a', 'token'].map(word => Buffer.from(word).toString('base64url')).join('.'),
  };
  return noting(broken, mint, () => latest);
}

type Forge = (...args: unknown[]) => string;

/** Takes note of each token that is forged: a failure about it says what is wrong with it. */
function noting(broken: BrokenTokens, mint: Mint, made: () => JsonObject): BrokenTokens {
  const forges = Object.entries(broken) as unknown as [keyof BrokenTokens, Forge][];
  const noted = forges.map(([name, forge]) => [
    name,
    (...args: unknown[]): string => {
      const token = forge(...args);
      noteFlaw(token, describeFlaw({ name, args, mint, claims: made() }));
      return token;
    },
  ]);
  return Object.fromEntries(noted) as BrokenTokens;
}

/** A header that no implementation can know. */
const CRITICAL = 'urn:jest-mcp:unknown';

function cut(token: string): { header: string; signature: string } {
  const [header = '', , signature = ''] = token.split('.');
  return { header, signature };
}

/** Another resource of the same server. */
function siblingOf(resource: string): string {
  if (!URL.canParse(resource)) return `${resource}-other`;
  const sibling = new URL('other', resource).href;
  return sibling === resource ? new URL('another', resource).href : sibling;
}

/** The forms in which a server may hold a public key, and so might take it for a secret. */
function secretOf(key: SigningKey, form: 'pem' | 'trimmed pem' | 'der' | 'jwk' | 'empty'): string | Buffer {
  const pem = (): string => key.publicKey.export({ format: 'pem', type: 'spki' }) as string;
  switch (form) {
    case 'pem':
      return pem();
    case 'trimmed pem':
      return pem().trim();
    case 'der':
      return key.publicKey.export({ format: 'der', type: 'spki' });
    case 'jwk':
      return JSON.stringify(key.jwk);
    case 'empty':
      return '';
    default:
      throw usageError(
        `broken.publicKeyAsSecret(): the form must be 'pem', 'trimmed pem', 'der', 'jwk' or 'empty', got ${describeValue(form)}.`,
      );
  }
}

/** The key alone, as a stranger would put it into a header. */
function bareJwk(key: SigningKey): object {
  const { kid: _kid, alg: _alg, use: _use, ...bare } = key.jwk as Record<string, unknown>;
  return bare;
}

function notBroken(name: string, value: unknown, what: string): Error {
  return usageError(
    `broken.${name}(): nothing would be wrong with this token: ${describeValue(value)} is its right ${what}.\n\n` +
      'A good token is:\n  as.token()',
  );
}
