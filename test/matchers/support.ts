import type {} from '../../src/matchers/types/augment';
import { RecordedFrame, type Frame } from '../../src/wire/frame';
import {
  OPERATION,
  SESSION,
  type Asked,
  type Attempt,
  type Meeting,
  type OperationLike,
  type Place,
  type ServerOutput,
  type SessionLike,
} from '../../src/protocol/attempt';
import type { Outcome } from '../../src/protocol/outcome';
import { markList, type Tool } from '../../src/protocol/results';

export const PLACE: Place = { transport: 'memory', link: 'in memory', protocolVersion: '2025-11-25' };

const MARKS: Readonly<Record<string, string>> = {
  1: 'bold',
  2: 'dim',
  7: 'inverse',
  31: 'red',
  32: 'green',
  33: 'yellow',
};

/** Colours as marks that a reviewer can read: `<green>"4"</>`. */
export function readable(text: string): string {
  const pattern = new RegExp(`${String.fromCharCode(27)}\\[(\\d+)m`, 'g');
  return text.replace(pattern, (_, code: string) => (MARKS[code] === undefined ? '</>' : `<${MARKS[code]}>`));
}

let colours: { level: number } | undefined;

/** Takes the chalk that Jest prints with. */
export function useColours(chalk: { level: number }): void {
  colours = chalk;
}

/** Messages are pinned with their colours, whatever the terminal says. */
export async function inColour(run: () => unknown): Promise<void> {
  if (!colours) throw new Error('The setup file has not run.');
  const { level } = colours;
  colours.level = 1;
  try {
    await run();
  } finally {
    colours.level = level;
  }
}

interface JestError extends Error {
  matcherResult?: { pass: boolean; name?: string; actual?: unknown; expected?: unknown };
}

/** The error of an assertion that must fail by a verdict, never by a matcher that throws. */
export async function failureOf(assertion: () => unknown): Promise<JestError> {
  try {
    await inColour(assertion);
  } catch (error) {
    const failure = error as JestError;
    if (failure.matcherResult === undefined)
      throw new Error('The matcher threw instead of returning a verdict.', { cause: error });
    return failure;
  }
  throw new Error('The assertion passed.');
}

/** The message of an assertion that must fail. */
export async function messageOf(assertion: () => unknown): Promise<string> {
  return (await failureOf(assertion)).message;
}

/** Both polarities must fail: what could not be decided is good news in neither. Returns the positive one's message. */
export async function failsBothWays<T>(
  subject: T,
  assertion: (expectation: jest.Matchers<void, T>) => unknown,
): Promise<string> {
  await failureOf(() => assertion(expect(subject).not));
  return messageOf(() => assertion(expect(subject)));
}

/** What an asymmetric matcher throws when it cannot decide. */
export function thrownBy(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Nothing was thrown.');
}

/** A result with these text blocks. */
export function text(...texts: readonly string[]): Outcome {
  return result({ content: texts.map(value => ({ type: 'text', text: value })) });
}

export function result(value: Readonly<Record<string, unknown>>): Outcome {
  return { kind: 'result', message: '', result: value };
}

export function toolError(message: string, thrown?: unknown): Outcome {
  const content = { content: [{ type: 'text', text: message }], isError: true };
  return { kind: 'tool error', message, result: content, ...(thrown === undefined ? {} : { thrown }) };
}

export const invalidArguments: Outcome = {
  kind: 'invalid arguments',
  message: 'Invalid arguments for tool add: expected number, received string at a',
  code: -32602,
  issues: [
    { path: ['a'], message: 'Invalid input: expected number, received string' },
    { path: ['items', 0, 'name'], message: 'Invalid input: expected string, received undefined' },
  ],
};

export const unknownName: Outcome = {
  kind: 'unknown name',
  message: 'Tool ad not found',
  code: -32602,
  offered: ['subtract', 'add', 'divide'],
};

