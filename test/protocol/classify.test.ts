import type { Asked } from '../../src/protocol/attempt';
import {
  attemptOfRejection,
  attemptOfResult,
  classifyAnswer,
  messageOf,
  remember,
  textOf,
  withoutPrefix,
} from '../../src/protocol/classify';
import { decide } from '../../src/protocol/decide';
import { OUTCOME, type Outcome } from '../../src/protocol/outcome';
import { asksForScope, challengeInMeta, refusedWith } from '../../src/protocol/refused';

const TOOL: Asked = { verb: 'callTool', method: 'tools/call', name: 'add', params: {} };
const RAW: Asked = { ...TOOL, verb: 'request' };
const of = (method: string): Asked => ({ ...TOOL, method });

const answered = (result: Record<string, unknown>, asked?: Asked): Outcome =>
  classifyAnswer({ ...(asked && { asked }), response: { jsonrpc: '2.0', result } });
const rejected = (
  result: Record<string, unknown> | undefined,
  error: unknown,
  asked: Asked = TOOL,
): Outcome =>
  classifyAnswer({ asked, response: { jsonrpc: '2.0', ...(result && { result }) }, rejected: error });
const text = (...texts: string[]): object[] => texts.map(one => ({ type: 'text', text: one }));
const failed = (said: string, more: object = {}): Record<string, unknown> => ({
  isError: true,
  content: text(said),
  ...more,
});

describe('the words of an SDK', () => {
  it.each([
    ['MCP error -32602: no', { text: 'no', code: -32602 }],
    ['MCP error -32603: MCP error -32602: no', { text: 'no', code: -32602 }],
    ['MCP error 404: no', { text: 'no', code: 404 }],
    ['MCP error -32602:no', { text: 'MCP error -32602:no' }],
    ['no: MCP error -32602: no', { text: 'no: MCP error -32602: no' }],
    ['MCP error x: no', { text: 'MCP error x: no' }],
    ['', { text: '' }],
  ])('%j, without its prefix: %j', (said, without) => {
    expect(withoutPrefix(said)).toEqual(without);
  });

  it.each([
    [{}, ''],
    [{ content: 'a' }, ''],
    [{ content: text('a') }, 'a'],
    [
      {
        content: [
          ...text('a'),
          { type: 'image', text: 'no' },
          null,
          { type: 'text' },
          { type: 'text', text: 7 },
          ...text('b'),
        ],
      },
      'a\nb',
    ],
  ])('the text of %j: %j', (result, found) => {
    expect(textOf(result)).toBe(found);
  });

  it.each([
    [new Error('a'), 'a'],
    [{ message: 'a' }, 'a'],
    [{ message: 7 }, '[object Object]'],
    ['a', 'a'],
    [undefined, 'undefined'],
    [null, 'null'],
  ])('the message of %p: %j', (error, message) => {
    expect(messageOf(error)).toBe(message);
  });
});

