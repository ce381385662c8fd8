import * as v1 from '@modelcontextprotocol/sdk/client/auth.js';
import * as v2 from '@modelcontextprotocol/client';
import { authServer, claimsOf, REDIRECT } from './support';

const as = authServer({ scopes: ['notes:read'] });
const tenant = authServer({ issuer: '/tenant1', like: 'auth0' });

/** Answers for the MCP server, which says who its authorization server is; everything else goes its way. */
const fetchFn = (server: typeof as) => async (url: string | URL, init?: RequestInit) => {
  if (new URL(url).origin !== new URL(server.resource).origin) return fetch(url, init);
  const isMetadata = new URL(url).pathname.startsWith('/.well-known/oauth-protected-resource');
  return isMetadata ? Response.json(server.resourceMetadata()) : new Response(null, { status: 404 });
};

/** An ordinary client, which remembers what it is told, and where it was to send the person. */
function makeProvider(extra: object = {}) {
  const memory: Record<string, unknown> = {};
  const kept =
    (name: string) =>
    (value: unknown): void =>
      void (memory[name] = value);
  return {
    memory,
    redirectUrl: REDIRECT,
    clientMetadata: {
      client_name: 'A client',
      redirect_uris: [REDIRECT],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    },
    state: () => 'the state',
    clientInformation: () => memory['client'] as never,
    saveClientInformation: kept('client'),
    tokens: () => memory['tokens'] as never,
    saveTokens: kept('tokens'),
    codeVerifier: () => String(memory['verifier']),
    saveCodeVerifier: kept('verifier'),
    redirectToAuthorization: kept('url'),
    saveDiscoveryState: kept('discovery'),
    discoveryState: () => memory['discovery'] as never,
    ...extra,
  };
}

describe.each([
  ['v1', v1.auth as unknown as typeof v2.auth],
  ['v2', v2.auth],
])('the client of SDK %s', (_, auth) => {
  it.each([
    ['registers', as, {}],
    ['registers at a path issuer', tenant, {}],
    ['names its metadata document', as, { clientMetadataUrl: 'https://app.example/client.json' }],
  ])('%s, logs in and refreshes', async (_way, server, extra) => {
    const provider = makeProvider(extra);
    server.serveClientMetadata('https://app.example/client.json', {
      ...provider.clientMetadata,
      client_id: 'https://app.example/client.json',
    });
    const options = { serverUrl: server.resource, fetchFn: fetchFn(server) };
    expect(await auth(provider as never, options)).toBe('REDIRECT');
    const answer = await fetch(provider.memory['url'] as URL, { redirect: 'manual' });
    const { searchParams } = new URL(answer.headers.get('location') ?? '');
    expect(
      await auth(provider as never, {
        ...options,
        authorizationCode: searchParams.get('code') ?? '',
        iss: searchParams.get('iss') ?? '',
      }),
    ).toBe('AUTHORIZED');
    const first = provider.memory['tokens'] as { access_token: string; refresh_token: string };
    expect(claimsOf(first.access_token).aud).toBe(server.resource);
    expect(await auth(provider as never, options)).toBe('AUTHORIZED');
    expect((provider.memory['tokens'] as typeof first).refresh_token).not.toBe(first.refresh_token);
    expect(server).toHaveSeen('POST /token', { grant_type: 'refresh_token', resource: server.resource });
    if ('clientMetadataUrl' in extra) expect(server).not.toHaveSeen('POST /register');
    else expect(server).toHaveSeen('POST /register', { application_type: 'native' });
  });
});
