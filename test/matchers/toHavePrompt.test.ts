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

const item = { name: 'greet', arguments: [{ name: 'name', required: true }] };
const mcp = session({ prompts: [item] });
const asked = { verb: 'listPrompts', method: 'prompts/list', params: {} } as const;

it('passes on a session, a list operation, a list and a raw result', async () => {
  await expect(mcp).toHavePrompt('greet');
  await expect(operation(asked, result({ prompts: [item] }))).toHavePrompt('greet');
  expect(markList([item], 'prompts')).toHavePrompt('greet');
  expect({ prompts: [item] }).toHavePrompt('greet', { arguments: [{ name: 'name' }] });
  await expect(Promise.resolve({ prompts: [item] })).resolves.toHavePrompt('greet');
});

it('passes under .not when it is missing, or of another shape', async () => {
  await expect(mcp).not.toHavePrompt('great');
  await expect(mcp).not.toHavePrompt('greet', { title: 'x' });
  await expect(session({ capabilities: { tools: {} } })).not.toHavePrompt('greet');
});

it('fails when it is missing, and lists what there is', async () => {
  expect(await messageOf(() => expect(mcp).toHavePrompt('great'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHavePrompt<dim>(</><green>name</><dim>)</>

   Server:    notes 1.0.0
   Expected:  <green>prompt "great"</>
   Offered:   <red>1 prompt: "greet"</>

   Did you mean "greet"?

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → prompts/list</>
   <dim>  ← result        1 prompt: "greet"  1.2 ms</>
  `);
});

it('fails when the shape differs', async () => {
  expect(
    await messageOf(() =>
      expect({ prompts: [item] }).toHavePrompt('greet', { title: 'x', arguments: [{ name: 'name' }] }),
    ),
  ).toMatchInlineSnapshot(`
   <dim>expect(</><red>prompts</><dim>).</>toHavePrompt<dim>(</><green>name</><dim>, </><green>shape</><dim>)</>

   Prompt:  greet

   <green>- Expected shape  - 1</>
   <red>+ Received shape  + 0</>

   <yellow>@@ -2,7 +2,6 @@</>
   <dim>    "arguments": Array [</>
   <dim>      Object {</>
   <dim>        "name": "name",</>
   <dim>      },</>
   <dim>    ],</>
   <green>-   "title": "x",</>
   <dim>  }</>

   Differs at: title (absent)
   Matches at: arguments
  `);
});

it('fails under .not when it is there', async () => {
  expect(await messageOf(() => expect({ prompts: [item] }).not.toHavePrompt('greet'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>prompts</><dim>).</>not<dim>.</>toHavePrompt<dim>(</><green>name</><dim>)</>

   Expected:  <green>no prompt "greet"</>
   Received:  <red>{"arguments": [{"name": "name", "required": true}], "name": "greet"}</>
  `);
});

it.each(UNAVAILABLE)('decides nothing when the list ended in %s', async (_, listOutcome) => {
  await failsBothWays(session({ listOutcome }), it => it.toHavePrompt('greet'));
});

it('decides nothing without a session, on one page, and about the shape of what is missing', async () => {
  await failsBothWays(session({ unreachable: disconnected }), it => it.toHavePrompt('greet'));
  await failsBothWays({ prompts: [item], nextCursor: 'x' }, it => it.toHavePrompt('great'));
  await failsBothWays(mcp, it => it.toHavePrompt('great', { arguments: [{ name: 'name' }] }));
});

it('refuses wrong subjects, the lists of other things among them', async () => {
  for (const subject of [undefined, null, 42, [item], { tools: [ADD] }, markList([item], 'tools')]) {
    await failsBothWays(subject, it => it.toHavePrompt('greet'));
  }
  await failsBothWays(
    operation({ verb: 'listTools', method: 'tools/list', params: {} }, result({ tools: [ADD] })),
    it => it.toHavePrompt('greet'),
  );
});

it('refuses wrong arguments', async () => {
  await failsBothWays(mcp, it => it.toHavePrompt(''));
  await failsBothWays(mcp, it => it.toHavePrompt('greet', {}));
  await failsBothWays(mcp, it => it.toHavePrompt('greet', undefined));
});

it('works inside another value', () => {
  expect([markList([item], 'prompts')]).toEqual([expect.toHavePrompt('greet')]);
  expect([markList([item], 'prompts')]).toEqual([expect.not.toHavePrompt('great')]);
});
