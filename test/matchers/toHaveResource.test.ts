import {
  ADD,
  disconnected,
  failsBothWays,
  messageOf,
  operation,
  result,
  session,
  UNAVAILABLE,
} from './support';
import { markList } from '../../src/protocol/results';

const item = { uri: 'note://1', name: 'one', mimeType: 'text/plain' };
const mcp = session({ resources: [item] });
const asked = { verb: 'listResources', method: 'resources/list', params: {} } as const;

it('passes on a session, a list operation, a list and a raw result', async () => {
  await expect(mcp).toHaveResource('note://1');
  await expect(operation(asked, result({ resources: [item] }))).toHaveResource('note://1');
  expect(markList([item], 'resources')).toHaveResource('note://1');
  expect({ resources: [item] }).toHaveResource('note://1', { mimeType: /^text/ });
  await expect(Promise.resolve({ resources: [item] })).resolves.toHaveResource('note://1');
});

it('passes under .not when it is missing, or of another shape', async () => {
  await expect(mcp).not.toHaveResource('note://2');
  await expect(mcp).not.toHaveResource('note://1', { title: 'x' });
  await expect(session({ capabilities: { tools: {} } })).not.toHaveResource('note://1');
});

it('fails when it is missing, and lists what there is', async () => {
  expect(await messageOf(() => expect(mcp).toHaveResource('note://2'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveResource<dim>(</><green>uri</><dim>)</>

   Server:    notes 1.0.0
   Expected:  <green>resource "note://2"</>
   Offered:   <red>1 resource: "note://1"</>

   Did you mean "note://1"?

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → resources/list</>
   <dim>  ← result          1 resource: "note://1"  1.2 ms</>
  `);
});

it('fails when the shape differs', async () => {
  expect(
    await messageOf(() =>
      expect({ resources: [item] }).toHaveResource('note://1', { title: 'x', mimeType: /^text/ }),
    ),
  ).toMatchInlineSnapshot(`
   <dim>expect(</><red>resources</><dim>).</>toHaveResource<dim>(</><green>uri</><dim>, </><green>shape</><dim>)</>

   Resource:  note://1

   <green>- Expected shape  - 1</>
   <red>+ Received shape  + 0</>

   <dim>  Object {</>
   <dim>    "mimeType": /^text/,</>
   <green>-   "title": "x",</>
   <dim>  }</>

   Differs at: title (absent)
   Matches at: mimeType
  `);
});

it('fails under .not when it is there', async () => {
  expect(await messageOf(() => expect({ resources: [item] }).not.toHaveResource('note://1')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>resources</><dim>).</>not<dim>.</>toHaveResource<dim>(</><green>uri</><dim>)</>

   Expected:  <green>no resource "note://1"</>
   Received:  <red>{"mimeType": "text/plain", "name": "one", "uri": "note://1"}</>
  `);
});

it.each(UNAVAILABLE)('decides nothing when the list ended in %s', async (_, listOutcome) => {
  await failsBothWays(session({ listOutcome }), it => it.toHaveResource('note://1'));
});

it('decides nothing without a session, on one page, and about the shape of what is missing', async () => {
  await failsBothWays(session({ unreachable: disconnected }), it => it.toHaveResource('note://1'));
  await failsBothWays({ resources: [item], nextCursor: 'x' }, it => it.toHaveResource('note://2'));
  await failsBothWays(mcp, it => it.toHaveResource('note://2', { mimeType: /^text/ }));
});

it('refuses wrong subjects, the lists of other things among them', async () => {
  for (const subject of [undefined, null, 42, [item], { tools: [ADD] }, markList([item], 'tools')]) {
    await failsBothWays(subject, it => it.toHaveResource('note://1'));
  }
  await failsBothWays(
    operation({ verb: 'listTools', method: 'tools/list', params: {} }, result({ tools: [ADD] })),
    it => it.toHaveResource('note://1'),
  );
});

it('refuses wrong arguments', async () => {
  await failsBothWays(mcp, it => it.toHaveResource(''));
  await failsBothWays(mcp, it => it.toHaveResource('note://1', {}));
  await failsBothWays(mcp, it => it.toHaveResource('note://1', undefined));
});

it('works inside another value', () => {
  expect([markList([item], 'resources')]).toEqual([expect.toHaveResource('note://1')]);
  expect([markList([item], 'resources')]).toEqual([expect.not.toHaveResource('note://2')]);
});
