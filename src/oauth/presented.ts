import { JSON } from '../core';
import { keepSecret } from '../messages/secrets';
import { usageError } from '../messages/stack';
import type { AuthOptions, Presented } from './identity';

/** The headers of whoever presents this to an HTTP application, which judges by itself. @throws when no issuer is known */
export function presentedHeaders(
  auth: AuthOptions | undefined,
  presented: Presented | undefined,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  if (presented === undefined) return headers;
  const others = Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'authorization'),
  );
  if (!('identity' in presented))
    return presented.token === null
      ? others
      : { ...others, authorization: `Bearer ${keepSecret(presented.token)}` };
  if (!auth?.server)
    throw usageError(
      `Who is ${JSON.stringify(presented.identity.sub)}? What is served verifies tokens by itself, and nothing is known that mints them.\n\n` +
        'Name the authorization server that it trusts:\n' +
        '  const as = authServer();\n  mcp.serve(() => createApp({ issuer: as.issuer }), { auth: as });\n' +
        'or present a token:\n  mcp.withToken(token)',
    );
  return { ...others, authorization: `Bearer ${auth.server.token(presented.identity)}` };
}