export const disconnected: Outcome = {
  kind: 'disconnected',
  message: 'The server closed the connection before it answered.',
};

export const timedOut: Outcome = {
  kind: 'timed out',
  message: 'Request timed out',
  code: -32001,
  waited: { milliseconds: 1500, deadline: 'request' },
};

export const cancelled: Outcome = { kind: 'cancelled', message: 'no longer needed' };

export const protocolError: Outcome = { kind: 'protocol error', message: 'Internal error', code: -32603 };

export const invalidOutput: Outcome = {
  kind: 'invalid output',
  message: "The answer breaks the tool's outputSchema.",
  result: { content: [], structuredContent: { celsius: 'warm' } },
  issues: [{ path: ['celsius'], message: 'must be number' }],
};

/** Every outcome that says nothing about what a tool would have returned. */
export const UNAVAILABLE: readonly (readonly [kind: string, outcome: Outcome])[] = [
  ['tool error', toolError('division by zero')],
  ['invalid arguments', invalidArguments],
  ['unknown name', unknownName],
  ['protocol error', protocolError],
  ['invalid output', invalidOutput],
  ['unauthorized', { kind: 'unauthorized', message: 'Missing token' }],
  ['forbidden', { kind: 'forbidden', message: 'insufficient_scope' }],
  ['disconnected', disconnected],
  ['timed out', timedOut],
  ['cancelled', cancelled],
];

/** An operation that ends as told, with the two frames that such an end leaves on the wire. */
export function operation(
  asked: Asked,
  outcome: Outcome,
  { frames = framesOf(asked, outcome) } = {},
): OperationLike {
  const attempt: Attempt = { asked, outcome, place: PLACE, frames, milliseconds: 1.2 };
  return {
    asked,
    [OPERATION]: () => Promise.resolve(attempt),
    then: (resolve, reject) =>
      (outcome.result ? Promise.resolve(outcome.result) : Promise.reject(new Error(outcome.message))).then(
        resolve,
        reject,
      ),
  };
}

function framesOf(asked: Asked, outcome: Outcome): Frame[] {
  const answer = outcome.result
    ? { result: outcome.result }
    : outcome.code === undefined
      ? undefined
      : { error: { code: outcome.code, message: outcome.message } };
  const request = frame('to server', 10, { id: 2, method: asked.method, params: asked.params });
  return answer ? [request, frame('to client', 11.2, { id: 2, ...answer })] : [request];
}

export function frame(direction: Frame['direction'], at: number, message: object): Frame {
  return new RecordedFrame(direction, at, JSON.stringify({ jsonrpc: '2.0', ...message }));
}

export function callTool(
  outcome: Outcome,
  name = 'add',
  args: Readonly<Record<string, unknown>> = { a: 1, b: 2 },
): OperationLike {
  return operation(
    { verb: 'callTool', method: 'tools/call', name, params: { name, arguments: args } },
    outcome,
  );
}

export function readResource(outcome: Outcome, uri = 'note://1'): OperationLike {
  return operation({ verb: 'readResource', method: 'resources/read', name: uri, params: { uri } }, outcome);
}

export function getPrompt(
  outcome: Outcome,
  name = 'greet',
  args: Readonly<Record<string, string>> = { name: 'Ada' },
): OperationLike {
  return operation(
    { verb: 'getPrompt', method: 'prompts/get', name, params: { name, arguments: args } },
    outcome,
  );
}

export function complete(outcome: Outcome): OperationLike {
  const params = { ref: { type: 'ref/prompt', name: 'greet' }, argument: { name: 'language', value: 'fr' } };
  return operation({ verb: 'complete', method: 'completion/complete', name: 'greet', params }, outcome);
}

export function listTools(tools: readonly object[], more: object = {}): OperationLike {
  return operation({ verb: 'listTools', method: 'tools/list', params: {} }, result({ tools, ...more }));
}

export function ping(outcome: Outcome = result({})): OperationLike {
  return operation({ verb: 'ping', method: 'ping', params: {} }, outcome);
}

