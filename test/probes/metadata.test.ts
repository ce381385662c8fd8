import { isBelow, isSameResource, lookForMetadata, metadataOf, namedIn } from '../../src/probes/metadata';
import { applicationOf } from './applications';

const DOCUMENT = { resource: 'http://127.0.0.1/mcp', authorization_servers: ['https://login.example'] };

function serving(paths: Readonly<Record<string, unknown>>) {
  const asked: string[] = [];
  const application = applicationOf(request => {
    const { pathname } = new URL(request.url);
    asked.push(pathname);
    return pathname in paths ? Response.json(paths[pathname]) : new Response('', { status: 404 });
  });
  return { application, asked };
}

it('looks where the challenge says, at the path, and at the root', async () => {
  const { application, asked } = serving({ '/metadata': DOCUMENT });
  const challenge = 'Bearer resource_metadata="http://127.0.0.1/metadata"';
  const looks = await lookForMetadata(application, challenge);
  expect(asked).toEqual([
    '/metadata',
    '/.well-known/oauth-protected-resource/mcp',
    '/.well-known/oauth-protected-resource',
  ]);
  expect(looks.map(({ place, why }) => [place, why])).toEqual([
    ['challenge', undefined],
    ['well-known path', 'answered 404'],
    ['well-known root', 'answered 404'],
  ]);
  expect(metadataOf(looks)?.document).toEqual(DOCUMENT);
});

it('asks each place once', async () => {
  const { application, asked } = serving({});
  const challenge = 'Bearer resource_metadata="http://127.0.0.1/.well-known/oauth-protected-resource/mcp"';
  expect(metadataOf(await lookForMetadata(application, challenge))).toBeUndefined();
  expect(asked).toHaveLength(2);
});

it('takes an array, a text and a web page for no metadata', async () => {
  const { application } = serving({ '/.well-known/oauth-protected-resource': [DOCUMENT] });
  const looks = await lookForMetadata(application, null);
  expect(looks.at(-1)?.why).toBe('answered 200 with something that is not a JSON object');
  const page = applicationOf(() => new Response('<html></html>'));
  expect(metadataOf(await lookForMetadata(page, null))).toBeUndefined();
});

it('reads the URL of the metadata out of a challenge', () => {
  expect(namedIn('Basic realm="x", Bearer resource_metadata="http://x/y"')).toBe('http://x/y');
  expect(namedIn('Basic realm="x"')).toBeUndefined();
  expect(namedIn(null)).toBeUndefined();
});

it.each([
  ['http://127.0.0.1/mcp', 'http://127.0.0.1/mcp/', true],
  ['http://127.0.0.1', 'http://127.0.0.1/', true],
  ['HTTP://EXAMPLE.com/mcp', 'http://example.com/mcp', true],
  ['http://127.0.0.1/mcp', 'http://127.0.0.1/MCP', false],
  ['http://127.0.0.1/mcp', 'http://127.0.0.1:3000/mcp', false],
  ['http://127.0.0.1/mcp', 'https://127.0.0.1/mcp', false],
])('compares %s and %s', (one, other, isSame) => {
  expect(isSameResource(one, other)).toBe(isSame);
});

it.each([
  ['http://127.0.0.1/mcp', 'http://127.0.0.1', true],
  ['http://127.0.0.1/a/mcp', 'http://127.0.0.1/a', true],
  ['http://127.0.0.1/ab/mcp', 'http://127.0.0.1/a', false],
  ['http://127.0.0.1/mcp', 'http://127.0.0.1.evil.example', false],
  ['http://127.0.0.1/mcp', 'mcp', false],
])('knows whether %s lies below %s', (url, resource, is) => {
  expect(isBelow(url, resource)).toBe(is);
});
