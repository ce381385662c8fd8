import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { createMcpHandler, requireBearerAuth } from '@modelcontextprotocol/server';
import { runBattery } from '../../src/probes/battery';
import { findingsOf, probesThat } from '../../src/probes/report';
import type { TokenIssuer } from '../../src/oauth/shapes';
import { createServer as createV1 } from '../servers/sdk-v1';
import { createServer as createV2 } from '../servers/sdk-v2';
import { Gate } from '../servers/auth/gate';
import { verifierOf } from '../servers/auth/verifier';
import { wrongV1 } from '../servers/auth/wrong-v1';
import { wrongV2 } from '../servers/auth/wrong-v2';
import { applicationOf, applicationOfNode, authServer, told } from './applications';

const as = authServer();
const strict = authServer({ scopes: ['mcp'] });
const cognito = authServer({ like: 'cognito' });
const issuers = (['auth0', 'keycloak', 'entra', 'okta', 'cognito'] as const).map(
  like => [like, authServer({ like })] as const,
);
const right = () => applicationOf(wrongV2(as));
const names = (probes: readonly { readonly name: string }[]) => probes.map(({ name }) => name);

/** Guards any handler rightly. */
function guarded(handler: (request: Request) => Promise<Response>): (request: Request) => Promise<Response> {
  const gate = new Gate(as, {}, verifierOf(as, {}));
  return async request => {
    const judged = await gate.judge({
      method: request.method,
      url: new URL(request.url),
      header: name => request.headers.get(name) ?? undefined,
      body: undefined,
    });
    if ('status' in judged)
      return new Response(judged.body, { status: judged.status, headers: judged.headers });
    return new URL(request.url).pathname === '/mcp' ? handler(request) : new Response('', { status: 404 });
  };
}

describe('the positive control', () => {
  it('is asked in the era that the server speaks', async () => {
    const modern = createMcpHandler(() => createV2(), { legacy: 'reject' });
    const report = await runBattery(applicationOf(guarded(request => modern.fetch(request))), { auth: as });
    expect(report.control).toBe('server/discover');
    expect(told(report)).toEqual([]);
    expect((await runBattery(right(), { auth: as })).control).toBe('initialize');
  });

  it('asks what is served again and again, of a server that greets once', async () => {
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => 'the-only-one',
    });
    await createV1().connect(transport);
    const handler = guarded(request => transport.handleRequest(request));
    const report = await runBattery(applicationOf(handler), { auth: as });
    expect(report.control).toBe('tools/list');
    expect(findingsOf(report, 'fail')).toEqual([]);
  });

  it('takes the scopes from the challenge, and says so when they are not enough', async () => {
    expect(told(await runBattery(right(), { auth: as }))).toEqual([]);
    const report = await runBattery(right(), { auth: as, scopes: [] });
    expect(report.setUp).toMatchObject({
      message:
        'The application forbade the good token what it asked (403), so that its refusals say nothing.',
      token: { issuer: as.issuer, audience: as.resource },
    });
    expect(report.probes).toEqual([]);
  });

  it.each([
    [404, 'The good token reached nothing that speaks MCP (404).'],
    [405, 'The good token reached nothing that speaks MCP (405).'],
    [406, 'The good token reached nothing that speaks MCP (406).'],
    [415, 'The good token reached nothing that speaks MCP (415).'],
    [200, 'The good token reached nothing that speaks MCP (200).'],
    [401, 'The application refused the good token (401), so that its refusals say nothing.'],
    [403, 'The application forbade the good token what it asked (403), so that its refusals say nothing.'],
    [429, 'A rate limit was met (429) before anything could be asked.'],
    [500, 'The application broke on the good token (500).'],
  ])('is a set-up error when everything is answered with %s', async (status, says) => {
    const report = await runBattery(
      applicationOf(() => new Response('hello', { status })),
      { auth: as },
    );
    expect(report.setUp?.message).toBe(says);
  });

  it('is a set-up error when nothing answers', async () => {
    const gone = { ...right(), fetch: () => Promise.reject(new Error('connect ECONNREFUSED')) };
    const report = await runBattery(gone, { auth: as });
    expect(report.setUp?.message).toBe(
      'The good token got no answer: the request failed: connect ECONNREFUSED.',
    );
  });

  it('is a set-up error when the issuer grants no such scope', async () => {
    const report = await runBattery(right(), { auth: strict, scopes: ['notes:purge'] });
    expect(report.setUp?.message).toMatch(/^There is no good token: .*notes:purge/);
  });

  it('is not content with a 401 for everything', async () => {
    expect(told(await runBattery(applicationOf(wrongV2(as, { blanket401: true })), { auth: as }))).toEqual([
      'set-up: The application refused the good token (401), so that its refusals say nothing.',
    ]);
  });
});

