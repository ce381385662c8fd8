import { start } from '../auth-server/programs';
import {
  answered,
  authServer,
  basic,
  CHALLENGE,
  CONFIDENTIAL,
  form,
  post,
  PUBLIC,
  REDIRECT,
  VERIFIER,
} from '../auth-server/support';

/**
 * `oidc-provider` as a second opinion: where a specification leaves no choice, both answer alike.
 */
type Metadata = Record<string, string>;
type Fields = Record<string, string | undefined>;
interface Verdict {
  /** Of an answer that is no redirect to the client. */
  status?: number;
  error?: unknown;
}

const ours = authServer({ clients: [PUBLIC, CONFIDENTIAL] });
let theirs: { ready: { issuer: string }; stop: () => Promise<void> };
const metadata: Record<'ours' | 'theirs', Metadata> = { ours: {}, theirs: {} };

beforeAll(async () => {
  theirs = await start('oidc-provider.mjs', { redirect: REDIRECT, confidential: CONFIDENTIAL });
  const read = async (issuer: string): Promise<Metadata> =>
    (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as Metadata;
  metadata.ours = await read(ours.issuer);
  metadata.theirs = await read(theirs.ready.issuer);
}, 30_000);
afterAll(() => theirs.stop());

/** Asks for a code as a browser that follows redirects and keeps cookies. */
async function authorize(
  of: Metadata,
  fields: Fields = {},
): Promise<Verdict & { code?: string | undefined }> {
  const parameters = form({
    response_type: 'code',
    client_id: 'public',
    redirect_uri: REDIRECT,
    scope: 'openid',
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    ...fields,
  });
  const jar = new Map<string, string>();
  let url = new URL(`${of.authorization_endpoint}?${parameters}`);
  for (let hops = 0; hops < 10; hops++) {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: cookie === '' ? {} : { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get('location');
    if (location === null) {
      const { status, body } = await answered(response);
      return { status, error: body.error };
    }
    url = new URL(location, url);
    if (url.href.startsWith(REDIRECT)) {
      const { code, error } = Object.fromEntries(url.searchParams);
      return error === undefined ? { code } : { error };
    }
  }
  throw new Error('There is no end of redirects.');
}

async function ask(
  of: Metadata,
  fields: Fields,
  headers?: Record<string, string>,
  endpoint = 'token_endpoint',
): Promise<Verdict & { body: Record<string, unknown> }> {
  const { status, body } = await post(String(of[endpoint]), fields, headers);
  return { status, error: body.error, body };
}

const redeem = (of: Metadata, code: string | undefined, fields: Fields = {}): ReturnType<typeof ask> =>
  ask(of, {
    grant_type: 'authorization_code',
    client_id: 'public',
    redirect_uri: REDIRECT,
    code_verifier: VERIFIER,
    code,
    ...fields,
  });
const refresh = (of: Metadata, token: unknown, fields: Fields = {}): ReturnType<typeof ask> =>
  ask(of, { grant_type: 'refresh_token', client_id: 'public', refresh_token: String(token), ...fields });
const introspect = (of: Metadata, token: unknown): ReturnType<typeof ask> =>
  ask(of, { token: String(token) }, CREDENTIALS, 'introspection_endpoint');
const CREDENTIALS = basic(CONFIDENTIAL.clientId, String(CONFIDENTIAL.clientSecret));

async function tokens(of: Metadata): Promise<Record<string, unknown>> {
  const { code } = await authorize(of);
  return (await redeem(of, code)).body;
}

const QUESTIONS: Readonly<Record<string, (of: Metadata) => Promise<Verdict>>> = {
  'a login': async of => await redeem(of, (await authorize(of)).code),
  'no PKCE': of => authorize(of, { code_challenge: undefined, code_challenge_method: undefined }),
  'plain PKCE': of => authorize(of, { code_challenge_method: 'plain' }),
  'PKCE without a method': of => authorize(of, { code_challenge_method: undefined }),
  'an unknown client': of => authorize(of, { client_id: 'nobody' }),
  'another redirect URI': of => authorize(of, { redirect_uri: 'https://evil.example/callback' }),
  'another path of the redirect URI': of => authorize(of, { redirect_uri: `${REDIRECT}/more` }),
  'another response type': of => authorize(of, { response_type: 'magic' }),
  'no response type': of => authorize(of, { response_type: undefined }),
  'a wrong verifier': async of => redeem(of, (await authorize(of)).code, { code_verifier: 'x'.repeat(43) }),
  'no verifier': async of => redeem(of, (await authorize(of)).code, { code_verifier: undefined }),
  'an unknown code': of => redeem(of, 'unknown'),
  'no code': of => redeem(of, undefined),
  'another redirect URI than before': async of =>
    redeem(of, (await authorize(of)).code, { redirect_uri: 'http://127.0.0.1:1/callback' }),
  'a code of another client': async of => {
    const { code } = await authorize(of);
    return ask(
      of,
      { grant_type: 'authorization_code', redirect_uri: REDIRECT, code_verifier: VERIFIER, code },
      CREDENTIALS,
    );
  },
  'a code twice': async of => {
    const { code } = await authorize(of);
    await redeem(of, code);
    return redeem(of, code);
  },
  'the refresh token of a code that was used twice': async of => {
    const { code } = await authorize(of);
    const { body } = await redeem(of, code);
    await redeem(of, code);
    return refresh(of, body.refresh_token);
  },
  'an unknown client at the token endpoint': of => redeem(of, 'x', { client_id: 'nobody' }),
  'a wrong secret': of =>
    ask(of, { grant_type: 'client_credentials' }, basic(CONFIDENTIAL.clientId, 'wrong')),
  'a secret that a public client has not': of =>
    ask(of, { grant_type: 'refresh_token' }, basic('public', 'x')),
  'no secret': of => redeem(of, 'x', { client_id: CONFIDENTIAL.clientId }),
  'an unknown grant': of => ask(of, { grant_type: 'magic', client_id: 'public' }),
  'no grant': of => ask(of, { client_id: 'public' }),
  'a refresh': async of => refresh(of, (await tokens(of)).refresh_token),
  'an unknown refresh token': of => refresh(of, 'unknown'),
  'a refresh token twice': async of => {
    const { refresh_token: token } = await tokens(of);
    await refresh(of, token);
    return refresh(of, token);
  },
  'what replaced a refresh token that was used twice': async of => {
    const { refresh_token: token } = await tokens(of);
    const { body } = await refresh(of, token);
    await refresh(of, token);
    return refresh(of, body.refresh_token);
  },
  'a scope that was not granted': async of =>
    refresh(of, (await tokens(of)).refresh_token, { scope: 'offline_access' }),
  'introspection of nothing': of => ask(of, {}, CREDENTIALS, 'introspection_endpoint'),
  'revocation of nothing': of => ask(of, { client_id: 'public' }, {}, 'revocation_endpoint'),
  'revocation of what is unknown': of =>
    ask(of, { client_id: 'public', token: 'x' }, {}, 'revocation_endpoint'),
  'pushing without PKCE': of =>
    ask(
      of,
      { client_id: 'public', response_type: 'code', redirect_uri: REDIRECT },
      {},
      'pushed_authorization_request_endpoint',
    ),
};

it.each(Object.keys(QUESTIONS))('%s', async name => {
  const question = QUESTIONS[name] as (of: Metadata) => Promise<Verdict>;
  const verdicts = [];
  for (const of of [metadata.ours, metadata.theirs]) {
    const { status, error } = await question(of);
    verdicts.push({ status, error });
  }
  expect(verdicts[0]).toEqual(verdicts[1]);
});

it.each(['active', 'revoked', 'unknown'])('introspection of a token that is %s', async state => {
  const verdicts = [];
  for (const of of [metadata.ours, metadata.theirs]) {
    const { access_token: token } = await tokens(of);
    if (state === 'revoked')
      await ask(of, { client_id: 'public', token: String(token) }, {}, 'revocation_endpoint');
    const { status, body } = await introspect(of, state === 'unknown' ? 'unknown' : token);
    verdicts.push({ status, active: body.active, client: body.client_id, sub: body.sub });
  }
  expect(verdicts[0]).toEqual(verdicts[1]);
  expect(verdicts[0]).toMatchObject({ status: 200, active: state === 'active' });
});
