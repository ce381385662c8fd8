import { JSON } from '../core';
import { isPlain } from '../messages/plain';
import { cutSecret, isSecretField } from '../messages/secrets';
import { decodeJwt, type JsonObject } from './jwt';

/**
 * A token as a person may see it: what a JWT says, never its signature and never the whole of it; of any other, its
 * beginning alone.
 *
 * @example printToken(token) // JWT { "alg": "ES256", … } { "iss": "http://127.0.0.1:40123", … }, signature cut
 */
export function printToken(token: string): string {
  const jwt = decodeJwt(token);
  if (!jwt) return cutSecret(token);
  const signature = jwt.signature.length > 0 ? 'signature cut' : 'no signature';
  return `JWT ${printObject(jwt.header)} ${printObject(jwt.claims)}, ${signature}`;
}

function printObject(value: JsonObject): string {
  const members = Object.entries(value).map(
    ([name, member]) => `${JSON.stringify(name)}: ${JSON.stringify(member)}`,
  );
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}

/** A field of a request as a person may see it: secrets are cut, wherever they stand. */
export function redactField(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map(item => redactField(name, item));
  if (isPlain(value)) return redactFields(value);
  if (typeof value !== 'string') return value;
  return isSecretField(name) || decodeJwt(value) ? printToken(value) : value;
}

/** All fields of a request as a person may see them. */
export function redactFields(fields: JsonObject): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, redactField(name, value)]));
}
