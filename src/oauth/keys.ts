import type { JsonWebKey, KeyObject } from 'node:crypto';
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, JSON } from '../core';
import { signatureOf, type JsonObject } from './jwt';
import type { SigningAlgorithm } from './shapes';

/** A key pair that tokens are signed with. */
export interface SigningKey {
  readonly algorithm: SigningAlgorithm;
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** The public key as it stands in a JWKS. */
  readonly jwk: JsonObject & { readonly kid: string };
  sign(signed: string): Buffer;
}

/** The keys of one issuer, and that of a stranger whom nobody should trust. */
export class KeyRing {
  readonly #old: SigningKey[] = [];
  #current: SigningKey | undefined;
  #stranger: SigningKey | undefined;

  constructor(readonly algorithm: SigningAlgorithm) {}

  /** What new tokens are signed with. */
  get current(): SigningKey {
    return (this.#current ??=
      this.algorithm === 'RS256' ? fixedKey('TRUSTED_RSA_KEY') : newKey(this.algorithm));
  }

  /** A key of the same kind that stands in no JWKS of the issuer. */
  get stranger(): SigningKey {
    return (this.#stranger ??=
      this.algorithm === 'RS256' ? fixedKey('STRANGER_RSA_KEY') : newKey(this.algorithm));
  }

  /** The keys that verify, the newest first. */
  get verifying(): readonly SigningKey[] {
    return [this.current, ...this.#old];
  }

  /** The public keys, as they are served (RFC 7517). */
  get jwks(): { keys: readonly JsonObject[] } {
    return jwksOf(this.verifying);
  }

  /** Signs with a new key from now on; the old one verifies still, unless `drop`. Generates an RSA key where it needs one: half a second. */
  rotate({ drop = false }: { readonly drop?: boolean } = {}): void {
    if (drop) this.#old.length = 0;
    else this.#old.unshift(this.current);
    this.#current = newKey(this.algorithm);
  }
}

/** Keys as a JWKS (RFC 7517, 5). */
export function jwksOf(keys: readonly SigningKey[]): { keys: readonly JsonObject[] } {
  return { keys: keys.map(key => key.jwk) };
}

function newKey(algorithm: SigningAlgorithm): SigningKey {
  return signingKey(algorithm, generate(algorithm));
}

function generate(algorithm: SigningAlgorithm): KeyObject {
  if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519').privateKey;
  if (algorithm === 'RS256') return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}

function fixedKey(name: keyof typeof import('./rsa-keys')): SigningKey {
  const key = (require('./rsa-keys') as typeof import('./rsa-keys'))[name];
  return signingKey('RS256', createPrivateKey({ key, format: 'jwk' }), 'insecure-test-key-');
}

/**
 * The `kid` comes from the thumbprint: verifiers keep a key under its `kid` for minutes, and would take another server's
 * tokens for forged if two keys had the same one.
 */
function signingKey(algorithm: SigningAlgorithm, privateKey: KeyObject, prefix = ''): SigningKey {
  const publicKey = createPublicKey(privateKey);
  const bare = publicKey.export({ format: 'jwk' });
  const kid = prefix + thumbprintOf(bare);
  return {
    algorithm,
    kid,
    publicKey,
    jwk: { ...bare, kid, alg: algorithm, use: 'sig' },
    sign: signed => signatureOf(signed, algorithm, privateKey),
  };
}

/** The members that make a key what it is, in the order of the alphabet. */
const ESSENTIAL: Readonly<Record<string, readonly (keyof JsonWebKey)[]>> = {
  EC: ['crv', 'kty', 'x', 'y'],
  OKP: ['crv', 'kty', 'x'],
  RSA: ['e', 'kty', 'n'],
};

/** The SHA-256 thumbprint of a public key. @see RFC 7638, 3 */
export function thumbprintOf(jwk: JsonWebKey): string {
  const members = (ESSENTIAL[jwk.kty ?? ''] ?? []).map(name => [name, jwk[name]] as const);
  return createHash('sha256')
    .update(JSON.stringify(Object.fromEntries(members)))
    .digest('base64url');
}
