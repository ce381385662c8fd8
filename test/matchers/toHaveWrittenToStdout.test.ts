import { failsBothWays, messageOf, session, UNAVAILABLE } from './support';

const mcp = session({ written: { stdout: { text: 'Server started\n' }, stderr: { text: 'saved\n' } } });

it('passes on what was written to stdout, and not on what was written to stderr', async () => {
  await expect(mcp).toHaveWrittenToStdout('started');
  await expect(mcp).toHaveWrittenToStdout(/^Server/);
  await expect(mcp).not.toHaveWrittenToStdout('saved');
});

it('fails where it was not, and under .not where it was', async () => {
  expect(await messageOf(() => expect(mcp).toHaveWrittenToStdout('stopped'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveWrittenToStdout<dim>(</><green>expected</><dim>)</>

   Server:         notes 1.0.0
   Expected part:  <green>"stopped"</>
   Received:       <red>Server started</>

   Waited 4,490 ms for it, until shortly before the test's own timeout.

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
  expect(await messageOf(() => expect(mcp).not.toHaveWrittenToStdout('started'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toHaveWrittenToStdout<dim>(</><green>expected</><dim>)</>

   Server:         notes 1.0.0
   Expected part:  not <green>"started"</>
   Found in:       line 1: Server started
   Received:       <red>Server started</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it.each(UNAVAILABLE)('decides nothing when opening the session ended in %s', async (_, unreachable) => {
  await failsBothWays(session({ unreachable }), it => it.toHaveWrittenToStdout('started'));
});

it('refuses wrong subjects and wrong texts', async () => {
  for (const subject of [undefined, 'started', {}])
    await failsBothWays(subject, it => it.toHaveWrittenToStdout('started'));
  for (const wrong of [undefined, '', 42, new RegExp(''), ['started']])
    await failsBothWays(mcp, it => it.toHaveWrittenToStdout(wrong as never));
});
