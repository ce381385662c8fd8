import {
  ADD,
  disconnected,
  DIVIDE,
  failsBothWays,
  failureOf,
  listTools,
  messageOf,
  session,
  SUBTRACT,
  toolList,
  UNAVAILABLE,
} from './support';

const mcp = session({ tools: [ADD, DIVIDE, SUBTRACT] });

it('passes on exactly these tools, in any order', async () => {
  await expect(mcp).toHaveTools(['subtract', 'add', 'divide']);
  await expect(listTools([ADD])).toHaveTools(['add']);
  expect(toolList(ADD, DIVIDE)).toHaveTools(['divide', 'add']);
  await expect(Promise.resolve({ tools: [ADD] })).resolves.toHaveTools(['add']);
  await expect(mcp).toHaveTools(expect.arrayContaining(['add']));
});

it('passes under .not when none of them is offered', async () => {
  await expect(mcp).not.toHaveTools(['purge', 'drop']);
  await expect(mcp).not.toHaveTools(expect.arrayContaining(['purge']));
  await expect(session({ capabilities: {} })).not.toHaveTools(['add']);
});

it('fails with what is missing and what is extra', async () => {
  const failure = await failureOf(() => expect(mcp).toHaveTools(['add', 'multiply']));
  expect(failure.message).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveTools<dim>(</><green>names</><dim>)</>

   Server:       notes 1.0.0
   Expected:     exactly these 2 tools
   Missing (1):  <green>"multiply"</>
   Extra (2):    <red>"divide", "subtract"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/list</>
   <dim>  ← result      3 tools: "add", "divide", "subtract"  1.2 ms</>
  `);
  expect(failure.matcherResult).toMatchObject({
    actual: ['add', 'divide', 'subtract'],
    expected: ['add', 'multiply'],
  });
});

it('fails on a list with a tool twice', async () => {
  expect(await messageOf(() => expect(toolList(ADD, ADD)).toHaveTools(['add']))).toMatchInlineSnapshot(`
   <dim>expect(</><red>tools</><dim>).</>toHaveTools<dim>(</><green>names</><dim>)</>

   Expected:          exactly this tool
   Listed twice (1):  <red>"add"</>
  `);
});

it('fails under .not as soon as one of them is offered', async () => {
  expect(await messageOf(() => expect(mcp).not.toHaveTools(['add', 'purge']))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toHaveTools<dim>(</><green>names</><dim>)</>

   Server:            notes 1.0.0
   Expected none of:  <green>"add", "purge"</>
   But offered:       <red>"add"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/list</>
   <dim>  ← result      3 tools: "add", "divide", "subtract"  1.2 ms</>
  `);
  await messageOf(() => expect(mcp).not.toHaveTools(['add', 'divide', 'subtract']));
  await messageOf(() => expect(mcp).not.toHaveTools(['add']));
});

it('fails on what an asymmetric matcher does not accept', async () => {
  expect(await messageOf(() => expect(toolList(ADD)).toHaveTools(expect.arrayContaining(['purge']))))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>tools</><dim>).</>toHaveTools<dim>(</><green>names</><dim>)</>

   Expected:  <green>ArrayContaining ["purge"]</>
   Received:  <red>["add"]</>
  `);
});

it('fails where the server declares no tools', async () => {
  expect(await messageOf(() => expect(session({ capabilities: {} })).toHaveTools(['add'])))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveTools<dim>(</><green>names</><dim>)</>

   The server does not declare the tools capability, so it offers no tool at all.

   Server:       notes 1.0.0
   Expected:     exactly this tool
   Missing (1):  <green>"add"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it.each(UNAVAILABLE)('decides nothing when the list ended in %s', async (_, listOutcome) => {
  await failsBothWays(session({ listOutcome }), it => it.toHaveTools(['add']));
});

it('decides nothing on one page, without a session, or without the list', async () => {
  await failsBothWays({ tools: [ADD], nextCursor: 'x' }, it => it.toHaveTools(['purge']));
  await failsBothWays(session({ unreachable: disconnected }), it => it.toHaveTools(['add']));
  await failsBothWays(Promise.reject(new TypeError('x')), it => it.toHaveTools(['add']));
});

it.each([
  ['nothing', undefined],
  ['an empty array', []],
  ['a name alone', 'add'],
  ['a name twice', ['add', 'add']],
  ['something that is no name', ['add', 42]],
  ['an asymmetric matcher that accepts everything', expect.arrayContaining([])],
  ['a pattern inside one of Jest’s matchers', expect.arrayContaining([/add/])],
])('refuses %s as the names', async (_, names) => {
  expect(await failsBothWays(mcp, it => it.toHaveTools(names as string[]))).toMatchSnapshot();
});

it('refuses wrong subjects', async () => {
  for (const subject of [undefined, null, 42, [ADD], ['add'], { prompts: [] }])
    await failsBothWays(subject, it => it.toHaveTools(['add']));
});

it('works inside another value', () => {
  expect([toolList(ADD)]).toEqual([expect.toHaveTools(['add'])]);
  expect([toolList(ADD)]).toEqual([expect.not.toHaveTools(['purge'])]);
  expect([toolList(ADD)]).not.toEqual([expect.not.toHaveTools(['add', 'purge'])]);
});
