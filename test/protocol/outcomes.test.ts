/** The table of `decide`, line by line: what is known of an error, and the outcome that follows from it. */
import type { Asked } from '../../src/protocol/attempt';
import { classifyAnswer, type Answer } from '../../src/protocol/classify';
import { decide, type Listing } from '../../src/protocol/decide';
import type { OutcomeKind } from '../../src/protocol/outcome';
import type { HandlerTrace } from '../../src/protocol/handler-trace';

type Said = { readonly result: string } | { readonly code: number; readonly message: string };

const LISTED: Listing = { isListed: 'yes', forbidden: [], names: ['a', 'b'] };
const FORBIDDEN: Listing = { ...LISTED, forbidden: [{ path: ['b'], message: 'must be there' }] };
const UNLISTED: Listing = { isListed: 'no' };
const MAYBE: Listing = { isListed: 'maybe' };
const TASK: Listing = { ...LISTED, wantsTask: true };

const HANDLER = { ran: true, isOwnError: true, isKnown: true } as const;
const REACHED = { ran: false, isKnown: true, isSdk: true } as const;
const ONE_FOR_ALL = { isOwnError: true } as const;

const TOOL: Asked = {
  verb: 'callTool',
  method: 'tools/call',
  name: 'a.b:c',
  params: { arguments: { a: 1 } },
};
const PROMPT: Asked = { verb: 'getPrompt', method: 'prompts/get', name: 'p', params: {} };
const RESOURCE: Asked = { verb: 'readResource', method: 'resources/read', name: 'x://1', params: {} };

const PLAIN: Said = { result: 'That did not work.' };
const NOT_FOUND: Said = { result: 'MCP error -32602: Tool a.b:c not found' };
const REFUSED: Said = {
  result: 'MCP error -32602: Input validation error: Invalid arguments for tool a.b:c: odd at a',
};
const REFUSED_V2: Said = { result: 'Input validation error: Invalid arguments for tool a.b:c: a: odd' };
const BAD_OUTPUT: Said = { result: 'MCP error -32602: Output validation error: no structured content' };
const TASK_ONLY: Said = { result: 'MCP error -32601: Tool a.b:c requires task augmentation' };
const error = (code: number, message = 'no'): Said => ({ code, message });

function kindOf(asked: Asked, said: Said, trace?: HandlerTrace, listing?: Listing): OutcomeKind {
  const response: Answer['response'] =
    'result' in said
      ? { jsonrpc: '2.0', result: { isError: true, content: [{ type: 'text', text: said.result }] } }
      : { jsonrpc: '2.0', error: said };
  const first = classifyAnswer({ asked, response, trace, declaresTools: true });
  if (!listing || !first.open) return first.kind;
  return decide(asked, first.open.answer, { ...first.open.known, listing }).kind;
}

type Line = [said: Said, seen: HandlerTrace | undefined, listing: Listing | undefined, kind: OutcomeKind];

