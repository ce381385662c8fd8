/**
 * How it ends when an SDK refuses something: alike, whichever SDK it is. The words are those of `sdk-answers.ts`, the
 * reasons are in the table above `decide`.
 */
import type { Asked, Verb } from '../../src/protocol/attempt';
import { classifyAnswer } from '../../src/protocol/classify';
import { decide, type Listing } from '../../src/protocol/decide';
import { argumentNames, forbiddenArguments } from '../../src/protocol/input-schema';
import type { Outcome, OutcomeKind } from '../../src/protocol/outcome';
import type { HandlerTrace } from '../../src/protocol/handler-trace';
import { REFUSALS, type Refusal, type Refused, saidBy } from './answers';
import { ask, SDKS, type Sdk } from './servers';

const VERBS: Readonly<Record<Refusal['method'], Verb>> = {
  'tools/call': 'callTool',
  'prompts/get': 'getPrompt',
  'resources/read': 'readResource',
};

function askedFor(refused: Refused): Asked {
  const { method, params }: Refusal = REFUSALS[refused];
  return { verb: VERBS[method], method, name: String(params.name ?? params.uri), params };
}

/** What the server lists of each that is there, where the list can tell more than that. */
const SEAT = {
  type: 'object',
  properties: { row: { type: 'number' }, letter: { type: 'string' } },
  required: ['row', 'letter'],
};
const BOOK = {
  type: 'object',
  properties: {
    seats: { type: 'array', items: SEAT },
    by: { anyOf: [{ type: 'string' }, { type: 'number' }] },
    day: { type: 'string' },
  },
  required: ['seats', 'by', 'day'],
  additionalProperties: false,
};
const GREET = { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] };

const UNLISTED: Listing = { isListed: 'no' };
const LISTED: Listing = { isListed: 'yes', forbidden: [] };
const LISTS: Partial<Record<Refused, Listing>> = {
  'an unknown tool': UNLISTED,
  'a disabled tool': UNLISTED,
  'an unknown prompt': UNLISTED,
  'a disabled prompt': UNLISTED,
  'an unknown resource': UNLISTED,
  'a disabled resource': UNLISTED,
  'what is not a URI': UNLISTED,
  'a tool that must run as a task': { ...LISTED, wantsTask: true },
  'arguments that a tool does not take': listed(BOOK, 'arguments that a tool does not take'),
  'an argument that a prompt misses': listed(GREET, 'an argument that a prompt misses'),
};

function listed(schema: object, refused: Refused): Listing {
  const { arguments: args } = REFUSALS[refused].params as { arguments?: unknown };
  return { isListed: 'yes', forbidden: forbiddenArguments(schema, args), names: argumentNames(schema) };
}

function outcomeOf(sdk: Sdk, refused: Refused, trace?: HandlerTrace, listing?: Listing): Outcome {
  const asked = askedFor(refused);
  const said = saidBy(sdk, refused)!;
  const response =
    typeof said === 'string'
      ? { jsonrpc: '2.0' as const, result: { isError: true, content: [{ type: 'text', text: said }] } }
      : { jsonrpc: '2.0' as const, error: said };
  const first = classifyAnswer({ asked, response, trace, declaresTools: true });
  return listing && first.open ? decide(asked, first.open.answer, { ...first.open.known, listing }) : first;
}

/** What tells: the answer alone, as of a program that cannot list; its list too; and what was seen inside, in memory. */
type Line = [refused: Refused, alone: OutcomeKind, withList: OutcomeKind, seen: OutcomeKind];

