import {
  callTool,
  failsBothWays,
  invalidArguments,
  messageOf,
  operation,
  protocolError,
  text,
  toolError,
  UNAVAILABLE,
  unknownName,
} from './support';

it('passes on the same code', async () => {
  await expect(callTool(protocolError)).toRejectWithCode(-32603);
  await expect(callTool(protocolError)).toRejectWithCode(-32603, 'Internal error');
  await expect(callTool(protocolError)).toRejectWithCode(-32603, /internal/gi);
  await expect(callTool(protocolError)).toRejectWithCode(-32603, expect.stringContaining('error'));
  await expect(callTool(unknownName)).toRejectWithCode(-32602);
  await expect(
    operation(
      { verb: 'request', method: 'no/such', params: {} },
      { kind: 'protocol error', code: -32601, message: 'Method not found' },
    ),
  ).toRejectWithCode(-32601);
});

it('passes under .not on another answer', async () => {
  await expect(callTool(text('3'))).not.toRejectWithCode(-32603);
  await expect(callTool(toolError('kaboom'))).not.toRejectWithCode(-32603);
  await expect(callTool(protocolError)).not.toRejectWithCode(-32602);
  await expect(callTool(protocolError)).not.toRejectWithCode(-32603, 'Other');
});

it('passes on the error that a client rejected with', async () => {
  const error = Object.assign(new Error('MCP error -32603: Internal error'), {
    name: 'McpError',
    code: -32603,
  });
  await expect(Promise.reject(error)).toRejectWithCode(-32603, 'Internal error');
  await expect(Promise.reject(error)).rejects.toRejectWithCode(-32603);
  expect(error).toRejectWithCode(-32603);
});

it('fails on another code', async () => {
  expect(await messageOf(() => expect(callTool(protocolError)).toRejectWithCode(-32602, /x/)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectWithCode<dim>(</><green>code</><dim>, </><green>message</><dim>)</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>error -32602 /x/</>
   Received:  <red>error -32603 "Internal error"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← error       -32603 "Internal error"  1.2 ms</>
  `);
});

it('fails on a result', async () => {
  expect(await messageOf(() => expect(callTool(text('3'))).toRejectWithCode(-32603))).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectWithCode<dim>(</><green>code</><dim>)</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>error -32603</>
   Received:  <red>result text "3"</>

   The answer carries no error code.

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← result      text "3"           1.2 ms</>
  `);
});

it('fails on another message of the same code', async () => {
  expect(await messageOf(() => expect(callTool(invalidArguments)).toRejectWithCode(-32602, 'bad')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectWithCode<dim>(</><green>code</><dim>, </><green>message</><dim>)</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  <green>error -32602 "bad"</>
   Received:  <red>invalid arguments</>
              <red>  at a: Invalid input: expected number, received string</>
              <red>  at items[0].name: Invalid input: expected string, received undefined</>

   The answer carries the code -32602, as expected, and the message "Invalid arguments for tool add: expected number, received string at a".

   The arguments were refused.
   If that is meant: toRejectInvalidArguments("a")

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← error       -32602 "Invalid arguments for tool add: expected number, received string at a"  1.2 ms</>
  `);
});

it('fails under .not on the same code', async () => {
  expect(await messageOf(() => expect(callTool(protocolError)).not.toRejectWithCode(-32603)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toRejectWithCode<dim>(</><green>code</><dim>)</>

   Tool:      add { "a": 1, "b": 2 }
   Expected:  not <green>error -32603</>
   Received:  <red>error -32603 "Internal error"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/call  add {"a":1,"b":2}</>
   <dim>  ← error       -32603 "Internal error"  1.2 ms</>
  `);
});

it.each(UNAVAILABLE.filter(([kind]) => ['disconnected', 'timed out', 'cancelled'].includes(kind)))(
  'decides nothing after %s, whatever code the client made up',
  async (_, outcome) => {
    expect(
      await failsBothWays(callTool({ ...outcome, code: -32001 }), it => it.toRejectWithCode(-32001)),
    ).toMatchSnapshot();
  },
);

it('refuses wrong expected values', async () => {
  expect(await failsBothWays(callTool(protocolError), it => it.toRejectWithCode('-32603' as never)))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectWithCode<dim>(</><green>code</><dim>)</>

   <bold>Matcher error</>: <green>code</> must be an integer

   Code has type:  string
   Code has value: <green>"-32603"</>

   For example: toRejectWithCode(-32602)
  `);
  for (const code of [undefined, null, 1.5, NaN])
    await failsBothWays(callTool(protocolError), it => it.toRejectWithCode(code as number));
  for (const message of [undefined, 1, ['Internal error'], new RegExp('')]) {
    await failsBothWays(callTool(protocolError), it => it.toRejectWithCode(-32603, message as never));
  }
});

it('refuses wrong subjects', async () => {
  for (const subject of [undefined, null, -32603, [], () => 1, new Error('Internal error')])
    await failsBothWays(subject, it => it.toRejectWithCode(-32603));
});

it('works inside another value', () => {
  expect([text('3').result]).toEqual([expect.not.toRejectWithCode(-32603)]);
});
