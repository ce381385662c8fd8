import {
  ADD,
  callTool,
  DIVIDE,
  disconnected,
  failsBothWays,
  failureOf,
  frame,
  listTools,
  messageOf,
  operation,
  protocolError,
  session,
  SUBTRACT,
  toolList,
  UNAVAILABLE,
} from './support';

const tools = [ADD, DIVIDE, SUBTRACT];
const mcp = session({ tools });

describe('passes', () => {
  it('on a session, a list operation, a promise of a list, a list and a raw result', async () => {
    await expect(mcp).toHaveTool('add');
    await expect(listTools(tools)).toHaveTool('add');
    await expect(Promise.resolve(toolList(...tools))).toHaveTool('add');
    await expect(Promise.resolve(toolList(...tools))).resolves.toHaveTool('add');
    expect(toolList(...tools)).toHaveTool('add');
    expect({ tools }).toHaveTool('add');
  });

  it('with a shape, as toMatchObject has it, patterns and asymmetric matchers at any depth', async () => {
    await expect(mcp).toHaveTool('add', { description: /two/g, annotations: { readOnlyHint: true } });
    await expect(mcp).toHaveTool('add', {
      inputSchema: { required: ['a', 'b'], properties: { a: { type: expect.any(String) } } },
    });
    await expect(mcp).toHaveTool('add', expect.objectContaining({ name: 'add' }));
    await expect(mcp).toHaveTool('divide', expect.not.objectContaining({ outputSchema: expect.anything() }));
  });

  it('under .not, when it is missing, or when the shape of one that is there differs', async () => {
    await expect(mcp).not.toHaveTool('purge');
    await expect(mcp).not.toHaveTool('add', { description: /three/ });
  });

  it('under .not, on a server without tools, which is not asked for them', async () => {
    const bare = session({ capabilities: { prompts: {} } });
    await expect(bare).not.toHaveTool('add');
    expect(bare.used).toEqual([]);
  });
});

