import { authServer } from 'jest-mcp';
import { createApp } from '../src/app.js';
import { SCOPES } from '../src/server.js';

const as = authServer({ scopes: ['notes:read', 'notes:write', 'unrelated:scope'] });

mcp.serve(() => createApp(as), { auth: as });

const alice = { sub: 'alice', scopes: ['notes:read', 'notes:write'] };
const bob = { sub: 'bob', scopes: ['notes:read'] };

describe('who asks', () => {
  test('has notes of their own', async () => {
    await mcp.as(alice).callTool('add_note', { text: 'milk' });
    await expect(mcp.as(alice).callTool('list_notes')).toReturnToolText('milk');
    await expect(mcp.as(bob).callTool('list_notes')).toReturnToolText('You have no notes.');
  });

  test('must be somebody', async () => {
    await expect(mcp.anonymous().callTool('list_notes')).toRejectUnauthorized();
    await expect(mcp.withToken(as.broken.expired(bob)).callTool('list_notes')).toRejectUnauthorized();
  });

  test('must have the scope of a tool', async () => {
    await expect(mcp.as(bob).callTool('purge')).toRejectForbidden({ scope: 'notes:write' });
    await expect(mcp).toEnforceScopes(SCOPES);
  });
});

describe('a client', () => {
  test('finds out where to log in', async () => {
    await expect(mcp).toAdvertiseAuthorization({ authorizationServers: [as.issuer] });
  });

  test('logs in', async () => {
    const carol = await mcp.login({ as: 'carol' });
    await expect(carol.callTool('list_notes')).toReturnToolText('You have no notes.');
    expect(as).toHaveSeen('POST /token', { grant_type: 'authorization_code', resource: as.resource });
  });
});

describe('an attacker', () => {
  test('is refused', async () => {
    await expect(mcp).toRejectUnauthorized();
  });
});
