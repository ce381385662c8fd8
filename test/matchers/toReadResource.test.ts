import { failsBothWays, messageOf, readResource, result, session, UNAVAILABLE, unknownName } from './support';

const milk = { uri: 'note://1', text: 'milk' };
const mcp = session({ outcome: result({ contents: [milk, { uri: 'note://2', text: 'eggs' }] }) });

it('passes on contents, and on these ones', async () => {
  await expect(mcp).toReadResource('note://1');
  await expect(mcp).toReadResource('note://1', 'milk\neggs');
  await expect(mcp).toReadResource('note://1', /eggs/g);
  await expect(mcp).toReadResource('note://1', ['milk', /egg/]);
  await expect(mcp).toReadResource('note://1', expect.stringContaining('milk'));
  await expect(mcp).toReadResource('note://1', [milk, { uri: 'note://2', text: 'eggs' }]);
  await expect(mcp).not.toReadResource('note://1', 'ham');
  await expect(mcp).not.toReadResource('note://1', [milk]);
});

it('fails on other text', async () => {
  expect(await messageOf(() => expect(mcp).toReadResource('note://1', ['milk', 'ham'])))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toReadResource<dim>(</><green>uri</><dim>, </><green>expected</><dim>)</>

   Resource:  note://1

   <green>- Expected  - 1</>
   <red>+ Received  + 1</>

   <dim>  Array [</>
   <dim>    "milk",</>
   <green>-   "ham",</>
   <red>+   "eggs",</>
   <dim>  ]</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → resources/read  note://1</>
   <dim>  ← result          note://1 text "milk", note://2 text "eggs"  1.2 ms</>
  `);
});

it('fails under .not when it was read', async () => {
  expect(await messageOf(() => expect(mcp).not.toReadResource('note://1'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toReadResource<dim>(</><green>uri</><dim>)</>

   Resource:  note://1
   Expected:  not <green>a result</>
   Received:  <red>result note://1 text "milk", note://2 text "eggs"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → resources/read  note://1</>
   <dim>  ← result          note://1 text "milk", note://2 text "eggs"  1.2 ms</>
  `);
});

it.each(UNAVAILABLE.filter(([kind]) => kind !== 'tool error'))(
  'decides nothing after %s',
  async (_, outcome) => {
    await failsBothWays(session({ outcome }), it => it.toReadResource('note://1'));
    await failsBothWays(session({ outcome }), it => it.toReadResource('note://1', 'milk'));
  },
);

it('names the matcher for what happened', async () => {
  const outcome = {
    ...unknownName,
    message: 'Resource note://9 not found',
    offered: ['note://1', 'note://2'],
  };
  expect(await messageOf(() => expect(session({ outcome })).not.toReadResource('note://9')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toReadResource<dim>(</><green>uri</><dim>)</>

   Resource:  note://9
   Expected:  not <green>a result</>
   Received:  <red>unknown resource "note://9"</>
   Offered:   <red>2 resources: "note://1", "note://2"</>

   Did you mean "note://1"?

   So there was nothing to decide, and it fails with .not as well as without.

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → resources/read  note://9</>
   <dim>  ← error           -32602 "Resource note://9 not found"  1.2 ms</>
  `);
});

it('refuses wrong subjects and wrong arguments', async () => {
  for (const subject of [undefined, null, 'note://1', readResource(result({ contents: [milk] }))])
    await failsBothWays(subject, it => it.toReadResource('note://1'));
  for (const uri of ['', undefined, 42]) await failsBothWays(mcp, it => it.toReadResource(uri as never));
  for (const expected of [undefined, [], 42, new RegExp(''), milk])
    await failsBothWays(mcp, it => it.toReadResource('note://1', expected as never));
});
