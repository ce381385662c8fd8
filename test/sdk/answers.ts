import type { Sdk } from './servers';

/** The text of a result with `isError`, or a JSON-RPC error. */
export type Said = string | { readonly code: number; readonly message: string; readonly data?: unknown };

/** What each SDK answers to one request; `v2` stands for both of its eras. Absent where an SDK has nothing of the kind. */
export interface Refusal {
  readonly method: 'tools/call' | 'prompts/get' | 'resources/read';
  readonly params: Readonly<Record<string, unknown>>;
  readonly said: Partial<Record<Exclude<Sdk, 'v2, modern era'>, Said>>;
}

/** zod's issues, as v1 writes them into its messages. */
const issues = (...all: object[]): string => JSON.stringify(all, undefined, 2);
const wanted = (expected: string, received: string, path: unknown[], message: string): object => ({
  code: 'invalid_type',
  expected,
  received,
  path,
  message,
});
const branch = (issue: object): object => ({ issues: [issue], name: 'ZodError' });

const NO_ARRAY = issues({
  expected: 'array',
  code: 'invalid_type',
  path: ['content'],
  message: 'Invalid input: expected array, received string',
});

/** How the SDKs refuse, in their own words. `sdk-answers.test.ts` has each of them say it again. */
export const REFUSALS = {
  'an unknown tool': {
    method: 'tools/call',
    params: { name: 'ghost' },
    said: {
      'v1, oldest': { code: -32602, message: 'MCP error -32602: Tool ghost not found' },
      v1: 'MCP error -32602: Tool ghost not found',
      v2: { code: -32602, message: 'Tool ghost not found' },
    },
  },
  'a disabled tool': {
    method: 'tools/call',
    params: { name: 'closed' },
    said: {
      v1: 'MCP error -32602: Tool closed disabled',
      v2: { code: -32602, message: 'Tool closed disabled' },
    },
  },
  'arguments that a tool does not take': {
    method: 'tools/call',
    params: {
      name: 'book',
      arguments: { seats: [{ row: 1, letter: 'a' }, { row: '2' }], by: true, nope: 1 },
    },
    said: {
      'v1, oldest': {
        code: -32602,
        message: `MCP error -32602: Invalid arguments for tool book: ${issues(
          wanted('number', 'string', ['seats', 1, 'row'], 'Expected number, received string'),
          wanted('string', 'undefined', ['seats', 1, 'letter'], 'Required'),
          wanted('string', 'undefined', ['day'], 'Required'),
          {
            code: 'invalid_union',
            unionErrors: [
              branch(wanted('string', 'boolean', ['by'], 'Expected string, received boolean')),
              branch(wanted('number', 'boolean', ['by'], 'Expected number, received boolean')),
            ],
            path: ['by'],
            message: 'Invalid input',
          },
        )}`,
      },
      v1: [
        'MCP error -32602: Input validation error: Invalid arguments for tool book: Invalid input: expected number, received string at seats[1].row',
        'Invalid input: expected string, received undefined at seats[1].letter',
        'Invalid input at by',
        'Invalid input: expected string, received undefined at day',
        'Unrecognized key: "nope"',
      ].join('\n'),
      v2: [
        'Input validation error: Invalid arguments for tool book: seats.1.row: Invalid input: expected number, received string',
        'seats.1.letter: Invalid input: expected string, received undefined',
        'by: Invalid input',
        'day: Invalid input: expected string, received undefined',
        'Unrecognized key: "nope"',
      ].join(', '),
    },
  },
  'a tool that throws': {
    method: 'tools/call',
    params: { name: 'fails' },
    said: { 'v1, oldest': 'kaboom', v1: 'kaboom', v2: 'kaboom' },
  },
  'a tool that says isError': {
    method: 'tools/call',
    params: { name: 'refuses' },
    said: { 'v1, oldest': 'not today', v1: 'not today', v2: 'not today' },
  },
  'a result that is not of the shape of one': {
    method: 'tools/call',
    params: { name: 'shapeless' },
    said: {
      v1: { code: -32602, message: `MCP error -32602: Invalid tools/call result: ${NO_ARRAY}` },
      v2: { code: -32602, message: `Invalid tools/call result: ${NO_ARRAY}` },
    },
  },
  'a result without its structuredContent': {
    method: 'tools/call',
    params: { name: 'unstructured' },
    said: {
      v1: 'MCP error -32602: Output validation error: Tool unstructured has an output schema but no structured content was provided',
      v2: 'Output validation error: Tool unstructured has an output schema but no structured content was provided',
    },
  },
  'a structuredContent that breaks its schema': {
    method: 'tools/call',
    params: { name: 'misstructured' },
    said: {
      v1: 'MCP error -32602: Output validation error: Invalid structured content for tool misstructured: Invalid input: expected number, received string at total',
      v2: 'Output validation error: Invalid structured content for tool misstructured: total: Invalid input: expected number, received string',
    },
  },
  'a tool that must run as a task': {
    method: 'tools/call',
    params: { name: 'long' },
    said: { v1: "MCP error -32601: Tool long requires task augmentation (taskSupport: 'required')" },
  },
  'an unknown prompt': {
    method: 'prompts/get',
    params: { name: 'ghost' },
    said: {
      'v1, oldest': { code: -32602, message: 'MCP error -32602: Prompt ghost not found' },
      v1: { code: -32602, message: 'MCP error -32602: Prompt ghost not found' },
      v2: { code: -32602, message: 'Prompt ghost not found' },
    },
  },
  'a disabled prompt': {
    method: 'prompts/get',
    params: { name: 'gone' },
    said: {
      v1: { code: -32602, message: 'MCP error -32602: Prompt gone disabled' },
      v2: { code: -32602, message: 'Prompt gone disabled' },
    },
  },
  'an argument that a prompt misses': {
    method: 'prompts/get',
    params: { name: 'greet', arguments: {} },
    said: {
      'v1, oldest': {
        code: -32602,
        message: `MCP error -32602: Invalid arguments for prompt greet: ${issues(
          wanted('string', 'undefined', ['name'], 'Required'),
        )}`,
      },
      v1: {
        code: -32602,
        message:
          'MCP error -32602: Invalid arguments for prompt greet: Invalid input: expected string, received undefined at name',
      },
      v2: {
        code: -32602,
        message:
          'Invalid arguments for prompt greet: name: Invalid input: expected string, received undefined',
      },
    },
  },
  'a prompt that throws': {
    method: 'prompts/get',
    params: { name: 'fails' },
    said: {
      'v1, oldest': { code: -32603, message: 'kaboom' },
      v1: { code: -32603, message: 'kaboom' },
      v2: { code: -32603, message: 'kaboom' },
    },
  },
  'an unknown resource': {
    method: 'resources/read',
    params: { uri: 'rules://ghost' },
    said: {
      'v1, oldest': { code: -32602, message: 'MCP error -32602: Resource rules://ghost not found' },
      v1: { code: -32602, message: 'MCP error -32602: Resource rules://ghost not found' },
      v2: {
        code: -32602,
        message: 'Resource not found: rules://ghost',
        data: { uri: 'rules://ghost' },
      },
    },
  },
  'a disabled resource': {
    method: 'resources/read',
    params: { uri: 'rules://gone' },
    said: {
      v1: { code: -32602, message: 'MCP error -32602: Resource rules://gone disabled' },
      v2: { code: -32602, message: 'Resource rules://gone disabled' },
    },
  },
  'a resource that throws': {
    method: 'resources/read',
    params: { uri: 'rules://fails' },
    said: {
      'v1, oldest': { code: -32603, message: 'kaboom' },
      v1: { code: -32603, message: 'kaboom' },
      v2: { code: -32603, message: 'kaboom' },
    },
  },
  'what is not a URI': {
    method: 'resources/read',
    params: { uri: 'no uri' },
    said: {
      'v1, oldest': { code: -32603, message: 'Invalid URL' },
      v1: { code: -32603, message: 'Invalid URL' },
      v2: {
        code: -32602,
        message: 'Resource URI no uri is invalid',
        data: { uri: 'no uri', reason: 'invalid_uri' },
      },
    },
  },
} as const satisfies Record<string, Refusal>;

export type Refused = keyof typeof REFUSALS;

/** What an SDK says. Undefined where it has nothing of the kind. */
export function saidBy(sdk: Sdk, refused: Refused): Said | undefined {
  const { said }: Refusal = REFUSALS[refused];
  return said[sdk === 'v2, modern era' ? 'v2' : sdk];
}
