import { authServer, authorize, CONFIDENTIAL, login, PUBLIC, redeem, refresh } from '../auth-server/support';
import { callTool, failsBothWays, failureOf, messageOf, session, text } from './support';

const as = authServer({ clients: [PUBLIC, CONFIDENTIAL] });
const tenant = authServer({ issuer: '/tenant1', clients: [PUBLIC] });

/** What differs from run to run. */
function settled(message: string): string {
  return message.replaceAll(as.issuer, 'http://127.0.0.1:40123').replace(/\b(code|rt)_[\w-]{1,12}…/g, '$1_…');
}

describe('passes', () => {
  it('when it was asked that, with any fields or with these', async () => {
    await login(as, { resource: as.resource, scope: ['notes:read'] });
    expect(as).toHaveSeen('GET /authorize');
    expect(as).toHaveSeen('POST /token', { grant_type: 'authorization_code', code: expect.any(String) });
    expect(as).toHaveSeen('GET /authorize', { resource: as.resource, scope: /^notes/g });
    expect(as).toHaveSeen('POST /token', expect.objectContaining({ client_id: 'public' }));
  });

  it('when one of several requests was like that', async () => {
    const { refresh_token: token } = await login(as);
    await refresh(as, token);
    expect(as).toHaveSeen('POST /token', { grant_type: 'authorization_code' });
    expect(as).toHaveSeen('POST /token', { grant_type: 'refresh_token', refresh_token: String(token) });
  });

  it('of a path issuer, below the issuer or as it was asked for', async () => {
    await login(tenant);
    await fetch(`${new URL(tenant.issuer).origin}/.well-known/oauth-authorization-server/tenant1`);
    expect(tenant).toHaveSeen('POST /token');
    expect(tenant).toHaveSeen('POST /tenant1/token');
    expect(tenant).toHaveSeen('GET /.well-known/oauth-authorization-server');
    expect(tenant).toHaveSeen('GET /.well-known/oauth-authorization-server/tenant1');
  });

  it('under .not, when it was not asked that, or only otherwise', async () => {
    expect(as).not.toHaveSeen('POST /token');
    await login(as);
    expect(as).not.toHaveSeen('POST /register');
    expect(as).not.toHaveSeen('POST /token', { grant_type: 'refresh_token' });
    expect(as).not.toHaveSeen('GET /token');
  });

  it('for a path that there is not, when it was asked for', async () => {
    await fetch(`${as.issuer}/userinfo`);
    expect(as).toHaveSeen('GET /userinfo');
  });

  it('forgets with the test', () => {
    expect(as).not.toHaveSeen('GET /userinfo'.replace('userinfo', 'authorize') as 'GET /authorize');
    expect(as.seen).toEqual([]);
  });
});

