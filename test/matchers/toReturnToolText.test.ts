import {
  callTool,
  failsBothWays,
  failureOf,
  messageOf,
  operation,
  ping,
  readResource,
  result,
  session,
  text,
  thrownBy,
  toolError,
  UNAVAILABLE,
  unknownName,
} from './support';

const three = { content: [{ type: 'text', text: '3' }] };

describe('passes', () => {
  it.each([
    ['a string that is the whole text', '3'],
    ['a pattern', /^\d$/],
    ['an asymmetric matcher', expect.stringContaining('3')],
    ['an array, block by block', ['3']],
  ])('with %s', async (_, expected) => {
    await expect(callTool(text('3'))).toReturnToolText(expected);
    expect(three).toReturnToolText(expected);
    await expect(Promise.resolve(three)).toReturnToolText(expected);
    await expect(Promise.resolve(three)).resolves.toReturnToolText(expected);
  });

  it('on all text blocks joined, whatever stands between them', async () => {
    const blocks = [
      { type: 'text', text: 'one' },
      { type: 'image', data: '', mimeType: 'image/png' },
      { type: 'text', text: 'two' },
    ];
    await expect(callTool(result({ content: blocks }))).toReturnToolText('one\ntwo');
    await expect(callTool(result({ content: blocks }))).toReturnToolText([/one/, expect.any(String)]);
  });

  it('on the raw door too', async () => {
    const asked = { verb: 'request', method: 'tools/call', name: 'add', params: { name: 'add' } } as const;
    await expect(operation(asked, text('3'))).toReturnToolText('3');
  });

  it('under .not, when the text differs', async () => {
    await expect(callTool(text('3'))).not.toReturnToolText('4');
    await expect(callTool(text('3'))).not.toReturnToolText(['3', '4']);
    expect(three).not.toReturnToolText(/4/);
  });

  it('without printing anything', () => {
    const expected = {
      $$typeof: Symbol.for('jest.asymmetricMatcher'),
      asymmetricMatch: () => true,
      toAsymmetricMatcher: (): string => {
        throw new Error('printed');
      },
    };
    expect(three).toReturnToolText(expected);
  });
});

