import type { NextLogin } from '../oauth/shapes';
import type { Client } from './client';
import type { Family } from './tokens';

/** What a client asked for in an authorization request, validated. */
export interface AuthorizationRequest {
  readonly clientId: string;
  readonly redirectUri: string;
  readonly state: string | undefined;
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  readonly challenge: string;
  readonly nonce: string | undefined;
  readonly loginHint: string | undefined;
}

/** An authorization code. */
export interface Code {
  readonly request: AuthorizationRequest;
  readonly sub: string;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
  readonly family: Family;
  isUsed: boolean;
}

/** A login that is under way: what the browser has to bring along next. */
export interface PendingLogin {
  readonly request: AuthorizationRequest;
  readonly login: NextLogin;
  /** How many redirects are still to come. */
  hops: number;
  /** The cookie without which it does not go on. */
  cookie: string;
  readonly csrf: string;
}

/** A device that waits for somebody to approve it. */
export interface Device {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly resources: readonly string[];
  readonly expiresAt: number;
  /** What the person does. Known when the device first asks. */
  login?: NextLogin;
  /** When they have done it, on the real clock. */
  decidedAt?: number;
  isUsed: boolean;
}

/** What is under way, and which clients there are. */
export class Grants {
  readonly codes = new Map<string, Code>();
  readonly logins = new Map<string, PendingLogin>();
  readonly devices = new Map<string, Device>();
  readonly pushed = new Map<string, { readonly request: AuthorizationRequest; readonly expiresAt: number }>();
  /** Assertions that were used: none is good twice (RFC 7523, 3). */
  readonly assertions = new Set<string>();
  /** Clients that have registered. They stay registered, as with any server. */
  readonly clients = new Map<string, Client>();
  /** Client metadata documents that need not be fetched. */
  readonly documents = new Map<string, unknown>();

  clear(): void {
    for (const store of [this.codes, this.logins, this.devices, this.pushed, this.assertions, this.documents])
      store.clear();
  }
}
