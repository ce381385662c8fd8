import type { JsonWebKey } from 'node:crypto';
import { createHash, createPublicKey, JSON, timingSafeEqual } from '../core';
import { decodeJwt, isSignedBy, VERIFIED_ALGORITHMS, type DecodedJwt } from '../oauth/jwt';
import { seconds } from '../oauth/mint';
import { isAmong } from '../oauth/profiles';
import { OAuthRefusal } from './answers';
import { findClient } from './clients';
import type { Context } from './context';
import { isObject, type Incoming } from './incoming';
import { optional } from './parameters';
import type { Client } from './client';

const ASSERTION = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** Who a client says it is, and how it proves it. */
interface Credentials {
  readonly method: 'none' | 'secret' | 'private_key_jwt';
  readonly id: string;
  readonly secret?: string | undefined;
  readonly assertion?: DecodedJwt | undefined;
  readonly isBasic?: boolean;
}

/**
 * Who sends this request, proved in the way that the client was registered for.
 *
 * @throws `invalid_client` when it is nobody, or cannot be proved
 * @see RFC 6749, 2.3; RFC 7523, 3
 */
export async function authenticateClient(incoming: Incoming, context: Context): Promise<Client> {
  const presented = readCredentials(incoming);
  const refuse = (why: string): OAuthRefusal =>
    new OAuthRefusal(
      'invalid_client',
      why,
      presented.isBasic ? { 'www-authenticate': 'Basic realm="authorization server"' } : {},
    );
  const client = await findClient(context, presented.id).catch((error: unknown) => {
    throw error instanceof OAuthRefusal ? refuse(error.message) : error;
  });
  if (client.authentication !== presented.method)
    throw refuse(
      `the client must authenticate with ${NAMES[client.authentication]}, not ${NAMES[presented.method]}`,
    );
  if (presented.method === 'secret' && !isSame(presented.secret ?? '', client.secret ?? ''))
    throw refuse('the client secret is wrong');
  if (presented.assertion) {
    const why = await whyNotAsserted(presented.assertion, client, incoming, context);
    if (why !== undefined) throw refuse(`the client assertion ${why}`);
  }
  return client;
}

const NAMES = {
  none: 'none',
  secret: 'client_secret_basic or client_secret_post',
  private_key_jwt: 'private_key_jwt',
} as const;

function readCredentials({ headers, form }: Incoming): Credentials {
  const basic = /^basic +(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  const secret = optional(form, 'client_secret');
  const assertion = optional(form, 'client_assertion');
  const id = optional(form, 'client_id');
  if ([basic, secret, assertion].filter(value => value !== undefined).length > 1)
    throw new OAuthRefusal('invalid_request', 'the client authenticates in more than one way');
  if (basic !== undefined) return ofBasic(basic, id);
  if (assertion !== undefined) return ofAssertion(assertion, form.get('client_assertion_type'), id);
  if (id === undefined) throw new OAuthRefusal('invalid_client', 'no client says that it is asking');
  return secret === undefined ? { method: 'none', id } : { method: 'secret', id, secret };
}

function ofBasic(basic: string, id: string | undefined): Credentials {
  const text = Buffer.from(basic, 'base64').toString('utf8');
  const at = text.indexOf(':');
  const name = formDecoded(text.slice(0, at));
  if (at < 0 || (id !== undefined && id !== name))
    throw new OAuthRefusal(
      'invalid_client',
      'the Basic credentials are not the client_id and client_secret of one client',
      {
        'www-authenticate': 'Basic realm="authorization server"',
      },
    );
  return { method: 'secret', id: name, secret: formDecoded(text.slice(at + 1)), isBasic: true };
}

/** Both are encoded as a form is, before they are put together (RFC 6749, 2.3.1). */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text.replace(/\+/g, ' '));
  } catch {
    return text;
  }
}

function ofAssertion(text: string, type: string | null, id: string | undefined): Credentials {
  const assertion = decodeJwt(text);
  const { iss, sub } = assertion?.claims ?? {};
  if (type !== ASSERTION)
    throw new OAuthRefusal('invalid_client', `client_assertion_type must be ${ASSERTION}`);
  if (!assertion || typeof sub !== 'string' || iss !== sub || (id !== undefined && id !== sub))
    throw new OAuthRefusal(
      'invalid_client',
      'the client assertion must be a JWT with the client as iss and sub',
    );
  return { method: 'private_key_jwt', id: sub, assertion };
}

async function whyNotAsserted(
  assertion: DecodedJwt,
  client: Client,
  { url }: Incoming,
  { base, issuer, grants }: Context,
): Promise<string | undefined> {
  const { alg, kid } = assertion.header;
  const { aud, exp, nbf, jti } = assertion.claims;
  if (!VERIFIED_ALGORITHMS.includes(alg as never)) return `is signed with ${String(alg)}`;
  const keys = (await keysOf(client)).filter(key => kid === undefined || key.kid === kid);
  if (!keys.some(key => isSignedWith(assertion, key)))
    return 'is signed with a key that is none of the client';
  const isForUs = [issuer, base, `${base}/token`, url.origin + url.pathname].some(name => isAmong(name, aud));
  if (!isForUs) return `is for ${JSON.stringify(aud)}, not for ${issuer}`;
  if (typeof exp !== 'number' || exp <= seconds()) return 'has expired, or never expires';
  if (typeof nbf === 'number' && nbf > seconds()) return 'is not valid yet';
  if (typeof jti !== 'string') return 'has no jti';
  const used = `${client.id} ${jti}`;
  if (grants.assertions.has(used)) return 'was used before';
  grants.assertions.add(used);
  return undefined;
}

function isSignedWith(assertion: DecodedJwt, key: Readonly<Record<string, unknown>>): boolean {
  try {
    const publicKey = createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
    return isSignedBy(assertion, String(assertion.header.alg), publicKey);
  } catch {
    // What the client has registered is no key.
    return false;
  }
}

async function keysOf({ jwks, jwksUri }: Client): Promise<readonly Readonly<Record<string, unknown>>[]> {
  if (jwks || jwksUri === undefined) return jwks?.keys ?? [];
  // Whoever the test lets answer for the client's own site.
  const served: unknown = await globalThis.fetch(jwksUri).then(
    response => response.json(),
    () => undefined,
  );
  return isObject(served) && Array.isArray(served.keys) ? served.keys.filter(isObject) : [];
}

/** Compares without telling by the time it takes how much was right. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return other !== '' && timingSafeEqual(digest(one), digest(other));
}
