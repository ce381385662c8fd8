import { createHash, inspect } from '../core';

/** Parameters whose values are secrets, or mean nothing to a reader. */
const SECRET = new Set([
  'access_token',
  'assertion',
  'client_assertion',
  'client_secret',
  'code',
  'code_challenge',
  'code_verifier',
  'id_token',
  'nonce',
  'password',
  'refresh_token',
  'state',
  'token',
]);

/** A URL as it may be printed: the values of secret parameters are cut. */
export function printUrl(url: URL): string {
  const query = [...url.searchParams].map(
    ([name, value]) => `${legible(name)}=${SECRET.has(name.toLowerCase()) ? '…' : legible(value)}`,
  );
  return `${url.protocol}//${url.host}${url.pathname}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** Encoded only where a URL would be read wrongly otherwise. */
function legible(text: string): string {
  return encodeURIComponent(text)
    .replace(/%20/g, '+')
    .replace(/%3A/g, ':')
    .replace(/%2F/g, '/')
    .replace(/%2C/g, ',');
}

/** What was said, with every secret of `secrets`, and whatever looks like a token, cut. */
export function cutSecrets(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter(secret => secret.length >= 6).sort((one, other) => other.length - one.length);
  return known
    .reduce((said, secret) => said.replaceAll(secret, '…'), text)
    .replace(/\beyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g, 'eyJ…')
    .replace(
      /("(?:access_token|refresh_token|id_token|client_secret|code|registration_access_token)"\s*:\s*")[^"]*"/g,
      '$1…"',
    );
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
        typeof value === 'string' && SECRET.has(name) ? printSecret(name, value) : value,
      ]),
    );
  const hidden = { toJSON: { value: cut }, [inspect.custom]: { value: cut } };
  return Object.freeze(Object.defineProperties({ ...fields }, hidden));
}
