import type { KeyObject } from 'node:crypto';
import { createHmac, cryptoConstants as constants, JSON, sign, verify } from '../core';
import type { SigningAlgorithm } from './shapes';

/** A JSON object, as the header and the claims of a token are. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A JSON Web Token, taken apart. Nothing of it is verified. */
export interface DecodedJwt {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  readonly signature: Buffer;
  /** What the signature is over. */
  readonly signed: string;
}

/** Makes a token in the compact form (RFC 7515, 7.1). Claims that are `undefined` are left out. */
export function encodeJwt(
  header: JsonObject,
  claims: JsonObject,
  signer: (signed: string) => Buffer,
): string {
  const signed = `${encodePart(header)}.${encodePart(claims)}`;
  return `${signed}.${signer(signed).toString('base64url')}`;
}

/** One part of a token: JSON in base64url. */
export function encodePart(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** Takes a token apart. @returns undefined where it is none */
export function decodeJwt(token: string): DecodedJwt | undefined {
  const parts = token.split('.');
  if (parts.length !== 3) return undefined;
  const [first = '', second = '', third = ''] = parts;
  const header = decodePart(first);
  const claims = decodePart(second);
  if (!header || !claims || !isBase64Url(third)) return undefined;
  return { header, claims, signature: Buffer.from(third, 'base64url'), signed: `${first}.${second}` };
}

function decodePart(part: string): JsonObject | undefined {
  if (!isBase64Url(part)) return undefined;
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Node skips what is not of the alphabet, and so would take a token for good that no other verifier takes. */
function isBase64Url(text: string): boolean {
  return /^[\w-]*$/.test(text);
}

/** The signature of `signed` (RFC 7518, RFC 8037). */
export function signatureOf(signed: string, algorithm: SigningAlgorithm, key: KeyObject): Buffer {
  const data = Buffer.from(signed);
  if (algorithm === 'EdDSA') return sign(null, data, key);
  if (algorithm === 'RS256') return sign('sha256', data, key);
  return sign('sha256', data, { key, dsaEncoding: 'ieee-p1363' });
}

/** Every algorithm whose signatures {@link isSignedBy} can judge: what clients sign assertions with. */
export const VERIFIED_ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const;

/** Whether `signature` is that of `key` over `signed`. A key of another kind has signed nothing. */
export function isSignedBy(
  jwt: Pick<DecodedJwt, 'signed' | 'signature'>,
  algorithm: string,
  key: KeyObject,
): boolean {
  const data = Buffer.from(jwt.signed);
  const kind = key.asymmetricKeyType;
  if (algorithm === 'EdDSA') return kind === 'ed25519' && verify(null, data, key, jwt.signature);
  if (algorithm === 'RS256') return kind === 'rsa' && verify('sha256', data, key, jwt.signature);
  if (algorithm === 'PS256') {
    const padding = {
      key,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
    };
    return kind === 'rsa' && verify('sha256', data, padding, jwt.signature);
  }
  if (algorithm !== 'ES256' || kind !== 'ec') return false;
  return verify('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, jwt.signature);
}

/** The HS256 code of `signed`: what an attacker makes who takes a public key for a secret. */
export function codeOf(signed: string, secret: string | Buffer): Buffer {
  return createHmac('sha256', secret).update(signed).digest();
}
