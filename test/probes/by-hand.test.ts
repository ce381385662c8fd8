/** `jest-mcp/auth`: the authorization server, the forger and the battery as functions. */
import { decode, verify as verifyJwt } from 'jsonwebtoken';
import { createPublicKey } from 'node:crypto';
import { createAuthServer, createForger, runBattery } from '../../src/auth';
import type { AuthServer } from '../../src/auth';

const metadata = 'http://127.0.0.1/.well-known/oauth-protected-resource/mcp';

/** A right server as far as the battery looks, or one that does not look whom a token is for. */
function createApp(as: AuthServer, looksWhomFor = true) {
  const refuse = (error?: string): Response =>
    new Response(null, {
      status: 401,
      headers: {
        'www-authenticate': `Bearer ${error === undefined ? '' : `error="${error}", `}resource_metadata="${metadata}"`,
      },
    });
  return {
    async fetch(request: Request): Promise<Response> {
      const { pathname } = new URL(request.url);
      if (request.url === metadata && request.method === 'GET') return Response.json(as.resourceMetadata());
      if (pathname !== '/mcp') return new Response(null, { status: 404 });
      const [, token] = /^bearer ([\w.-]+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
      if (token === undefined)
        return refuse(request.headers.has('authorization') ? 'invalid_token' : undefined);
      try {
        const said = (decode(token) as { aud?: string } | null)?.aud;
        await as.verifier({ audience: looksWhomFor ? as.resource : String(said) }).verifyAccessToken(token);
      } catch {
        return refuse('invalid_token');
      }
      if (request.method !== 'POST') return new Response(null, { status: 405 });
      const { id, method } = (await request.json()) as { id?: number; method: string };
      if (id === undefined) return new Response(null, { status: 202 });
      const result =
        method === 'initialize'
          ? {
              protocolVersion: '2025-11-25',
              capabilities: { tools: {} },
              serverInfo: { name: 'x', version: '1' },
            }
          : { tools: [] };
      return Response.json({ jsonrpc: '2.0', id, result });
    },
  };
}

let as: AuthServer;
beforeEach(() => (as = createAuthServer()));
afterEach(() => as.close());

test('spares a right server', async () => {
  const { verdict, findings, message } = await runBattery(createApp(as), { auth: as });
  expect(message).toMatch(/^All \d+ probes were answered as they must be\./);
  expect([verdict, findings]).toEqual(['passed', []]);
});

test('catches a wrong one, and says how to see it', async () => {
  const app = createApp(as, false);
  const { verdict, findings, message } = await runBattery(app, { auth: as });
  expect(verdict).toBe('failed');
  expect(findings[0]).toMatchObject({
    level: 'fail',
    rule: { source: expect.stringMatching(/./) as string },
    probes: expect.arrayContaining(['another resource']) as string[],
  });
  expect(message).toContain('curl -i');
  expect(message).not.toMatch(/eyJ[\w-]+\.[\w-]{10}/);
});

test('decides nothing where the good token does not get through', async () => {
  const app = { fetch: () => new Response('closed', { status: 401 }) };
  const { verdict, findings, message } = await runBattery(app, { auth: as });
  expect([verdict, findings]).toEqual(['undecided', []]);
  expect(message).toContain('good token');
  const late = await runBattery(createApp(as), { auth: as, timeout: 1e-9 });
  expect(late.verdict).toBe('undecided');
});

test.each([
  [() => runBattery('nowhere', { auth: as }), 'the target must be the URL of a running application'],
  [() => runBattery(null as never, { auth: as }), 'got null'],
  [() => runBattery(createApp(as), undefined as never), 'await runBattery(app, { auth: as });'],
  [() => runBattery(createApp(as), { auth: as, skipp: [] } as never), 'Unknown option "skipp"'],
  [() => runBattery(createApp(as), { auth: as, timeout: 0 }), 'the option timeout must be'],
])('refuses what is wrong: %#', async (call, words) => {
  await expect(call()).rejects.toThrow(words);
});

describe('the forger without a server', () => {
  const options = { issuer: 'https://as.example.com', resource: 'https://mcp.example.com/mcp' };
  const verify = (token: string, { jwks }: ReturnType<typeof createForger>): unknown =>
    verifyJwt(token, createPublicKey({ key: jwks.keys[0] as never, format: 'jwk' }), {
      issuer: options.issuer,
      audience: options.resource,
    });

  test.each(['ES256', 'RS256'] as const)('makes good tokens and bad ones, with %s', algorithm => {
    const forger = createForger({ ...options, algorithm });
    expect(verify(forger.token({ sub: 'bob' }), forger)).toMatchObject({ sub: 'bob' });
    expect(() => verify(forger.broken.expired(), forger)).toThrow('expired');
    expect(() => verify(forger.broken.untrustedKey(), forger)).toThrow('signature');
    expect(() => verify(forger.broken.audience(), forger)).toThrow('audience');
  });

  test('refuses options that make none', () => {
    expect(() => createForger({ issuer: 'x' } as never)).toThrow('the option resource must be a string');
    expect(() => createForger({ ...options, alg: 'ES256' } as never)).toThrow(
      'unknown option "alg". Known options: ',
    );
    expect(() => createForger(undefined as never)).toThrow('must be an object');
  });
});