/** A list as a list operation resolves to it. */
export function toolList(...tools: readonly object[]): Tool[] {
  return markList([...tools] as Tool[], 'tools');
}

export const ADD = {
  name: 'add',
  description: 'Adds two numbers',
  inputSchema: {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'number' } },
    required: ['a', 'b'],
  },
  annotations: { readOnlyHint: true },
};
export const DIVIDE = { name: 'divide', description: 'Divides a by b', inputSchema: { type: 'object' } };
export const SUBTRACT = { name: 'subtract', inputSchema: { type: 'object' } };

/** What a fake session answers. */
export interface Script {
  readonly capabilities?: Readonly<Record<string, unknown>>;
  readonly instructions?: string;
  /** Why there is no handshake. */
  readonly unreachable?: Outcome;
  /** What it has written; text, why that cannot be known, or nothing before there is a server. */
  readonly written?: Partial<Record<'stdout' | 'stderr', Partial<ServerOutput> | string>>;
  readonly tools?: readonly object[];
  readonly resources?: readonly object[];
  readonly resourceTemplates?: readonly object[];
  readonly prompts?: readonly object[];
  /** How calls, reads and gets end. */
  readonly outcome?: Outcome;
  /** How lists end, where they do not end well. */
  readonly listOutcome?: Outcome;
}

/** A session that answers as told, and remembers which verbs were used. */
export function session(script: Script = {}): SessionLike & { readonly used: string[] } {
  const { outcome = text('3'), capabilities = { tools: {}, resources: {}, prompts: {} } } = script;
  const used: string[] = [];
  const list =
    (verb: Asked['verb'], method: string, key: 'tools' | 'resources' | 'resourceTemplates' | 'prompts') =>
    (): OperationLike => {
      used.push(verb);
      return operation(
        { verb, method, params: {} },
        script.listOutcome ?? result({ [key]: script[key] ?? [] }),
      );
    };
  const meeting: Meeting = script.unreachable
    ? { outcome: script.unreachable, place: PLACE, frames: [] }
    : {
        place: PLACE,
        frames: [
          frame('to server', 1, { id: 1, method: 'initialize', params: {} }),
          frame('to client', 3, { id: 1, result: { serverInfo: INFO } }),
        ],
        handshake: {
          era: 'legacy',
          protocolVersion: '2025-11-25',
          capabilities,
          serverInfo: INFO,
          ...(script.instructions === undefined ? {} : { instructions: script.instructions }),
        },
      };
  return {
    used,
    [SESSION]: {
      title: 'mcp',
      meet: () => Promise.resolve(meeting),
      output: name => {
        const output = script.written?.[name];
        return Promise.resolve({
          meeting,
          // The very object: a test may write to it later.
          output: typeof output === 'object' ? Object.assign(output, { ...SILENT, ...output }) : output,
        });
      },
      application: () => Promise.reject(new Error('A session that a test made up has no HTTP.')),
    },
    callTool: (name, args = {}) => (used.push('callTool'), callTool(outcome, name, args)),
    readResource: uri => (used.push('readResource'), readResource(outcome, uri)),
    getPrompt: (name, args = {}) => (used.push('getPrompt'), getPrompt(outcome, name, args)),
    listTools: list('listTools', 'tools/list', 'tools'),
    listResources: list('listResources', 'resources/list', 'resources'),
    listResourceTemplates: list('listResourceTemplates', 'resources/templates/list', 'resourceTemplates'),
    listPrompts: list('listPrompts', 'prompts/list', 'prompts'),
  };
}

/** An output to which nothing was written, and nothing will be. */
const SILENT: ServerOutput = {
  text: '',
  cut: 0,
  isEnded: false,
  waited: 4_490,
  until: () => Promise.resolve(),
  settle: () => Promise.resolve(undefined),
};

const INFO = { name: 'notes', version: '1.0.0' };
