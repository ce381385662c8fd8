/** What `decide` makes of an error beside the lines of its table: each condition by the case that it alone decides. */
import type { Asked } from '../../src/protocol/attempt';
import { decide, type ErrorAnswer, type Known, type Listing, seemsUnknown } from '../../src/protocol/decide';
import type { OutcomeKind } from '../../src/protocol/outcome';

const TOOL: Asked = { verb: 'callTool', method: 'tools/call', name: 'add', params: { arguments: { a: 1 } } };
const PROMPT: Asked = { verb: 'getPrompt', method: 'prompts/get', name: 'greet', params: {} };
const RESOURCE: Asked = { verb: 'readResource', method: 'resources/read', name: 'x://1', params: {} };
const NO_URI: Asked = { ...RESOURCE, name: 'no uri' };
const COMPLETION: Asked = {
  verb: 'complete',
  method: 'completion/complete',
  params: { ref: { type: 'ref/prompt', name: 'greet' } },
};
const TEMPLATE: Asked = { ...COMPLETION, params: { ref: { type: 'ref/resource', uri: 'x://{a}' } } };
const OTHER: Asked = { verb: 'request', method: 'logging/setLevel', params: {} };

const LISTED: Listing = { isListed: 'yes', forbidden: [], names: ['a', 'b'] };
const FORBIDDEN: Listing = { ...LISTED, forbidden: [{ path: ['b'], message: 'must be there' }] };
const UNLISTED: Listing = { isListed: 'no' };
const MAYBE: Listing = { isListed: 'maybe' };

const error = (code: number, text = 'no', data?: unknown): ErrorAnswer => ({
  form: 'error',
  said: text,
  text,
  code,
  data,
});
/** As SDK v1 writes a code into a text. */
const result = (text: string, code?: number): ErrorAnswer => ({
  form: 'result',
  said: code === undefined ? text : `MCP error ${code}: ${text}`,
  text,
  code,
  result: { isError: true },
});
const ISSUES = '[{"path":["a"],"message":"Required"}]';
const NO_TOOL = 'Tool add not found';
const REFUSED = 'Invalid arguments for tool add: a: odd';
const BAD_RESULT = 'Invalid tools/call result: x';

type Line = [asked: Asked | undefined, answer: ErrorAnswer, known: Known, kind: OutcomeKind];

