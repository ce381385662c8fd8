import {
  callTool,
  disconnected,
  failsBothWays,
  messageOf,
  session,
  text,
  toolList,
  UNAVAILABLE,
} from './support';

const mcp = session({ written: { stderr: { text: 'notes 1.0 on stdio\nsaved 3 notes\n' } } });
const silent = session({ written: { stderr: {} } });

it('passes on a part, a pattern, or an asymmetric matcher for the whole', async () => {
  await expect(mcp).toHaveWrittenToStderr('saved 3');
  await expect(mcp).toHaveWrittenToStderr(/^saved \d+ notes$/gm);
  await expect(mcp).toHaveWrittenToStderr(expect.stringContaining('1.0'));
});

it('passes under .not where it was not written', async () => {
  await expect(mcp).not.toHaveWrittenToStderr('lost');
  await expect(mcp).not.toHaveWrittenToStderr(/error/i);
  await expect(silent).not.toHaveWrittenToStderr('lost');
});

it('waits for it', async () => {
  const output = { text: '', until: () => Promise.resolve(void (output.text = 'saved at last\n')) };
  await expect(session({ written: { stderr: output } })).toHaveWrittenToStderr('at last');
});

it('waits until what was written is read, under .not', async () => {
  const output = { text: '', settle: () => Promise.resolve(void (output.text = 'a warning\n')) };
  const late = session({ written: { stderr: output } });
  expect(await messageOf(() => expect(late).not.toHaveWrittenToStderr('warning'))).toContain('a warning');
});

it('fails where it was not written', async () => {
  expect(await messageOf(() => expect(mcp).toHaveWrittenToStderr('saved 4 notes'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveWrittenToStderr<dim>(</><green>expected</><dim>)</>

   Server:         notes 1.0.0
   Expected part:  <green>"saved 4 notes"</>
   Received:       <red>notes 1.0 on stdio</>
                   <red>saved 3 notes</>

   Waited 4,490 ms for it, until shortly before the test's own timeout.

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
  expect(await messageOf(() => expect(silent).toHaveWrittenToStderr(/saved/))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveWrittenToStderr<dim>(</><green>expected</><dim>)</>

   Server:            notes 1.0.0
   Expected pattern:  <green>/saved/</>
   Received:          <red>nothing on stderr</>

   Waited 4,490 ms for it, until shortly before the test's own timeout.

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it('says what is near', async () => {
  const saying = (words: string): unknown => session({ written: { stderr: { text: words, isEnded: true } } });
  const failure = (words: string): Promise<string> =>
    messageOf(() => expect(saying(words)).toHaveWrittenToStderr('saved 3 notes'));
  expect(await failure('Saved 3 notes')).toContain('It was written in other upper and lower case.');
  expect(await failure('saved\u001b[1m 3 \u001b[0mnotes')).toContain(
    'It was written with colours in between.',
  );
  expect(await failure('saved 3\nnotes')).toContain('It was written with other white space.');
  expect(await failure('saved')).toContain('The server has ended, and writes nothing more.');
});

it('fails under .not where it was written', async () => {
  expect(await messageOf(() => expect(mcp).not.toHaveWrittenToStderr(/saved/))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toHaveWrittenToStderr<dim>(</><green>expected</><dim>)</>

   Server:            notes 1.0.0
   Expected pattern:  not <green>/saved/</>
   Found in:          line 2: saved 3 notes
   Received:          <red>notes 1.0 on stdio</>
                      <red>saved 3 notes</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it('shows the end of a long text, and nothing that a terminal obeys', async () => {
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index} ${'y'.repeat(500)}`);
  const long = session({ written: { stderr: { text: `${lines.join('\n')}\n\u001b]0;title\u0007\ufeff` } } });
  const message = await messageOf(() => expect(long).toHaveWrittenToStderr('saved'));
  expect(message.length).toBeLessThan(4_000);
  expect(message).toContain('… 491 lines before');
  expect(message).toContain('line 499');
  expect(message).toContain('\\u{FEFF}');
});

it('decides nothing where the beginning was cut', async () => {
  const cut = session({ written: { stderr: { text: 'the end', cut: 17 } } });
  await expect(cut).toHaveWrittenToStderr('end');
  expect(await failsBothWays(cut, it => it.toHaveWrittenToStderr('beginning'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveWrittenToStderr<dim>(</><green>expected</><dim>)</>

   It is not in the end of stderr that is kept, and the 17 characters before are not there any more.

   Server:  notes 1.0.0

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it('decides nothing where the kit cannot know', async () => {
  const memory = session({ written: { stderr: 'What this server writes to stderr is not told.' } });
  expect(await failsBothWays(memory, it => it.toHaveWrittenToStderr('saved'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveWrittenToStderr<dim>(</><green>expected</><dim>)</>

   What this server writes to stderr is not told.

   Server:  notes 1.0.0

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it('decides nothing under .not about a server that does not answer any more', async () => {
  const stuck = session({
    written: { stderr: { settle: () => Promise.resolve('it did not answer ping any more: it hangs.') } },
  });
  expect(await messageOf(() => expect(stuck).not.toHaveWrittenToStderr('saved'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toHaveWrittenToStderr<dim>(</><green>expected</><dim>)</>

   Whether it has written more is not known: it did not answer ping any more: it hangs.

   Server:  notes 1.0.0

   So there was nothing to decide, and it fails with .not as well as without.

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → initialize</>
   <dim>  ← result      notes 1.0.0  2.0 ms</>
  `);
});

it.each(UNAVAILABLE)('decides nothing when opening the session ended in %s', async (_, unreachable) => {
  await failsBothWays(session({ unreachable }), it => it.toHaveWrittenToStderr('saved'));
});

it('finds what a program wrote that died before there was a session, and never passes under .not', async () => {
  const dead = session({
    unreachable: disconnected,
    written: { stderr: { text: 'Error: no database\n', isEnded: true } },
  });
  await expect(dead).toHaveWrittenToStderr('no database');
  await messageOf(() => expect(dead).toHaveWrittenToStderr('no disk'));
  await messageOf(() => expect(dead).not.toHaveWrittenToStderr('no disk'));
});

it('refuses wrong subjects and wrong texts', async () => {
  for (const subject of [undefined, null, 'saved', { stderr: 'saved' }, callTool(text('3')), toolList()])
    await failsBothWays(subject, it => it.toHaveWrittenToStderr('saved'));
  expect(await failsBothWays(mcp, it => it.toHaveWrittenToStderr(''))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toHaveWrittenToStderr<dim>(</><green>expected</><dim>)</>

   <bold>Matcher error</>: <green>expected</> value must say something: an empty text is part of every text

   Expected has type:  string
   Expected has value: <green>""</>

   To expect any text at all, write /./
  `);
  for (const wrong of [undefined, 42, new RegExp(''), [], ['saved'], expect.stringContaining('')])
    await failsBothWays(mcp, it => it.toHaveWrittenToStderr(wrong as never));
});
