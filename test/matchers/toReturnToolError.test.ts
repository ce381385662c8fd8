import {
  callTool,
  failsBothWays,
  failureOf,
  messageOf,
  readResource,
  result,
  text,
  toolError,
  UNAVAILABLE,
} from './support';

const failed = toolError('division by zero');

describe('passes', () => {
  it('on what the tool itself said', async () => {
    await expect(callTool(failed)).toReturnToolError();
    await expect(callTool(failed)).toReturnToolError('division by zero');
    await expect(callTool(failed)).toReturnToolError(/zero/g);
    await expect(callTool(failed)).toReturnToolError(expect.stringContaining('zero'));
    await expect(callTool(failed)).toReturnToolError(['division by zero']);
    expect(failed.result).toReturnToolError('division by zero');
  });

  it('on all its text blocks', async () => {
    const content = [
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
    ];
    const several = { ...toolError('one\ntwo'), result: { content, isError: true } };
    await expect(callTool(several)).toReturnToolError('one\ntwo');
    await expect(callTool(several)).toReturnToolError(['one', /two/]);
  });

  it('without the prefix that an SDK put before it', async () => {
    const prefixed = {
      ...toolError('bad thing'),
      result: { content: [{ type: 'text', text: 'MCP error -32602: bad thing' }], isError: true },
    };
    await expect(callTool(prefixed)).toReturnToolError('bad thing');
  });

  it('under .not, on a result and on another text', async () => {
    await expect(callTool(text('3'))).not.toReturnToolError();
    await expect(callTool(text('3'))).not.toReturnToolError('division by zero');
    await expect(callTool(failed)).not.toReturnToolError('overflow');
  });
});

describe('fails', () => {
  it('on a result', async () => {
    expect(await messageOf(() => expect(callTool(text('3'))).toReturnToolError())).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolError<dim>()</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>tool error</>
     Received:  <red>result text "3"</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "3"           1.2 ms</>
    `);
    expect(await messageOf(() => expect(callTool(text('3'))).toReturnToolError(/zero/)))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolError<dim>(</><green>expected</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>tool error /zero/</>
     Received:  <red>result text "3"</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "3"           1.2 ms</>
    `);
  });

  it('on another text', async () => {
    expect(await messageOf(() => expect(callTool(failed)).toReturnToolError('overflow')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolError<dim>(</><green>expected</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>"overflow"</>
     Received:  <red>"division by zero"</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call    add {"a":1,"b":2}</>
     <dim>  ← error result  text "division by zero"  1.2 ms</>
    `);
  });

  it('under .not, on a tool error', async () => {
    expect(await messageOf(() => expect(callTool(failed)).not.toReturnToolError())).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnToolError<dim>()</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  not <green>tool error</>
     Received:  <red>tool error "division by zero"</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call    add {"a":1,"b":2}</>
     <dim>  ← error result  text "division by zero"  1.2 ms</>
    `);
    await messageOf(() => expect(callTool(failed)).not.toReturnToolError(/zero/));
  });
});

describe('decides nothing, with and without .not', () => {
  it.each(UNAVAILABLE.filter(([kind]) => kind !== 'tool error'))('after %s', async (_, outcome) => {
    expect(await failsBothWays(callTool(outcome), it => it.toReturnToolError())).toMatchSnapshot();
    await failsBothWays(callTool(outcome), it => it.toReturnToolError('division by zero'));
  });

  it('when the error holds no text to compare', async () => {
    const silent = { ...toolError(''), result: { content: [], isError: true } };
    await expect(callTool(silent)).toReturnToolError();
    expect(await failsBothWays(callTool(silent), it => it.toReturnToolError('x'))).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolError<dim>(</><green>expected</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>tool error "x"</>
     Received:  <red>tool error</>

     The tool error holds no text.

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call    add {"a":1,"b":2}</>
     <dim>  ← error result  {"content":[],"isError":true}  1.2 ms</>
    `);
  });
});

it('refuses wrong expected values', async () => {
  expect(await failsBothWays(callTool(failed), it => it.toReturnToolError(undefined))).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toReturnToolError<dim>(</><green>expected</><dim>)</>

   <bold>Matcher error</>: <green>text</> must be left out, or hold something to compare with

   Text has value: <green>undefined</>
  `);
  await failsBothWays(callTool(failed), it => it.toReturnToolError([]));
  await failsBothWays(callTool(failed), it => it.toReturnToolError(new RegExp('')));
});

it('refuses wrong subjects', async () => {
  await failsBothWays(readResource(failed), it => it.toReturnToolError());
  for (const subject of [undefined, null, 'division by zero', new Error('division by zero'), () => failed]) {
    await failsBothWays(subject, it => it.toReturnToolError());
  }
});

it('takes no error of the test itself for an error of the tool', async () => {
  await failsBothWays(Promise.reject(new TypeError('x is not a function')), it => it.toReturnToolError());
  const rejects = (): jest.JestMatchers<Promise<never>> =>
    expect(Promise.reject(new TypeError('x is not a function')));
  await failureOf(() => rejects().rejects.toReturnToolError());
  await failureOf(() => rejects().rejects.not.toReturnToolError());
});

it('works behind .resolves and inside another value', async () => {
  await expect(Promise.resolve(failed.result)).resolves.toReturnToolError(/zero/);
  expect([failed.result]).toEqual([expect.toReturnToolError('division by zero')]);
  expect([result({ content: [] }).result]).toEqual([expect.not.toReturnToolError()]);
});
