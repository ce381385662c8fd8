import {
  createHmac,
  createPublicKey,
  verify as verifySignature,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';
import jwt, { type JwtHeader, type JwtPayload } from 'jsonwebtoken';
import type { Defects } from './defects';

/** Where the tokens come from. */
export interface Issuer {
  readonly issuer: string;
  readonly resource: string;
  readonly jwksUri: string;
  readonly introspectionUri: string;
}

/** Why a token is refused. */
export class Refused extends Error {}

export type Claims = JwtPayload & { readonly scope?: string; readonly client_id?: string };

/** A verifier as people write it around jsonwebtoken and a JWKS, with the mistakes that they make. */
export function verifierOf(as: Issuer, wrong: Defects): (token: string) => Promise<Claims> {
  const keys = keysOf(as.jwksUri);
  const remembered = new Set<string>();
  return async token => {
    const says = token.slice(0, token.lastIndexOf('.'));
    const decoded = jwt.decode(token, { complete: true });
    if (!decoded || typeof decoded.payload === 'string') throw new Refused('not a JWT');
    const { header, payload } = decoded;
    const claims = payload as Claims;
    if (
      wrong.decodeOnly !== true &&
      !remembered.has(says) &&
      !isForgeryBelieved(token, header, wrong, await keys().catch(() => undefined))
    )
      await assertSigned(token, header as Header, wrong, keys);
    assertClaims(claims, as, wrong);
    if (wrong.remembersPayloads === true) remembered.add(says);
    return claims;
  };
}

type Header = JwtHeader & { readonly jwk?: JsonWebKey; readonly jku?: string };

async function assertSigned(
  token: string,
  header: Header,
  wrong: Defects,
  keys: (refresh?: boolean) => Promise<readonly (JsonWebKey & { kid?: string })[]>,
): Promise<void> {
  if (header.crit && wrong.critIgnored !== true) throw new Refused('unknown critical header');
  if (header.alg !== 'ES256' && header.alg !== 'RS256')
    throw new Refused(`algorithm ${header.alg} is not allowed`);
  let trusted: JsonWebKey | undefined;
  if (wrong.embeddedKey === true && header.jwk) trusted = header.jwk;
  if (wrong.fetchesJku !== undefined && header.jku !== undefined) {
    const { keys: fetched } = (await (await fetch(header.jku)).json()) as { keys: JsonWebKey[] };
    if (wrong.fetchesJku === 'and trusts it') trusted = fetched[0];
  }
  try {
    trusted ??= (await keys()).find(({ kid }) => kid === header.kid);
    trusted ??= (await keys(true)).find(({ kid }) => kid === header.kid);
  } catch (error) {
    if (wrong.failsOpen === true) return;
    throw new Refused(`no keys: ${(error as Error).message}`);
  }
  if (!trusted) throw new Refused('unknown key');
  const key = createPublicKey({ key: trusted, format: 'jwk' });
  if (!isSigned(token, key, header.alg)) throw new Refused('wrong signature');
}

function isSigned(token: string, key: KeyObject, alg: string): boolean {
  const at = token.lastIndexOf('.');
  const data = Buffer.from(token.slice(0, at));
  const signature = Buffer.from(token.slice(at + 1), 'base64url');
  if (key.asymmetricKeyType !== (alg === 'RS256' ? 'rsa' : 'ec')) return false;
  return verifySignature('sha256', data, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** The classic holes: each one believes one kind of forgery. */
function isForgeryBelieved(
  token: string,
  header: JwtHeader,
  wrong: Defects,
  keys: readonly JsonWebKey[] | undefined,
): boolean {
  const [, , signature = ''] = token.split('.');
  if (wrong.algNone === true && header.alg.toLowerCase() === 'none') return true;
  if (wrong.zeroSignature === true && /^A+$/.test(signature)) return true;
  if (wrong.kidPath === true && header.kid?.endsWith('/dev/null') === true) return isCoded(token, '');
  if (wrong.algConfusion === undefined || header.alg !== 'HS256' || !keys?.[0]) return false;
  if (header.kid?.endsWith('/dev/null') === true) return false;
  return isCoded(token, secretOf(keys[0], wrong.algConfusion));
}

function isCoded(token: string, secret: string | Buffer): boolean {
  const at = token.lastIndexOf('.');
  return createHmac('sha256', secret).update(token.slice(0, at)).digest('base64url') === token.slice(at + 1);
}

function secretOf(jwk: JsonWebKey, form: NonNullable<Defects['algConfusion']>): string | Buffer {
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  const pem = key.export({ format: 'pem', type: 'spki' }) as string;
  return {
    pem,
    'trimmed pem': pem.trim(),
    der: key.export({ format: 'der', type: 'spki' }),
    jwk: JSON.stringify(jwk),
    empty: '',
  }[form];
}

function assertClaims(claims: Claims, { issuer, resource }: Issuer, wrong: Defects): void {
  const now = Math.floor(Date.now() / 1_000);
  if (
    claims.exp === undefined
      ? wrong.missingExpiry !== true
      : claims.exp <= now && wrong.ignoreExpiration !== true
  )
    throw new Refused('"exp" claim timestamp check failed');
  if (claims.nbf !== undefined && claims.nbf > now && wrong.ignoreNotBefore !== true)
    throw new Refused('"nbf" claim timestamp check failed');
  if (
    claims.iss === undefined
      ? wrong.missingIssuer !== true
      : claims.iss !== issuer && wrong.anyIssuer !== true
  )
    throw new Refused('unexpected "iss" claim value');
  if (!isAudienceRight(claims.aud, resource, wrong)) throw new Refused('unexpected "aud" claim value');
}

function isAudienceRight(audience: string | string[] | undefined, resource: string, wrong: Defects): boolean {
  if (wrong.noAudience === true) return true;
  if (audience === undefined) return wrong.missingAudience === true;
  if (wrong.audienceAsString === true) return audience === resource;
  const list = [audience].flat();
  return list.some(one => one === resource || (wrong.prefixAudience === true && one.startsWith(resource)));
}

/** Asks the issuer about an opaque token. */
export function introspectorOf(as: Issuer, wrong: Defects): (token: string) => Promise<Claims> {
  const known = new Map<string, Claims>();
  return async token => {
    const response = await fetch(as.introspectionUri, {
      method: 'POST',
      body: new URLSearchParams({ token }),
    }).catch(() => undefined);
    if (response?.status !== 200) {
      if (wrong.failsOpen === true) return { sub: 'nobody', exp: Date.now() / 1_000 + 60, scope: 'mcp' };
      throw new Refused('the token could not be judged');
    }
    const answer = (await response.json()) as Claims & { active?: boolean };
    if (answer.active !== true) {
      // It was active, or says at least what it was.
      if (wrong.revokedAccepted === true && /^at/.test(token))
        return known.get(token) ?? { scope: 'mcp', exp: 9e9 };
      throw new Refused('the token is not active');
    }
    assertClaims(answer, as, wrong);
    known.set(token, answer);
    return answer;
  };
}

/** The issuer's keys, fetched once, and again when they are asked for anew. */
function keysOf(uri: string): (refresh?: boolean) => Promise<readonly (JsonWebKey & { kid?: string })[]> {
  let keys: readonly (JsonWebKey & { kid?: string })[] | undefined;
  return async refresh => {
    if (keys && refresh !== true) return keys;
    const response = await fetch(uri);
    if (!response.ok) throw new Error(`the keys answered ${response.status}`);
    keys = ((await response.json()) as { keys: (JsonWebKey & { kid?: string })[] }).keys;
    return keys;
  };
}
