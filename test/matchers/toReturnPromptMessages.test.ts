import { failsBothWays, getPrompt, messageOf, readResource, result, UNAVAILABLE } from './support';

const hello = { role: 'user', content: { type: 'text', text: 'Hello Ada' } } as const;
const answer = { role: 'assistant', content: { type: 'text', text: 'Hello' } } as const;
const greeting = result({ messages: [hello, answer] });

it('passes on all messages', async () => {
  await expect(getPrompt(greeting)).toReturnPromptMessages([hello, answer]);
  await expect(getPrompt(greeting)).toReturnPromptMessages([
    { role: 'user', content: { type: 'text', text: /Ada/ } },
    expect.anything(),
  ]);
  expect(greeting.result).toReturnPromptMessages([hello, answer]);
  await expect(Promise.resolve(greeting.result)).resolves.toReturnPromptMessages([hello, answer]);
  await expect(getPrompt(greeting)).not.toReturnPromptMessages([hello]);
});

it('fails with a diff', async () => {
  expect(
    await messageOf(() =>
      expect(getPrompt(greeting)).toReturnPromptMessages([hello, { ...answer, role: 'user' }]),
    ),
  ).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnPromptMessages<dim>(</><green>expected</><dim>) // deep equality</>

   Prompt:  greet { "name": "Ada" }

   <green>- Expected  - 1</>
   <red>+ Received  + 1</>

   <yellow>@@ -9,8 +9,8 @@</>
   <dim>    Object {</>
   <dim>      "content": Object {</>
   <dim>        "text": "Hello",</>
   <dim>        "type": "text",</>
   <dim>      },</>
   <green>-     "role": "user",</>
   <red>+     "role": "assistant",</>
   <dim>    },</>
   <dim>  ]</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → prompts/get  greet {"name":"Ada"}</>
   <dim>  ← result       user text "Hello Ada", assistant text "Hello"  1.2 ms</>
  `);
});

it('fails under .not when they are equal', async () => {
  expect(await messageOf(() => expect(getPrompt(greeting)).not.toReturnPromptMessages([hello, answer])))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnPromptMessages<dim>(</><green>expected</><dim>) // deep equality</>

   Prompt:    greet { "name": "Ada" }
   Expected:  not <green>[{"content": {"text": "Hello Ada", "type": "text"}, "role": "user"}, {"content": {"text": "Hello", "type": "text"}, "role": "assistant"}]</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → prompts/get  greet {"name":"Ada"}</>
   <dim>  ← result       user text "Hello Ada", assistant text "Hello"  1.2 ms</>
  `);
});

it.each(UNAVAILABLE)('decides nothing after %s', async (_, outcome) => {
  await failsBothWays(getPrompt(outcome), it => it.toReturnPromptMessages([hello]));
});

it('refuses wrong subjects and wrong expected values', async () => {
  await failsBothWays(readResource(greeting), it => it.toReturnPromptMessages([hello]));
  for (const subject of [undefined, null, 'Hello', [hello]])
    await failsBothWays(subject, it => it.toReturnPromptMessages([hello]));
  expect(await failsBothWays(getPrompt(greeting), it => it.toReturnPromptMessages([])))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnPromptMessages<dim>(</><green>expected</><dim>) // deep equality</>

   <bold>Matcher error</>: <green>expected</> value must hold at least one item: an empty array leaves nothing to compare

   Expected has type:  array
   Expected has value: <green>[]</>
  `);
  await failsBothWays(getPrompt(greeting), it => it.toReturnPromptMessages('Hello' as never));
});

it('works inside another value', () => {
  expect([greeting.result]).toEqual([expect.toReturnPromptMessages([hello, answer])]);
  expect(() => expect([{ messages: [] }]).toEqual([expect.not.toReturnPromptMessages([hello])])).toThrow(
    'no messages',
  );
});
