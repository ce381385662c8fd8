import { applicationOf, authServer } from '../probes/applications';
import { disguised } from '../servers/auth/disguised';
import { scoped } from '../servers/auth/scoped';
import { openApplicationsAsTheyAre, steady } from './applications';
import { failsBothWays, messageOf } from './support';

const as = authServer();
const strict = authServer({ scopes: ['notes:read'] });
const TABLE = { purge: 'notes:write', list: 'notes:read' } as const;
openApplicationsAsTheyAre();

it('passes where every tool asks for its scope', async () => {
  await expect(applicationOf(scoped(as))).toEnforceScopes(TABLE, { auth: as, base: [] });
  await expect(applicationOf(scoped(as))).toEnforceScopes(TABLE, { auth: as });
  await expect(applicationOf(scoped(as))).toEnforceScopes(
    { purge: { scopes: ['notes:write'], args: { id: 1 } } },
    { auth: as },
  );
});

it('takes a challenge in the result for one', async () => {
  await expect(applicationOf(scoped(as, { challengeInResult: true }))).toEnforceScopes(TABLE, { auth: as });
});

it('tries what implies a scope, and never takes it for one that lacks it', async () => {
  const hierarchy = { admin: ['notes:write'] };
  await expect(applicationOf(scoped(as))).toEnforceScopes(
    { purge: 'notes:write', list: 'notes:read' },
    { auth: as, hierarchy },
  );
  const message = await messageOf(() =>
    expect(applicationOf(scoped(as))).toEnforceScopes(
      { list: 'notes:read' },
      { auth: as, base: [], hierarchy: { admin: ['notes:read'] } },
    ),
  );
  expect(steady(message, as)).toContain(
    'The tool list, called with admin (which implies notes:read), was refused with 403',
  );
});

it.each([
  ['forgotten', { forgotten: true }, 'The tool purge, called without notes:write, was let through.'],
  ['checked in the handler', { inHandler: true }, `was answered by the tool's own error "You may not."`],
  ['another scope', { asked: 'notes:purge' }, 'was forbidden, but the challenge names the scope notes:purge'],
  ['401', { as401: true }, 'was answered with 401: a client would log in again for the same scopes'],
  [
    '403 without a challenge',
    { bare403: true },
    'was answered with 403 that has no challenge with error="insufficient_scope"',
  ],
  ['refused to all', { refusesAll: true }, 'The tool purge, called with notes:write, was refused with 403'],
])('fails on a scope that is %s', async (_, wrong, says) => {
  const application = applicationOf(scoped(as, wrong));
  const message = await messageOf(() => expect(application).toEnforceScopes(TABLE, { auth: as }));
  expect(message).toContain(says);
  await expect(application).not.toEnforceScopes(TABLE, { auth: as });
});

describe('a call in a disguise', () => {
  it.each([
    ['every message', 'legacy'],
    ['every message', 'modern'],
    ['the body', 'modern'],
  ] as const)('is found out by a gate that looks at %s, in the %s era', async (looks, era) => {
    const application = applicationOf(disguised(looks, era));
    await expect(application).toEnforceScopes({ purge: 'notes:write' }, { auth: as });
  });

  it.each([
    ['the body', 'legacy', 'in a batch, behind a notification,'],
    ['the name in the header', 'legacy', 'with the header mcp-name: list'],
    ['the headers', 'modern', 'with the header mcp-method: tools/list'],
    ['the name in the header', 'modern', 'with the header mcp-name: list'],
  ] as const)('comes past a gate that looks at %s alone, in the %s era', async (looks, era, how) => {
    const application = applicationOf(disguised(looks, era));
    const message = await messageOf(() =>
      expect(application).toEnforceScopes({ purge: 'notes:write' }, { auth: as }),
    );
    expect(message).toContain(`The tool purge, called without notes:write ${how} was let through`);
    await expect(application).not.toEnforceScopes({ purge: 'notes:write' }, { auth: as });
  });
});

it('fails on a tool that is open to nobody in particular', async () => {
  const application = applicationOf(scoped(as, {}, { open: true }));
  const message = await messageOf(() => expect(application).toEnforceScopes(TABLE, { auth: as }));
  expect(message).toMatch(
    /The tool purge, called without a token, was answered with \d+ rather than 401|could not/,
  );
});

it('says what was asked, and what came back', async () => {
  const message = await messageOf(() =>
    expect(applicationOf(scoped(as, { forgotten: true }))).toEnforceScopes(TABLE, { auth: as, base: [] }),
  );
  expect(steady(message, as)).toMatchSnapshot();
});

it('fails under .not where everything is right', async () => {
  const message = await messageOf(() =>
    expect(applicationOf(scoped(as))).not.toEnforceScopes(TABLE, { auth: as, base: [] }),
  );
  expect(message).toMatchSnapshot();
});

it('decides nothing where nobody is let in, or the application breaks', async () => {
  const blanket = applicationOf(scoped(as, {}, { blanket401: true }));
  expect(
    steady(await failsBothWays(blanket, it => it.toEnforceScopes(TABLE, { auth: as })), as),
  ).toMatchSnapshot();
  const broken = applicationOf(scoped(as, { breaks: true }));
  expect(
    steady(await failsBothWays(broken, it => it.toEnforceScopes(TABLE, { auth: as })), as),
  ).toMatchSnapshot();
  const gone = { ...applicationOf(scoped(as)), fetch: () => Promise.reject(new Error('gone')) };
  expect(steady(await failsBothWays(gone, it => it.toEnforceScopes(TABLE, { auth: as })), as)).toContain(
    'gone',
  );
});

it('refuses tools and scopes that there are not', async () => {
  const application = applicationOf(scoped(as));
  expect(
    await failsBothWays(application, it => it.toEnforceScopes({ purg: 'notes:write' }, { auth: as })),
  ).toMatchSnapshot();
  expect(
    steady(await failsBothWays(application, it => it.toEnforceScopes(TABLE, { auth: strict })), strict),
  ).toMatchSnapshot();
});

it('refuses a table and options that ask for nothing', async () => {
  const application = applicationOf(scoped(as));
  for (const table of [
    {},
    undefined,
    null,
    'notes:write',
    { purge: '' },
    { purge: [] },
    { purge: 1 },
    { purge: { args: {} } },
  ])
    await failsBothWays(application, it => it.toEnforceScopes(table as never, { auth: as }));
  await failsBothWays(application, it => it.toEnforceScopes(TABLE));
  await failsBothWays(application, it => it.toEnforceScopes(TABLE, { auth: as, bases: [] } as never));
  await failsBothWays('nothing to serve', it => it.toEnforceScopes(TABLE, { auth: as }));
});
