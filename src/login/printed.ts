import { createHash, inspect } from '../core';
import { isSecretField } from '../messages/secrets';

/** Parameters that are no secrets, and mean nothing to a reader. */
const NOISE = new Set(['code_challenge', 'nonce', 'state']);

/** A URL as it may be printed: the values of secret parameters are cut. */
export function printUrl(url: URL): string {
  const query = [...url.searchParams].map(
    ([name, value]) => `${legible(name)}=${isCut(name) ? '…' : legible(value)}`,
  );
  return `${url.protocol}//${url.host}${url.pathname}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

function isCut(name: string): boolean {
  return isSecretField(name) || NOISE.has(name.toLowerCase());
}

/** Encoded only where a URL would be read wrongly otherwise. */
function legible(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/%3A/g, ':')
    .replace(/%2F/g, '/')
    .replace(/%2C/g, ',');
}

/** A token in a message: enough to tell it from another one, too little to use it. */
function printSecret(name: string, value: string): string {
  const digest = createHash('sha256').update(value).digest('hex').slice(0, 8);
  return `<${name.replace(/_/g, ' ')}, ${value.length} characters, sha256 ${digest}…>`;
}

/** The same fields, to be read by a test, and printed by nobody: Jest and Node print tokens of it as what they are. */
export function printedCut<T extends object>(fields: T): T {
  const cut = (): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).map(([name, value]: [string, unknown]) => [
        name,
        typeof value === 'string' && isCut(name) ? printSecret(name, value) : value,
      ]),
    );
  const hidden = { toJSON: { value: cut }, [inspect.custom]: { value: cut } };
  return Object.freeze(Object.defineProperties({ ...fields }, hidden));
}
