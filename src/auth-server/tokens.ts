import { randomBytes } from '../core';
import { keepSecret } from '../messages/secrets';
import type { JsonObject } from '../oauth/jwt';

/** Everything that came of one consent: to take one token back may take back all. */
export interface Family {
  isRevoked: boolean;
}

/** An access token that was issued. */
export interface IssuedToken {
  readonly token: string;
  /** What introspection says of it: claims under their names of RFC 7662. */
  readonly claims: JsonObject;
  readonly family: Family;
  /** It alone was taken back. */
  isRevoked: boolean;
}

/** A refresh token. */
export interface RefreshToken {
  readonly token: string;
  readonly clientId: string;
  readonly sub: string;
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  readonly family: Family;
  /** It was exchanged for another one: whoever presents it again has stolen it, or was stolen from. */
  isSpent: boolean;
}

/** The tokens that were issued since the test began. */
export class TokenStore {
  readonly access = new Map<string, IssuedToken>();
  readonly refresh = new Map<string, RefreshToken>();

  clear(): void {
    this.access.clear();
    this.refresh.clear();
  }

  keep(token: string, claims: JsonObject, family: Family = newFamily()): void {
    this.access.set(token, { token, claims, family, isRevoked: false });
  }
}

/** Whether it was taken back, by itself or with all that came of the same consent. */
export function isTakenBack({ isRevoked, family }: IssuedToken): boolean {
  return isRevoked || family.isRevoked;
}

/** A consent from which nothing has come yet. */
export function newFamily(): Family {
  return { isRevoked: false };
}

/** A secret that nobody can guess, and that says what it is. */
export function newSecret(kind: string): string {
  return keepSecret(`${kind}_${randomBytes(24).toString('base64url')}`);
}