describe('an answer that the client took', () => {
  it.each<[result: Record<string, unknown>, kind: string]>([
    [{ content: [] }, 'result'],
    [{ content: [], isError: false }, 'result'],
    [{ content: [], isError: 'true' }, 'result'],
    [failed('no'), 'unclear'],
    [{ resultType: 'input_required' }, 'input required'],
    [{ resultType: 'complete', content: [] }, 'result'],
    [{ task: { taskId: 't' } }, 'task started'],
    [{ task: { taskId: 7 } }, 'result'],
    [{ task: {} }, 'result'],
    [{ taskId: 't' }, 'result'],
    [{ resultType: 'task', taskId: 't' }, 'task started'],
    [{ resultType: 'task', task: { taskId: 't' } }, 'task started'],
    [{ resultType: 'task' }, 'result'],
  ])('%j: %s', (result, kind) => {
    expect(answered(result, TOOL)).toMatchObject({ kind, result });
    expect(answered(result, TOOL).error).toBeUndefined();
  });

  it('is what the client made of it, where that is known', () => {
    const response = { jsonrpc: '2.0', result: { content: [] } } as const;
    expect(classifyAnswer({ asked: TOOL, response, resolved: failed('no') }).kind).toBe('unclear');
    expect(classifyAnswer({ asked: TOOL, response: { jsonrpc: '2.0' } })).toEqual({
      kind: 'result',
      message: '',
      result: {},
    });
  });

  it('has the same words of what is unfinished, whatever was asked', () => {
    expect(answered({ task: { taskId: 't', status: 'working' } }, TOOL).message).toBe('t, working');
    expect(answered({ task: { taskId: 't', status: 7 } }).message).toBe('t');
    expect(
      answered({
        resultType: 'input_required',
        inputRequests: {
          a: { method: 'elicitation/create', params: { message: 'Your name?' } },
          b: { method: 'roots/list', params: { message: 7 } },
          c: { method: 'sampling/createMessage' },
          d: null,
        },
      }).message,
    ).toBe('elicitation/create "Your name?", roots/list, sampling/createMessage, undefined');
    expect(answered({ resultType: 'input_required' }).message).toBe('');
  });

  it.each([
    ['tools/call', 'input required', 'task started'],
    ['prompts/get', 'input required', 'result'],
    ['resources/read', 'input required', 'result'],
    ['tools/list', 'result', 'result'],
    ['completion/complete', 'result', 'result'],
  ])('to %s may be a question: %s; a task: %s', (method, question, task) => {
    expect(answered({ resultType: 'input_required' }, of(method)).kind).toBe(question);
    expect(answered({ task: { taskId: 't' } }, of(method)).kind).toBe(task);
  });

  it.each([
    [{}, undefined],
    [{ _meta: null }, undefined],
    [{ _meta: { 'mcp/www_authenticate': 7 } }, undefined],
    [{ _meta: { 'mcp/www_authenticate': [] } }, undefined],
    [{ _meta: { 'mcp/www_authenticate': 'Bearer' } }, 'Bearer'],
    [{ _meta: { 'mcp/www_authenticate': ['Bearer', 7, 'DPoP'] } }, 'Bearer, DPoP'],
  ])('carries the challenge that is in %j: %j', (result, challenge) => {
    expect(challengeInMeta(result)).toBe(challenge);
  });

  it('is refused for want of a token, or of a scope, where it says so in its _meta', () => {
    const asks = (challenge: string): Outcome =>
      answered(
        failed('MCP error -32602: Tool add not found', { _meta: { 'mcp/www_authenticate': [challenge] } }),
        TOOL,
      );
    const challenge = 'Bearer error="insufficient_scope", scope="a"';
    expect(asks('Bearer realm="a"')).toMatchObject({
      kind: 'unauthorized',
      message: 'MCP error -32602: Tool add not found',
      refusal: { challenge: 'Bearer realm="a"' },
    });
    expect(asks(challenge)).toMatchObject({ kind: 'forbidden', refusal: { challenge } });
  });
});

describe('an answer that the client refused', () => {
  const zod = { issues: [{ path: ['content', 0], message: 'Required' }] };

  it('is invalid output: in words of ours where the client’s error has issues, else in its own', () => {
    expect(rejected({ content: 7 }, zod)).toEqual({
      kind: 'invalid output',
      message: 'The result does not have the shape that MCP prescribes.',
      result: { content: 7 },
      error: zod,
      issues: [{ path: ['content', 0], message: 'Required' }],
    });
    const error = new Error('MCP error -32602: Structured content does not match');
    expect(rejected({ content: [] }, error)).toEqual({
      kind: 'invalid output',
      message: 'Structured content does not match',
      result: { content: [] },
      error,
    });
  });

  it('is what it is, where it was asked for through the raw door', () => {
    expect(rejected({ content: 7 }, zod, RAW)).toEqual({
      kind: 'result',
      message: '',
      result: { content: 7 },
    });
    expect(rejected(undefined, zod, RAW).kind).toBe('invalid output');
    expect(rejected({ task: { taskId: 't' } }, zod, RAW)).toEqual({
      kind: 'task started',
      message: 't',
      result: { task: { taskId: 't' } },
    });
  });

  it('is unfinished, with the client’s error, where it is a question or a task', () => {
    expect(rejected({ resultType: 'input_required' }, zod)).toMatchObject({
      kind: 'input required',
      error: zod,
    });
    expect(rejected({ task: { taskId: 't' } }, zod)).toMatchObject({ kind: 'task started', error: zod });
  });

  it('keeps code, text and data of a JSON-RPC error, and what the client rejected with', () => {
    const error = new Error('of the client');
    const response = {
      jsonrpc: '2.0',
      error: { code: -32603, message: 'MCP error -32603: no', data: { a: 1 } },
    } as const;
    expect(classifyAnswer({ asked: TOOL, response, rejected: error, declaresTools: true })).toMatchObject({
      kind: 'protocol error',
      message: 'no',
      code: -32603,
      data: { a: 1 },
      error,
    });
  });
});

