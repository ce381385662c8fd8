import { exampleFor, flawOfResult, RESULT_NAMES } from '../../src/protocol/result-shape';

const text = { type: 'text', text: 'a' };
const image = { type: 'image', data: 'aGk=', mimeType: 'image/png' };
const audio = { type: 'audio', data: '', mimeType: 'audio/wav' };
const link = { type: 'resource_link', uri: 'x://1', name: 'one' };
const embedded = { type: 'resource', resource: { uri: 'x://1', text: 'a' } };
const SCHEMA = { type: 'object' };

const tool = (block: unknown): object => ({ content: [text, block] });
const prompt = (message: unknown): object => ({ messages: [message] });
const said = (content: unknown): object => prompt({ role: 'user', content });
const resource = (contents: unknown): object => ({ contents: [contents] });
const tools = (listed: unknown): object => ({ tools: [listed] });

/** As a promise is that nobody has awaited. */
const promise = { then: () => undefined };

const RIGHT: Readonly<Record<string, readonly unknown[]>> = {
  'tools/call': [
    {},
    { content: [] },
    { content: [text, image, audio, link, embedded] },
    tool({ ...text, annotations: {}, _meta: {} }),
    tool({ ...text, annotations: undefined }),
    tool({ type: 'resource', resource: { uri: 'x://1', blob: 'aGk=', mimeType: 'a/b' } }),
    { content: [], structuredContent: {}, isError: false, _meta: {} },
    { content: undefined, structuredContent: undefined, isError: undefined },
  ],
  'prompts/get': [
    { messages: [] },
    { messages: [{ role: 'user', content: text }], description: 'a' },
    prompt({ role: 'assistant', content: image }),
  ],
  'resources/read': [
    { contents: [] },
    resource({ uri: 'x://1', text: '' }),
    resource({ uri: 'x://1', blob: 'aGk=' }),
  ],
  'completion/complete': [
    { completion: { values: [] } },
    { completion: { values: ['a'], total: 1, hasMore: false } },
  ],
  'tools/list': [
    { tools: [] },
    tools({ name: 'a', inputSchema: SCHEMA }),
    tools({ name: 'a', inputSchema: SCHEMA, outputSchema: SCHEMA }),
  ],
  'resources/list': [{ resources: [{ uri: 'x://1', name: 'a' }] }],
  'resources/templates/list': [{ resourceTemplates: [{ uriTemplate: 'x://{a}', name: 'a' }] }],
  'prompts/list': [{ prompts: [{ name: 'a' }] }],
  'logging/setLevel': [undefined, 5],
};

