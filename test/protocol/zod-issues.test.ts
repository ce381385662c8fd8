import { z } from 'zod';
import * as z3 from 'zod/v3';
import { issuesAtEnd, narrowIssues } from '../../src/protocol/zod-issues';

/** The blocks of a result, as both SDKs write them, in either zod. */
function schemaOf(zod: typeof z): z.ZodType {
  const text = zod.object({ type: zod.literal('text'), text: zod.string() });
  const image = zod.object({ type: zod.literal('image'), data: zod.string(), mimeType: zod.string() });
  const inline = zod.object({ uri: zod.string(), text: zod.string() });
  const bytes = zod.object({ uri: zod.string(), blob: zod.string() });
  const resource = zod.object({ type: zod.literal('resource'), resource: zod.union([inline, bytes]) });
  return zod.object({ content: zod.array(zod.union([text, image, resource])) });
}

describe.each([
  ['zod 4', schemaOf(z)],
  ['zod 3', schemaOf(z3 as unknown as typeof z)],
])('%s', (_, schema) => {
  const narrowed = (value: unknown): string => {
    const { error } = schema.safeParse(value);
    // As a server writes them into an error.
    const { path, message } = narrowIssues(JSON.parse(JSON.stringify(error?.issues))) ?? {
      path: [],
      message: '',
    };
    return `${path.join('.')}: ${message}`;
  };

  test.each([
    [{ content: [{ type: 'text', text: 3 }] }, 'content.0.text: expected a string, got a number'],
    [{ content: [{ type: 'text' }] }, 'content.0.text: expected a string, got nothing'],
    [{ content: [{ type: 'image', data: 'x' }] }, 'content.0.mimeType: expected a string, got nothing'],
    [{ content: [{ type: 'img' }] }, 'content.0.type: expected "text", "image", "resource"'],
    [{ content: ['x'] }, 'content.0: expected an object, got a string'],
    [
      { content: [{ type: 'resource', resource: { text: 'x' } }] },
      'content.0.resource.uri: expected a string, got nothing',
    ],
    [
      { content: [{ type: 'resource', resource: { uri: 'a:b' } }] },
      'content.0.resource: expected text or blob, got neither',
    ],
    [{}, 'content: expected an array, got nothing'],
    [undefined, ': expected an object, got nothing'],
  ])('%j', (value, says) => {
    expect(narrowed(value)).toBe(says);
  });
});

it('reads the issues at the end of a text', () => {
  expect(issuesAtEnd('Invalid tools/call result: [{"path":[]}]')).toEqual([{ path: [] }]);
  expect(issuesAtEnd('Invalid tools/call result: [cut')).toBeUndefined();
  expect(issuesAtEnd('not allowed')).toBeUndefined();
});

it('knows what are no issues', () => {
  for (const value of [undefined, null, 'x', [], ['x'], {}]) expect(narrowIssues(value)).toBeUndefined();
  expect(narrowIssues([{}])).toEqual({ path: [], message: 'it is not as it must be' });
});
