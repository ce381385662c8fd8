import type { Asked, Attempt } from '../../src/protocol/attempt';
import { evidenceOf, openingOf, subjectOf, wireOf } from '../../src/protocol/evidence';
import { describeThrown } from '../../src/protocol/thrown';
import { frame, PLACE } from '../matchers/support';

const asked: Asked = {
  verb: 'callTool',
  method: 'tools/call',
  name: 'add',
  params: { name: 'add', arguments: { a: 1, b: 2 } },
};
const initialize = [
  frame('to server', 0, { id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25' } }),
  frame('to client', 2.5, {
    id: 0,
    result: { protocolVersion: '2025-11-25', serverInfo: { name: 'notes', version: '1.0.0' } },
  }),
  frame('to server', 3, { method: 'notifications/initialized' }),
];
const call = frame('to server', 10, {
  id: 1,
  method: 'tools/call',
  params: { name: 'add', arguments: { a: 1, b: 2 }, _meta: { progressToken: 1 } },
});

function linesOf(...frames: Attempt['frames']): string {
  const [section] = wireOf({ frames, place: PLACE, asked });
  return section ? [section.title, ...section.lines].join('\n') : 'nothing';
}

it('shows the frames from the operation’s own request on', () => {
  const answer = frame('to client', 11.25, { id: 1, result: { content: [{ type: 'text', text: '3' }] } });
  expect(linesOf(...initialize, call, answer)).toMatchInlineSnapshot(`
   Wire, last 2 of 5 frames (in memory, 2025-11-25)
   → tools/call  add {"a":1,"b":2}
   ← result      text "3"           1.3 ms
  `);
});

it('shows no more than six, the last ones', () => {
  const logs = Array.from({ length: 9 }, (_, index) =>
    frame('to client', 11 + index, {
      method: 'notifications/message',
      params: { level: 'info', data: index },
    }),
  );
  expect(linesOf(call, ...logs)).toMatchInlineSnapshot(`
   Wire, last 6 of 10 frames (in memory, 2025-11-25)
   ← notifications/message  {"level":"info","data":3}
   ← notifications/message  {"level":"info","data":4}
   ← notifications/message  {"level":"info","data":5}
   ← notifications/message  {"level":"info","data":6}
   ← notifications/message  {"level":"info","data":7}
   ← notifications/message  {"level":"info","data":8}
  `);
});

it('shows the last four where there is no such request', () => {
  expect(wireOf({ frames: [...initialize, ...initialize], place: PLACE })[0]?.title).toBe(
    'Wire, last 4 of 6 frames (in memory, 2025-11-25)',
  );
});

it('shows nothing without frames, and no place that is not known', () => {
  expect(wireOf({ frames: [] })).toEqual([]);
  expect(wireOf({ frames: [call] })[0]?.title).toBe('Wire, 1 frame');
});

it.each<[string, object]>([
  ['an error', { error: { code: -32602, message: 'Tool add not found' } }],
  ['a tool error', { result: { isError: true, content: [{ type: 'text', text: 'no' }] } }],
  ['structured content', { result: { content: [], structuredContent: { sum: 3 } } }],
  [
    'blocks of all kinds',
    {
      result: {
        content: [
          { type: 'image', mimeType: 'image/png', data: 'AAAA' },
          { type: 'resource_link', uri: 'note://1', name: 'n' },
          { type: 'resource', resource: { uri: 'note://2' } },
          { type: 'text', text: 'x' },
        ],
      },
    },
  ],
  [
    'contents',
    {
      result: {
        contents: [
          { uri: 'note://1', text: 'milk' },
          { uri: 'pic://1', mimeType: 'image/png', blob: 'AA' },
        ],
      },
    },
  ],
  ['messages', { result: { messages: [{ role: 'user', content: { type: 'text', text: 'hi' } }] } }],
  ['a list', { result: { tools: [{ name: 'add' }, { name: 'divide' }] } }],
  ['a completion', { result: { completion: { values: ['French'] } } }],
  ['an empty result', { result: {} }],
  ['a long text', { result: { content: [{ type: 'text', text: 'x'.repeat(500) }] } }],
  ['neither result nor error', {}],
])('describes %s', (_, answer) => {
  expect(linesOf(call, frame('to client', 11, { id: 1, ...answer })).split('\n')[2]).toMatchSnapshot();
});

it('matches a response to the request of the other side alone', () => {
  const theirs = frame('to client', 12, {
    id: 1,
    method: 'sampling/createMessage',
    params: { maxTokens: 10 },
  });
  const ours = frame('to server', 15, {
    id: 1,
    result: { role: 'assistant', content: { type: 'text', text: 'hi' } },
  });
  expect(linesOf(call, theirs, ours, frame('to client', 20, { id: 1, result: { content: [] } })))
    .toMatchInlineSnapshot(`
   Wire, 4 frames (in memory, 2025-11-25)
   → tools/call              add {"a":1,"b":2}
   ← sampling/createMessage  {"maxTokens":10}
   → result                  {"role":"assistant","content":{"type":"text","text":"hi"}}  3.0 ms
   ← result                  {"content":[]}                                              10.0 ms
  `);
});

describe('names what was asked', () => {
  it.each<[string, Asked]>([
    ['a tool', asked],
    ['a tool without arguments', { ...asked, params: { name: 'add' } }],
    ['a tool with long arguments', { ...asked, params: { arguments: { text: 'x'.repeat(1000) } } }],
    ['a tool with arguments that are no JSON', { ...asked, params: { arguments: { big: 1n } } }],
    [
      'a resource',
      { verb: 'readResource', method: 'resources/read', name: 'note://1', params: { uri: 'note://1' } },
    ],
    [
      'a prompt',
      {
        verb: 'getPrompt',
        method: 'prompts/get',
        name: 'greet',
        params: { name: 'greet', arguments: { name: 'Ada' } },
      },
    ],
    [
      'a completion',
      {
        verb: 'complete',
        method: 'completion/complete',
        params: { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'l', value: 'f' } },
      },
    ],
    ['anything else', { verb: 'request', method: 'no/such', params: { x: 1 } }],
  ])('%s', (_, value) => {
    const { label, text } = subjectOf(value);
    expect(`${label}: ${text}`).toMatchSnapshot();
  });
});

describe('what was thrown', () => {
  it('shows the user’s own lines alone, and the cause', () => {
    const error = new Error('no note');
    error.stack = [
      'Error: no note',
      '    at read (/app/src/notes.ts:3:9)',
      '    at run (/app/node_modules/sdk/index.js:1:1)',
      '    at process.task (node:internal/process/task_queues:95:5)',
      '    at new Promise (<anonymous>)',
    ].join('\n');
    error.cause = Object.assign(new Error(), { stack: 'Error: ENOENT\n    at open (/app/src/files.ts:1:1)' });
    expect(describeThrown(error)[0]).toMatchInlineSnapshot(`
     {
       lines: [
         Error: no note,
             in read (/app/src/notes.ts:3:9),
         Caused by: Error: ENOENT,
             in open (/app/src/files.ts:1:1),
       ],
       title: The handler threw,
     }
    `);
  });

  it.each<[string, unknown]>([
    ['a string', 'kaboom'],
    ['null', null],
    ['an object', { code: 1 }],
    ['an error of another realm', { message: 'no stack' }],
  ])('says when it is %s', (_, thrown) => {
    expect(describeThrown(thrown)[0]?.lines.join('\n')).toMatchSnapshot();
  });

  it('is bounded', () => {
    const deep = Object.assign(new Error('x'), {
      stack: `Error: ${'x'.repeat(1000)}\n${'    at f (/app/src/a.ts:1:1)\n'.repeat(50)}`,
    });
    const lines = describeThrown(deep)[0]?.lines ?? [];
    expect(lines.length).toBeLessThan(12);
    expect(Math.max(...lines.map(line => line.length))).toBeLessThan(400);
  });

  it('is nothing where nothing is known', () => {
    expect(describeThrown(undefined)).toEqual([]);
    expect(evidenceOf({ outcome: { kind: 'timed out', message: '' }, frames: [] })).toEqual([]);
  });
});

it('shows how a session was opened', () => {
  const [section] = openingOf({ frames: [...initialize, call], place: PLACE });
  expect([section?.title, ...(section?.lines ?? [])].join('\n')).toMatchInlineSnapshot(`
   Wire, first 3 of 4 frames (in memory, 2025-11-25)
   → initialize                 {"protocolVersion":"2025-11-25"}
   ← result                     notes 1.0.0                       2.5 ms
   → notifications/initialized
  `);
});
