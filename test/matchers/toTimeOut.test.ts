import { callTool, failsBothWays, messageOf, text, timedOut, UNAVAILABLE } from './support';

it('passes when no answer came in time', async () => {
  await expect(callTool(timedOut)).toTimeOut();
});

it.each(UNAVAILABLE.filter(([kind]) => !['disconnected', 'timed out', 'cancelled'].includes(kind)))(
  'passes under .not after %s: that is an answer',
  async (_, outcome) => {
    await expect(callTool(outcome)).not.toTimeOut();
  },
);

it('passes on the error that a client rejected with', async () => {
  const error = Object.assign(new Error('MCP error -32001: Request timed out'), {
    name: 'McpError',
    code: -32001,
    data: { timeout: 30 },
  });
  await expect(Promise.reject(error)).toTimeOut();
  await expect(Promise.reject(error)).rejects.toTimeOut();
});

it('fails on an answer', async () => {
  expect(await messageOf(() => expect(callTool(text('3'))).toTimeOut())).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toTimeOut<dim>()</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>no answer within the deadline</>
   Received:  <red>result text "3"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← result      text "3"           1.2 ms</>
  `);
});

it('fails under .not when none came', async () => {
  expect(
    await messageOf(() =>
      expect(callTool({ ...timedOut, waited: { milliseconds: 4900, deadline: 'test' } })).not.toTimeOut(),
    ),
  ).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toTimeOut<dim>()</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>an answer within the deadline</>
   Received:  <red>no answer before the test's own timeout of 4,900 ms</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← error       -32001 "Request timed out"  1.2 ms</>
  `);
});

it.each(UNAVAILABLE.filter(([kind]) => ['disconnected', 'cancelled'].includes(kind)))(
  'decides nothing after %s',
  async (_, outcome) => {
    expect(await failsBothWays(callTool(outcome), it => it.toTimeOut())).toMatchSnapshot();
  },
);

it('refuses wrong subjects', async () => {
  for (const subject of [undefined, null, 50, [], () => 1, new Error('timed out')])
    await failsBothWays(subject, it => it.toTimeOut());
});