describe('a refusal by HTTP', () => {
  it.each([
    ['Bearer error="insufficient_scope"', true],
    ['Bearer error=insufficient_scope, scope="a"', true],
    ['Bearer ERROR = "INSUFFICIENT_SCOPE"', true],
    ['Bearer error="insufficient_scopes"', false],
    ['Bearer terror="insufficient_scope"', false],
    ['Bearer error="invalid_token"', false],
    ['', false],
    [undefined, false],
  ])('%j asks for a scope: %s', (challenge, asks) => {
    expect(asksForScope(challenge)).toBe(asks);
  });

  it('is unauthorized for 401, and forbidden for 403 only where the challenge asks for a scope', () => {
    const challenge = 'Bearer error="insufficient_scope"';
    expect(refusedWith(401, undefined, 'a')).toEqual({
      kind: 'unauthorized',
      message: 'a',
      refusal: { status: 401 },
    });
    expect(refusedWith(401, challenge, 'a')).toEqual({
      kind: 'unauthorized',
      message: 'a',
      refusal: { status: 401, challenge },
    });
    expect(refusedWith(403, challenge, 'a')).toEqual({
      kind: 'forbidden',
      message: 'a',
      refusal: { status: 403, challenge },
    });
    expect(refusedWith(403, undefined, 'a')).toBeUndefined();
    expect(refusedWith(403, 'Bearer', 'a')).toBeUndefined();
    expect(refusedWith(500, challenge, 'a')).toBeUndefined();
    expect(refusedWith(undefined, challenge, 'a')).toBeUndefined();
  });
});

describe('a plain result', () => {
  it.each<[value: unknown, kind: string | undefined]>([
    [undefined, undefined],
    [null, undefined],
    ['content', undefined],
    [{}, undefined],
    [{ isError: true }, undefined],
    ...[
      'content',
      'contents',
      'messages',
      'completion',
      'tools',
      'resources',
      'resourceTemplates',
      'prompts',
      'structuredContent',
    ].map<[unknown, string]>(key => [{ [key]: [] }, 'result']),
    [failed('MCP error -32602: Tool add not found'), 'unknown name'],
    [failed('MCP error -32602: Tool add disabled'), 'unknown name'],
    [failed('Tool add not found'), 'tool error'],
    [failed('MCP error -32602: The Tool add not found'), 'tool error'],
    [failed('MCP error -32602: Tool add not found in it'), 'tool error'],
    [failed('Output validation error: no'), 'invalid output'],
    [failed('An Output validation error: no'), 'tool error'],
    [failed('Invalid arguments for tool add: a: odd'), 'invalid arguments'],
    [failed('Input validation error: Invalid arguments for tool add: a: odd'), 'invalid arguments'],
    [failed('That is: Invalid arguments for tool add: a: odd'), 'tool error'],
    [failed('no'), 'tool error'],
  ])('%j: %s', (value, kind) => {
    expect(attemptOfResult(value)?.outcome.kind).toBe(kind);
  });

  it('that is an error is judged by its words alone, and says so', () => {
    expect(attemptOfResult(failed('no'))).toMatchObject({
      frames: [],
      outcome: { isByWords: true, message: 'no' },
    });
    expect(attemptOfResult({ content: [] })?.outcome).not.toHaveProperty('isByWords');
    expect(
      attemptOfResult(failed('Invalid arguments for tool add: a: odd, b: odd, too'))?.outcome.issues,
    ).toEqual([
      { path: ['a'], message: 'odd' },
      { path: ['b'], message: 'odd, too' },
    ]);
    expect(attemptOfResult(failed('Output validation error: no'))?.outcome.message).toBe('no');
    expect(attemptOfResult(failed('MCP error -32000: no'))?.outcome).toMatchObject({
      message: 'MCP error -32000: no',
    });
    expect(attemptOfResult(failed('MCP error -32000: no'))?.outcome).not.toHaveProperty('code');
  });

  it('that a test has awaited is judged as its operation', () => {
    const result = failed('no');
    const attempt = { frames: [], outcome: { kind: 'protocol error', message: 'as it was' } } as const;
    remember(result, attempt);
    expect(attemptOfResult(result)).toBe(attempt);
    expect(attemptOfResult({ ...result })).not.toBe(attempt);
    const error = new Error('no');
    remember(error, attempt);
    expect(attemptOfRejection(error)).toBe(attempt);
  });
});

