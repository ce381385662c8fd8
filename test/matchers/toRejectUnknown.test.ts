import {
  callTool,
  failsBothWays,
  getPrompt,
  invalidArguments,
  invalidOutput,
  listTools,
  messageOf,
  ping,
  readResource,
  text,
  toolError,
  UNAVAILABLE,
  unknownName,
} from './support';

it('passes on a name that the server does not know', async () => {
  await expect(callTool(unknownName, 'ad')).toRejectUnknown();
  await expect(readResource(unknownName)).toRejectUnknown();
  await expect(getPrompt(unknownName)).toRejectUnknown();
});

it.each([
  ['a result', text('3')],
  ['a tool error', toolError('Tool ad not found')],
  ['invalid arguments', invalidArguments],
  ['invalid output', invalidOutput],
])('passes under .not on %s: the server knows the name', async (_, outcome) => {
  await expect(callTool(outcome)).not.toRejectUnknown();
});

it('fails on a result', async () => {
  expect(await messageOf(() => expect(callTool(text('3'))).toRejectUnknown())).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectUnknown<dim>()</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>an unknown name</>
   Received:  <red>result text "3"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← result      text "3"           1.2 ms</>
  `);
});

it('fails on a tool error', async () => {
  expect(await messageOf(() => expect(callTool(toolError('Tool ad not found'))).toRejectUnknown()))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectUnknown<dim>()</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>an unknown name</>
   Received:  <red>tool error "Tool ad not found"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call    add {"a":1,"b":2}</>
   <dim>  ← error result  text "Tool ad not found"  1.2 ms</>
  `);
});

it('fails under .not on an unknown name, and lists the nearest ones', async () => {
  expect(await messageOf(() => expect(callTool(unknownName, 'ad')).not.toRejectUnknown()))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toRejectUnknown<dim>()</>

   Tool:      ad { "a": 1, "b": 2 }
   Expected:  not <green>an unknown name</>
   Received:  <red>unknown tool "ad"</>
   Offered:   <red>3 tools: "add", "divide", "subtract"</>

   Did you mean "add"?

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  ad {"a":1,"b":2}</>
   <dim>  ← error       -32602 "Tool ad not found"  1.2 ms</>
  `);
});

it.each(
  UNAVAILABLE.filter(
    ([kind]) => !['unknown name', 'invalid arguments', 'tool error', 'invalid output'].includes(kind),
  ),
)('decides nothing after %s', async (_, outcome) => {
  expect(await failsBothWays(callTool(outcome), it => it.toRejectUnknown())).toMatchSnapshot();
});

it('refuses wrong subjects', async () => {
  expect(await failsBothWays(ping(), it => it.toRejectUnknown())).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectUnknown<dim>()</>

   <bold>Matcher error</>: <red>operation</> must name a tool, a resource or a prompt

   Operation is: ping

   Call, read or get what the server should refuse. For what it lists there are toHaveTool, toHaveResource and toHavePrompt.
  `);
  await failsBothWays(listTools([]), it => it.toRejectUnknown());
  for (const subject of [undefined, null, 'x', [], () => 1, new Error('Tool ad not found')])
    await failsBothWays(subject, it => it.toRejectUnknown());
});

it('works on a result that an SDK dressed as a tool error, and inside another value', async () => {
  const dressed = { isError: true, content: [{ type: 'text', text: 'MCP error -32602: Tool ad not found' }] };
  expect(dressed).toRejectUnknown();
  await expect(Promise.resolve(dressed)).resolves.toRejectUnknown();
  expect([dressed]).toEqual([expect.toRejectUnknown()]);
  expect([text('3').result]).toEqual([expect.not.toRejectUnknown()]);
});

it('cannot tell of an error that came as a plain result: its text is all that there is', async () => {
  const plain = { content: [{ type: 'text', text: 'I do not know what ad is.' }], isError: true };
  expect(await failsBothWays(plain, it => it.toRejectInvalidArguments())).toContain('came by itself');
  expect(plain).toReturnToolError('I do not know what ad is.');
  expect(await failsBothWays(plain, it => it.toRejectUnknown())).toMatchInlineSnapshot(`
   <dim>expect(</><red>result</><dim>).</>toRejectUnknown<dim>()</>

   Expected:  <green>an unknown name</>
   Received:  <red>tool error "I do not know what ad is."</>

   This result came by itself, so only its text could be judged: which tool was called, and with what, is not known.

   Give expect() the operation, and what the server lists is looked at too: expect(mcp.callTool(…))
  `);
});

it.each(['unclear', 'input required', 'task started', 'not sent'] as const)(
  'of "%s" nothing follows',
  async kind => {
    const ended = callTool({ kind, message: 'x' });
    for (const assertion of [
      (it: jest.Matchers<void, typeof ended>) => it.toRejectUnknown(),
      (it: jest.Matchers<void, typeof ended>) => it.toRejectInvalidArguments(),
      (it: jest.Matchers<void, typeof ended>) => it.toReturnToolError(),
      (it: jest.Matchers<void, typeof ended>) => it.toReturnToolText('x'),
    ])
      expect(await failsBothWays(ended, assertion)).not.toContain('To expect what happened here');
  },
);