describe('fails', () => {
  it('when nothing was asked', async () => {
    expect(await messageOf(() => expect(as).toHaveSeen('POST /token'))).toMatchInlineSnapshot(`
     <dim>expect(</><red>authServer</><dim>).</>toHaveSeen<dim>(</><green>request</><dim>)</>

     Expected:  <green>POST /token</>
     Received:  <red>no request at all since the test began</>
    `);
  });

  it('when something else was asked, and lists what, nearest first and with the secrets cut', async () => {
    const { code } = await authorize(as);
    await redeem(as, code);
    expect(settled(await messageOf(() => expect(as).toHaveSeen('POST /register')))).toMatchInlineSnapshot(`
     <dim>expect(</><red>authServer</><dim>).</>toHaveSeen<dim>(</><green>request</><dim>)</>

     Expected:  <green>POST /register</>
     Received:  <red>2 other requests</>

     What it was asked, the nearest first:
       POST /token → 200  grant_type="authorization_code", client_id="public", redirect_uri="http://127.0.0.1:7777/callback", code=code_… (37 characters), code_verifier=a-code-ver… (43 characters)
       GET /authorize → 302  response_type="code", client_id="public", redirect_uri="http://127.0.0.1:7777/callback", code_challenge="fBvjPfkZtgWTjgKfrtfn6_bDMkfQYK3QQuLGSoyAnqQ", code_challenge_method="S256", state="the state"
    `);
  });

  it('when it was asked otherwise, and shows the nearest', async () => {
    const { refresh_token: token } = await login(as);
    await refresh(as, token);
    const failure = await failureOf(() =>
      expect(as).toHaveSeen('POST /token', {
        grant_type: 'refresh_token',
        refresh_token: 'rt_another-one',
        resource: as.resource,
      }),
    );
    expect(settled(failure.message)).toMatchInlineSnapshot(`
     <dim>expect(</><red>authServer</><dim>).</>toHaveSeen<dim>(</><green>request</><dim>, </><green>fields</><dim>)</>

     It was asked POST /token, but not with these fields. The nearest of what it was asked:

     <green>- Expected fields  - 2</>
     <red>+ Received fields  + 1</>

     <dim>  Object {</>
     <dim>    "grant_type": "refresh_token",</>
     <green>-   "refresh_token": "rt_… (14 characters)",</>
     <green>-   "resource": "http://127.0.0.1/mcp",</>
     <red>+   "refresh_token": "rt_… (35 characters)",</>
     <dim>  }</>

     Differs at: refresh_token, resource (absent)

     What else it was asked:
       POST /token → 200  grant_type="authorization_code", client_id="public", redirect_uri="http://127.0.0.1:7777/callback", code=code_… (37 characters), code_verifier=a-code-ver… (43 characters)
       GET /authorize → 302  response_type="code", client_id="public", redirect_uri="http://127.0.0.1:7777/callback", code_challenge="fBvjPfkZtgWTjgKfrtfn6_bDMkfQYK3QQuLGSoyAnqQ", code_challenge_method="S256", state="the state"
    `);
    expect(JSON.stringify(failure.matcherResult)).not.toContain(String(token));
    expect(failure.message).not.toContain(String(token));
  });

  it('under .not, when it was asked that', async () => {
    await refresh(as, as.token({ header: { kid: 'k1' }, claims: { iss: 'i', iat: 1, exp: 2, jti: '3' } }));
    expect(
      settled(
        await messageOf(() => expect(as).not.toHaveSeen('POST /token', { grant_type: 'refresh_token' })),
      ),
    ).toMatchInlineSnapshot(`
     <dim>expect(</><red>authServer</><dim>).</>not<dim>.</>toHaveSeen<dim>(</><green>request</><dim>, </><green>fields</><dim>)</>

     Expected:     <green>no POST /token</>
     With fields:  {"grant_type": "refresh_token"}
     Received:     <red>it, once</>

     What it was asked:
       POST /token → 400  grant_type="refresh_token", client_id="public", refresh_token=JWT { "alg": "ES256", "typ": "at+jwt", "kid": "k1" } { "iss": "i", "sub": "alice… (106 more characters)
    `);
  });

  it('with many requests counted, and long values cut', async () => {
    for (let index = 0; index < 11; index++)
      await fetch(`${as.issuer}/jwks?n=${index}&long=${'x'.repeat(5_000)}`);
    const message = await messageOf(() => expect(as).toHaveSeen('GET /authorize'));
    expect(message.length).toBeLessThan(2_500);
    expect(message).toContain('… and 3 more');
  });
});

describe('decides nothing, with and without .not', () => {
  it('about a path that there is not', async () => {
    expect(settled(await failsBothWays(as, it => it.toHaveSeen('POST /tokn')))).toMatchInlineSnapshot(`
     <dim>expect(</><red>authServer</><dim>).</>toHaveSeen<dim>(</><green>request</><dim>)</>

     The authorization server has nothing at /tokn, and was not asked for it.

     Expected:  <green>POST /tokn</>
     Offered:   <red>13 endpoints: "/token", "/login", "/jwks", "/revoke", "/par", "/device", "/authorize", "/register", … and 5 more</>

     Did you mean "/token"?
    `);
  });
});

describe('refuses', () => {
  it('what is no authorization server', async () => {
    expect(await failsBothWays({ seen: [] }, it => it.toHaveSeen('POST /token'))).toMatchInlineSnapshot(`
     <dim>expect(</><red>received</><dim>).</>toHaveSeen<dim>(</><green>request</><dim>)</>

     <bold>Matcher error</>: <red>received</> value must be an authServer()

     Received has type:  object
     Received has value: <red>{"seen": []}</>

     Write: const as = authServer(); … expect(as).toHaveSeen('POST /token')
    `);
    for (const subject of [undefined, null, 'x', as.seen, session(), callTool(text('3'))])
      await failsBothWays(subject, it => it.toHaveSeen('POST /token'));
  });

  it.each([
    ['nothing', undefined],
    ['a path alone', '/token'],
    ['a method alone', 'POST'],
    ['a query', 'GET /authorize?x=1'],
    ['lower case', 'post /token'],
    ['a pattern', /token/],
  ])('%s as the request', async (_, request) => {
    expect(await failsBothWays(as, it => it.toHaveSeen(request as 'POST /token'))).toContain(
      "such as 'POST /token'",
    );
  });

  it.each([
    ['an empty object', {}],
    ['undefined', undefined],
    ['a string', 'x'],
    ['an array', []],
    ['an empty matcher', expect.objectContaining({})],
    ['a key that holds undefined', { code: undefined }],
    ['an empty pattern', { code: new RegExp('') }],
  ])('%s as the fields', async (_, fields) => {
    expect(await failsBothWays(as, it => it.toHaveSeen('POST /token', fields as object))).toContain(
      'Matcher error',
    );
  });
});