const LINES: readonly Line[] = [
  ['an unknown tool', 'unknown name', 'unknown name', 'unknown name'],
  ['a disabled tool', 'unknown name', 'unknown name', 'unknown name'],
  ['arguments that a tool does not take', 'invalid arguments', 'invalid arguments', 'invalid arguments'],
  ['a tool that throws', 'unclear', 'tool error', 'tool error'],
  ['a tool that says isError', 'unclear', 'tool error', 'tool error'],
  ['a result that is not of the shape of one', 'invalid output', 'invalid output', 'invalid output'],
  ['a result without its structuredContent', 'invalid output', 'invalid output', 'invalid output'],
  ['a structuredContent that breaks its schema', 'invalid output', 'invalid output', 'invalid output'],
  ['a tool that must run as a task', 'unclear', 'protocol error', 'protocol error'],
  ['an unknown prompt', 'unknown name', 'unknown name', 'unknown name'],
  ['a disabled prompt', 'unknown name', 'unknown name', 'unknown name'],
  ['an argument that a prompt misses', 'invalid arguments', 'invalid arguments', 'invalid arguments'],
  ['a prompt that throws', 'protocol error', 'protocol error', 'protocol error'],
  ['an unknown resource', 'unknown name', 'unknown name', 'unknown name'],
  ['a disabled resource', 'unknown name', 'unknown name', 'unknown name'],
  ['a resource that throws', 'protocol error', 'protocol error', 'protocol error'],
  ['what is not a URI', 'invalid arguments', 'invalid arguments', 'invalid arguments'],
];

it('has a line for each', () => {
  expect(LINES.map(([refused]) => refused)).toEqual(Object.keys(REFUSALS));
});

describe.each(SDKS)('SDK %s', sdk => {
  const said = LINES.filter(([refused]) => saidBy(sdk, refused) !== undefined);

  it.each(said)('%s: alone %s, with the list %s', (refused, alone, withList) => {
    expect(outcomeOf(sdk, refused).kind).toBe(alone);
    expect(outcomeOf(sdk, refused, undefined, LISTS[refused] ?? LISTED).kind).toBe(withList);
  });

  it.each(said)('%s: seen inside the server', async (refused, _alone, _withList, kind) => {
    const { method, params } = REFUSALS[refused];
    const { seen } = await ask(sdk, method, params);
    expect(outcomeOf(sdk, refused, seen).kind).toBe(kind);
    expect(outcomeOf(sdk, refused, seen, LISTS[refused] ?? LISTED).kind).toBe(kind);
  });

  it('says where the arguments are wrong: in its own words, and all that the schema forbids', () => {
    const refused = 'arguments that a tool does not take';
    const paths = ({ issues }: Outcome): unknown => issues?.map(({ path }) => path.join('.')).sort();
    const all = ['by', 'day', 'nope', 'seats.1.letter', 'seats.1.row'];
    // The oldest SDK lets through what its schema does not name; what the server lists forbids it all the same.
    const told = sdk === 'v1, oldest' ? all.filter(path => path !== 'nope') : all;
    expect(paths(outcomeOf(sdk, refused))).toEqual(told);
    expect(paths(outcomeOf(sdk, refused, undefined, LISTS[refused]))).toEqual(all);
    const messages = outcomeOf(sdk, refused, undefined, LISTS[refused]).issues?.map(({ message }) => message);
    expect(messages).toContain(
      sdk === 'v1, oldest'
        ? 'Expected number, received string'
        : 'Invalid input: expected number, received string',
    );
  });
});

describe('the fields that matchers print', () => {
  it.each<[sdk: Sdk, refused: Refused, fields: Partial<Outcome>]>([
    ['v1', 'an unknown tool', { message: 'Tool ghost not found', code: -32602 }],
    ['v2', 'an unknown tool', { message: 'Tool ghost not found', code: -32602 }],
    ['v1, oldest', 'an unknown tool', { message: 'Tool ghost not found', code: -32602 }],
    ['v2', 'an unknown resource', { code: -32602, data: { uri: 'rules://ghost' } }],
    [
      'v1',
      'a structuredContent that breaks its schema',
      {
        message:
          'Invalid structured content for tool misstructured: Invalid input: expected number, received string at total',
      },
    ],
    [
      'v1',
      'an argument that a prompt misses',
      {
        issues: [{ path: ['name'], message: 'Invalid input: expected string, received undefined' }],
        code: -32602,
      },
    ],
    ['v1, oldest', 'an argument that a prompt misses', { issues: [{ path: ['name'], message: 'Required' }] }],
  ])('%s, %s: %j', (sdk, refused, fields) => {
    expect(outcomeOf(sdk, refused)).toMatchObject(fields);
  });

  it('an error of the tool itself keeps its words as they are, and has no code', () => {
    const outcome = outcomeOf('v1', 'a tool that must run as a task', { ran: true });
    expect(outcome.kind).toBe('tool error');
    expect(outcome.message).toMatch(/^MCP error -32601: /);
    expect(outcome).not.toHaveProperty('code');
  });
});