const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  'tools/call': [
    undefined,
    null,
    'a text',
    7,
    true,
    [text],
    promise,
    { content: 'a text' },
    { content: null },
    { content: promise },
    { content: text },
    tool('a text'),
    tool(null),
    tool(promise),
    tool([]),
    tool({}),
    tool({ type: 'video' }),
    tool({ type: 7 }),
    tool({ type: 'text' }),
    tool({ type: 'text', text: 7 }),
    tool({ type: 'text', text: null }),
    tool({ type: 'text', text: {} }),
    tool({ type: 'text', text: [] }),
    tool({ type: 'text', text: new Date(0) }),
    tool({ type: 'text', text: promise }),
    tool({ ...text, annotations: 'a' }),
    tool({ ...text, annotations: promise }),
    tool({ ...text, _meta: [] }),
    tool({ ...image, data: undefined }),
    tool({ ...image, data: new Uint8Array(2) }),
    tool({ ...image, mimeType: undefined }),
    tool({ ...image, data: 'no base64' }),
    tool({ ...image, data: 'aGk===' }),
    tool({ ...image, data: '=aGk' }),
    tool({ ...audio, data: 7 }),
    tool({ ...audio, data: new Uint8Array(2) }),
    tool({ ...audio, data: 'ä' }),
    tool({ ...audio, mimeType: 7 }),
    tool({ ...link, uri: new URL('x://1') }),
    tool({ ...link, uri: undefined }),
    tool({ ...link, uri: { href: 7 } }),
    tool({ ...link, name: undefined }),
    tool({ type: 'resource', resource: 'x://1' }),
    tool({ type: 'resource', resource: { uri: 'x://1' } }),
    { structuredContent: [] },
    { structuredContent: 'a' },
    { isError: 'yes' },
    { _meta: 7 },
  ],
  'prompts/get': [
    undefined,
    'a text',
    {},
    { messages: {} },
    prompt('a text'),
    prompt(promise),
    prompt({ role: 'system', content: text }),
    prompt({ content: text }),
    said('a text'),
    said(promise),
    said([text]),
    said({ type: 'text' }),
    said({ type: 'text', text: 7 }),
    { messages: [], description: 7 },
  ],
  'resources/read': [
    undefined,
    [],
    {},
    { contents: 'a' },
    resource('a'),
    resource(promise),
    resource({ text: 'a' }),
    resource({ uri: new URL('x://1'), text: 'a' }),
    resource({ uri: 'x://1' }),
    resource({ uri: 'x://1', text: 7 }),
    resource({ uri: 'x://1', text: { a: 1 } }),
    resource({ uri: 'x://1', text: null }),
    resource({ uri: 'x://1', text: new Uint8Array(2) }),
    resource({ uri: 'x://1', blob: new Uint8Array(2) }),
    resource({ uri: 'x://1', blob: 'no base64' }),
    resource({ uri: 'x://1', text: 'a', mimeType: 7 }),
  ],
  'completion/complete': [
    undefined,
    {},
    { completion: [] },
    { completion: {} },
    { completion: { values: 'a' } },
    { completion: { values: ['a', 7] } },
    { completion: { values: [], total: '1' } },
    { completion: { values: [], hasMore: 1 } },
  ],
  'tools/list': [
    undefined,
    {},
    tools('a'),
    tools({ inputSchema: SCHEMA }),
    tools({ name: 'a' }),
    tools({ name: 'a', inputSchema: {} }),
    tools({ name: 'a', inputSchema: { type: 'array' } }),
    tools({ name: 'a', inputSchema: SCHEMA, outputSchema: null }),
    tools({ name: 'a', inputSchema: SCHEMA, outputSchema: {} }),
  ],
  'resources/list': [
    {},
    { resources: [7] },
    { resources: [{ name: 'a' }] },
    { resources: [{ uri: 'x://1' }] },
  ],
  'resources/templates/list': [
    {},
    { resourceTemplates: [null] },
    { resourceTemplates: [{ name: 'a' }] },
    { resourceTemplates: [{ uriTemplate: 'x://{a}' }] },
  ],
  'prompts/list': [{}, { prompts: ['a'] }, { prompts: [{}] }],
};

function shown(value: unknown): string {
  if (value instanceof Uint8Array || value instanceof URL || value instanceof Date)
    return value.constructor.name;
  if (Array.isArray(value)) return `[${value.map(shown).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'undefined';
  if ('then' in value) return 'a promise';
  return `{ ${Object.entries(value)
    .map(([key, field]) => `${key}: ${shown(field)}`)
    .join(', ')} }`;
}

function flawIn(method: string, value: unknown): string {
  const flaw = flawOfResult(method, value);
  if (!flaw) return 'right';
  return `at ${JSON.stringify(flaw.path)}: ${flaw.message}\n    ${flaw.instead ?? 'no advice'}`;
}

it.each(Object.entries(RIGHT))('lets what is right of %s pass', (method, values) => {
  expect(values.filter(value => flawIn(method, value) !== 'right').map(shown)).toEqual([]);
});

it.each(Object.entries(WRONG))('says what is wrong of %s', (method, values) => {
  const lines = values.map(value => `${shown(value)}\n    ${flawIn(method, value)}`);
  expect(lines.filter(line => line.endsWith('right'))).toEqual([]);
  expect(`\n${lines.join('\n')}\n`).toMatchSnapshot();
});

it('has a name for each result that it knows, and an example of what a handler returns', () => {
  const methods = Object.keys(WRONG);
  expect(Object.keys(RESULT_NAMES)).toEqual(methods);
  expect(
    Object.entries(RESULT_NAMES).map(
      ([method, name]) => `${name}: ${exampleFor(method, 'String(…)') ?? 'none'}`,
    ),
  ).toMatchInlineSnapshot(`
   [
     a tool result: { content: [{ type: 'text', text: String(…) }] },
     a prompt result: { messages: [{ role: 'user', content: { type: 'text', text: String(…) } }] },
     a resource result: { contents: [{ uri: uri.href, text: String(…) }] },
     a completion: { completion: { values: [String(…)] } },
     a list of tools: none,
     a list of resources: none,
     a list of resource templates: none,
     a list of prompts: none,
   ]
  `);
});
