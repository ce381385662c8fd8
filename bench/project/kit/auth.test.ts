import { authServer } from 'jest-mcp';
import { handOver, note, now } from '../src/clock.js';
import { createApp } from '../src/guarded.js';

/** Notes how long one step took. */
async function timed<T>(name: string, step: () => T): Promise<Awaited<T>> {
  const started = now();
  const result = await step();
  note(name, now() - started);
  return result;
}

const starts = now();
const as = authServer({ scopes: ['notes:read', 'unrelated:scope'] });
note('first server', now() - starts);

mcp.serve(() => createApp(as), { auth: as });
afterAll(handOver);

test('another server', () => timed('another server', () => authServer()));

test('an identity', async () => {
  const as = { sub: 'alice', scopes: ['notes:read'] };
  await timed('first identity', () => mcp.as(as).callTool('ping'));
  for (let i = 0; i < 10; i++) await timed('identity', () => mcp.as(as).callTool('ping'));
});

const login = { as: 'alice', register: 'dcr' } as const;
test(
  'the first login',
  () => timed('first login', async () => (await mcp.login(login)).callTool('ping')),
  30_000,
);
test.each(Array.from({ length: 10 }, (_, i) => i))(
  'login %i',
  () => timed('login', async () => (await mcp.login(login)).callTool('ping')),
  30_000,
);

test('the first battery', () => timed('first battery', () => expect(mcp).toRejectUnauthorized()), 30_000);
test.each(Array.from({ length: 5 }, (_, i) => i))(
  'battery %i',
  () => timed('battery', () => expect(mcp).toRejectUnauthorized()),
  30_000,
);