describe('fails', () => {
  it('when the text differs', async () => {
    const failure = await failureOf(() => expect(callTool(text('3'))).toReturnToolText('4'));
    expect(failure.message).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>"4"</>
     Received:  <red>"3"</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "3"           1.2 ms</>
    `);
    expect(failure.matcherResult).toMatchObject({
      name: 'toReturnToolText',
      pass: false,
      actual: '3',
      expected: '4',
    });
  });

  it('under .not, when it is the same', async () => {
    expect(await messageOf(() => expect(callTool(text('3'))).not.toReturnToolText('3')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  not <green>"3"</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "3"           1.2 ms</>
    `);
  });

  it('when a pattern is not found, and under .not when it is', async () => {
    expect(await messageOf(() => expect(callTool(text('three'))).toReturnToolText(/\d/g)))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:              add { "a": 1, "b": 2 }
     Expected pattern:  <green>/\\d/g</>
     Received text:     <red>"three"</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "three"       1.2 ms</>
    `);
    expect(await messageOf(() => expect(callTool(text('3'))).not.toReturnToolText(/\d/g)))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:              add { "a": 1, "b": 2 }
     Expected pattern:  not <green>/\\d/g</>
     Received text:     <red>"3"</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "3"           1.2 ms</>
    `);
  });

  it('behind .resolves, which stays in the hint', async () => {
    expect(await messageOf(() => expect(Promise.resolve(three)).resolves.not.toReturnToolText('3')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>promise</><dim>).</>resolves<dim>.</>not<dim>.</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Expected:  not <green>"3"</>
    `);
  });

  it('with a diff when there are several lines', async () => {
    const several = text('milk\neggs\nbread');
    expect(await messageOf(() => expect(callTool(several, 'list', {})).toReturnToolText('milk\nham\nbread')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:  list

     <green>- Expected  - 1</>
     <red>+ Received  + 1</>

     <dim>  milk</>
     <green>- ham</>
     <red>+ eggs</>
     <dim>  bread</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  list</>
     <dim>  ← result      text "milk\\neggs\\nbread"  1.2 ms</>
    `);
  });

  it('with the blocks that differ, and what is no text', async () => {
    const content = [
      { type: 'text', text: 'one' },
      { type: 'text', text: 'two' },
      { type: 'audio', data: '', mimeType: 'audio/wav' },
    ];
    expect(await messageOf(() => expect(callTool(result({ content }))).toReturnToolText([/one/, 'three'])))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:  add { "a": 1, "b": 2 }

     <green>- Expected  - 1</>
     <red>+ Received  + 1</>

     <dim>  Array [</>
     <dim>    /one/,</>
     <green>-   "three",</>
     <red>+   "two",</>
     <dim>  ]</>

     The content blocks also hold what is not text: audio (audio/wav).

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "one", text "two", audio audio/wav (0 characters of base64)  1.2 ms</>
    `);
  });

  it.each([
    ['white space', ' 3\n', '3'],
    ['line endings', 'a\r\nb', 'a\nb'],
    ['case', 'Hello', 'hello'],
    ['a part', 'The sum is 3.', 'sum is 3'],
  ])('and says so when they differ in %s alone', async (_, received, expected) => {
    const message = await messageOf(() => expect(callTool(text(received))).toReturnToolText(expected));
    expect(message.split('\n\n').slice(1, -1).join('\n\n')).toMatchSnapshot();
  });

  it('with long texts cut around their first difference', async () => {
    const long = 'lorem ipsum '.repeat(900);
    const message = await messageOf(() =>
      expect(callTool(text(`${long}dolor${long}`))).toReturnToolText(`${long}color${long}`),
    );
    expect(message).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:              add { "a": 1, "b": 2 }
     Expected:          <green>"…sum lorem ipsum lorem ipsum lorem ipsum colorlorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lor…" (of 21,605 characters)</>
     Received:          <red>"…sum lorem ipsum lorem ipsum lorem ipsum dolorlorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum lor…" (of 21,605 characters)</>
     First difference:  at character 10,801

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "lorem ipsum lorem ipsum lorem ipsum lorem ipsum lorem ipsum "… (21,545 more)  1.2 ms</>
    `);
  });

  it('with a long text cut and counted when there is nothing to compare it with by character', async () => {
    expect(await messageOf(() => expect(callTool(text('x'.repeat(5000)))).toReturnToolText(/y/)))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:              add { "a": 1, "b": 2 }
     Expected pattern:  <green>/y/</>
     Received text:     <red>"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…" (4,400 more characters)</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"… (4,940 more)  1.2 ms</>
    `);
  });
});

describe('decides nothing, with and without .not', () => {
  it.each(UNAVAILABLE)('after %s', async (_, outcome) => {
    const message = await failsBothWays(callTool(outcome), it => it.toReturnToolText('3'));
    expect(message).toMatchSnapshot();
  });

  it('and says under .not why it fails', async () => {
    expect(await messageOf(() => expect(callTool(unknownName, 'ad')).not.toReturnToolText('3')))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:      ad { "a": 1, "b": 2 }
     Expected:  not <green>"3"</>
     Received:  <red>unknown tool "ad"</>
     Offered:   <red>3 tools: "add", "divide", "subtract"</>

     Did you mean "add"?

     So there was nothing to decide, and it fails with .not as well as without.

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  ad {"a":1,"b":2}</>
     <dim>  ← error       -32602 "Tool ad not found"  1.2 ms</>
    `);
  });

  it('after a tool error, with what the handler threw', async () => {
    const thrown = new Error('division by zero');
    thrown.stack =
      'Error: division by zero\n    at divide (/app/src/server.ts:12:11)\n    at Protocol.run (/app/node_modules/@modelcontextprotocol/sdk/protocol.js:1:1)\n    at node:internal/process:1:1';
    expect(
      await messageOf(() => expect(callTool(toolError('division by zero', thrown))).toReturnToolText('3')),
    ).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>"3"</>
     Received:  <red>tool error "division by zero"</>

     <dim>The handler threw:</>
     <dim>  Error: division by zero</>
     <dim>      in divide (/app/src/server.ts:12:11)</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call    add {"a":1,"b":2}</>
     <dim>  ← error result  text "division by zero"  1.2 ms</>
    `);
  });

  it('on a result without text', async () => {
    const image = result({ content: [{ type: 'image', data: 'AA==', mimeType: 'image/png' }] });
    await expect(failsBothWays(callTool(image), it => it.toReturnToolText('3'))).resolves
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>"3"</>
     Received:  <red>no text, only image (image/png)</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      image image/png (4 characters of base64)  1.2 ms</>
    `);
    expect(await messageOf(() => expect(callTool(text())).not.toReturnToolText('3'))).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  not <green>"3"</>
     Received:  <red>no text: its content blocks are empty</>

     So there was nothing to decide, and it fails with .not as well as without.

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      {"content":[]}     1.2 ms</>
    `);
  });

  it('on a promise that rejects with an error of the test itself', async () => {
    const error = new TypeError('x is not a function');
    error.stack = 'TypeError: x is not a function\n    at test (/app/test/add.test.ts:3:1)';
    const message = await failsBothWays(Promise.reject(error), it => it.toReturnToolText('3'));
    expect(message).toMatchInlineSnapshot(`
     <dim>expect(</><red>promise</><dim>).</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     The promise rejected, but not with an answer of a server: there is nothing to judge.

     Rejected with:  <red>TypeError: x is not a function</>

     <dim>Where it was thrown:</>
     <dim>  TypeError: x is not a function</>
     <dim>      in test (/app/test/add.test.ts:3:1)</>
    `);
  });
});

describe('refuses', () => {
  it.each([
    ['undefined', undefined],
    ['a number', 42],
    ['an empty pattern', new RegExp('')],
    ['an empty array', []],
    ['an object', { text: '3' }],
    ['an array with something else in it', ['3', 4]],
    ['an asymmetric matcher of objects', expect.objectContaining({ a: 1 })],
    ['an asymmetric matcher that accepts everything', expect.stringContaining('')],
  ])('%s as the expected text', async (_, expected) => {
    const message = await failsBothWays(callTool(text('3')), it => it.toReturnToolText(expected as never));
    expect(message).toMatchSnapshot();
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['a string', '3'],
    ['a function', () => three],
    ['a session', session()],
    ['an array', [three]],
    ['an object of another kind', { status: 200 }],
  ])('%s as the subject', async (_, subject) => {
    const message = await failsBothWays(subject, it => it.toReturnToolText('3'));
    expect(message).toMatchSnapshot();
  });

  it('an operation of another verb, at once, and names the right matcher', async () => {
    const never = { ...readResource(text('3')), then: () => new Promise<never>(() => undefined) };
    expect(await messageOf(() => expect(never).toReturnToolText('3'))).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     <bold>Matcher error</>: <red>operation</> must call a tool

     Operation is: readResource "note://1"

     For a resource there are toReturnResourceText and toReturnResourceContents.
    `);
    await failureOf(() => expect(readResource(text('3'))).not.toReturnToolText('3'));
    await failureOf(() => expect(ping()).not.toReturnToolText('3'));
  });

  it('a result of another kind', async () => {
    const contents = { contents: [{ uri: 'note://1', text: '3' }] };
    expect(await messageOf(() => expect(contents).not.toReturnToolText('3'))).toMatchInlineSnapshot(`
     <dim>expect(</><red>result</><dim>).</>not<dim>.</>toReturnToolText<dim>(</><green>expected</><dim>)</>

     <bold>Matcher error</>: <red>result</> must come from calling a tool

     Result has keys: contents

     For a resource there are toReturnResourceText and toReturnResourceContents.
    `);
  });
});

