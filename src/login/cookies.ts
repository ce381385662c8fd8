import { isIP } from '../core';

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly host: string;
  /** Whether only that very host gets it, and none below it. */
  readonly isHostOnly: boolean;
  readonly path: string;
  readonly isSecure: boolean;
  readonly sameSite: 'strict' | 'lax' | 'none';
  /** In milliseconds since the epoch. */
  readonly expires: number;
}

/** A navigation, as far as it decides which cookies are sent. */
export interface Navigation {
  readonly url: URL;
  readonly method: string;
  /** The page whose form was sent. Absent where the client itself opened the browser. */
  readonly from?: URL | undefined;
}

/**
 * The cookies of one browser. Knows hosts, paths, `Secure`, expiry and `SameSite`; a cookie that a browser would not
 * take is not taken. Public suffixes are not known: the site of a host is its last two labels.
 *
 * @see RFC 6265bis
 */
export class CookieJar {
  #cookies: Cookie[] = [];

  /** Keeps what an answer sets. */
  store(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const cookie = read(line, url);
      if (!cookie) continue;
      this.#cookies = this.#cookies.filter(
        ({ name, host, path }) => name !== cookie.name || host !== cookie.host || path !== cookie.path,
      );
      if (cookie.expires > Date.now()) this.#cookies.push(cookie);
    }
  }

  /** The `Cookie` header of a navigation. Undefined where there is none to send. */
  header(navigation: Navigation): string | undefined {
    const now = Date.now();
    const sent = this.#cookies
      .filter(cookie => cookie.expires > now && isSent(cookie, navigation))
      .sort((one, other) => other.path.length - one.path.length);
    return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
}

function isSent(cookie: Cookie, { url, method, from }: Navigation): boolean {
  const isThere = cookie.isHostOnly ? url.hostname === cookie.host : isBelow(url.hostname, cookie.host);
  if (!isThere || !isInPath(url.pathname, cookie.path)) return false;
  if (cookie.isSecure && !isSecure(url)) return false;
  if (from === undefined || siteOf(from) === siteOf(url)) return true;
  return cookie.sameSite === 'none' || (cookie.sameSite === 'lax' && method === 'GET');
}

function read(line: string, url: URL): Cookie | undefined {
  const [pair = '', ...rest] = line.split(';');
  const [name, value] = cut(pair);
  if (name === '' || !pair.includes('=')) return undefined;
  const attributes = new Map(rest.map(each => cut(each)).map(([key, said]) => [key.toLowerCase(), said]));
  const isTold = attributes.has('secure');
  if (isTold && !isSecure(url)) return undefined;
  const domain = (attributes.get('domain') ?? '').replace(/^\./, '').toLowerCase();
  if (domain !== '' && !isBelow(url.hostname, domain)) return undefined;
  const path = attributes.get('path') ?? '';
  const sameSite = (attributes.get('samesite') ?? '').toLowerCase();
  if (sameSite === 'none' && !isTold) return undefined;
  if (name.startsWith('__Secure-') && !isTold) return undefined;
  if (name.startsWith('__Host-') && (!isTold || domain !== '' || path !== '/')) return undefined;
  return {
    name,
    value,
    host: domain === '' ? url.hostname : domain,
    isHostOnly: domain === '',
    path: path.startsWith('/') ? path : folderOf(url.pathname),
    isSecure: isTold,
    sameSite: sameSite === 'strict' || sameSite === 'none' ? sameSite : 'lax',
    expires: expiryOf(attributes),
  };
}

function expiryOf(attributes: ReadonlyMap<string, string>): number {
  const age = Number(attributes.get('max-age') ?? NaN);
  if (!Number.isNaN(age)) return age <= 0 ? 0 : Date.now() + age * 1000;
  const expires = Date.parse(attributes.get('expires') ?? '');
  return Number.isNaN(expires) ? Infinity : expires;
}

function cut(pair: string): [name: string, value: string] {
  const at = pair.indexOf('=');
  return at < 0 ? [pair.trim(), ''] : [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
}

/** Browsers take this machine for safe, encrypted or not. */
function isSecure({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'https:' ||
    hostname === '127.0.0.1' ||
    hostname === '[::1]' ||
    isBelow(hostname, 'localhost')
  );
}

function isBelow(host: string, domain: string): boolean {
  return host === domain || (host.endsWith(`.${domain}`) && isIP(host) === 0);
}

function isInPath(path: string, of: string): boolean {
  return path === of || path.startsWith(of.endsWith('/') ? of : `${of}/`);
}

function folderOf(path: string): string {
  const at = path.lastIndexOf('/');
  return at <= 0 ? '/' : path.slice(0, at);
}

function siteOf({ protocol, hostname }: URL): string {
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return `${protocol}//${isAddress ? hostname : hostname.split('.').slice(-2).join('.')}`;
}
