import { callTool, failsBothWays, getPrompt, messageOf, result, UNAVAILABLE } from './support';

const image = { role: 'user', content: { type: 'image', data: 'AA==', mimeType: 'image/png' } };
const greeting = result({
  messages: [
    { role: 'user', content: { type: 'text', text: 'Hello' } },
    image,
    { role: 'assistant', content: { type: 'text', text: 'Ada' } },
  ],
});

it('passes on the text of all messages', async () => {
  await expect(getPrompt(greeting)).toReturnPromptText('Hello\nAda');
  await expect(getPrompt(greeting)).toReturnPromptText(/ada/iy);
  await expect(getPrompt(greeting)).toReturnPromptText(['Hello', 'Ada']);
  expect(greeting.result).toReturnPromptText(expect.stringContaining('Ada'));
  await expect(Promise.resolve(greeting.result)).resolves.toReturnPromptText(/Hello/);
  await expect(getPrompt(greeting)).not.toReturnPromptText('Hello');
});

it('fails on another text, and says what is no text', async () => {
  expect(await messageOf(() => expect(getPrompt(greeting)).toReturnPromptText('Hello\nBob')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnPromptText<dim>(</><green>expected</><dim>)</>

   Prompt:  greet { "name": "Ada" }

   <green>- Expected  - 1</>
   <red>+ Received  + 1</>

   <dim>  Hello</>
   <green>- Bob</>
   <red>+ Ada</>

   The messages also hold what is not text: image (image/png).

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → prompts/get  greet {"name":"Ada"}</>
   <dim>  ← result       user text "Hello", user image image/png (4 characters of base64), assistant text "Ada"  1.2 ms</>
  `);
});

it('fails under .not on the same text', async () => {
  expect(await messageOf(() => expect(getPrompt(greeting)).not.toReturnPromptText(/Ada/)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnPromptText<dim>(</><green>expected</><dim>)</>

   Prompt:            greet { "name": "Ada" }
   Expected pattern:  not <green>/Ada/</>
   Received text:     <red>"Hello</>
                      <red>Ada"</>

   The messages also hold what is not text: image (image/png).

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → prompts/get  greet {"name":"Ada"}</>
   <dim>  ← result       user text "Hello", user image image/png (4 characters of base64), assistant text "Ada"  1.2 ms</>
  `);
});

it.each(UNAVAILABLE)('decides nothing after %s', async (_, outcome) => {
  await failsBothWays(getPrompt(outcome), it => it.toReturnPromptText('Hello'));
});

it('decides nothing where no message holds text', async () => {
  expect(await failsBothWays(getPrompt(result({ messages: [image] })), it => it.toReturnPromptText('Hello')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnPromptText<dim>(</><green>expected</><dim>)</>

   Prompt:    greet { "name": "Ada" }
   Expected:  <green>"Hello"</>
   Received:  <red>no text, only image (image/png)</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → prompts/get  greet {"name":"Ada"}</>
   <dim>  ← result       user image image/png (4 characters of base64)  1.2 ms</>
  `);
});

it('refuses wrong subjects and wrong expected values', async () => {
  expect(await failsBothWays(callTool(greeting), it => it.toReturnPromptText('Hello')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnPromptText<dim>(</><green>expected</><dim>)</>

   <bold>Matcher error</>: <red>operation</> must get a prompt

   Operation is: callTool "add"

   For a tool there are toReturnToolText, toReturnStructuredContent, toReturnContent and toReturnToolError.
  `);
  for (const subject of [undefined, null, 'Hello', [greeting]])
    await failsBothWays(subject, it => it.toReturnPromptText('Hello'));
  for (const expected of [undefined, [], 42, new RegExp('')])
    await failsBothWays(getPrompt(greeting), it => it.toReturnPromptText(expected as never));
});

it('works inside another value', () => {
  expect([greeting.result]).toEqual([expect.toReturnPromptText('Hello\nAda')]);
  expect(() => expect([{ messages: [] }]).toEqual([expect.not.toReturnPromptText('Hello')])).toThrow(
    'its messages are empty',
  );
});
