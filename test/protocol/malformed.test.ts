import type { Asked } from '../../src/protocol/attempt';
import { findMalformed, returnedNoObject } from '../../src/protocol/malformed';
import type { Outcome } from '../../src/protocol/outcome';

const asked = (method: string, name?: string): Asked => ({
  verb: 'callTool',
  method,
  ...(name !== undefined && { name }),
  params: {},
});
const TOOL = asked('tools/call', 'add');

const outcome = (more: Partial<Outcome> = {}): Outcome => ({ kind: 'invalid output', message: '', ...more });
const issue = (path: unknown[], expected: string, received?: string): object => ({
  code: 'invalid_type',
  path,
  expected,
  ...(received !== undefined && { received }),
  message: `Invalid input: expected ${expected}, received ${received ?? 'undefined'}`,
});
const refused = (...issues: object[]): Outcome => outcome({ error: { issues } });

it('tells what the handler returned, where it was seen, and not what came over the wire', () => {
  const found = findMalformed(TOOL, outcome({ result: { content: 'wire' } }), {
    returned: { value: 'seen' },
  });
  expect(found).toMatchInlineSnapshot(`
   {
     at: expected an object, got the string "seen",
     instead: Return { content: [{ type: 'text', text: … }] }.,
     message: what the handler of "add" returned is not a tool result,
   }
  `);
});

it('tells what came over the wire, where what the handler returned is right, or was not seen', () => {
  const onTheWire = outcome({ result: { content: 'wire' } });
  expect(findMalformed(TOOL, onTheWire, { returned: { value: {} } })).toMatchInlineSnapshot(`
   {
     at: content: expected an array of blocks, got the string "wire",
     instead: Return { content: [{ type: 'text', text: '…' }] }.,
     message: the result of "add" is not a tool result,
   }
  `);
  expect(findMalformed(TOOL, onTheWire, { ran: true })).toEqual(findMalformed(TOOL, onTheWire, undefined));
});

it('tells of a handler that returned undefined, and of an answer without a result', () => {
  expect(findMalformed(TOOL, outcome(), { returned: { value: undefined } })).toMatchInlineSnapshot(`
   {
     instead: Does it end in \`return { content: [{ type: 'text', text: '…' }] };\`?,
     message: the handler of "add" returned undefined,
   }
  `);
  expect(findMalformed(asked('prompts/list'), outcome(), { returned: { value: undefined } }))
    .toMatchInlineSnapshot(`
   {
     instead: Does it end in \`return { prompts: [ … ] };\`?,
     message: the handler of prompts/list returned undefined,
   }
  `);
});

it('writes a place as a handler would', () => {
  const at = (result: Record<string, unknown>): string | undefined =>
    findMalformed(TOOL, outcome({ result }), undefined)?.at;
  expect([
    at({ content: [{ type: 'text' }] }),
    at({ content: [{ type: 'resource', resource: { text: 'a' } }] }),
    at({ isError: 7 }),
  ]).toMatchInlineSnapshot(`
   [
     content[0].text: expected a string, got undefined,
     content[0].resource.uri: expected a string, got undefined,
     isError: expected a boolean, got the number 7,
   ]
  `);
});

it.each([
  ['a number', TOOL, [issue(['content', 0, 'text'], 'string', 'number')]],
  ['a boolean', TOOL, [issue(['content', 0, 'text'], 'string', 'boolean')]],
  ['a date', TOOL, [issue(['content', 0, 'text'], 'string', 'Date')]],
  ['an object', TOOL, [issue(['content', 0, 'text'], 'string', 'object')]],
  ['nothing', TOOL, [issue(['content', 0, 'text'], 'string')]],
  ['a promise', TOOL, [issue(['content'], 'array', 'Promise')]],
  ['no list', TOOL, [issue(['content'], 'array', 'string')]],
  ['no object', TOOL, [issue([], 'object', 'string')]],
  ['another field', TOOL, [issue(['isError'], 'boolean', 'string')]],
  ['deep inside', TOOL, [issue(['content', 0, 'mimeType'], 'string', 'number')]],
  ['of a prompt', asked('prompts/get', 'p'), [issue(['messages'], 'array')]],
  ['a text of a prompt', asked('prompts/get', 'p'), [issue(['messages', 0, 'text'], 'string', 'number')]],
  ['of a resource', asked('resources/read', 'x://1'), [issue(['contents'], 'array')]],
  ['of a completion', asked('completion/complete'), [issue(['completion'], 'object')]],
  ['of a list', asked('tools/list'), [issue(['tools'], 'array')]],
])('reads what the server’s schema told: %s', (_name, of, issues) => {
  expect(findMalformed(of, refused(...issues), undefined)).toMatchSnapshot();
});

it('reads the issues from the end of a text, where the error carries none', () => {
  const issues = [issue(['content'], 'array', 'string')];
  const message = `Invalid tools/call result: ${JSON.stringify(issues)}`;
  expect(findMalformed(TOOL, outcome({ message }), undefined)).toEqual(
    findMalformed(TOOL, refused(...issues), undefined),
  );
});

it('tells nothing where nothing tells what is wrong', () => {
  expect(findMalformed(TOOL, outcome(), undefined)).toBeUndefined();
  expect(findMalformed(TOOL, outcome({ error: new Error('no'), message: 'no' }), {})).toBeUndefined();
  expect(
    findMalformed(asked('logging/setLevel'), outcome({ result: { content: 7 } }), undefined),
  ).toBeUndefined();
});

it.each([
  [undefined, false],
  [{ ran: true }, false],
  [{ returned: { value: undefined } }, true],
  [{ returned: { value: null } }, true],
  [{ returned: { value: 'a' } }, true],
  [{ returned: { value: {} } }, false],
  [{ returned: { value: [] } }, false],
])('of %j, whether the handler returned something else than an object: %s', (trace, isNone) => {
  expect(returnedNoObject(trace)).toBe(isNone);
});