describe('what a promise rejected with', () => {
  class McpError extends Error {
    override readonly name = 'McpError';
    constructor(
      readonly code: unknown,
      message: string,
      readonly data?: unknown,
    ) {
      super(message);
    }
  }
  class UnauthorizedError extends Error {}
  class InsufficientScopeError extends Error {
    constructor(readonly requiredScope: unknown) {
      super('too small');
    }
  }
  class StreamableHTTPError extends Error {
    constructor(
      readonly code: number | undefined,
      readonly data?: unknown,
    ) {
      super('Error POSTing');
    }
  }
  class SseError extends StreamableHTTPError {}
  class SdkHttpError extends StreamableHTTPError {}
  const coded = (code: unknown, message = 'no', name = 'Error'): Error =>
    Object.assign(new Error(message), { code, name });

  it.each<[error: unknown, outcome: Partial<Outcome> | undefined]>([
    [undefined, undefined],
    [null, undefined],
    ['no', undefined],
    [{}, undefined],
    [new Error('no'), undefined],
    [new TypeError('no'), undefined],
    [coded('ENOENT'), undefined],
    [coded(-32602, 'no', 'Custom'), undefined],
    [new Error('Not connected'), { kind: 'disconnected', message: 'Not connected' }],
    [coded('REQUEST_TIMEOUT'), { kind: 'timed out', message: 'no' }],
    [coded('NOT_CONNECTED'), { kind: 'disconnected', message: 'no' }],
    [coded('CONNECTION_CLOSED'), { kind: 'disconnected', message: 'no' }],
    [new McpError(-32602, 'MCP error -32602: no'), { kind: 'protocol error', code: -32602, message: 'no' }],
    [new McpError('-32602', 'no'), undefined],
    [coded(-32602, 'no', 'ProtocolError'), { kind: 'protocol error', code: -32602 }],
    [coded(-32602, 'no', 'UrlElicitationRequiredError'), { kind: 'protocol error' }],
    [
      new McpError(-32001, 'MCP error -32001: Request timed out', { timeout: 5 }),
      { kind: 'timed out', message: 'Request timed out' },
    ],
    [new McpError(-32001, 'no', {}), { kind: 'protocol error', code: -32001 }],
    [
      new McpError(-32002, 'no', { timeout: 5 }),
      { kind: 'protocol error', code: -32002, data: { timeout: 5 } },
    ],
    [
      new McpError(-32000, 'MCP error -32000: Connection closed'),
      { kind: 'disconnected', message: 'Connection closed' },
    ],
    [new McpError(-32000, 'Connection closed by the upstream'), { kind: 'protocol error' }],
    [new McpError(-32001, 'Connection closed'), { kind: 'protocol error' }],
    [new UnauthorizedError('MCP error 401: no'), { kind: 'unauthorized', message: 'no', refusal: {} }],
    [
      Object.assign(Object.create(null), { name: 'UnauthorizedError', message: 'no' }),
      { kind: 'unauthorized' },
    ],
    [
      new InsufficientScopeError('a b'),
      {
        kind: 'forbidden',
        message: 'too small',
        refusal: { status: 403, challenge: 'Bearer error="insufficient_scope", scope="a b"' },
      },
    ],
    [new InsufficientScopeError(undefined), undefined],
    [new StreamableHTTPError(401), { kind: 'unauthorized', refusal: { status: 401 } }],
    [new SdkHttpError(undefined, { status: 401 }), { kind: 'unauthorized' }],
    [new SdkHttpError(401, { status: 500 }), { kind: 'disconnected' }],
    [new SseError(401), { kind: 'unauthorized' }],
    [new SseError(403), { kind: 'disconnected', message: 'Error POSTing' }],
    [new StreamableHTTPError(500), { kind: 'disconnected' }],
    [new StreamableHTTPError(401, null), { kind: 'unauthorized' }],
  ])('%p: %j', (error, outcome) => {
    const attempt = attemptOfRejection(error);
    if (!outcome) expect(attempt).toBeUndefined();
    else expect(attempt).toMatchObject({ frames: [], outcome: { ...outcome, error } });
  });

  it('is what an opening that failed knows already', () => {
    const known: Outcome = { kind: 'unauthorized', message: 'at the door' };
    const error = Object.assign(new Error('no'), { [OUTCOME]: known });
    expect(attemptOfRejection(error)?.outcome).toEqual({ ...known, error });
  });
});

