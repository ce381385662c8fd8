import { callTool, complete, failsBothWays, messageOf, result, UNAVAILABLE } from './support';

const french = result({ completion: { values: ['French', 'Frisian'], total: 2, hasMore: false } });
const none = result({ completion: { values: [], hasMore: false } });

it('passes on all values', async () => {
  await expect(complete(french)).toReturnCompletions(['French', 'Frisian']);
  await expect(complete(french)).toReturnCompletions(['French', /^Fri/]);
  expect(french.result).toReturnCompletions(expect.arrayContaining(['Frisian']));
  await expect(Promise.resolve(french.result)).resolves.toReturnCompletions(['French', 'Frisian']);
  await expect(complete(french)).not.toReturnCompletions(['French']);
});

it('takes an empty list for an answer like any other', async () => {
  await expect(complete(none)).toReturnCompletions([]);
  await expect(complete(french)).not.toReturnCompletions([]);
  await expect(complete(none)).not.toReturnCompletions(['French']);
});

it('fails with a diff', async () => {
  expect(await messageOf(() => expect(complete(french)).toReturnCompletions(['French', 'Friulian'])))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnCompletions<dim>(</><green>expected</><dim>) // deep equality</>

   Completion:  greet { "name": "language", "value": "fr" }

   <green>- Expected  - 1</>
   <red>+ Received  + 1</>

   <dim>  Array [</>
   <dim>    "French",</>
   <green>-   "Friulian",</>
   <red>+   "Frisian",</>
   <dim>  ]</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → completion/complete  {"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"language","value":"fr"}}</>
   <dim>  ← result               {"completion":{"values":["French","Frisian"],"total":2,"hasMore":false}}                  1.2 ms</>
  `);
});

it('fails under .not when they are equal', async () => {
  expect(await messageOf(() => expect(complete(none)).not.toReturnCompletions([]))).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnCompletions<dim>(</><green>expected</><dim>) // deep equality</>

   Completion:  greet { "name": "language", "value": "fr" }
   Expected:    not <green>[]</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → completion/complete  {"ref":{"type":"ref/prompt","name":"greet"},"argument":{"name":"language","value":"fr"}}</>
   <dim>  ← result               {"completion":{"values":[],"hasMore":false}}                                              1.2 ms</>
  `);
});

it.each(UNAVAILABLE)('decides nothing after %s', async (_, outcome) => {
  await failsBothWays(complete(outcome), it => it.toReturnCompletions(['French']));
});

it('refuses wrong subjects and wrong expected values', async () => {
  expect(await failsBothWays(callTool(french), it => it.toReturnCompletions(['French'])))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnCompletions<dim>(</><green>expected</><dim>) // deep equality</>

   <bold>Matcher error</>: <red>operation</> must complete an argument

   Operation is: callTool "add"

   For a tool there are toReturnToolText, toReturnStructuredContent, toReturnContent and toReturnToolError.
  `);
  for (const subject of [undefined, null, 'French', ['French']])
    await failsBothWays(subject, it => it.toReturnCompletions(['French']));
  expect(await failsBothWays(complete(french), it => it.toReturnCompletions('French' as never)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnCompletions<dim>(</><green>expected</><dim>) // deep equality</>

   <bold>Matcher error</>: <green>expected</> value must be an array (of values), or an asymmetric matcher

   Expected has type:  string
   Expected has value: <green>"French"</>
  `);
});

it('works inside another value', () => {
  expect([french.result]).toEqual([expect.toReturnCompletions(['French', 'Frisian'])]);
  expect([french.result]).toEqual([expect.not.toReturnCompletions([])]);
});