describe('the means', () => {
  const token = () => as.token({ scopes: ['mcp'] });

  it('with a good token alone, names what it could not run', async () => {
    // Nobody serves the keys of this issuer.
    as.lieInMetadata({ jwks_uri: undefined });
    const report = await runBattery(right(), { validToken: token() });
    expect(findingsOf(report, 'fail')).toEqual([]);
    expect(names(probesThat(report, 'could not run'))).toMatchInlineSnapshot(`
     [
       expired,
       not yet valid,
       no expiry,
       another resource,
       no audience,
       prefixed audience,
       ID token,
       other resources,
       another issuer,
       no issuer,
       HS256 with the public key as pem,
       HS256 with the public key as trimmed pem,
       HS256 with the public key as der,
       HS256 with the public key as jwk,
       unrelated scope,
       no scope,
       key in jku,
       issuer out of reach,
       audience in a list,
     ]
    `);
  });

  it('with a good token alone, catches what can be forged from it', async () => {
    const report = await runBattery(applicationOf(wrongV2(as, { decodeOnly: true })), {
      validToken: token(),
    });
    expect(told(report)[0]).toBe('fail accepted: signature (18 probes)');
    const embedded = await runBattery(applicationOf(wrongV2(as, { embeddedKey: true })), {
      validToken: token(),
    });
    expect(told(embedded)[0]).toBe('fail accepted: keys in the header (key in jwk)');
    const none = await runBattery(applicationOf(wrongV2(as, { algNone: true })), { validToken: token() });
    expect(told(none)[0]).toBe('fail accepted: algorithms (alg none, alg None, alg NONE, alg none, signed)');
  });

  it("with a good token alone, takes the issuer's public key from where its metadata say", async () => {
    const handler = wrongV2(as, { algConfusion: 'pem' });
    const report = await runBattery(applicationOf(handler), { validToken: token() });
    expect(told(report)[0]).toBe('fail accepted: algorithms (HS256 with the public key as pem)');
  });

  it('with an issuer of the test alone, asks what can be minted', async () => {
    const issuer: TokenIssuer = {
      issuer: as.issuer,
      resource: as.resource,
      token: options => as.token(options),
    };
    const report = await runBattery(applicationOf(wrongV2(as, { noAudience: true })), { auth: issuer });
    expect(told(report)[0]).toMatch(/^fail accepted: audience \(another resource, /);
    const times = await runBattery(applicationOf(wrongV2(as, { ignoreExpiration: true })), { auth: issuer });
    expect(told(times)[0]).toBe('fail accepted: times (expired)');
  });

  it("tells the tokens of another issuer's habits apart by their client where they name no audience", async () => {
    const verifier = cognito.verifier();
    const server = createMcpHandler(() => createV2());
    const handler = (isLax: boolean) => async (request: Request) => {
      const [, presented] = /^bearer (.+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
      const refused = new Response('', {
        status: 401,
        headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      });
      if (new URL(request.url).pathname !== '/mcp') return Response.json(cognito.resourceMetadata());
      if (presented === undefined) return refused;
      try {
        await verifier.verifyAccessToken(presented);
      } catch (error) {
        if (!isLax || !/another resource/.test((error as Error).message)) return refused;
      }
      return server.fetch(request);
    };
    const report = await runBattery(applicationOf(handler(false)), { auth: cognito });
    expect(findingsOf(report, 'fail').map(({ message }) => message)).toEqual([]);
    expect(names(probesThat(report, 'not applicable'))).toContain('no audience');
    const lax = await runBattery(applicationOf(handler(true)), { auth: cognito });
    expect(told(lax)[0]).toBe('fail accepted: audience (another client)');
  });
});

it.each(issuers)('finds nothing wrong with who verifies the tokens of %s rightly', async (_, issuer) => {
  const gate = requireBearerAuth({ verifier: issuer.verifier(), requiredScopes: ['mcp'] });
  const server = createMcpHandler(() => createV2());
  const handler = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === '/.well-known/oauth-protected-resource') return Response.json(issuer.resourceMetadata());
    const judged = await gate(request);
    return judged instanceof Response ? judged : server.fetch(request, { authInfo: judged });
  };
  expect(told(await runBattery(applicationOf(handler), { auth: issuer, scopes: ['mcp'] }))).toEqual([]);
});

