import { disconnected, failsBothWays, listTools, messageOf, session, UNAVAILABLE } from './support';

const mcp = session({
  capabilities: {
    tools: { listChanged: false },
    resources: { subscribe: true },
    logging: {},
    extensions: { 'io.modelcontextprotocol/ui': { mimeTypes: ['text/html'] } },
  },
});

it('passes on what was declared and is not false', async () => {
  await expect(mcp).toHaveCapability('tools');
  await expect(mcp).toHaveCapability('logging');
  await expect(mcp).toHaveCapability('resources.subscribe');
  await expect(mcp).toHaveCapability('extensions.io.modelcontextprotocol/ui');
  await expect(mcp).toHaveCapability('extensions.io.modelcontextprotocol/ui.mimeTypes');
});

it('passes under .not on what is absent or false', async () => {
  await expect(mcp).not.toHaveCapability('prompts');
  await expect(mcp).not.toHaveCapability('tools.listChanged');
  await expect(mcp).not.toHaveCapability('resources.listChanged');
});

it('fails with the deepest path that exists', async () => {
  expect(await messageOf(() => expect(mcp).toHaveCapability('resources.listChanged'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveCapability<dim>(</><green>path</><dim>)</>

   Server:          notes 1.0.0
   Expected path:   <green>"resources.listChanged"</>
   Received path:   <red>"resources"</>
   Received value:  <red>{"subscribe": true}</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
  expect(await messageOf(() => expect(mcp).toHaveCapability('tools.listChanged'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveCapability<dim>(</><green>path</><dim>)</>

   Server:          notes 1.0.0
   Expected path:   <green>"tools.listChanged"</>
   Received path:   <red>"tools.listChanged"</>
   Received value:  <red>false</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
  expect(await messageOf(() => expect(mcp).toHaveCapability('prompts'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveCapability<dim>(</><green>path</><dim>)</>

   Server:         notes 1.0.0
   Expected path:  <green>"prompts"</>
   Received path:  <red>nothing of it</>
   Capabilities:   <red>{"extensions": {"io.modelcontextprotocol/ui": {"mimeTypes": ["text/html"]}}, "logging": {}, "resources": {"subscribe": true}, "tools": {"listChanged": false}}</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it('fails under .not on what was declared', async () => {
  expect(await messageOf(() => expect(mcp).not.toHaveCapability('resources.subscribe')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toHaveCapability<dim>(</><green>path</><dim>)</>

   Server:          notes 1.0.0
   Expected path:   not <green>"resources.subscribe"</>
   Received path:   <red>"resources.subscribe"</>
   Received value:  <red>true</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it.each([['disconnected', disconnected] as const, ...UNAVAILABLE])(
  'decides nothing when opening the session ended in %s',
  async (_, unreachable) => {
    await failsBothWays(session({ unreachable }), it => it.toHaveCapability('tools'));
  },
);

it('refuses wrong subjects and wrong paths', async () => {
  for (const subject of [undefined, null, 42, { capabilities: { tools: {} } }, listTools([])])
    await failsBothWays(subject, it => it.toHaveCapability('tools'));
  expect(await failsBothWays({ tools: {} }, it => it.toHaveCapability('tools'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>received</><dim>).</>toHaveCapability<dim>(</><green>path</><dim>)</>

   <bold>Matcher error</>: <red>received</> value must be mcp or a session

   Received has type:  object
   Received has value: <red>{"tools": {}}</>

   This matcher asks the server itself: await expect(mcp).toHaveCapability(…)
  `);
  for (const path of ['', undefined, ['tools']])
    await failsBothWays(mcp, it => it.toHaveCapability(path as 'tools'));
});