it.each<Line>([
  // The SDK refused what the handler returned, unless the words are the author's own.
  [TOOL, error(-32602, BAD_RESULT), { trace: { ran: false }, listing: UNLISTED }, 'invalid output'],
  [TOOL, error(-32602, BAD_RESULT), { trace: { isOwnError: true }, listing: UNLISTED }, 'unknown name'],
  [TOOL, error(-32602, BAD_RESULT), { listing: UNLISTED }, 'unknown name'],
  [TOOL, error(-32602, `An ${BAD_RESULT}`), { trace: { ran: true } }, 'protocol error'],
  [TOOL, result(BAD_RESULT), { trace: { ran: true } }, 'tool error'],
  [TOOL, result('An Output validation error: x'), { trace: { ran: true } }, 'tool error'],
  [PROMPT, error(-32602, 'Invalid prompts/get result: x'), { listing: UNLISTED }, 'invalid output'],
  [RESOURCE, error(-32602, 'Invalid resources/read result: x'), { listing: UNLISTED }, 'invalid output'],
  [
    COMPLETION,
    error(-32602, 'Invalid completion/complete result: x'),
    { listing: UNLISTED },
    'invalid output',
  ],
  [OTHER, error(-32602, 'Invalid logging/setLevel result: x'), {}, 'invalid output'],
  [OTHER, error(-32602), {}, 'protocol error'],
  [undefined, error(-32602), {}, 'protocol error'],
  // Codes: those of a JSON-RPC error alone mean what they say.
  [TOOL, result('no', -32042), { listing: UNLISTED }, 'unknown name'],
  [TOOL, error(-32042), { listing: FORBIDDEN }, 'protocol error'],
  [TOOL, error(-32020), { listing: UNLISTED }, 'protocol error'],
  [TOOL, error(-32022), { listing: UNLISTED }, 'protocol error'],
  [TOOL, error(-32601), { listing: UNLISTED, declaresTools: false }, 'protocol error'],
  [TOOL, error(-32602), { listing: UNLISTED, declaresTools: false }, 'unknown name'],
  [TOOL, result('no', -32601), { listing: UNLISTED, declaresTools: false }, 'unknown name'],
  [TOOL, error(-32601), { declaresTools: true }, 'unknown name'],
  [TOOL, error(-32601), {}, 'protocol error'],
  [TOOL, error(-32601, 'Unknown tool'), {}, 'unknown name'],
  [TOOL, error(-32601), { listing: LISTED, declaresTools: true }, 'protocol error'],
  [TOOL, error(-32601), { trace: { isKnown: true }, declaresTools: true }, 'protocol error'],
  // What was seen inside the server stands for a list, and against one.
  [TOOL, result('no'), { trace: { isKnown: true } }, 'tool error'],
  [TOOL, result('no'), { trace: { isKnown: true }, listing: UNLISTED }, 'tool error'],
  [TOOL, result('no'), { trace: { isKnown: false }, listing: UNLISTED }, 'unknown name'],
  [TOOL, result('no'), { trace: { ran: false } }, 'tool error'],
  [TOOL, result('no', -32602), { trace: { ran: false }, listing: LISTED }, 'protocol error'],
  [TOOL, result('no', -32601), { trace: { ran: false }, listing: FORBIDDEN }, 'protocol error'],
  [TOOL, result('no'), { trace: { ran: false }, listing: LISTED }, 'tool error'],
  [TOOL, result('no', -32602), { listing: LISTED }, 'tool error'],
  [TOOL, result('no'), { trace: { isSdk: true } }, 'protocol error'],
  [TOOL, result(NO_TOOL, -32602), { trace: { isSdk: true } }, 'unknown name'],
  [TOOL, result(NO_TOOL, -32602), { trace: { isSdk: true }, listing: LISTED }, 'protocol error'],
  [TOOL, result('Tool add disabled', -32602), {}, 'unknown name'],
  [TOOL, result('Tool add gone', -32602), {}, 'unclear'],
  [TOOL, result(REFUSED), { trace: { isOwnError: true } }, 'unclear'],
  [TOOL, result('Output validation error: x'), { trace: { isOwnError: true } }, 'unclear'],
  [TOOL, result(NO_TOOL, -32602), { trace: { isOwnError: true } }, 'unclear'],
  [TOOL, result(`So: Input validation error: ${REFUSED}`), {}, 'unclear'],
  [TOOL, result(`So: ${REFUSED}`), {}, 'unclear'],
  [TOOL, result('Invalid arguments for prompt add: a: odd'), {}, 'unclear'],
  [TOOL, result('no'), { trace: { arguments: 'accepted' }, listing: FORBIDDEN }, 'tool error'],
  [TOOL, result('no'), { trace: { arguments: 'accepted' }, listing: LISTED }, 'tool error'],
  // An internal error tells by its words: zod's issues, or the name.
  [TOOL, error(-32603, ISSUES), { listing: LISTED }, 'invalid arguments'],
  [TOOL, error(-32603, '[no issues]'), { listing: LISTED }, 'protocol error'],
  [TOOL, error(-32603, 'a: Required'), { listing: LISTED }, 'protocol error'],
  [TOOL, error(-32000, ISSUES), { listing: LISTED }, 'protocol error'],
  [TOOL, error(-32603, NO_TOOL), {}, 'unknown name'],
  [TOOL, error(-32603, NO_TOOL), { listing: LISTED }, 'protocol error'],
  [TOOL, error(-32603, NO_TOOL), { trace: { isKnown: true } }, 'protocol error'],
  [TOOL, error(-32603, 'Tool not found'), {}, 'protocol error'],
  [TOOL, error(-32603, 'add failed'), {}, 'protocol error'],
  [{ ...TOOL, name: undefined } as never, error(-32603, NO_TOOL), {}, 'protocol error'],
  [TOOL, error(-32000, NO_TOOL), {}, 'protocol error'],
  // -32602 stands for either.
  [TOOL, error(-32602, NO_TOOL), { listing: LISTED }, 'protocol error'],
  [TOOL, error(-32602), { trace: { isKnown: true } }, 'invalid arguments'],
  [TOOL, error(-32602, 'Validation failed'), {}, 'invalid arguments'],
  [TOOL, error(-32602, 'missing required a'), {}, 'invalid arguments'],
  [TOOL, error(-32602, 'Invalid params'), {}, 'invalid arguments'],
  // Prompts.
  [PROMPT, error(-32602, 'Prompt greet not found'), { trace: { ran: true } }, 'protocol error'],
  [
    PROMPT,
    error(-32602, 'Invalid arguments'),
    { trace: { ran: true }, listing: FORBIDDEN },
    'protocol error',
  ],
  [PROMPT, error(-32042), { listing: UNLISTED }, 'protocol error'],
  [PROMPT, error(-32700), { listing: FORBIDDEN }, 'protocol error'],
  [PROMPT, error(-32601), { listing: FORBIDDEN }, 'protocol error'],
  [PROMPT, error(-32601), {}, 'protocol error'],
  [PROMPT, error(-32601), { declaresTools: true }, 'protocol error'],
  [PROMPT, error(-32601, 'Unknown prompt: greet'), {}, 'unknown name'],
  [PROMPT, error(-32601, 'Unknown tool: greet'), {}, 'protocol error'],
  // Resources.
  [RESOURCE, error(-32602, 'no', { reason: 'invalid_uri' }), { listing: UNLISTED }, 'invalid arguments'],
  [RESOURCE, error(-32602, 'no', { reason: 'else' }), { listing: UNLISTED }, 'unknown name'],
  [RESOURCE, error(-32602, 'no', null), { listing: UNLISTED }, 'unknown name'],
  [NO_URI, error(-32603, 'Invalid URL'), {}, 'invalid arguments'],
  [RESOURCE, error(-32603, 'Invalid URL'), {}, 'protocol error'],
  [NO_URI, error(-32603, 'else'), {}, 'protocol error'],
  [NO_URI, error(-32000, 'Invalid URL'), {}, 'protocol error'],
  [RESOURCE, error(-32603, ISSUES), {}, 'invalid arguments'],
  [RESOURCE, error(-32603, '[no issues]'), {}, 'protocol error'],
  [RESOURCE, error(-32603, 'uri: Required'), {}, 'protocol error'],
  [RESOURCE, error(-32000, ISSUES), {}, 'protocol error'],
  [RESOURCE, error(-32601, 'Resource x://1 not found'), {}, 'unknown name'],
  [RESOURCE, error(-32601, 'Resource x://1 not found'), { listing: LISTED }, 'protocol error'],
  [RESOURCE, error(-32601), {}, 'protocol error'],
  [RESOURCE, error(-32603, 'Resource x://1 not found'), {}, 'unknown name'],
  [RESOURCE, error(-32603, 'Resource x://1 not found'), { listing: LISTED }, 'protocol error'],
  [RESOURCE, error(-32603, 'Resource not found'), {}, 'protocol error'],
  [RESOURCE, error(-32603, 'x://1 failed'), {}, 'protocol error'],
  [RESOURCE, error(-32000, 'Resource x://1 not found'), {}, 'protocol error'],
  [NO_URI, error(-32602), { listing: UNLISTED }, 'invalid arguments'],
  [{ ...RESOURCE, name: undefined } as never, error(-32602), { listing: UNLISTED }, 'invalid arguments'],
  [RESOURCE, error(-32602), { listing: LISTED }, 'protocol error'],
  [RESOURCE, error(-32602, 'Resource x://1 not found'), { trace: { ran: true } }, 'unknown name'],
  [RESOURCE, error(-32602), {}, 'protocol error'],
  // Completions.
  [COMPLETION, error(-32602), { listing: UNLISTED }, 'unknown name'],
  [COMPLETION, error(-32601), { listing: UNLISTED }, 'protocol error'],
  [COMPLETION, error(-32602), {}, 'protocol error'],
  [TEMPLATE, error(-32602), { listing: UNLISTED }, 'protocol error'],
  [{ ...COMPLETION, params: {} }, error(-32602), { listing: UNLISTED }, 'protocol error'],
  [TEMPLATE, error(-32602, 'Resource template x://{a} not found'), {}, 'unknown name'],
  [COMPLETION, error(-32602, 'no such reference'), {}, 'unknown name'],
  [COMPLETION, error(-32602, 'no such tool'), {}, 'protocol error'],
])('%j, %j, known: %j: %s', (asked, answer, known, kind) => {
  expect(decide(asked, answer, known).kind).toBe(kind);
});