describe('what cannot be told', () => {
  it('is no pass when a rate limit is met', async () => {
    let count = 0;
    const handler = wrongV2(as);
    const limited = (request: Request) =>
      ++count > 30 ? new Response('slow down', { status: 429 }) : handler(request);
    const report = await runBattery(applicationOf(limited), { auth: as });
    const untold = probesThat(report, 'could not tell');
    expect(untold.length).toBeGreaterThan(20);
    expect(untold[0]?.end).toMatchObject({
      why: expect.stringContaining('a rate limit was met (429)') as string,
    });
  });

  it('is no pass when the connection breaks, or no time is left', async () => {
    const { fetch, ...rest } = right();
    const flaky: typeof fetch = async (url, init) => {
      const headers = new Headers(init?.headers);
      if (headers.get('authorization')?.startsWith('Basic') === true) throw new Error('socket hang up');
      return fetch(url, init);
    };
    const report = await runBattery({ ...rest, fetch: flaky }, { auth: as });
    expect(told(report)).toEqual(['could not tell: another scheme']);
    const late = await runBattery({ ...right(), remaining: 0 }, { auth: as });
    expect(late.setUp?.message).toContain("the test's own deadline was too near");
  });

  it('is no pass when the handler never answers', async () => {
    const { fetch, ...rest } = right();
    const mute: typeof fetch = (url, init) =>
      new Headers(init?.headers).get('authorization')?.startsWith('Basic') === true
        ? new Promise<never>(() => undefined)
        : fetch(url, init);
    const report = await runBattery({ ...rest, remaining: 300, fetch: mute }, { auth: as });
    expect(told(report)).toEqual(['could not tell: another scheme']);
  });

  it('is no pass when an issuer cannot make the token', async () => {
    const broken = Object.assign(Object.create(as.broken) as typeof as.broken, as.broken, {
      expired: () => {
        throw new Error('cannot');
      },
    });
    const auth = new Proxy(as, {
      get: (_, name) => {
        const value = name === 'broken' ? broken : (Reflect.get(as, name, as) as unknown);
        return typeof value === 'function' ? (value.bind(as) as unknown) : value;
      },
    });
    const report = await runBattery(right(), { auth });
    expect(told(report)).toEqual(['could not run: expired']);
  });
});

describe('refusals that are none', () => {
  it('sees an error inside an event stream for what it is', async () => {
    const handler = wrongV2(as);
    const dressed = async (request: Request): Promise<Response> => {
      const response = await handler(request);
      if (response.status !== 401) return response;
      const error = { jsonrpc: '2.0', id: 1, error: { code: -32001, message: 'Unauthorized' } };
      return new Response(`event: message\ndata: ${JSON.stringify(error)}\n\n`, {
        headers: { 'content-type': 'text/event-stream' },
      });
    };
    const report = await runBattery(applicationOf(dressed), { auth: as, scopes: ['mcp'] });
    expect(told(report)[0]).toMatch(/^fail accepted: no token \(\d+ probes\)$/);
    expect(findingsOf(report, 'fail')[0]?.message).toBe(
      'initialize without a token was answered with 200 and a JSON-RPC error: for HTTP that is not a refusal',
    );
  });

  it('waits for no stream that never ends', async () => {
    const handler = wrongV2(as);
    const endless = async (request: Request): Promise<Response> =>
      request.method === 'GET' && new URL(request.url).pathname === '/mcp'
        ? new Response(new ReadableStream(), { headers: { 'content-type': 'text/event-stream' } })
        : handler(request);
    const report = await runBattery(applicationOf(endless), { auth: as });
    expect(told(report)).toEqual(['fail accepted: no token › GET (no token › GET)']);
  });
});

