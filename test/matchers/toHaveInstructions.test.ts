import { failsBothWays, messageOf, session, UNAVAILABLE } from './support';

const mcp = session({ instructions: 'Search before you write.\nKeep notes short.' });
const silent = session();

it('passes on instructions, and on these ones', async () => {
  await expect(mcp).toHaveInstructions();
  await expect(mcp).toHaveInstructions('Search before you write.\nKeep notes short.');
  await expect(mcp).toHaveInstructions(/keep notes/gi);
  await expect(mcp).toHaveInstructions(expect.stringContaining('short'));
});

it('passes under .not where there are none, or others', async () => {
  await expect(silent).not.toHaveInstructions();
  await expect(session({ instructions: '' })).not.toHaveInstructions();
  await expect(mcp).not.toHaveInstructions(/delete/);
});

it('fails where there are none', async () => {
  expect(await messageOf(() => expect(silent).toHaveInstructions())).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveInstructions<dim>()</>

   Server:    notes 1.0.0
   Expected:  <green>instructions</>
   Received:  <red>none</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it('fails where they differ', async () => {
  expect(await messageOf(() => expect(mcp).toHaveInstructions('Search before you write.\nKeep notes long.')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveInstructions<dim>(</><green>expected</><dim>)</>

   Server:  notes 1.0.0

   <green>- Expected  - 1</>
   <red>+ Received  + 1</>

   <dim>  Search before you write.</>
   <green>- Keep notes <inverse>long</>.</>
   <red>+ Keep notes <inverse>short</>.</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it('fails under .not where there are some', async () => {
  expect(await messageOf(() => expect(mcp).not.toHaveInstructions())).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toHaveInstructions<dim>()</>

   Server:    notes 1.0.0
   Expected:  not <green>instructions</>
   Received:  <red>"Search before you write.</>
              <red>Keep notes short."</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it('decides nothing about the text of what is not there', async () => {
  expect(await failsBothWays(silent, it => it.toHaveInstructions(/delete/))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveInstructions<dim>(</><green>expected</><dim>)</>

   Server:    notes 1.0.0
   Expected:  <green>/delete/</>
   Received:  <red>no instructions at all</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it.each(UNAVAILABLE)('decides nothing when opening the session ended in %s', async (_, unreachable) => {
  await failsBothWays(session({ unreachable }), it => it.toHaveInstructions());
});

it('refuses wrong subjects and wrong texts', async () => {
  for (const subject of [undefined, null, 'Search', { instructions: 'Search' }])
    await failsBothWays(subject, it => it.toHaveInstructions());
  for (const text of [undefined, 42, new RegExp(''), []])
    await failsBothWays(mcp, it => it.toHaveInstructions(text as never));
});