describe('what the lists may yet decide', () => {
  const said = (code: number, message = 'no'): object => ({ jsonrpc: '2.0', error: { code, message } });
  const isOpen = (asked: Asked | undefined, response: object, known: object = {}): boolean =>
    classifyAnswer({ ...(asked && { asked }), response: response as never, ...known }).open !== undefined;
  const RESULT = { jsonrpc: '2.0', result: failed('no') };

  it.each<[what: string, asked: Asked | undefined, response: object, known: object, isOpen: boolean]>([
    ['an error result of a tool', TOOL, RESULT, {}, true],
    ['an error of a tool', TOOL, said(-32602), {}, true],
    ['an error of a prompt', of('prompts/get'), said(-32602), {}, true],
    ['an error of a completion', of('completion/complete'), said(-32602), {}, true],
    ['an error of another method', of('logging/setLevel'), said(-32602), {}, false],
    ['what nobody asked for', undefined, RESULT, {}, false],
    ['a tool whose handler ran', TOOL, RESULT, { trace: { ran: true } }, false],
    ['a tool whose handler did not run', TOOL, RESULT, { trace: { ran: false } }, true],
    ['a code with a meaning of its own', TOOL, said(-32042), {}, false],
    ['-32601 of a server without tools', TOOL, said(-32601), { declaresTools: false }, false],
    ['-32601 of a server with tools', TOOL, said(-32601), { declaresTools: true }, true],
    ['-32601 of a server that is not known to have any', TOOL, said(-32601), {}, true],
    ['-32602 of a server without tools', TOOL, said(-32602), { declaresTools: false }, true],
    ['-32002 of a resource', of('resources/read'), said(-32002), {}, true],
    ['-32602 of a resource', of('resources/read'), said(-32602), {}, true],
    ['-32601 of a resource', of('resources/read'), said(-32601), {}, true],
    ['-32603 of a resource', of('resources/read'), said(-32603), {}, false],
    [
      '-32603 of a resource that is said to be unknown',
      of('resources/read'),
      said(-32603, 'Resource add not found'),
      {},
      true,
    ],
    ['of a resource whose handler ran', of('resources/read'), said(-32602), { trace: { ran: true } }, true],
  ])('%s', (_what, asked, response, known, expected) => {
    expect(isOpen(asked, response, known)).toBe(expected);
  });

  it('is decided once: with a list nothing is open', () => {
    const { open } = classifyAnswer({ asked: TOOL, response: RESULT as never });
    expect(open?.answer).toEqual({ form: 'result', said: 'no', text: 'no', result: failed('no') });
    const decided = decide(TOOL, open!.answer, { ...open!.known, listing: { isListed: 'yes' } });
    expect(decided).toEqual({ kind: 'tool error', message: 'no', result: failed('no') });
  });
});
