import { JSON } from '../core';
import { codeOf, decodeJwt, encodeJwt, encodePart, type DecodedJwt } from '../oauth/jwt';
import { KeyRing, type SigningKey } from '../oauth/keys';
import type { PublicKey } from './public-key';
import { Undecided } from './undecided';
import type { BrokenTokens, SigningAlgorithm } from '../oauth/shapes';

/** What can be made of a good token without the key that signed it. */
export type StolenForgeries = Pick<
  BrokenTokens,
  | 'none'
  | 'noneWithSignature'
  | 'tampered'
  | 'withoutSignature'
  | 'untrustedKey'
  | 'unknownKey'
  | 'embeddedKey'
  | 'keyPath'
  | 'publicKeyAsSecret'
  | 'zeroSignature'
>;

/**
 * The forger who has a good token and nothing else: whoever listened in can do as much.
 *
 * @param publicKey of the issuer, where it is known
 * @returns undefined for a token that is no JWT
 */
export function forgeFrom(token: string, publicKey?: PublicKey): StolenForgeries | undefined {
  const jwt = decodeJwt(token);
  if (!jwt) return undefined;
  const { header, claims, signature } = jwt;
  const good = signature.toString('base64url');
  const under = (changes: object, signer: (signed: string) => Buffer): string =>
    encodeJwt({ ...header, ...changes }, claims, signer);
  const unsigned = (): Buffer => Buffer.alloc(0);
  const other = { ...claims, sub: claims['sub'] === 'admin' ? 'root' : 'admin' };
  let made: SigningKey | undefined;
  const stranger = (): SigningKey => (made ??= strangerFor(jwt));
  return {
    none: (alg = 'none') => under({ alg }, unsigned),
    noneWithSignature: () => `${encodePart({ ...header, alg: 'none' })}.${encodePart(claims)}.${good}`,
    tampered: () => `${encodePart(header)}.${encodePart(other)}.${good}`,
    withoutSignature: () => under({}, unsigned),
    untrustedKey: () => under({}, signed => stranger().sign(signed)),
    unknownKey: () => under({ kid: stranger().kid }, signed => stranger().sign(signed)),
    embeddedKey: () => under({ jwk: bareJwk(stranger()) }, signed => stranger().sign(signed)),
    keyPath: () => under({ alg: 'HS256', kid: '../../../../../../dev/null' }, signed => codeOf(signed, '')),
    publicKeyAsSecret: (form = 'pem') =>
      under({ alg: 'HS256' }, signed => codeOf(signed, secretOf(publicKey, form))),
    zeroSignature: () => under({}, () => Buffer.alloc(signature.length)),
  };
}

function secretOf(
  publicKey: PublicKey | undefined,
  form: NonNullable<Parameters<BrokenTokens['publicKeyAsSecret']>[0]>,
): string | Buffer {
  if (form === 'empty') return '';
  if (!publicKey)
    throw new Undecided('could not run', 'it needs the public key of the issuer, whose metadata name none');
  const { key, jwk } = publicKey;
  if (form === 'jwk') return JSON.stringify(jwk);
  if (form === 'der') return key.export({ format: 'der', type: 'spki' });
  const pem = key.export({ format: 'pem', type: 'spki' }) as string;
  return form === 'pem' ? pem : pem.trim();
}

function bareJwk({ jwk }: SigningKey): object {
  const { kid: _kid, alg: _alg, use: _use, ...bare } = jwk as Record<string, unknown>;
  return bare;
}

/** A key of the token's own kind where there is one here: what signs with another is refused for that alone. */
function strangerFor({ header }: DecodedJwt): SigningKey {
  const algorithm = ['RS256', 'EdDSA'].find(name => name === header['alg']) ?? 'ES256';
  return new KeyRing(algorithm as SigningAlgorithm).stranger;
}
