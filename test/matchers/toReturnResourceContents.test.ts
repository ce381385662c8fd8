import { callTool, failsBothWays, messageOf, readResource, result, UNAVAILABLE } from './support';

const milk = { uri: 'note://1', mimeType: 'text/plain', text: 'milk' };
const picture = { uri: 'pic://1', mimeType: 'image/png', blob: 'AA==' };
const contents = result({ contents: [milk, picture] });

it('passes on all contents', async () => {
  await expect(readResource(contents)).toReturnResourceContents([milk, picture]);
  await expect(readResource(contents)).toReturnResourceContents([
    { ...milk, text: /^m/ },
    { ...picture, blob: expect.any(String) },
  ]);
  expect(contents.result).toReturnResourceContents(expect.arrayContaining([milk]));
  await expect(Promise.resolve(contents.result)).resolves.toReturnResourceContents([milk, picture]);
  await expect(readResource(contents)).not.toReturnResourceContents([milk]);
});

it('fails with a diff', async () => {
  expect(
    await messageOf(() =>
      expect(readResource(contents)).toReturnResourceContents([
        { ...milk, mimeType: 'text/markdown' },
        picture,
      ]),
    ),
  ).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnResourceContents<dim>(</><green>expected</><dim>) // deep equality</>

   Resource:  note://1

   <green>- Expected  - 1</>
   <red>+ Received  + 1</>

   <yellow>@@ -1,8 +1,8 @@</>
   <dim>  Array [</>
   <dim>    Object {</>
   <green>-     "mimeType": "text/markdown",</>
   <red>+     "mimeType": "text/plain",</>
   <dim>      "text": "milk",</>
   <dim>      "uri": "note://1",</>
   <dim>    },</>
   <dim>    Object {</>
   <dim>      "blob": "AA==",</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → resources/read  note://1</>
   <dim>  ← result          note://1 text "milk", pic://1 image/png blob (4 characters of base64)  1.2 ms</>
  `);
});

it('fails under .not when they are equal', async () => {
  expect(await messageOf(() => expect(readResource(contents)).not.toReturnResourceContents([milk, picture])))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnResourceContents<dim>(</><green>expected</><dim>) // deep equality</>

   Resource:  note://1
   Expected:  not <green>[{"mimeType": "text/plain", "text": "milk", "uri": "note://1"}, {"blob": "AA==", "mimeType": "image/png", "uri": "pic://1"}]</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → resources/read  note://1</>
   <dim>  ← result          note://1 text "milk", pic://1 image/png blob (4 characters of base64)  1.2 ms</>
  `);
});

it.each(UNAVAILABLE)('decides nothing after %s', async (_, outcome) => {
  await failsBothWays(readResource(outcome), it => it.toReturnResourceContents([milk]));
});

it('decides nothing where there are no contents', async () => {
  expect(
    await failsBothWays(readResource(result({ contents: [] })), it => it.toReturnResourceContents([milk])),
  ).toMatch('no contents');
});

it('refuses wrong subjects and wrong expected values', async () => {
  await failsBothWays(callTool(contents), it => it.toReturnResourceContents([milk]));
  for (const subject of [undefined, null, 'milk', [milk]])
    await failsBothWays(subject, it => it.toReturnResourceContents([milk]));
  expect(await failsBothWays(readResource(contents), it => it.toReturnResourceContents(milk as never)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnResourceContents<dim>(</><green>expected</><dim>) // deep equality</>

   <bold>Matcher error</>: <green>expected</> value must be an array (of contents), or an asymmetric matcher

   Expected has type:  object
   Expected has value: <green>{"mimeType": "text/plain", "text": "milk", "uri": "note://1"}</>
  `);
  await failsBothWays(readResource(contents), it => it.toReturnResourceContents([]));
});

it('works inside another value', () => {
  expect([contents.result]).toEqual([expect.toReturnResourceContents([milk, picture])]);
  expect([contents.result]).toEqual([expect.not.toReturnResourceContents([milk])]);
});
