import { failsBothWays, getPrompt, messageOf, result, session, UNAVAILABLE } from './support';

const hello = { role: 'user', content: { type: 'text', text: 'Hello Ada' } } as const;
const mcp = session({ outcome: result({ messages: [hello] }) });

it('passes on messages, and on these ones', async () => {
  await expect(mcp).toGetPrompt('greet');
  await expect(mcp).toGetPrompt('greet', { name: 'Ada' });
  await expect(mcp).toGetPrompt('greet', { name: 'Ada' }, 'Hello Ada');
  await expect(mcp).toGetPrompt('greet', undefined, /ada/gi);
  await expect(mcp).toGetPrompt('greet', {}, expect.stringContaining('Ada'));
  await expect(mcp).toGetPrompt('greet', {}, [hello]);
  await expect(mcp).not.toGetPrompt('greet', {}, 'Hello Bob');
});

it('fails on another text', async () => {
  expect(await messageOf(() => expect(mcp).toGetPrompt('greet', { name: 'Bob' }, 'Hello Bob')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toGetPrompt<dim>(</><green>name</><dim>, </><green>args, expected</><dim>)</>

   Prompt:    greet { "name": "Bob" }
   Expected:  <green>"Hello Bob"</>
   Received:  <red>"Hello Ada"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → prompts/get  greet {"name":"Bob"}</>
   <dim>  ← result       user text "Hello Ada"  1.2 ms</>
  `);
});

it('fails on other messages', async () => {
  await messageOf(() => expect(mcp).toGetPrompt('greet', {}, [hello, hello]));
});

it('fails under .not when it was got', async () => {
  expect(await messageOf(() => expect(mcp).not.toGetPrompt('greet'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toGetPrompt<dim>(</><green>name</><dim>)</>

   Prompt:    greet
   Expected:  not <green>a result</>
   Received:  <red>result user text "Hello Ada"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → prompts/get  greet</>
   <dim>  ← result       user text "Hello Ada"  1.2 ms</>
  `);
});

it.each(UNAVAILABLE.filter(([kind]) => kind !== 'tool error'))(
  'decides nothing after %s',
  async (_, outcome) => {
    await failsBothWays(session({ outcome }), it => it.toGetPrompt('greet'));
    await failsBothWays(session({ outcome }), it => it.toGetPrompt('greet', {}, 'Hello'));
  },
);

it('refuses wrong subjects and wrong arguments', async () => {
  for (const subject of [undefined, null, 'greet', getPrompt(result({ messages: [hello] }))])
    await failsBothWays(subject, it => it.toGetPrompt('greet'));
  for (const name of ['', undefined, 42]) await failsBothWays(mcp, it => it.toGetPrompt(name as never));
  for (const args of ['Ada', null, ['Ada']])
    await failsBothWays(mcp, it => it.toGetPrompt('greet', args as never));
  for (const expected of [undefined, [], 42, new RegExp(''), hello])
    await failsBothWays(mcp, it => it.toGetPrompt('greet', {}, expected as never));
});
