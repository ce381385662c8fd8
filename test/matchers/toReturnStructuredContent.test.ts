import {
  callTool,
  failsBothWays,
  messageOf,
  readResource,
  result,
  text,
  thrownBy,
  UNAVAILABLE,
} from './support';

const weather = { city: 'Oslo', celsius: 21, hours: [{ at: '2026-01-01T00:00:00.000Z', wind: 3 }] };
const answer = result({ content: [], structuredContent: weather });

describe('passes', () => {
  it.each([
    ['the same value, in another order of keys', { hours: weather.hours, celsius: 21, city: 'Oslo' }],
    [
      'patterns and asymmetric matchers at any depth',
      { city: /^os/i, celsius: expect.any(Number), hours: [{ at: /^2026/, wind: 3 }] },
    ],
    ['a key that is undefined and absent', { ...weather, rain: undefined }],
    ['an asymmetric matcher for the whole', expect.objectContaining({ city: 'Oslo' })],
  ])('with %s', async (_, expected) => {
    await expect(callTool(answer)).toReturnStructuredContent(expected);
    expect(answer.result).toReturnStructuredContent(expected);
    await expect(Promise.resolve(answer.result)).resolves.toReturnStructuredContent(expected);
  });

  it('with a list, where a server returns one', () => {
    expect({ structuredContent: [1, 2] }).toReturnStructuredContent([1, 2]);
    expect({ structuredContent: [] }).toReturnStructuredContent([]);
  });

  it('under .not, when it differs', async () => {
    await expect(callTool(answer)).not.toReturnStructuredContent({ ...weather, celsius: 20 });
    await expect(callTool(answer)).not.toReturnStructuredContent({ city: 'Oslo' });
  });

  it('every time, with a pattern that keeps state', async () => {
    const city = /os/gi;
    for (let round = 0; round < 3; round++)
      await expect(callTool(answer)).toReturnStructuredContent({ ...weather, city });
    expect(city.lastIndex).toBe(0);
    const matcher = expect.stringMatching(/os/gi);
    for (let round = 0; round < 3; round++)
      await expect(callTool(answer)).toReturnStructuredContent({ ...weather, city: matcher });
  });
});

describe('fails', () => {
  it('with a diff that shows real differences alone', async () => {
    const expected = { city: /^os/i, celsius: 20, hours: [{ at: expect.any(String), wind: 4 }] };
    expect(await messageOf(() => expect(callTool(answer)).toReturnStructuredContent(expected)))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnStructuredContent<dim>(</><green>expected</><dim>) // deep equality</>

     Tool:  add { "a": 1, "b": 2 }

     <green>- Expected  - 2</>
     <red>+ Received  + 2</>

     <dim>  Object {</>
     <green>-   "celsius": 20,</>
     <red>+   "celsius": 21,</>
     <dim>    "city": /^os/i,</>
     <dim>    "hours": Array [</>
     <dim>      Object {</>
     <dim>        "at": Any<String>,</>
     <green>-       "wind": 4,</>
     <red>+       "wind": 3,</>
     <dim>      },</>
     <dim>    ],</>
     <dim>  }</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      structured {"city":"Oslo","celsius":21,"hours":[{"at":"2026-01-01T00:00:00.000Z","wind":3}]}  1.2 ms</>
    `);
  });

  it('under .not, when it is equal', async () => {
    expect(await messageOf(() => expect(callTool(answer)).not.toReturnStructuredContent(weather)))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnStructuredContent<dim>(</><green>expected</><dim>) // deep equality</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  not <green>{"celsius": 21, "city": "Oslo", "hours": [{"at": "2026-01-01T00:00:00.000Z", "wind": 3}]}</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      structured {"city":"Oslo","celsius":21,"hours":[{"at":"2026-01-01T00:00:00.000Z","wind":3}]}  1.2 ms</>
    `);
    expect(
      await messageOf(() =>
        expect(callTool(answer)).not.toReturnStructuredContent(expect.objectContaining({ city: 'Oslo' })),
      ),
    ).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>not<dim>.</>toReturnStructuredContent<dim>(</><green>expected</><dim>) // deep equality</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  not <green>ObjectContaining {"city": "Oslo"}</>
     Received:  <red>{"city": "Oslo"}</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      structured {"city":"Oslo","celsius":21,"hours":[{"at":"2026-01-01T00:00:00.000Z","wind":3}]}  1.2 ms</>
    `);
  });

  it('with a bounded diff', async () => {
    const long = (offset: number): object => ({
      list: Array.from({ length: 300 }, (_, index) => index * 2 + offset),
    });
    const message = await messageOf(() =>
      expect(callTool(result({ content: [], structuredContent: long(0) }))).toReturnStructuredContent(
        long(1),
      ),
    );
    expect(message.split('\n').length).toBeLessThan(80);
    expect(message).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnStructuredContent<dim>(</><green>expected</><dim>) // deep equality</>

     Tool:  add { "a": 1, "b": 2 }

     <green>- Expected  - 300</>
     <red>+ Received  + 300</>

     <dim>  Object {</>
     <dim>    "list": Array [</>
     <green>-     1,</>
     <green>-     3,</>
     <green>-     5,</>
     <green>-     7,</>
     <green>-     9,</>
     <green>-     11,</>
     <green>-     13,</>
     <green>-     15,</>
     <green>-     17,</>
     <green>-     19,</>
     <green>-     21,</>
     <green>-     23,</>
     <green>-     25,</>
     <green>-     27,</>
     <green>-     29,</>
     <green>-     31,</>
     … 284 more lines
     <red>+     0,</>
     <red>+     2,</>
     <red>+     4,</>
     <red>+     6,</>
     <red>+     8,</>
     <red>+     10,</>
     <red>+     12,</>
     <red>+     14,</>
     <red>+     16,</>
     <red>+     18,</>
     <red>+     20,</>
     <red>+     22,</>
     <red>+     24,</>
     <red>+     26,</>
     <red>+     28,</>
     <red>+     30,</>
     … 284 more lines
     <dim>    ],</>
     <dim>  }</>

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      structured {"list":[0,2,4,6,8,10,12,14,16,18,20,22,24,26,28,30,32,34,36,38,40,42,44,46,48,50,52,54,5… (1,066 more)  1.2 ms</>
    `);
  });
});

