import {
  callTool,
  failsBothWays,
  failureOf,
  messageOf,
  result,
  session,
  text,
  toolError,
  UNAVAILABLE,
} from './support';

const weather = session({
  outcome: result({
    content: [{ type: 'text', text: '{"celsius":21}' }],
    structuredContent: { celsius: 21 },
  }),
});

it('passes on any result', async () => {
  await expect(session()).toCallTool('add', { a: 1, b: 2 });
  await expect(session()).toCallTool('ping');
});

it('holds texts, structured content and content blocks against what came back', async () => {
  await expect(session()).toCallTool('add', { a: 1, b: 2 }, '3');
  await expect(session()).toCallTool('add', undefined, /^\d$/g);
  await expect(session()).toCallTool('add', {}, ['3']);
  await expect(session()).toCallTool('add', {}, expect.stringContaining('3'));
  await expect(weather).toCallTool('weather', {}, { celsius: 21 });
  await expect(weather).toCallTool('weather', {}, expect.objectContaining({ celsius: expect.any(Number) }));
  await expect(weather).toCallTool('weather', {}, [{ type: 'text', text: /21/ }]);
});

it('passes under .not on a tool error, or on another result', async () => {
  await expect(session({ outcome: toolError('no') })).not.toCallTool('purge');
  await expect(session()).not.toCallTool('add', {}, '4');
  await expect(weather).not.toCallTool('weather', {}, { celsius: 20 });
});

it('fails on a tool error, with the tool’s own text', async () => {
  expect(
    await messageOf(() =>
      expect(session({ outcome: toolError('division by zero') })).toCallTool('divide', { a: 1, b: 0 }),
    ),
  ).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toCallTool<dim>(</><green>name</><dim>, </><green>args</><dim>)</>

   Tool:      divide { "a": 1, "b": 0 }
   Expected:  <green>a result</>
   Received:  <red>tool error "division by zero"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call    divide {"a":1,"b":0}</>
   <dim>  ← error result  text "division by zero"  1.2 ms</>
  `);
});

it('fails on another text', async () => {
  const failure = await failureOf(() => expect(session()).toCallTool('add', { a: 1, b: 2 }, '4'));
  expect(failure.message).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toCallTool<dim>(</><green>name</><dim>, </><green>args, expected</><dim>)</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>"4"</>
   Received:  <red>"3"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← result      text "3"           1.2 ms</>
  `);
  expect(failure.matcherResult).toMatchObject({ name: 'toCallTool', actual: '3', expected: '4' });
});

it('fails on other structured content', async () => {
  expect(await messageOf(() => expect(weather).toCallTool('weather', {}, { celsius: 20 })))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toCallTool<dim>(</><green>name</><dim>, </><green>args, expected</><dim>)</>

   Tool:  weather

   <green>- Expected  - 1</>
   <red>+ Received  + 1</>

   <dim>  Object {</>
   <green>-   "celsius": 20,</>
   <red>+   "celsius": 21,</>
   <dim>  }</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  weather</>
   <dim>  ← result      text "{\\"celsius\\":21}", structured {"celsius":21}  1.2 ms</>
  `);
});

it('fails under .not on a result', async () => {
  expect(await messageOf(() => expect(session()).not.toCallTool('add'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toCallTool<dim>(</><green>name</><dim>)</>

   Tool:      add
   Expected:  not <green>a result</>
   Received:  <red>result text "3"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add</>
   <dim>  ← result      text "3"  1.2 ms</>
  `);
});

it.each(UNAVAILABLE.filter(([kind]) => kind !== 'tool error'))(
  'decides nothing after %s',
  async (_, outcome) => {
    expect(await failsBothWays(session({ outcome }), it => it.toCallTool('add'))).toMatchSnapshot();
    await failsBothWays(session({ outcome }), it => it.toCallTool('add', {}, '3'));
    await failsBothWays(session({ outcome }), it => it.toCallTool('add', {}, { celsius: 21 }));
  },
);

it('decides nothing about the text of a tool error', async () => {
  await failsBothWays(session({ outcome: toolError('3') }), it => it.toCallTool('add', {}, '3'));
});

it('refuses wrong subjects, and asks them nothing', async () => {
  expect(await failsBothWays(callTool(text('3')), it => it.toCallTool('add'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>received</><dim>).</>toCallTool<dim>(</><green>name</><dim>)</>

   <bold>Matcher error</>: <red>received</> value must be mcp or a session

   Received an operation: callTool "add"

   This matcher asks the server itself: await expect(mcp).toCallTool(…)
  `);
  for (const subject of [undefined, null, 42, () => 1, { callTool: () => 1 }])
    await failsBothWays(subject, it => it.toCallTool('add'));
});

it('refuses wrong arguments, and calls nothing', async () => {
  const mcp = session();
  for (const name of ['', undefined, 42]) await failsBothWays(mcp, it => it.toCallTool(name as never));
  for (const args of ['3', null, [], new Map(), expect.anything()])
    await failsBothWays(mcp, it => it.toCallTool('add', args as object as Record<string, unknown>));
  for (const expected of [undefined, [], 42, new RegExp(''), expect.objectContaining({}), new Date()])
    await failsBothWays(mcp, it => it.toCallTool('add', {}, expected as never));
  expect(await failsBothWays(mcp, it => it.toCallTool('add', '3' as never))).toMatchInlineSnapshot(`
   <dim>expect(</><red>mcp</><dim>).</>toCallTool<dim>(</><green>name</><dim>, </><green>args</><dim>)</>

   <bold>Matcher error</>: <green>args</> must be an object of arguments

   Args has type:  string
   Args has value: <green>"3"</>

   They are sent as they are. Without arguments but with an expected value, write {} or undefined for them.
  `);
  expect(mcp.used).toEqual([]);
});

it('throws inside another value', () => {
  const asymmetric = expect as unknown as Record<'toCallTool', (name: string) => unknown>;
  expect(() => expect([session()]).toEqual([asymmetric.toCallTool('add')])).toThrow(
    'cannot wait for a session',
  );
});
