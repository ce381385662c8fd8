import { createAuthServer } from '../../src/auth-server';
import { authorize, authorizationUrl, authServer, PUBLIC, redeem } from './support';

const before = globalThis.fetch;
const as = authServer({ mode: 'fetch', issuer: 'https://login.example.com/tenant1', clients: [PUBLIC] });
const listening = authServer();
const never = { onTestEnd: () => undefined, onFileEnd: () => undefined };

it('answers for its issuer, without a port', async () => {
  expect(as.issuer).toBe('https://login.example.com/tenant1');
  const found = await fetch('https://login.example.com/.well-known/oauth-authorization-server/tenant1');
  expect(await found.json()).toMatchObject({ issuer: as.issuer, token_endpoint: `${as.issuer}/token` });
  const { code } = await authorize(as);
  const { status, body } = await redeem(as, code);
  expect(status).toBe(200);
  await expect(as.verifier().verifyAccessToken(String(body.access_token))).resolves.toBeDefined();
});

it('takes URLs, texts and requests, and says where an answer is from', async () => {
  for (const input of [as.jwksUri, new URL(as.jwksUri), new Request(as.jwksUri)]) {
    const response = await fetch(input);
    expect([response.status, response.url]).toEqual([200, as.jwksUri]);
  }
});

it('lets everything else through, other hosts and ports of the same name too', async () => {
  expect((await fetch(listening.jwksUri)).status).toBe(200);
  await expect(fetch('https://login.example.com.invalid/')).rejects.toThrow('fetch failed');
  expect(as.seen).toEqual([]);
});

it('follows redirects as fetch does, or leaves them, or refuses them', async () => {
  as.nextLogin({ redirects: 1 });
  expect((await fetch(authorizationUrl(as), { redirect: 'manual' })).status).toBe(302);
  as.nextLogin({ redirects: 1 });
  await expect(fetch(authorizationUrl(as), { redirect: 'error' })).rejects.toThrow('fetch failed');
  as.nextLogin({ redirects: 1 });
  // Nobody keeps the cookie here.
  expect((await fetch(authorizationUrl(as))).status).toBe(400);
});

it('does not wait for what was aborted', async () => {
  await expect(fetch(as.jwksUri, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow(
    'enough',
  );
  const patience = new AbortController();
  as.always('/jwks', () => {
    patience.abort(new Error('enough'));
    return { after: 60_000 };
  });
  await expect(fetch(as.jwksUri, { signal: patience.signal })).rejects.toThrow('enough');
});

it('gives way to a test that replaces fetch later', async () => {
  const patched = globalThis.fetch;
  globalThis.fetch = async () => new Response('mine');
  expect(await (await fetch(as.jwksUri)).text()).toBe('mine');
  globalThis.fetch = patched;
  expect((await fetch(as.jwksUri)).status).toBe(200);
});

it('puts fetch back, unless somebody has replaced it meanwhile', async () => {
  const patched = globalThis.fetch;
  const other = createAuthServer({ mode: 'fetch', issuer: 'https://other.example.com' }, never);
  expect(globalThis.fetch).toBe(patched);
  const elsewhere = `${other.issuer}/.well-known/oauth-authorization-server`;
  expect((await fetch(elsewhere)).status).toBe(200);
  await other.close();
  expect(globalThis.fetch).toBe(patched);
  await expect(fetch(elsewhere)).rejects.toThrow('fetch failed');
  expect(patched).not.toBe(before);

  const covered = createAuthServer({ mode: 'fetch', issuer: 'https://other.example.com' }, never);
  const below = globalThis.fetch;
  const mine: typeof fetch = (input, init) => below(input, init);
  globalThis.fetch = mine;
  await covered.close();
  expect(globalThis.fetch).toBe(mine);
  await expect(fetch('https://other.example.com.invalid/jwks')).rejects.toThrow('fetch failed');
  globalThis.fetch = patched;
});