describe('words that say that a name is unknown', () => {
  it.each([
    ['Unknown tool', true],
    ['unknown tools', false],
    ['No such tool: x', true],
    ['Unrecognized tool "x"', true],
    ['The tool x does not exist', true],
    ['tool x is unknown', true],
    ['tool x is not registered', true],
    ['tool x disabled', true],
    ['not found: the tool x', false],
    ['toolbox not found', false],
    ['Prompt x not found', false],
    ['Resource x not found', false],
    ['no', false],
  ])('of a tool, %j: %s', (text, isUnknown) => {
    expect(seemsUnknown(TOOL, error(-32000, text))).toBe(isUnknown);
  });

  it('or a code, or the sentence of SDK v1 with its code', () => {
    expect(seemsUnknown(TOOL, error(-32601))).toBe(true);
    expect(seemsUnknown({ ...TOOL, name: 'é' }, result('Tool é not found', -32602))).toBe(true);
    expect(seemsUnknown(RESOURCE, error(-32002, 'Resource x://1 not found'))).toBe(true);
    expect(seemsUnknown(PROMPT, error(-32602, 'Prompt greet not found'))).toBe(true);
  });
});

describe('what is told', () => {
  it('of a tool’s own error: its text as it came, and no code', () => {
    expect(decide(TOOL, result('no', -32000), { listing: LISTED })).toEqual({
      kind: 'tool error',
      message: 'MCP error -32000: no',
      result: { isError: true },
    });
    expect(
      decide(TOOL, result('no', -32000), { listing: { ...MAYBE, isListed: 'no' }, trace: { isKnown: true } })
        .message,
    ).toBe('MCP error -32000: no');
    expect(decide(TOOL, result('Tool x not found', -32602), {})).toMatchObject({
      kind: 'unclear',
      message: 'MCP error -32602: Tool x not found',
      hint: 'The tools could not be listed, so it cannot be told whether the tool is unknown, its arguments were refused, or the tool itself failed.',
    });
    expect(decide(TOOL, result('Tool x not found', -32602), {})).not.toHaveProperty('code');
  });

  it('of a refusal: its text without prefixes, with code and data', () => {
    expect(decide(TOOL, error(-32000, 'Output validation error: x', { a: 1 }), { listing: LISTED })).toEqual({
      kind: 'protocol error',
      message: 'Output validation error: x',
      code: -32000,
      data: { a: 1 },
    });
    expect(decide(TOOL, result('Output validation error: x', -32602), { listing: LISTED })).toEqual({
      kind: 'invalid output',
      message: 'x',
      code: -32602,
      result: { isError: true },
    });
    expect(decide(TOOL, result(NO_TOOL, -32602), { listing: UNLISTED })).toEqual({
      kind: 'unknown name',
      message: NO_TOOL,
      code: -32602,
      result: { isError: true },
    });
  });

  it('of -32602, when nothing decides: which two things it may mean', () => {
    expect(decide(TOOL, error(-32602), { listing: undefined, trace: {} }).hint).toBe(
      'The server does not say whether it refused the name or the arguments, and add is not known to be listed.',
    );
    expect(decide(COMPLETION, error(-32602), { listing: LISTED }).hint).toBeUndefined();
    expect(decide(TEMPLATE, error(-32602), {}).hint).toBe(
      'The server does not say whether it refused the name or the arguments, and the name is not known to be listed.',
    );
    expect(decide(RESOURCE, error(-32602), { listing: MAYBE })).toEqual({
      kind: 'protocol error',
      message: 'no',
      code: -32602,
      hint: 'x://1 may be what a listed template expands to: the answer does not say whether the resource is unknown.',
    });
    expect(decide(RESOURCE, error(-32602), {})).not.toHaveProperty('hint');
    expect(decide(RESOURCE, error(-32602), { listing: UNLISTED, trace: { ran: true } })).not.toHaveProperty(
      'hint',
    );
  });

  const issuesOf = (answer: ErrorAnswer, known: Known, asked = TOOL): string[] | undefined =>
    decide(asked, answer, known).issues?.map(({ path, message }) => `${path.join('.')}: ${message}`);

  it.each<[ErrorAnswer, Known, string[] | undefined]>([
    // The server's own words for a place that the schema forbids, then what it says beside that.
    [result(`${REFUSED}, b: is not there`), { listing: FORBIDDEN }, ['b: is not there', 'a: odd']],
    [result('no'), { listing: FORBIDDEN }, ['b: must be there']],
    [result(`Input validation error: ${REFUSED}`), { listing: FORBIDDEN }, ['b: must be there', 'a: odd']],
    [result(REFUSED), { listing: LISTED }, ['a: odd']],
    [result('Invalid arguments for tool add: odd'), {}, undefined],
    // A heading is taken off a JSON-RPC error; of a tool's text it may be a part.
    [error(-32602, 'Validation failed: a: odd'), { listing: LISTED }, ['a: odd']],
    [error(-32602, 'Input validation error: Invalid arguments: a: odd'), { listing: LISTED }, ['a: odd']],
    [error(-32602, 'Invalid params: a: odd'), { listing: LISTED }, ['a: odd']],
    [error(-32602, 'Invalid parameters:a: odd'), { listing: LISTED }, undefined],
    [error(-32602, 'Something else: a: odd'), { listing: LISTED }, undefined],
    [result('Validation failed: a: odd'), { listing: FORBIDDEN }, ['b: must be there']],
    [error(-32602, 'a: odd'), { listing: { isListed: 'yes' } }, ['a: odd']],
    // Two that are the same are one.
    [
      error(-32602, 'b: odd'),
      {
        listing: {
          ...FORBIDDEN,
          forbidden: [...FORBIDDEN.forbidden!, { path: ['b'], message: 'must be a number' }],
        },
      },
      ['b: odd'],
    ],
    // A path is more than its text.
    [
      error(-32602, 'a.b: odd'),
      { listing: { ...LISTED, forbidden: [{ path: ['a.b'], message: 'must be there' }] } },
      ['a.b: must be there', 'a.b: odd'],
    ],
  ])('%j, known: %j: %j', (answer, known, issues) => {
    expect(issuesOf(answer, known)).toEqual(issues);
  });

  it('of a prompt’s arguments, in the sentence of an SDK', () => {
    expect(issuesOf(error(-32602, 'Invalid arguments for prompt greet: who: odd'), {}, PROMPT)).toEqual([
      'who: odd',
    ]);
  });
});
