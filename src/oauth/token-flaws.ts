import { JSON } from '../core';
import type { JsonObject } from './jwt';
import type { Mint } from './mint';
import type { BrokenTokens, TokenOptions } from './shapes';

/** What is wrong with a token that the forger made. */
export interface TokenFlaw {
  /** Whether no server may accept it, or whether it is good and only opens nothing. */
  readonly refusedFor: 'authentication' | 'scope';
  /** Completes "The token was accepted although …". */
  readonly message: string;
  /** The scopes that it has. */
  readonly scopes: readonly string[];
  /** The call that makes the same token with these scopes: `as.broken.expired({ scopes: ['notes:read'] })`. */
  readonly callWith: (scopes: readonly string[]) => string;
}

/** Where forged tokens are known: on the sandbox's global, as a test file may load this package twice. */
const FLAWS = Symbol.for('jest-mcp.token-flaws');

/** A file that forges more tokens than this in its life keeps the latest. */
const MOST_FLAWS = 1_000;

function flaws(): Map<string, TokenFlaw> {
  const place = globalThis as unknown as Record<symbol, Map<string, TokenFlaw> | undefined>;
  return (place[FLAWS] ??= new Map<string, TokenFlaw>());
}

/** Takes note of what is wrong with a token, so that a failure about it can say so. */
export function noteFlaw(token: string, flaw: TokenFlaw): void {
  const known = flaws();
  known.set(token, flaw);
  if (known.size > MOST_FLAWS) known.delete(known.keys().next().value as string);
}

/** What is wrong with a token, where the forger made it in this test file. */
export function flawOf(token: string): TokenFlaw | undefined {
  return flaws().get(token);
}

type Name = keyof BrokenTokens;

/** What stands in a forged token, and what would stand in a good one. */
interface Forged {
  readonly name: Name;
  /** What the test gave. */
  readonly args: readonly unknown[];
  readonly mint: Mint;
  /** Under their names of RFC 9068, whatever the issuer writes. */
  readonly claims: JsonObject;
}

/** @internal Describes what is wrong with a token of the forger. */ export function describeFlaw(
  forged: Forged,
): TokenFlaw {
  const { name, claims } = forged;
  const isGood = name === 'withoutScopes' || name === 'unrelatedScope';
  const { scope } = claims;
  return {
    refusedFor: isGood ? 'scope' : 'authentication',
    message: wordsFor(forged),
    scopes: typeof scope === 'string' ? scope.split(' ') : [],
    callWith: scopes => printCall(forged, scopes),
  };
}

function wordsFor({ name, mint, claims }: Forged): string {
  const quoted = (claim: unknown): string => JSON.stringify(claim) ?? 'none';
  switch (name) {
    case 'expired':
      return `it expired at ${timeOf(claims['exp'])}`;
    case 'notYetValid':
      return `it is not valid before ${timeOf(claims['nbf'])}`;
    case 'audience':
    case 'audiencePrefix':
      return `it is for another resource (aud ${quoted(claims['aud'])}; this server is ${quoted(mint.resource)})`;
    case 'withoutAudience':
      return 'it does not say for whom it is (no aud)';
    case 'idToken':
      return `it is an ID token, made for the client (aud ${quoted(claims['aud'])}), and not an access token`;
    case 'issuer':
      return `it comes from another issuer (iss ${quoted(claims['iss'])}; the right one is ${quoted(mint.issuer)})`;
    case 'withoutIssuer':
      return 'it does not say who issued it (no iss)';
    case 'none':
      return 'it is not signed (alg "none")';
    case 'noneWithSignature':
      return 'its header says that it is not signed (alg "none")';
    case 'tampered':
      return 'its claims were changed after it was signed';
    case 'withoutSignature':
      return 'its signature was cut off';
    case 'untrustedKey':
      return "it is signed with a key that is not the issuer's";
    case 'unknownKey':
      return 'it is signed with a key that the issuer does not publish';
    case 'publicKeyAsSecret':
      return 'it is signed with the issuer\'s public key as a shared secret (alg "HS256"), which everybody can do';
    case 'embeddedKey':
      return 'it is signed with a key that it brings along itself (header "jwk")';
    case 'keyUrl':
      return 'it is signed with a key from a URL that it names itself (header "jku")';
    case 'keyPath':
      return 'it is signed with an empty key, and its kid is a path to an empty file';
    case 'zeroSignature':
      return 'its signature holds only zeros';
    case 'unknownCritical':
      return 'its header demands an extension that the server cannot know (crit)';
    case 'withoutExpiry':
      return 'it never expires (no exp)';
    case 'revoked':
      return 'it was revoked';
    case 'garbage':
      return 'it is not a token at all';
    case 'withoutScopes':
      return 'it has no scope';
    case 'unrelatedScope':
      return 'its only scope is "unrelated:scope"';
  }
}

function timeOf(claim: unknown): string {
  return typeof claim === 'number' ? new Date(claim * 1_000).toISOString() : String(claim);
}

/** The call as a test would write it. What of its options does not matter here is `…`. */
function printCall({ name, args }: Forged, scopes: readonly string[]): string {
  const isSecond = OPTIONS_SECOND.includes(name);
  const { sub, scopes: _, ...others } = (args[isSecond ? 1 : 0] ?? {}) as TokenOptions;
  const entries = [
    ...(sub === undefined ? [] : [`sub: ${literal(sub)}`]),
    `scopes: ${literal(scopes)}`,
    ...(Object.keys(others).length > 0 ? ['…'] : []),
  ];
  const first = isSecond ? `${literal(args[0])}, ` : '';
  return `as.broken.${name}(${first}{ ${entries.join(', ')} })`;
}

/** Those that take something else before the options. */
const OPTIONS_SECOND: readonly Name[] = [
  'audience',
  'issuer',
  'none',
  'tampered',
  'publicKeyAsSecret',
  'keyUrl',
];

function literal(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (typeof value === 'string') return value.includes("'") ? JSON.stringify(value) : `'${value}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return '{ … }';
}