describe('tools/call', () => {
  it.each<Line>([
    // The handler itself.
    [PLAIN, HANDLER, undefined, 'tool error'],
    [NOT_FOUND, HANDLER, UNLISTED, 'tool error'],
    [REFUSED, HANDLER, FORBIDDEN, 'tool error'],
    [BAD_OUTPUT, HANDLER, LISTED, 'tool error'],
    [TASK_ONLY, HANDLER, LISTED, 'tool error'],
    [error(-32602, 'Tool x not found'), HANDLER, UNLISTED, 'protocol error'],
    [PLAIN, { ran: true, isBadOutput: true }, LISTED, 'invalid output'],
    [BAD_OUTPUT, { ran: true }, LISTED, 'invalid output'],
    [error(-32602, 'Invalid tools/call result: x'), { ran: true }, LISTED, 'invalid output'],
    // What the SDK was seen to do.
    [PLAIN, { ...REACHED, arguments: 'refused' }, LISTED, 'invalid arguments'],
    [
      { result: 'No task store provided.' },
      { ...REACHED, arguments: 'accepted' },
      FORBIDDEN,
      'protocol error',
    ],
    [TASK_ONLY, REACHED, FORBIDDEN, 'protocol error'],
    [NOT_FOUND, { ran: false, isKnown: false, isSdk: true }, undefined, 'unknown name'],
    // Codes that mean something else.
    [error(-32042), undefined, UNLISTED, 'protocol error'],
    [error(-32021), undefined, FORBIDDEN, 'protocol error'],
    [error(-32700), undefined, UNLISTED, 'protocol error'],
    // What is not on the list.
    ...[PLAIN, NOT_FOUND, REFUSED, BAD_OUTPUT, TASK_ONLY].flatMap<Line>(said => [
      [said, undefined, UNLISTED, 'unknown name'],
      [said, ONE_FOR_ALL, UNLISTED, 'unknown name'],
      [said, { ran: false, isKnown: false }, UNLISTED, 'unknown name'],
    ]),
    ...[-32603, -32600, -32602, -32601, -32002, -32000, 400, 404, 0].map<Line>(code => [
      error(code),
      undefined,
      UNLISTED,
      'unknown name',
    ]),
    [error(-32602, 'Input validation error'), REACHED, UNLISTED, 'invalid arguments'],
    // What the schema forbids.
    ...[PLAIN, NOT_FOUND, REFUSED, REFUSED_V2, BAD_OUTPUT].flatMap<Line>(said => [
      [said, undefined, FORBIDDEN, 'invalid arguments'],
      [said, ONE_FOR_ALL, FORBIDDEN, 'invalid arguments'],
    ]),
    ...[-32603, -32600, -32602, 400, 404, 422].map<Line>(code => [
      error(code),
      ONE_FOR_ALL,
      FORBIDDEN,
      'invalid arguments',
    ]),
    // What is listed, with arguments that its schema allows.
    [PLAIN, undefined, LISTED, 'tool error'],
    [NOT_FOUND, undefined, LISTED, 'tool error'],
    [{ result: 'Invalid arguments: a' }, undefined, LISTED, 'tool error'],
    [{ result: 'MCP error -32602: id must be positive' }, undefined, LISTED, 'tool error'],
    [REFUSED, undefined, LISTED, 'invalid arguments'],
    [REFUSED_V2, undefined, LISTED, 'invalid arguments'],
    [BAD_OUTPUT, undefined, LISTED, 'invalid output'],
    [TASK_ONLY, undefined, TASK, 'protocol error'],
    [TASK_ONLY, undefined, LISTED, 'tool error'],
    [REFUSED, ONE_FOR_ALL, LISTED, 'tool error'],
    [NOT_FOUND, ONE_FOR_ALL, LISTED, 'tool error'],
    [BAD_OUTPUT, ONE_FOR_ALL, LISTED, 'tool error'],
    [error(-32601), ONE_FOR_ALL, FORBIDDEN, 'protocol error'],
    [error(-32602, 'file of the tool not found'), ONE_FOR_ALL, LISTED, 'protocol error'],
    [error(-32602, 'id must be positive'), ONE_FOR_ALL, LISTED, 'invalid arguments'],
    [error(-32603, 'upstream is gone'), ONE_FOR_ALL, LISTED, 'protocol error'],
    [error(404), ONE_FOR_ALL, LISTED, 'protocol error'],
    // Where there is no list, codes and an SDK's own sentences; and where neither tells, nothing.
    [NOT_FOUND, undefined, undefined, 'unknown name'],
    [REFUSED, undefined, undefined, 'invalid arguments'],
    [BAD_OUTPUT, undefined, undefined, 'invalid output'],
    [{ result: 'MCP error -32602: Tool a.b not found' }, undefined, undefined, 'unclear'],
    [{ result: 'Tool a.b:c not found' }, undefined, undefined, 'unclear'],
    [PLAIN, undefined, undefined, 'unclear'],
    [PLAIN, ONE_FOR_ALL, undefined, 'unclear'],
    [NOT_FOUND, ONE_FOR_ALL, undefined, 'unclear'],
    [error(-32601), undefined, undefined, 'unknown name'],
    [error(-32602, 'Unknown tool'), undefined, undefined, 'unknown name'],
    [error(-32602), undefined, undefined, 'protocol error'],
    [error(-32603), undefined, undefined, 'protocol error'],
  ])('%j, seen: %j, listing: %j: %s', (said, seen, listing, kind) => {
    expect(kindOf(TOOL, said, seen, listing)).toBe(kind);
  });

  it.each([
    'math:add',
    'math: add',
    'a.b',
    '$&',
    '[add]',
    'add\nnext',
    ' add ',
    'Tool add not found',
    '加法',
  ])('takes the name %j from the request, and never from a text', name => {
    const asked = { ...TOOL, name };
    const refused = {
      result: `MCP error -32602: Input validation error: Invalid arguments for tool ${name}: odd at a`,
    };
    expect(kindOf(asked, refused)).toBe('invalid arguments');
    expect(kindOf(asked, { result: `MCP error -32602: Tool ${name} not found` })).toBe('unknown name');
    expect(kindOf({ ...asked, name: `${name}?` }, refused, undefined, LISTED)).toBe('tool error');
  });
});

describe('prompts/get', () => {
  it.each<Line>([
    [error(-32602, 'note not found'), { ran: true }, UNLISTED, 'protocol error'],
    ...[-32603, -32602, -32601, 404].map<Line>(code => [error(code), undefined, UNLISTED, 'unknown name']),
    ...[-32603, -32602, 400].map<Line>(code => [error(code), undefined, FORBIDDEN, 'invalid arguments']),
    [error(-32602), undefined, LISTED, 'invalid arguments'],
    [error(-32602, 'Prompt p not found'), undefined, LISTED, 'protocol error'],
    [error(-32603, 'kaboom'), undefined, LISTED, 'protocol error'],
    [error(-32602, 'Prompt p not found'), undefined, undefined, 'unknown name'],
    [error(-32602, 'Invalid arguments for prompt p: x'), undefined, undefined, 'invalid arguments'],
    [error(-32602), undefined, undefined, 'protocol error'],
  ])('%j, seen: %j, listing: %j: %s', (said, seen, listing, kind) => {
    expect(kindOf(PROMPT, said, seen, listing)).toBe(kind);
  });
});

describe('resources/read', () => {
  it.each<Line>([
    [error(-32002), undefined, undefined, 'unknown name'],
    [error(-32002), undefined, MAYBE, 'unknown name'],
    [error(-32002), undefined, LISTED, 'protocol error'],
    [error(-32602), undefined, UNLISTED, 'unknown name'],
    [error(-32602), { ran: true }, UNLISTED, 'protocol error'],
    [error(-32602), undefined, MAYBE, 'protocol error'],
    [error(-32602, 'Resource x://1 not found'), undefined, MAYBE, 'unknown name'],
    [error(-32602, 'Resource x://1 not found'), undefined, LISTED, 'protocol error'],
    // A list of resources need not be complete: that it lacks one proves nothing by itself.
    [error(-32603), undefined, UNLISTED, 'protocol error'],
    [error(404), undefined, UNLISTED, 'protocol error'],
  ])('%j, seen: %j, listing: %j: %s', (said, seen, listing, kind) => {
    expect(kindOf(RESOURCE, said, seen, listing)).toBe(kind);
  });
});
