import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import dns from 'node:dns';
import { createAuthServer } from '../../src/auth-server';
import type { AuthServerOptions } from '../../src/oauth/shapes';
import { authServer } from './support';

const never = { onTestEnd: () => undefined, onFileEnd: () => undefined };
const make = (options: unknown) => (): unknown => createAuthServer(options as AuthServerOptions, never);

describe('refuses, and says what to write', () => {
  it.each([
    ['an unknown option', { issuers: 'x' }],
    ['options that are none', 'x'],
    ['an unknown mode', { mode: 'http' }],
    ['a port that is none', { port: 70_000 }],
    ['an issuer elsewhere, while it listens', { issuer: 'https://login.example.com' }],
    ['an issuer that is no path', { issuer: 'tenant1' }],
    ['an issuer with a query', { issuer: '/tenant1?x' }],
    ['a path for an issuer that is intercepted', { mode: 'fetch', issuer: '/tenant1' }],
    ['no issuer to intercept', { mode: 'fetch' }],
    [
      'a port with an issuer that is intercepted',
      { mode: 'fetch', issuer: 'https://login.example.com', port: 1 },
    ],
    ['a resource that is no URL', { resource: '/mcp' }],
    ['a scope with a blank', { scopes: ['notes read'] }],
    ['an unknown kind of tokens', { tokens: 'paseto' }],
    ['an unknown algorithm', { algorithm: 'HS256' }],
    ['an unknown profile', { like: 'google' }],
    ['clients without a name', { clients: [{ client_id: 'cli' }] }],
    ['a client with something unknown', { clients: [{ clientId: 'cli', secret: 'x' }] }],
    ['an unknown registration', { registration: ['manual'] }],
    ['a lifetime of no time', { accessTokenLifetime: 0 }],
    ['unknown refresh tokens', { refreshTokens: true }],
  ])('%s', (_, options) => {
    expect(make(options)).toThrowErrorMatchingSnapshot();
  });
});

describe('its tokens', () => {
  const as = authServer({ scopes: ['notes:read'] });

  it.each([
    ['a scope that there is not', { scopes: ['notes:write'] }],
    ['what no token has', { subject: 'x' }],
    ['scopes that are a text', { scopes: 'notes:read' }],
    ['a lifetime that is no number', { expiresIn: '1h' }],
  ])('are refused with %s', (_, options) => {
    expect(() => as.token(options as never)).toThrowErrorMatchingSnapshot();
    expect(() => as.broken.expired(options as never)).toThrow('as.broken.expired()');
  });

  it('say what the test says', async () => {
    const { extra } = await as.verifier().verifyAccessToken(
      as.token({
        sub: 'bob',
        audience: ['https://x.example', as.resource],
        expiresIn: 60,
        claims: { role: 'x' },
      }),
    );
    expect(extra).toMatchObject({ sub: 'bob', role: 'x', aud: ['https://x.example', as.resource] });
    await expect(as.verifier().verifyAccessToken(as.token({ expiresIn: -1 }))).rejects.toThrow('expired');
    await expect(
      as.verifier({ audience: 'https://x.example' }).verifyAccessToken(as.token()),
    ).rejects.toThrow('another resource');
  });

  it('that are unknown cannot be revoked, and are not printed whole', () => {
    const stranger = authServer().token();
    expect(() => as.revoke(stranger)).toThrow(/not a token that it issued.*JWT \{ "alg".*signature cut/);
    expect(() => as.revoke('rt_a-secret-that-somebody-kept')).toThrow('rt_a-se… (30 characters)');
  });
});

describe('listening', () => {
  it('is done at once, on the loopback interface, and leaves the look-up of names as it was', () => {
    const { lookup } = dns;
    const as = authServer();
    expect(as.issuer).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(dns.lookup).toBe(lookup);
  });

  it('on a port that is taken fails at once, and names it', async () => {
    const { lookup } = dns;
    const other = createServer();
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    try {
      expect(make({ port })).toThrow(`authServer(): cannot listen on port ${port} of 127.0.0.1`);
      expect(dns.lookup).toBe(lookup);
      // The error event of the server that could not listen comes later, and must not end the process.
      await new Promise(resolve => setImmediate(resolve));
    } finally {
      other.close();
    }
  });

  it('ends with close, and the port is free again', async () => {
    const as = createAuthServer(undefined, never);
    const open = await fetch(as.jwksUri);
    expect(open.status).toBe(200);
    await as.close();
    await expect(fetch(as.jwksUri)).rejects.toThrow('fetch failed');
    await as.close();
    const port = Number(new URL(as.issuer).port);
    const again = createAuthServer({ port }, never);
    expect(again.issuer).toBe(as.issuer);
    await again.close();
  });
});

it('sets variables, and sets them back when the file ends', async () => {
  const as = createAuthServer(undefined, never);
  process.env['JEST_MCP_BEFORE'] = 'before';
  as.env({ JEST_MCP_BEFORE: 'issuer', JEST_MCP_NEW: 'jwksUri' });
  expect([process.env['JEST_MCP_BEFORE'], process.env['JEST_MCP_NEW']]).toEqual([as.issuer, as.jwksUri]);
  as.env({ JEST_MCP_BEFORE: 'resource' });
  expect(() => as.env({ X: 'token' as never })).toThrow("X must be 'issuer', 'resource'");
  await as.close();
  expect(process.env['JEST_MCP_BEFORE']).toBe('before');
  expect('JEST_MCP_NEW' in process.env).toBe(false);
  delete process.env['JEST_MCP_BEFORE'];
});
