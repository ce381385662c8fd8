import { URL } from '../core';

/** The hosts that never leave the machine. */
const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** Schemes that run or show what they carry, rather than lead anywhere. */
const DANGEROUS: readonly string[] = ['javascript:', 'data:', 'vbscript:', 'file:', 'blob:', 'about:'];

/** Why a client may not have this redirect URI. @see RFC 7591, 5; OAuth 2.1, 2.3; MCP, Communication Security */
export function whyNoRedirectUri(uri: unknown, applicationType: unknown): string | undefined {
  if (typeof uri !== 'string' || !URL.canParse(uri)) return 'is not an absolute URI';
  const { protocol, hostname } = new URL(uri);
  if (uri.includes('#')) return 'has a fragment';
  if (DANGEROUS.includes(protocol)) return `has the scheme ${protocol}`;
  const isLoopback = LOOPBACK.includes(hostname);
  if (protocol === 'http:' && !isLoopback) return 'is neither https nor on the loopback interface';
  if (applicationType === 'web' && protocol !== 'https:')
    return 'is not https, as that of a web application must be';
  return undefined;
}

/**
 * Whether this is one of the registered redirect URIs, letter by letter. On the loopback interface the port may differ: an
 * application takes one that is free.
 *
 * @see OAuth 2.1, 2.3.1; RFC 8252, 7.3
 */
export function isRegisteredUri(uri: string, registered: readonly string[]): boolean {
  return registered.some(
    known => known === uri || (isLoopbackUri(known) && portless(known) === portless(uri)),
  );
}

function isLoopbackUri(uri: string): boolean {
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'http:' && LOOPBACK.includes(hostname);
}

/** The text itself, without the port: what a parser would make of it is not compared. */
function portless(uri: string): string {
  return uri.replace(/^(http:\/\/(?:\[::1\]|[^:/?#@\\]+)):\d+(?=[/?#]|$)/, '$1');
}
