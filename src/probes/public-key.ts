import type { JsonWebKey, KeyObject } from 'node:crypto';
import { after } from '../clock';
import { AbortController, createPublicKey, Request, URL } from '../core';
import { isLoopback, overNetwork } from '../wire/http/network';
import type { DecodedJwt } from '../oauth/jwt';

/** The issuer may take so long, in milliseconds. */
const TIMEOUT = 2_000;

/** A key that anybody can have. */
export interface PublicKey {
  readonly key: KeyObject;
  /** As it stands in the JWKS. */
  readonly jwk: JsonWebKey;
}

/**
 * The public key that verifies a token, from the JWKS that the metadata of its issuer name: whoever attacks takes it
 * from there too.
 *
 * @returns undefined where it is not to be had, for whatever reason
 * @see RFC 8414, 3
 */
export async function publicKeyOf({ header, claims }: DecodedJwt): Promise<PublicKey | undefined> {
  const issuer = claims['iss'];
  if (typeof issuer !== 'string' || !URL.canParse(issuer)) return undefined;
  for (const url of metadataUrlsOf(new URL(issuer))) {
    const uri = (await fetchJson(url))?.['jwks_uri'];
    if (typeof uri !== 'string' || !URL.canParse(uri)) continue;
    const keys = (await fetchJson(new URL(uri)))?.['keys'] as (JsonWebKey & { kid?: string })[] | undefined;
    const jwk = Array.isArray(keys) ? keys.find(({ kid }) => kid === header['kid']) : undefined;
    if (jwk) return readKey(jwk);
  }
  return undefined;
}

function readKey(jwk: JsonWebKey): PublicKey | undefined {
  try {
    return { key: createPublicKey({ key: jwk, format: 'jwk' }), jwk };
  } catch {
    return undefined;
  }
}

function metadataUrlsOf({ origin, pathname }: URL): URL[] {
  const path = pathname.replace(/\/$/, '');
  return [
    new URL(`${origin}/.well-known/oauth-authorization-server${path}`),
    new URL(`${origin}${path}/.well-known/openid-configuration`),
  ];
}

/** An authorization server on this machine is asked past the test's mocks. For any other, whoever the test lets answer. */
async function ask(request: Request): Promise<Response> {
  return isLoopback(new URL(request.url))
    ? ((await overNetwork(request)) as Response)
    : globalThis.fetch(request);
}

async function fetchJson(url: URL): Promise<Record<string, unknown> | undefined> {
  const controller = new AbortController();
  const cancel = after(TIMEOUT, () => controller.abort());
  try {
    const response = await ask(new Request(url, { signal: controller.signal }));
    const value: unknown = response.ok ? await response.json() : undefined;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  } finally {
    cancel();
  }
}