it('asks an application at the root of its origin', async () => {
  const root = new URL('http://127.0.0.1/');
  const handler = wrongV2(as, { wrongResource: true });
  const { fetch, ...rest } = applicationOf(handler, root);
  const moved: typeof fetch = (url, init) => {
    const { pathname } = new URL(url, root);
    return fetch(pathname === '/' ? '/mcp' : url, init);
  };
  const report = await runBattery({ ...rest, fetch: moved }, { auth: as });
  expect(names(probesThat(report, 'not applicable'))).toContain('no token › /mcp/');
  expect(told(report)).toEqual(['fail wrong resource (metadata)']);
});

describe('options', () => {
  it('spares methods that are open to everybody, and nothing else', async () => {
    const handler = wrongV2(as, { openMethods: ['initialize', 'tools/list'] });
    const unspared = await runBattery(applicationOf(handler), { auth: as });
    expect(findingsOf(unspared, 'fail').length).toBeGreaterThan(0);
    const mixed = await runBattery(applicationOf(handler), {
      auth: as,
      scopes: ['mcp'],
      allowAnonymous: ['initialize', 'tools/list'],
    });
    expect(mixed.control).not.toBe('initialize');
    expect(told(mixed)).toEqual([]);
    const decodes = wrongV2(as, { openMethods: ['initialize', 'tools/list'], decodeOnly: true });
    const caught = await runBattery(applicationOf(decodes), {
      auth: as,
      scopes: ['mcp'],
      allowAnonymous: ['initialize', 'tools/list'],
    });
    expect(told(caught)).toEqual(['fail accepted: signature (20 probes)']);
  });

  it('is a set-up error when nothing is left to ask', async () => {
    const allowAnonymous = [
      'initialize',
      'server/discover',
      'tools/list',
      'tools/call',
      'resources/list',
      'prompts/list',
      'ping',
    ];
    const report = await runBattery(right(), { auth: as, allowAnonymous });
    expect(report.setUp?.message).toMatch(/^The good token got through once, and then with nothing/);
  });

  it('leaves out what is skipped, and says so', async () => {
    const handler = wrongV2(as, { ignoreExpiration: true });
    const report = await runBattery(applicationOf(handler), { auth: as, skip: ['expired'] });
    expect(told(report)).toEqual([]);
    expect(names(probesThat(report, 'skipped'))).toEqual(['expired', 'unknown critical header']);
  });

  it('judges the metadata against the name that the application has', async () => {
    const report = await runBattery(right(), { auth: as, resource: 'https://mcp.example.com/mcp' });
    expect(told(report)).toEqual(['fail wrong resource (metadata)']);
  });
});

it('ends the sessions that it opened', async () => {
  const ended: string[] = [];
  const opened = new Set<string>();
  const { fetch, ...rest } = applicationOfNode(wrongV1(as));
  const watched: typeof fetch = async (url, init) => {
    const response = await fetch(url, init);
    const id = response.headers.get('mcp-session-id');
    if (id !== null) opened.add(id);
    if (init?.method === 'DELETE' && response.ok)
      ended.push(new Headers(init.headers).get('mcp-session-id') ?? '');
    return response;
  };
  await runBattery({ ...rest, fetch: watched }, { auth: as });
  expect(opened.size).toBeGreaterThan(1);
  expect(new Set(ended)).toEqual(opened);
});

it('works while the clock of the test is faked', async () => {
  jest.useFakeTimers({ now: new Date('2030-01-01') });
  try {
    expect(told(await runBattery(right(), { auth: as }))).toEqual([]);
  } finally {
    jest.useRealTimers();
  }
});

it('tells every probe, each once and in a fixed order', async () => {
  const [one, other] = [
    await runBattery(right(), { auth: as }),
    await runBattery(right(), { validToken: as.token({ scopes: ['mcp'] }) }),
  ];
  expect(names(one.probes)).toEqual(names(other.probes));
  expect(new Set(names(one.probes)).size).toBe(one.probes.length);
});