describe('fails', () => {
  it('when the tool is missing, and lists the nearest names', async () => {
    const failure = await failureOf(() => expect(mcp).toHaveTool('ad'));
    expect(failure.message).toMatchInlineSnapshot(`
     <dim>expect(</><red>mcp</><dim>).</>toHaveTool<dim>(</><green>name</><dim>)</>

     Server:    notes 1.0.0
     Expected:  <green>tool "ad"</>
     Offered:   <red>3 tools: "add", "divide", "subtract"</>

     Did you mean "add"?

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/list</>
     <dim>  ← result      3 tools: "add", "divide", "subtract"  1.2 ms</>
    `);
    expect(failure.matcherResult).toMatchObject({ actual: ['add', 'divide', 'subtract'], expected: 'ad' });
  });

  it('with many names cut and counted', async () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ name: `tool-${index}`, inputSchema: {} }));
    expect(await messageOf(() => expect(toolList(...many)).toHaveTool('purge'))).toMatchInlineSnapshot(`
     <dim>expect(</><red>tools</><dim>).</>toHaveTool<dim>(</><green>name</><dim>)</>

     Expected:  <green>tool "purge"</>
     Offered:   <red>40 tools: "tool-0", "tool-1", "tool-2", "tool-3", "tool-4", "tool-5", "tool-6", "tool-7", … and 32 more</>
    `);
  });

  it('when the server declares no tools', async () => {
    expect(await messageOf(() => expect(session({ capabilities: { prompts: {} } })).toHaveTool('add')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>mcp</><dim>).</>toHaveTool<dim>(</><green>name</><dim>)</>

     The server does not declare the tools capability, so it offers no tool at all.

     Server:    notes 1.0.0
     Expected:  <green>tool "add"</>
     Offered:   <red>no tools</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → initialize</>
     <dim>  ← result      notes 1.0.0  2.0 ms</>
    `);
  });

  it('when the shape differs, and says how far it matched', async () => {
    const shape = {
      description: /two/,
      annotations: { readOnlyHint: false, title: 'Add' },
      inputSchema: { properties: { a: { type: 'integer' } } },
    };
    expect(await messageOf(() => expect(toolList(...tools)).toHaveTool('add', shape))).toMatchInlineSnapshot(`
     <dim>expect(</><red>tools</><dim>).</>toHaveTool<dim>(</><green>name</><dim>, </><green>shape</><dim>)</>

     Tool:  add

     <green>- Expected shape  - 3</>
     <red>+ Received shape  + 2</>

     <dim>  Object {</>
     <dim>    "annotations": Object {</>
     <green>-     "readOnlyHint": false,</>
     <green>-     "title": "Add",</>
     <red>+     "readOnlyHint": true,</>
     <dim>    },</>
     <dim>    "description": /two/,</>
     <dim>    "inputSchema": Object {</>
     <dim>      "properties": Object {</>
     <dim>        "a": Object {</>
     <green>-         "type": "integer",</>
     <red>+         "type": "number",</>
     <dim>        },</>
     <dim>      },</>
     <dim>    },</>
     <dim>  }</>

     Differs at: annotations.readOnlyHint, annotations.title (absent), inputSchema.properties.a.type
     Matches at: description
    `);
  });

  it('under .not, when it is there', async () => {
    expect(await messageOf(() => expect(toolList(...tools)).not.toHaveTool('divide'))).toMatchInlineSnapshot(`
     <dim>expect(</><red>tools</><dim>).</>not<dim>.</>toHaveTool<dim>(</><green>name</><dim>)</>

     Expected:  <green>no tool "divide"</>
     Received:  <red>{"description": "Divides a by b", "inputSchema": {"type": "object"}, "name": "divide"}</>
    `);
    expect(
      await messageOf(() =>
        expect(toolList(...tools)).not.toHaveTool('add', { annotations: { readOnlyHint: true } }),
      ),
    ).toMatchInlineSnapshot(`
     <dim>expect(</><red>tools</><dim>).</>not<dim>.</>toHaveTool<dim>(</><green>name</><dim>, </><green>shape</><dim>)</>

     Tool:            add
     Expected shape:  not <green>{"annotations": {"readOnlyHint": true}}</>
    `);
  });
});

describe('decides nothing, with and without .not', () => {
  it('about the shape of a tool that is missing', async () => {
    expect(await messageOf(() => expect(mcp).not.toHaveTool('ad', { title: 'x' }))).toMatchInlineSnapshot(`
     <dim>expect(</><red>mcp</><dim>).</>not<dim>.</>toHaveTool<dim>(</><green>name</><dim>, </><green>shape</><dim>)</>

     Server:    notes 1.0.0
     Expected:  <green>tool "ad" of another shape</>
     Offered:   <red>3 tools: "add", "divide", "subtract"</>

     Did you mean "add"?

     To expect that it is not offered: .not.toHaveTool(name)

     So there was nothing to decide, and it fails with .not as well as without.

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/list</>
     <dim>  ← result      3 tools: "add", "divide", "subtract"  1.2 ms</>
    `);
    await failsBothWays(mcp, it => it.toHaveTool('ad', { title: 'x' }));
  });

  it('when no session could be opened', async () => {
    const dead: Parameters<typeof session>[0] = {
      unreachable: {
        ...disconnected,
        message: 'The program exited with code 1.\nError: no database\n    at main',
      },
    };
    expect(await failsBothWays(session(dead), it => it.toHaveTool('add'))).toMatchInlineSnapshot(`
     <dim>expect(</><red>mcp</><dim>).</>toHaveTool<dim>(</><green>name</><dim>)</>

     No session could be opened, so the server was never asked.

     Received:  <red>no connection:</>
                <red>  The program exited with code 1.</>
                <red>  Error: no database</>
                <red>      at main</>
    `);
  });

  it.each(UNAVAILABLE)('when the list ended in %s', async (_, listOutcome) => {
    await failsBothWays(session({ listOutcome }), it => it.toHaveTool('add'));
    await failsBothWays(operation({ verb: 'listTools', method: 'tools/list', params: {} }, listOutcome), it =>
      it.toHaveTool('add'),
    );
  });

  it('and says what the list ended in', async () => {
    expect(await failsBothWays(session({ listOutcome: protocolError }), it => it.toHaveTool('add')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>mcp</><dim>).</>toHaveTool<dim>(</><green>name</><dim>)</>

     The list could not be had.

     Server:    notes 1.0.0
     Received:  <red>error -32603 "Internal error"</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/list</>
     <dim>  ← error       -32603 "Internal error"  1.2 ms</>
    `);
  });

  it('on one page of a list', async () => {
    expect(await failsBothWays({ tools, nextCursor: '2' }, it => it.toHaveTool('add')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>tools</><dim>).</>toHaveTool<dim>(</><green>name</><dim>)</>

     This is one page of the list: its nextCursor says that there is more.

     Expect the whole list instead: await expect(mcp.listTools())
    `);
    await failsBothWays(listTools(tools, { nextCursor: '' }), it => it.toHaveTool('purge'));
  });

  it('on a list with two tools of that name', async () => {
    expect(await failsBothWays(toolList(ADD, ADD), it => it.toHaveTool('add'))).toMatch(
      'holds 2 tools of the name "add"',
    );
  });

  it('on a list with something that has no name', async () => {
    expect(
      await failsBothWays({ tools: [ADD, { title: 'Nameless' }] }, it => it.toHaveTool('purge')),
    ).toMatch('The tool [1] of the list has no name.');
  });

  it('on a promise that rejects with an error of the test itself', async () => {
    await failsBothWays(Promise.reject(new TypeError('x')), it => it.toHaveTool('add'));
  });
});

describe('refuses', () => {
  it('an array that could be a list of anything', async () => {
    expect(await failsBothWays([ADD], it => it.toHaveTool('add'))).toMatchInlineSnapshot(`
     <dim>expect(</><red>received</><dim>).</>toHaveTool<dim>(</><green>name</><dim>)</>

     <bold>Matcher error</>: <red>received</> value must be mcp, a session, a list operation, or a list of tools

     Received has type:  array
     Received has value: <red>[{"annotations": {"readOnlyHint": true}, "description": "Adds two numbers", "inputSchema": {"properties": {"a": {"type": "number"}, "b": {"type": "number"}}, "required": ["a", "b"], "type": "object"}, "name": "add"}]</>

     An array of one's own, or one that was filtered or mapped, could be a list of anything. Write: await expect(mcp).toHaveTool(…), await expect(mcp.listTools()).toHaveTool(…), or expect({ tools: […] }).toHaveTool(…)
    `);
  });

  it('other wrong subjects', async () => {
    for (const subject of [
      undefined,
      null,
      42,
      'add',
      () => tools,
      { resources: [] },
      callTool({ kind: 'result', message: '' }),
    ]) {
      await failsBothWays(subject, it => it.toHaveTool('add'));
    }
    expect(
      await failsBothWays(callTool({ kind: 'result', message: '' }), it => it.toHaveTool('add')),
    ).toMatch('must list tools');
  });

  it.each([
    ['an empty object', {}],
    ['undefined', undefined],
    ['a string', 'add'],
    ['an array', [ADD]],
    ['an empty asymmetric matcher', expect.objectContaining({})],
    ['a key that holds undefined', { outputSchema: undefined }],
    ['an empty pattern', { description: new RegExp('') }],
    ['a Date', { _meta: { at: new Date(0) } }],
  ])('%s as the shape', async (_, shape) => {
    expect(await failsBothWays(mcp, it => it.toHaveTool('add', shape as object))).toMatchSnapshot();
  });

  it('a name that is none', async () => {
    for (const name of ['', undefined, 42, /add/])
      await failsBothWays(mcp, it => it.toHaveTool(name as never));
    await failsBothWays(listTools(tools), it => it.toHaveTool(''));
  });
});

it('works inside another value, on lists alone', () => {
  expect([toolList(...tools)]).toEqual([expect.toHaveTool('add')]);
  expect([toolList(...tools)]).toEqual([expect.not.toHaveTool('purge')]);
  expect(() => expect([mcp]).toEqual([expect.not.toHaveTool('add')])).toThrow('cannot wait for a session');
  expect(() => expect([[ADD]]).toEqual([expect.not.toHaveTool('purge')])).toThrow('list of anything');
});

it('shows the wire of the list', async () => {
  const frames = [
    frame('to server', 5, { id: 2, method: 'tools/list' }),
    frame('to client', 6, { id: 2, result: { tools } }),
  ];
  const list = operation(
    { verb: 'listTools', method: 'tools/list', params: {} },
    { kind: 'result', message: '', result: { tools } },
    { frames },
  );
  expect(await messageOf(() => expect(list).toHaveTool('purge'))).toMatchInlineSnapshot(`
   <dim>expect(</><red>operation</><dim>).</>toHaveTool<dim>(</><green>name</><dim>)</>

   Request:   tools/list
   Expected:  <green>tool "purge"</>
   Offered:   <red>3 tools: "add", "divide", "subtract"</>

   <dim>Wire, 2 frames (in memory, 2025-11-25):</>
   <dim>  → tools/list</>
   <dim>  ← result      3 tools: "add", "divide", "subtract"  1.0 ms</>
  `);
});
