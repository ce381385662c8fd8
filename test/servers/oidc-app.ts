import { spawn } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { guardedApp, RESOURCE } from './login-app';

/** oidc-provider, in a process of its own. */
export interface OidcProvider {
  readonly issuer: string;
  stop(): void;
}

/** Starts oidc-provider on a free port. */
export async function startOidcProvider(): Promise<OidcProvider> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const jwks = { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'ES256', kid: 'one' }] };
  const child = spawn(
    process.execPath,
    [join(__dirname, 'oidc-provider.mjs'), RESOURCE, JSON.stringify(jwks)],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const [, issuer] = /^ISSUER (\S+)$/.exec(line) ?? [];
    if (issuer !== undefined) return { issuer, stop: () => void child.kill() };
  }
  throw new Error('oidc-provider did not start');
}

/** An MCP server whose tokens come from there. */
export function protectedBy(issuer: string): ReturnType<typeof guardedApp> {
  const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));
  return guardedApp({
    issuer,
    verify: async token => {
      const { payload } = await jwtVerify(token, keys, { issuer, audience: RESOURCE });
      return String(payload['scope'] ?? '').split(' ');
    },
  });
}
