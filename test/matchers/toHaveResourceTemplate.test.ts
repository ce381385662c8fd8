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

const item = { uriTemplate: 'note://{id}', name: 'note', description: 'A note' };
const mcp = session({ resourceTemplates: [item] });
const asked = { verb: 'listResourceTemplates', method: 'resources/templates/list', params: {} } as const;

it('passes on a session, a list operation, a list and a raw result', async () => {
  await expect(mcp).toHaveResourceTemplate('note://{id}');
  await expect(operation(asked, result({ resourceTemplates: [item] }))).toHaveResourceTemplate('note://{id}');
  expect(markList([item], 'resourceTemplates')).toHaveResourceTemplate('note://{id}');
  expect({ resourceTemplates: [item] }).toHaveResourceTemplate('note://{id}', { description: /note/ });
  await expect(Promise.resolve({ resourceTemplates: [item] })).resolves.toHaveResourceTemplate('note://{id}');
});

it('passes under .not when it is missing, or of another shape', async () => {
  await expect(mcp).not.toHaveResourceTemplate('note://{name}');
  await expect(mcp).not.toHaveResourceTemplate('note://{id}', { title: 'x' });
  await expect(session({ capabilities: { tools: {} } })).not.toHaveResourceTemplate('note://{id}');
});

it('fails when it is missing, and lists what there is', async () => {
  expect(await messageOf(() => expect(mcp).toHaveResourceTemplate('note://{name}'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveResourceTemplate<dim>(</><green>uriTemplate</><dim>)</>

   Server:    notes 1.0.0
   Expected:  <green>resource template "note://{name}"</>
   Offered:   <red>1 resource template: "note://{id}"</>

   Did you mean "note://{id}"?

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → resources/templates/list</>
   <dim>  ← result                    1 resourceTemplate: "note://{id}"  1.2 ms</>
  `);
});

it('fails when the shape differs', async () => {
  expect(
    await messageOf(() =>
      expect({ resourceTemplates: [item] }).toHaveResourceTemplate('note://{id}', {
        title: 'x',
        description: /note/,
      }),
    ),
  ).toMatchInlineSnapshot(`
   <dim>expect(</><red>resourceTemplates</><dim>).</>toHaveResourceTemplate<dim>(</><green>uriTemplate</><dim>, </><green>shape</><dim>)</>

   Resource template:  note://{id}

   <green>- Expected shape  - 1</>
   <red>+ Received shape  + 0</>

   <dim>  Object {</>
   <dim>    "description": /note/,</>
   <green>-   "title": "x",</>
   <dim>  }</>

   Differs at: title (absent)
   Matches at: description
  `);
});

it('fails under .not when it is there', async () => {
  expect(
    await messageOf(() => expect({ resourceTemplates: [item] }).not.toHaveResourceTemplate('note://{id}')),
  ).toMatchInlineSnapshot(`
   <dim>expect(</><red>resourceTemplates</><dim>).</>not<dim>.</>toHaveResourceTemplate<dim>(</><green>uriTemplate</><dim>)</>

   Expected:  <green>no resource template "note://{id}"</>
   Received:  <red>{"description": "A note", "name": "note", "uriTemplate": "note://{id}"}</>
  `);
});

it.each(UNAVAILABLE)('decides nothing when the list ended in %s', async (_, listOutcome) => {
  await failsBothWays(session({ listOutcome }), it => it.toHaveResourceTemplate('note://{id}'));
});

it('decides nothing without a session, on one page, and about the shape of what is missing', async () => {
  await failsBothWays(session({ unreachable: disconnected }), it => it.toHaveResourceTemplate('note://{id}'));
  await failsBothWays({ resourceTemplates: [item], nextCursor: 'x' }, it =>
    it.toHaveResourceTemplate('note://{name}'),
  );
  await failsBothWays(mcp, it => it.toHaveResourceTemplate('note://{name}', { description: /note/ }));
});

it('refuses wrong subjects, the lists of other things among them', async () => {
  for (const subject of [undefined, null, 42, [item], { tools: [ADD] }, markList([item], 'tools')]) {
    await failsBothWays(subject, it => it.toHaveResourceTemplate('note://{id}'));
  }
  await failsBothWays(
    operation({ verb: 'listTools', method: 'tools/list', params: {} }, result({ tools: [ADD] })),
    it => it.toHaveResourceTemplate('note://{id}'),
  );
});

it('refuses wrong arguments', async () => {
  await failsBothWays(mcp, it => it.toHaveResourceTemplate(''));
  await failsBothWays(mcp, it => it.toHaveResourceTemplate('note://{id}', {}));
  await failsBothWays(mcp, it => it.toHaveResourceTemplate('note://{id}', undefined));
});

it('works inside another value', () => {
  expect([markList([item], 'resourceTemplates')]).toEqual([expect.toHaveResourceTemplate('note://{id}')]);
  expect([markList([item], 'resourceTemplates')]).toEqual([
    expect.not.toHaveResourceTemplate('note://{name}'),
  ]);
});
