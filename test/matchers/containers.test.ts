import { callTool, messageOf, operation, result, session } from './support';

const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`field${index}`, index]));
const REPORT = {
  ...many,
  summary: { total: 8, open: 3, names: ['ann', 'bob', 'carl'] },
  rows: [
    { id: 1, state: 'open', tags: ['a', 'b'] },
    { id: 2, state: 'done', tags: [] },
  ],
};

/** The difference alone, in colours that a reviewer can read. */
async function difference(assertion: () => unknown): Promise<string> {
  const message = await messageOf(assertion);
  return message
    .split('\n\n')
    .filter(block => !/expect\(|Wire, |^(?:Tool|Server|Prompt|Resource): {2}/.test(block))
    .join('\n\n');
}

const structured = (expected: unknown): Promise<string> =>
  difference(() =>
    expect(callTool(result({ content: [], structuredContent: REPORT }))).toReturnStructuredContent(
      expected as object,
    ),
  );

test.each<readonly [name: string, expected: unknown]>([
  ['an object', expect.objectContaining({ summary: { ...REPORT.summary, total: 9 } })],
  ['objects in an object', expect.objectContaining({ summary: expect.objectContaining({ total: 9 }) })],
  [
    'an object in an array in an object',
    expect.objectContaining({
      rows: expect.arrayContaining([
        expect.objectContaining({ id: 2, state: 'open' }),
        expect.objectContaining({ id: 1 }),
      ]),
    }),
  ],
  [
    'texts in an array',
    expect.objectContaining({
      summary: expect.objectContaining({ names: expect.arrayContaining(['ann', 'bobb', 'zoe']) }),
    }),
  ],
  [
    'a container in what is compared whole',
    { ...REPORT, rows: expect.arrayContaining([expect.objectContaining({ state: 'closed' })]) },
  ],
  ['a key that is not there', expect.objectContaining({ nope: 1 })],
  ['what must not be there', expect.not.objectContaining({ field3: 3 })],
  [
    'an item that must not be there',
    expect.objectContaining({
      summary: expect.objectContaining({ names: expect.not.arrayContaining(['ann']) }),
    }),
  ],
  [
    'a part of a text',
    expect.objectContaining({
      rows: [expect.objectContaining({ state: expect.stringContaining('clos') }), expect.anything()],
    }),
  ],
  ['a kind of value', expect.objectContaining({ field1: expect.any(String) })],
  ['an array for an object', expect.objectContaining({ rows: expect.objectContaining({ id: 1 }) })],
  ['an object for an array', expect.objectContaining({ summary: expect.arrayContaining([1]) })],
])('only what was asked for is shown: %s', async (_, expected) => {
  const shown = await structured(expected);
  expect(shown).toMatchSnapshot();
  expect(shown.split('\n').length).toBeLessThan(25);
});

test('every item of an array', async () => {
  const { arrayOf } = expect as unknown as { arrayOf?: (sample: unknown) => unknown };
  // Jest 30 alone has it.
  if (!arrayOf) return;
  const shown = await structured(
    expect.objectContaining({ rows: arrayOf(expect.objectContaining({ state: 'open' })) }),
  );
  expect(shown).toContain('"done"');
  expect(shown).not.toContain('"id"');
});

test('a matcher of the user', async () => {
  expect.extend({
    toBeWithin: (value: number, low: number, high: number) => ({
      pass: value >= low && value <= high,
      message: () => '',
    }),
  });
  const { toBeWithin } = expect as unknown as { toBeWithin(low: number, high: number): unknown };
  expect(await structured(expect.objectContaining({ field20: toBeWithin(1, 2) }))).toMatchSnapshot();
});

test('under .not', async () => {
  const answer = result({ content: [], structuredContent: REPORT });
  const shown = await difference(() =>
    expect(callTool(answer)).not.toReturnStructuredContent(
      expect.objectContaining({ summary: expect.objectContaining({ total: 8 }) }),
    ),
  );
  expect(shown).toMatchSnapshot();
});

test('blocks, messages, contents and shapes', async () => {
  const block = { type: 'text', text: 'x', _meta: many };
  const prompt = { verb: 'getPrompt', method: 'prompts/get', name: 'p', params: { name: 'p' } } as const;
  const read = {
    verb: 'readResource',
    method: 'resources/read',
    name: 'r:1',
    params: { uri: 'r:1' },
  } as const;
  const inputSchema = { type: 'object', properties: {}, required: ['a', 'b'] };
  const tool = { name: 'add', description: 'Adds', inputSchema };
  const y = expect.objectContaining({ text: 'y' });
  const shown = [
    await difference(() => expect(callTool(result({ content: [block] }))).toReturnContent([y])),
    await difference(() =>
      expect(
        operation(prompt, result({ messages: [{ role: 'user', content: block }] })),
      ).toReturnPromptMessages([expect.objectContaining({ content: y })]),
    ),
    await difference(() =>
      expect(
        operation(read, result({ contents: [{ uri: 'r:1', text: 'x', _meta: many }] })),
      ).toReturnResourceContents([y]),
    ),
    await difference(() =>
      expect(session({ tools: [tool] })).toHaveTool('add', {
        inputSchema: expect.objectContaining({ required: expect.arrayContaining(['c']) }),
      }),
    ),
  ];
  expect(shown.join('\n\n')).toMatchSnapshot();
});

test('__proto__ is a key like any other', async () => {
  const evil = JSON.parse('{ "__proto__": 1, "a": 1 }') as object;
  const answer = result({ content: [], structuredContent: evil });
  const shown = await difference(() =>
    expect(callTool(answer)).toReturnStructuredContent(expect.objectContaining({ a: 2 })),
  );
  expect(shown).toContain('"a"');
});
