import { callTool, failsBothWays, messageOf, readResource, result, UNAVAILABLE } from './support';

const note = result({
  contents: [
    { uri: 'note://1', text: 'milk' },
    { uri: 'note://2', text: 'eggs' },
  ],
});
const picture = result({ contents: [{ uri: 'pic://1', mimeType: 'image/png', blob: 'AA==' }] });

it('passes on the text of all contents', async () => {
  await expect(readResource(note)).toReturnResourceText('milk\neggs');
  await expect(readResource(note)).toReturnResourceText(/eggs/g);
  await expect(readResource(note)).toReturnResourceText(['milk', /egg/]);
  expect(note.result).toReturnResourceText(expect.stringContaining('milk'));
  await expect(Promise.resolve(note.result)).resolves.toReturnResourceText(/milk/);
  await expect(readResource(note)).not.toReturnResourceText('milk');
});

it('fails on another text', async () => {
  expect(await messageOf(() => expect(readResource(note)).toReturnResourceText(/ham/)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnResourceText<dim>(</><green>expected</><dim>)</>

   Resource:          note://1
   Expected pattern:  <green>/ham/</>
   Received text:     <red>"milk</>
                      <red>eggs"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → resources/read  note://1</>
   <dim>  ← result          note://1 text "milk", note://2 text "eggs"  1.2 ms</>
  `);
});

it('fails under .not on the same text', async () => {
  expect(await messageOf(() => expect(readResource(note)).not.toReturnResourceText('milk\neggs')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnResourceText<dim>(</><green>expected</><dim>)</>

   Resource:  note://1
   Expected:  not <green>"milk</>
              <green>eggs"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → resources/read  note://1</>
   <dim>  ← result          note://1 text "milk", note://2 text "eggs"  1.2 ms</>
  `);
});

it.each(UNAVAILABLE)('decides nothing after %s', async (_, outcome) => {
  await failsBothWays(readResource(outcome), it => it.toReturnResourceText('milk'));
});

it('decides nothing where there are blobs alone', async () => {
  expect(await failsBothWays(readResource(picture, 'pic://1'), it => it.toReturnResourceText('milk')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnResourceText<dim>(</><green>expected</><dim>)</>

   Resource:  pic://1
   Expected:  <green>"milk"</>
   Received:  <red>no text, only blob (image/png)</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → resources/read  pic://1</>
   <dim>  ← result          pic://1 image/png blob (4 characters of base64)  1.2 ms</>
  `);
  await failsBothWays(readResource(result({ contents: [] })), it => it.toReturnResourceText('milk'));
});

it('refuses wrong subjects and wrong expected values', async () => {
  expect(await failsBothWays(callTool(note), it => it.toReturnResourceText('milk'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnResourceText<dim>(</><green>expected</><dim>)</>

   <bold>Matcher error</>: <red>operation</> must read a resource

   Operation is: callTool "add"

   For a tool there are toReturnToolText, toReturnStructuredContent, toReturnContent and toReturnToolError.
  `);
  for (const subject of [undefined, null, 'milk', [note]])
    await failsBothWays(subject, it => it.toReturnResourceText('milk'));
  for (const expected of [undefined, [], 42, new RegExp('')])
    await failsBothWays(readResource(note), it => it.toReturnResourceText(expected as never));
});

it('works inside another value', () => {
  expect([note.result]).toEqual([expect.toReturnResourceText('milk\neggs')]);
  expect(() => expect([picture.result]).toEqual([expect.not.toReturnResourceText('milk')])).toThrow(
    'no text, only blob',
  );
});
