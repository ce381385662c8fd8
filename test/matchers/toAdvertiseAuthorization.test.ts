import type { Defects } from '../servers/auth/defects';
import { applicationOf, authServer } from '../probes/applications';
import { wrongV2 } from '../servers/auth/wrong-v2';
import { openApplicationsAsTheyAre, steady } from './applications';
import { failsBothWays, messageOf } from './support';

const as = authServer();
const served = (wrong: Defects = {}) => applicationOf(wrongV2(as, wrong));
openApplicationsAsTheyAre();

it('passes where a client finds its way', async () => {
  await expect(served()).toAdvertiseAuthorization();
  await expect(served()).toAdvertiseAuthorization({
    resource: 'http://127.0.0.1/mcp',
    authorizationServers: [as.issuer],
    scopes: ['mcp'],
    challengeScopes: ['mcp'],
  });
  await expect(served()).toAdvertiseAuthorization({
    resource: /mcp$/,
    scopes: expect.arrayContaining(['mcp']),
  });
  await expect(served({ parentResource: true })).toAdvertiseAuthorization({ resource: 'http://127.0.0.1' });
});

it.each([
  ['no metadata', { metadataMissing: true }, 'There are no metadata of the protected resource'],
  ['metadata behind a token', { metadataBehindToken: true }, 'which answered 401'],
  ['another resource', { wrongResource: true }, '"https://other.example/mcp"'],
  ['the parent as resource', { parentResource: true }, 'Expected resource'],
  ['no authorization server', { noAuthorizationServers: true }, 'authorization_servers names none'],
  ['no challenge', { noChallenge: true }, 'The 401 has no Bearer challenge'],
  ['no Bearer challenge', { noBearer: true }, 'The 401 has no Bearer challenge'],
  ['no 401', { open: true }, 'it answered with 200 rather than 401'],
])('fails on %s', async (_, wrong, says) => {
  expect(await messageOf(() => expect(served(wrong)).toAdvertiseAuthorization())).toContain(says);
  await expect(served(wrong)).not.toAdvertiseAuthorization();
});

it('is content with one way of discovery where it is told so', async () => {
  await expect(served({ noChallenge: true })).toAdvertiseAuthorization({ discovery: 'either' });
  await expect(served({ metadataMissing: true })).not.toAdvertiseAuthorization({ discovery: 'either' });
});

it('holds what was expected against what is there', async () => {
  const message = await messageOf(() =>
    expect(served()).toAdvertiseAuthorization({
      authorizationServers: ['https://login.example'],
      scopes: ['notes:read', 'mcp'],
    }),
  );
  expect(steady(message, as)).toMatchSnapshot();
});

it('says where it looked', async () => {
  expect(
    steady(await messageOf(() => expect(served({ metadataMissing: true })).toAdvertiseAuthorization()), as),
  ).toMatchSnapshot();
});

it('fails under .not where everything is there', async () => {
  expect(
    steady(await messageOf(() => expect(served()).not.toAdvertiseAuthorization()), as),
  ).toMatchSnapshot();
});

it('decides nothing where the application breaks, or is not there', async () => {
  const broken = applicationOf(() => new Response('broken', { status: 500 }));
  expect(await failsBothWays(broken, it => it.toAdvertiseAuthorization())).toMatchSnapshot();
  const gone = { ...served(), fetch: () => Promise.reject(new Error('gone')) };
  expect(await failsBothWays(gone, it => it.toAdvertiseAuthorization())).toContain('gone');
});

it('refuses expectations that ask for nothing, or for what it does not know', async () => {
  for (const expected of [
    undefined,
    null,
    'x',
    { scope: ['mcp'] },
    { scopes: undefined },
    { discovery: 'all' },
    { resource: 1 },
  ])
    await failsBothWays(served(), it => it.toAdvertiseAuthorization(expected as never));
  await failsBothWays('nothing to serve', it => it.toAdvertiseAuthorization());
});