describe('decides nothing, with and without .not', () => {
  it.each(UNAVAILABLE)('after %s', async (_, outcome) => {
    await failsBothWays(callTool(outcome), it => it.toReturnStructuredContent(weather));
  });

  it('without structuredContent, and says when the text holds it', async () => {
    expect(
      await failsBothWays(callTool(text(JSON.stringify(weather))), it =>
        it.toReturnStructuredContent(weather),
      ),
    ).toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnStructuredContent<dim>(</><green>expected</><dim>) // deep equality</>

     Tool:      add { "a": 1, "b": 2 }
     Expected:  <green>{"celsius": 21, "city": "Oslo", "hours": [{"at": "2026-01-01T00:00:00.000Z", "wind": 3}]}</>
     Received:  <red>no structuredContent</>

     Its text is JSON that equals the expected value: the server put it into content, not into structuredContent.

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      text "{\\"city\\":\\"Oslo\\",\\"celsius\\":21,\\"hours\\":[{\\"at\\":\\"2026-01-01T00:00"… (21 more)  1.2 ms</>
    `);
    expect(
      await failsBothWays(callTool(text('21 degrees')), it => it.toReturnStructuredContent(weather)),
    ).toMatch('Its text: "21 degrees"');
    expect(await failsBothWays(callTool(text('{}')), it => it.toReturnStructuredContent(weather))).toMatch(
      'does not equal',
    );
    expect(await failsBothWays(callTool(text()), it => it.toReturnStructuredContent(weather))).toMatch(
      'no text either',
    );
  });

  it('when the expected value can never come over the wire', async () => {
    const expected = { ...weather, hours: [{ at: new Date('2026-01-01'), wind: 3 }] };
    expect(await failsBothWays(callTool(answer), it => it.toReturnStructuredContent(expected)))
      .toMatchInlineSnapshot(`
     <dim>expect(</><red>operation</><dim>).</>toReturnStructuredContent<dim>(</><green>expected</><dim>) // deep equality</>

     Tool:  add { "a": 1, "b": 2 }

     <green>- Expected  - 1</>
     <red>+ Received  + 1</>

     <dim>  Object {</>
     <dim>    "celsius": 21,</>
     <dim>    "city": "Oslo",</>
     <dim>    "hours": Array [</>
     <dim>      Object {</>
     <green>-       "at": 2026-01-01T00:00:00.000Z,</>
     <red>+       "at": "2026-01-01T00:00:00.000Z",</>
     <dim>        "wind": 3,</>
     <dim>      },</>
     <dim>    ],</>
     <dim>  }</>

     The wire carries JSON, so this can never be equal: a Date arrives as "2026-01-01T00:00:00.000Z" (at hours[0].at).

     <dim>Wire, 2 frames (in memory, 2025-11-25):</>
     <dim>  → tools/call  add {"a":1,"b":2}</>
     <dim>  ← result      structured {"city":"Oslo","celsius":21,"hours":[{"at":"2026-01-01T00:00:00.000Z","wind":3}]}  1.2 ms</>
    `);
  });

  it.each([
    ['a Map', new Map([['a', 1]])],
    ['a Set', new Set([1])],
    ['a BigInt', 1n],
    ['NaN', NaN],
    ['undefined in an array', [undefined]],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a Buffer', Buffer.from('a')],
    ['a URL', new URL('http://localhost/')],
  ])('when it holds %s', async (_, value) => {
    const message = await failsBothWays(callTool(answer), it => it.toReturnStructuredContent({ value }));
    expect(/The wire carries JSON.*/.exec(message)?.[0]).toMatchSnapshot();
  });
});

describe('refuses', () => {
  it.each([
    ['undefined', undefined],
    ['a pattern', /x/],
    ['a function', () => weather],
    ['an asymmetric matcher that accepts everything', expect.objectContaining({})],
    ['an empty pattern inside', { city: new RegExp('') }],
    ['a pattern inside one of Jest’s matchers', expect.objectContaining({ city: /^os/i })],
    ['a Date inside one of Jest’s matchers', expect.not.objectContaining({ at: new Date(0) })],
  ])('%s as the expected value', async (_, expected) => {
    expect(
      await failsBothWays(callTool(answer), it => it.toReturnStructuredContent(expected as object)),
    ).toMatchSnapshot();
  });

  it('wrong subjects', async () => {
    for (const subject of [undefined, null, 42, 'x', [weather], weather, () => answer]) {
      await failsBothWays(subject, it => it.toReturnStructuredContent(weather));
    }
    await failsBothWays(readResource(answer), it => it.toReturnStructuredContent(weather));
  });
});

it('works inside another value', () => {
  expect([answer.result]).toEqual([expect.toReturnStructuredContent(weather)]);
  expect([answer.result]).toEqual([expect.not.toReturnStructuredContent({ city: 'Oslo' })]);
  expect(
    thrownBy(() => expect([{ content: [] }]).toEqual([expect.not.toReturnStructuredContent(weather)])),
  ).toMatch('no structuredContent');
});
