import { callTool, failsBothWays, getPrompt, messageOf, result, text, UNAVAILABLE } from './support';

const image = { type: 'image', data: 'AA==', mimeType: 'image/png' } as const;
const note = { type: 'text', text: 'A chart', _meta: { 'example.com/by': 'me' } } as const;
const chart = result({ content: [note, image] });

it('passes with all blocks, patterns and asymmetric matchers at any depth', async () => {
  await expect(callTool(chart)).toReturnContent([note, image]);
  await expect(callTool(chart)).toReturnContent([
    { type: 'text', text: /chart/, _meta: expect.anything() },
    { ...image, data: expect.any(String) },
  ]);
  expect(chart.result).toReturnContent(expect.arrayContaining([image]));
  await expect(callTool(chart)).not.toReturnContent([note]);
  await expect(callTool(chart)).not.toReturnContent([image, note]);
});

it('fails with a diff', async () => {
  expect(await messageOf(() => expect(callTool(chart)).toReturnContent([{ ...note, text: /chart/i }])))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnContent<dim>(</><green>expected</><dim>) // deep equality</>

   Tool:  add { "a": 1, "b": 2 }

   <green>- Expected  - 0</>
   <red>+ Received  + 5</>

   <yellow>@@ -4,6 +4,11 @@</>
   <dim>        "example.com/by": "me",</>
   <dim>      },</>
   <dim>      "text": /chart/i,</>
   <dim>      "type": "text",</>
   <dim>    },</>
   <red>+   Object {</>
   <red>+     "data": "AA==",</>
   <red>+     "mimeType": "image/png",</>
   <red>+     "type": "image",</>
   <red>+   },</>
   <dim>  ]</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← result      text "A chart", image image/png (4 characters of base64)  1.2 ms</>
  `);
});

it('fails under .not when they are equal', async () => {
  expect(await messageOf(() => expect(callTool(chart)).not.toReturnContent([note, image])))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnContent<dim>(</><green>expected</><dim>) // deep equality</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  not <green>[{"_meta": {"example.com/by": "me"}, "text": "A chart", "type": "text"}, {"data": "AA==", "mimeType": "image/png", "type": "image"}]</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← result      text "A chart", image image/png (4 characters of base64)  1.2 ms</>
  `);
});

it.each(UNAVAILABLE)('decides nothing after %s', async (_, outcome) => {
  await failsBothWays(callTool(outcome), it => it.toReturnContent([image]));
});

it('decides nothing on empty content', async () => {
  expect(await failsBothWays(callTool(text()), it => it.toReturnContent([image]))).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnContent<dim>(</><green>expected</><dim>) // deep equality</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>[{"data": "AA==", "mimeType": "image/png", "type": "image"}]</>
   Received:  <red>no content</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← result      {"content":[]}     1.2 ms</>
  `);
});

it('refuses wrong expected values', async () => {
  expect(await failsBothWays(callTool(chart), it => it.toReturnContent([]))).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnContent<dim>(</><green>expected</><dim>) // deep equality</>

   <bold>Matcher error</>: <green>expected</> value must hold at least one item: an empty array leaves nothing to compare

   Expected has type:  array
   Expected has value: <green>[]</>
  `);
  expect(await failsBothWays(callTool(chart), it => it.toReturnContent('A chart' as never)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnContent<dim>(</><green>expected</><dim>) // deep equality</>

   <bold>Matcher error</>: <green>expected</> value must be an array (of content), or an asymmetric matcher

   Expected has type:  string
   Expected has value: <green>"A chart"</>
  `);
  await failsBothWays(callTool(chart), it => it.toReturnContent(undefined as never));
  await failsBothWays(callTool(chart), it => it.toReturnContent(expect.arrayContaining([])));
});

it('refuses wrong subjects', async () => {
  expect(await failsBothWays(getPrompt(chart), it => it.toReturnContent([image]))).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnContent<dim>(</><green>expected</><dim>) // deep equality</>

   <bold>Matcher error</>: <red>operation</> must call a tool

   Operation is: getPrompt "greet"

   For a prompt there are toReturnPromptText and toReturnPromptMessages.
  `);
  for (const subject of [undefined, null, 42, [image], () => chart])
    await failsBothWays(subject, it => it.toReturnContent([image]));
});

it('works behind .resolves and inside another value', async () => {
  await expect(Promise.resolve(chart.result)).resolves.toReturnContent([note, image]);
  expect([chart.result]).toEqual([expect.toReturnContent([note, image])]);
  expect(() => expect([text().result]).toEqual([expect.not.toReturnContent([image])])).toThrow('no content');
});