describe('inside another value', () => {
  it('matches a result', () => {
    expect({ first: three }).toEqual({ first: expect.toReturnToolText('3') });
    expect({ first: three }).toEqual({ first: expect.not.toReturnToolText('4') });
    expect({ first: three }).not.toEqual({ first: expect.toReturnToolText('4') });
  });

  it.each([
    ['an operation', callTool(text('4'))],
    ['a promise', Promise.resolve(three)],
    ['a session', session()],
  ])('throws on %s', (_, subject) => {
    expect(
      thrownBy(() => expect({ first: subject }).toEqual({ first: expect.toReturnToolText('3') })),
    ).toMatchSnapshot();
    expect(() => expect({ first: subject }).toEqual({ first: expect.not.toReturnToolText('3') })).toThrow(
      'cannot wait',
    );
  });

  it('throws where nothing could be decided', () => {
    const failed = { content: [{ type: 'text', text: 'kaboom' }], isError: true };
    expect(thrownBy(() => expect([failed]).toEqual([expect.not.toReturnToolText('3')])))
      .toMatchInlineSnapshot(`
     expect(result).not.toReturnToolText(expected)

     Expected:  not "3"
     Received:  tool error "kaboom"

     So there was nothing to decide, and it fails with .not as well as without.
    `);
    expect(() => expect([42]).toEqual([expect.not.toReturnToolText('3')])).toThrow('must be an operation');
  });
});
