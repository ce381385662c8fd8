import type { Defects } from '../servers/auth/defects';
import { wrongV2 } from '../servers/auth/wrong-v2';
import { openApplicationsAsTheyAre, steady } from '../matchers/applications';
import { failsBothWays, messageOf } from '../matchers/support';
import { applicationOf, authServer } from './applications';

const as = authServer();
const served = (wrong: Defects = {}) => applicationOf(wrongV2(as, wrong));
const said = async (assertion: () => unknown) => steady(await messageOf(assertion), as);
openApplicationsAsTheyAre();

it('passes on an application that is right, and under .not on one that is wrong', async () => {
  await expect(served()).toRejectUnauthorized({ auth: as });
  await expect(served({ noAudience: true })).not.toRejectUnauthorized({ auth: as });
});

it('tells one cause once, however many probes met it', async () => {
  expect(
    await said(() => expect(served({ noAudience: true })).toRejectUnauthorized({ auth: as })),
  ).toMatchSnapshot();
});

it('names the cure for a verifier that throws plain errors', async () => {
  const message = await said(() => expect(served({ rawThrow: true })).toRejectUnauthorized({ auth: as }));
  expect(message).toContain('34 of 71 probes found something wrong: 1 cause.');
  expect(message).toContain("SDK v1:  throw new InvalidTokenError('…')");
  expect(message).toContain("SDK v2:  throw new OAuthError(OAuthErrorCode.InvalidToken, '…')");
});

it('tells an open server as one cause', async () => {
  const message = await said(() => expect(served({ open: true })).toRejectUnauthorized({ auth: as }));
  expect(message).toMatch(/found something wrong: 1 cause\./);
});

it('fails under .not where everything is right', async () => {
  expect(await said(() => expect(served()).not.toRejectUnauthorized({ auth: as }))).toMatchSnapshot();
});

it('never prints a token whole', async () => {
  for (const wrong of [
    { decodeOnly: true },
    { tokenEcho: true },
    { queryToken: true },
    { formToken: true, refusesWith200: true },
  ] as Defects[]) {
    const message = await messageOf(() =>
      expect(served(wrong)).toRejectUnauthorized({ auth: as, strict: true }),
    );
    expect(message).not.toMatch(/eyJ[\w-]+\.eyJ/);
  }
});

it('lets warnings fail where it is strict', async () => {
  await expect(served({ queryToken: true })).toRejectUnauthorized({ auth: as });
  const message = await said(() =>
    expect(served({ queryToken: true })).toRejectUnauthorized({ auth: as, strict: true }),
  );
  expect(message).toContain('A good token in the query, where every log keeps it, was accepted.');
});

it('shows warnings below a failure', async () => {
  const message = await said(() =>
    expect(served({ queryToken: true, ignoreExpiration: true })).toRejectUnauthorized({ auth: as }),
  );
  expect(message).toContain('Warnings, which fail with strict: true (1):');
});

it('decides nothing where the good token is refused, and says who it was', async () => {
  const message = await failsBothWays(served({ blanket401: true }), it =>
    it.toRejectUnauthorized({ auth: as }),
  );
  expect(steady(message, as)).toMatchSnapshot();
});

it('decides nothing where probes could not run, unless that is as far as it goes', async () => {
  const validToken = as.token({ scopes: ['mcp'] });
  const message = await failsBothWays(served(), it => it.toRejectUnauthorized({ validToken }));
  expect(steady(message, as)).toMatchSnapshot();
  await expect(served()).toRejectUnauthorized({ validToken, blackBox: true });
  await expect(served({ algNone: true })).not.toRejectUnauthorized({ validToken, blackBox: true });
});

it('decides nothing where a probe got no answer, black box or not', async () => {
  const { fetch, ...rest } = served();
  const flaky: typeof fetch = async (url, init) => {
    if (init?.method === 'DELETE') throw new Error('socket hang up');
    return fetch(url, init);
  };
  const options = { auth: as, blackBox: true };
  const message = await failsBothWays({ ...rest, fetch: flaky }, it => it.toRejectUnauthorized(options));
  expect(message).toContain('no token › DELETE: the request failed: socket hang up');
});

it('prints no token of options that are wrong', async () => {
  const validToken = as.token();
  const message = await failsBothWays(served(), it =>
    it.toRejectUnauthorized({ validToken, otherToken: validToken, auth: as, scope: [] } as never),
  );
  expect(message).not.toContain(validToken);
  expect(message).toContain(`"auth": "the issuer ${as.issuer}"`);
});

it('takes the authorization server that the application is served with', async () => {
  await expect({ ...served(), auth: { server: as } }).toRejectUnauthorized();
});

it.each([
  ['nothing', undefined],
  ['null', null],
  ['no means', {}],
  ['what it does not know', { auth: 1 }],
  ['an unknown option', { validToken: 'x', scope: ['mcp'] }],
  ['an unknown probe', { validToken: 'x', skip: ['expird'] }],
  ['an empty token', { validToken: '' }],
  ['a resource that is no URL', { validToken: 'x', resource: 'mcp' }],
])('refuses %s', async (_, options) => {
  expect(await failsBothWays(served(), it => it.toRejectUnauthorized(options as never))).toMatchSnapshot();
});

it('refuses what cannot be served', async () => {
  expect(
    await failsBothWays('nothing to serve', it => it.toRejectUnauthorized({ auth: as })),
  ).toMatchSnapshot();
});
