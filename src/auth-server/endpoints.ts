import { URL } from '../core';

/** The endpoints of the issuer, below its path. */
export const ENDPOINTS = [
  '/authorize',
  '/login',
  '/token',
  '/register',
  '/jwks',
  '/introspect',
  '/revoke',
  '/par',
  '/device_authorization',
  '/device',
] as const;

/** Where the metadata lie of an issuer that has this path. @see RFC 8414, 3.1; OpenID Connect Discovery 1.0, 4 */
export function metadataPaths(path: string): string[] {
  const known = [
    `/.well-known/oauth-authorization-server${path}`,
    `/.well-known/openid-configuration${path}`,
  ];
  return path === '' ? known : [...known, `${path}/.well-known/openid-configuration`];
}

/** The path of the canary, at the root of the origin. */
export const CANARY = '/canary/jwks.json';

/** Every path that is asked for, by the name that a test calls it: below the issuer, or below the origin. */
export function pathsOf(base: string): Map<string, string> {
  const path = new URL(base).pathname.replace(/\/$/, '');
  const below = ENDPOINTS.map(endpoint => [endpoint, path + endpoint] as const);
  const known = metadataPaths(path).map(whole => [whole, whole] as const);
  const [authorization = '', openid = ''] = metadataPaths(path);
  const paths = new Map<string, string>([...below, ...known, [CANARY, CANARY]]);
  if (path !== '') {
    for (const [name, whole] of below) paths.set(whole, paths.get(name) ?? whole);
    paths.set('/.well-known/oauth-authorization-server', authorization);
    paths.set('/.well-known/openid-configuration', openid);
  }
  return paths;
}
