import type { Outcome } from '../../src/protocol/outcome';
import {
  callTool,
  failsBothWays,
  failureOf,
  invalidArguments,
  invalidOutput,
  listTools,
  messageOf,
  ping,
  text,
  toolError,
  UNAVAILABLE,
} from './support';

const { issues: _, ...withoutIssues } = invalidArguments;
const atRoot: Outcome = { ...invalidArguments, issues: [{ path: [], message: 'Unrecognized key: "zzz"' }] };

describe('passes', () => {
  it('on arguments that were refused', async () => {
    await expect(callTool(invalidArguments)).toRejectInvalidArguments();
    await expect(callTool(withoutIssues)).toRejectInvalidArguments();
  });

  it('at a path, however it is written', async () => {
    await expect(callTool(invalidArguments)).toRejectInvalidArguments('a');
    await expect(callTool(invalidArguments)).toRejectInvalidArguments('items[0].name');
    await expect(callTool(invalidArguments)).toRejectInvalidArguments('items.0.name');
    await expect(callTool(invalidArguments)).toRejectInvalidArguments(/\.name$/g);
    await expect(callTool(atRoot)).toRejectInvalidArguments(/^$/);
    await expect(
      callTool({ ...invalidArguments, issues: [{ path: ['a.b'], message: '' }] }),
    ).toRejectInvalidArguments('a.b');
  });

  it('under .not, when the arguments were good enough or refused elsewhere', async () => {
    await expect(callTool(text('3'))).not.toRejectInvalidArguments();
    await expect(callTool(toolError('kaboom'))).not.toRejectInvalidArguments();
    await expect(callTool(invalidOutput)).not.toRejectInvalidArguments();
    await expect(callTool(invalidArguments)).not.toRejectInvalidArguments('b');
    await expect(callTool(invalidArguments)).not.toRejectInvalidArguments('items');
  });
});

describe('fails', () => {
  it('on a result', async () => {
    const failure = await failureOf(() => expect(callTool(text('3'))).toRejectInvalidArguments());
    expect(failure.message).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toRejectInvalidArguments<dim>()</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>invalid arguments</>
     Received:  <red>result text "3"</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "3"           1.2 ms</>
    `);
    expect(failure.matcherResult).toMatchObject({ name: 'toRejectInvalidArguments', actual: 'result' });
  });

  it('when they were refused elsewhere', async () => {
    expect(await messageOf(() => expect(callTool(invalidArguments)).toRejectInvalidArguments('b')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toRejectInvalidArguments<dim>(</><green>at</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>invalid arguments at b</>
     Received:  <red>invalid arguments</>
                <red>  at a: Invalid input: expected number, received string</>
                <red>  at items[0].name: Invalid input: expected string, received undefined</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← error       -32602 "Invalid arguments for tool add: expected number, received string at a"  1.2 ms</>
    `);
  });

  it('under .not, when they were refused there', async () => {
    expect(await messageOf(() => expect(callTool(invalidArguments)).not.toRejectInvalidArguments('a')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toRejectInvalidArguments<dim>(</><green>at</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  not <green>invalid arguments at a</>
     Received:  <red>invalid arguments</>
                <red>  at a: Invalid input: expected number, received string</>
                <red>  at items[0].name: Invalid input: expected string, received undefined</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← error       -32602 "Invalid arguments for tool add: expected number, received string at a"  1.2 ms</>
    `);
  });
});

describe('decides nothing, with and without .not', () => {
  it.each(
    UNAVAILABLE.filter(([kind]) => !['invalid arguments', 'tool error', 'invalid output'].includes(kind)),
  )('after %s', async (_, outcome) => {
    expect(await failsBothWays(callTool(outcome), it => it.toRejectInvalidArguments())).toMatchSnapshot();
    await failsBothWays(callTool(outcome), it => it.toRejectInvalidArguments('a'));
  });

  it('when the server does not tell where', async () => {
    expect(await failsBothWays(callTool(withoutIssues), it => it.toRejectInvalidArguments('a')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toRejectInvalidArguments<dim>(</><green>at</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>invalid arguments at a</>
     Received:  <red>invalid arguments "Invalid arguments for tool add: expected number, received string at a"</>

     Neither the tool's schema nor the server's text tells where: toRejectInvalidArguments() asks for no path.

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← error       -32602 "Invalid arguments for tool add: expected number, received string at a"  1.2 ms</>
    `);
  });
});

it('refuses wrong paths', async () => {
  expect(await failsBothWays(callTool(invalidArguments), it => it.toRejectInvalidArguments('')))
    .toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectInvalidArguments<dim>(</><green>at</><dim>)</>

   <bold>Matcher error</>: <green>at</> must be a path or a regular expression that is not empty

   At has type:  string
   At has value: <green>""</>

   For example: toRejectInvalidArguments("items[0].name")
  `);
  for (const at of [undefined, 1, ['a'], new RegExp('')])
    await failsBothWays(callTool(invalidArguments), it => it.toRejectInvalidArguments(at as never));
});

it('refuses wrong subjects', async () => {
  expect(await failsBothWays(listTools([]), it => it.toRejectInvalidArguments())).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toRejectInvalidArguments<dim>()</>

   <bold>Matcher error</>: <red>operation</> must name a tool, a resource or a prompt

   Operation is: listTools

   Call, read or get what the server should refuse. For what it lists there are toHaveTool, toHaveResource and toHavePrompt.
  `);
  await failsBothWays(ping(), it => it.toRejectInvalidArguments());
  for (const subject of [undefined, null, 'x', [], () => 1, new Error('x')])
    await failsBothWays(subject, it => it.toRejectInvalidArguments());
});

it('works on a result that an SDK dressed as a tool error, and inside another value', async () => {
  const dressed = {
    isError: true,
    content: [
      {
        type: 'text',
        text: 'MCP error -32602: Input validation error: Invalid arguments for tool add: Invalid input: expected number, received string at a',
      },
    ],
  };
  expect(dressed).toRejectInvalidArguments();
  await expect(Promise.resolve(dressed)).resolves.toRejectInvalidArguments();
  expect([dressed]).toEqual([expect.toRejectInvalidArguments()]);
  expect(() => expect([{ message: 'x' }]).toEqual([expect.not.toRejectInvalidArguments()])).toThrow(
    'must be an operation',
  );
});
