import { URL } from '../core';
import { KeyRing } from '../oauth/keys';
import { sealed, type Draft, type Mint } from '../oauth/mint';
import type { SeenRequest } from '../oauth/shapes';
import { CANARY } from './endpoints';
import { Grants } from './grants';
import { metadataOf } from './metadata';
import { Script } from './script';
import type { Settings } from './settings';
import { newSecret, TokenStore, type Family } from './tokens';

/** What every endpoint works with. */
export interface Context {
  readonly settings: Settings;
  readonly issuer: string;
  /** Where the issuer's endpoints begin: the issuer without a slash at its end. */
  readonly base: string;
  /** The URL that takes note of whoever fetches keys from where a token says. */
  readonly canary: string;
  readonly keys: KeyRing;
  readonly mint: Mint;
  readonly tokens: TokenStore;
  readonly grants: Grants;
  readonly script: Script;
  readonly seen: SeenRequest[];
  /** The metadata as they are served, lies included. */
  metadata(): Record<string, unknown>;
  /** Issues an access token, in the form that this server's tokens have. `token` makes it as a JWT. */
  issue(draft: Draft, family?: Family, token?: () => string): string;
}

/** Where a server begins: nothing asked, nothing issued. */
export function makeContext(settings: Settings, issuer: string): Context {
  const base = issuer.replace(/\/$/, '');
  const keys = new KeyRing(settings.algorithm);
  const { resource, profile, accessTokenLifetime: lifetime } = settings;
  const mint: Mint = { issuer, resource, keys, profile, lifetime };
  const tokens = new TokenStore();
  const script = new Script();
  return {
    settings,
    issuer,
    base,
    canary: new URL(CANARY, issuer).href,
    keys,
    mint,
    tokens,
    grants: new Grants(),
    script,
    seen: [],
    metadata: () => ({ ...metadataOf(issuer, base, settings), ...script.lies }),
    issue: (draft, family, token = () => sealed(mint, draft)) => {
      const value = settings.tokens === 'opaque' ? newSecret('at') : token();
      tokens.keep(value, { ...draft.claims, ...draft.extra }, family);
      return value;
    },
  };
}
