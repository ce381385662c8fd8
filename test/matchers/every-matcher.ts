import type { matchers } from '../../src/matchers';
import type { Outcome } from '../../src/protocol/outcome';
import { authServer } from '../probes/applications';
import { callTool, complete, getPrompt, readResource, result, session, text, toolError } from './support';

/** A matcher, called rightly. */
export type MatcherCall = (it: jest.Matchers<void, unknown>) => unknown;

/** What the tests of every matcher need of one. */
export interface EveryMatcher {
  readonly call: MatcherCall;
  /** Something of the right kind that ended so: what it would have said is not known. */
  readonly ended: (outcome: Outcome) => unknown;
  /** Something that says this text, for which the call above fails. */
  readonly saying: (text: string) => unknown;
  /** What has to happen before. */
  readonly prepare?: (text: string) => Promise<unknown>;
}

/** A text of some pages. */
export const LONG = 'a long, long story. '.repeat(10_000);
const MANY = Array.from({ length: 3_000 }, (_, index) => `item${index}`);

const as = authServer();

const ofSession = (outcome: Outcome): unknown => session({ unreachable: outcome, outcome });
const describedTool = (description: string): object => ({
  name: 'described',
  description,
  inputSchema: { type: 'object' },
});
const manyTools = (about: string): unknown =>
  session({
    tools: [
      describedTool(about),
      ...MANY.map(name => ({ ...describedTool(about), name, description: name })),
    ],
  });
const errorSaying = (words: string): unknown => callTool(toolError(words));
const textSaying = (words: string): unknown => callTool(text(words));
const contentsSaying = (words: string): unknown =>
  readResource(result({ contents: [{ uri: 'y:', text: words }] }));
const messagesSaying = (words: string): unknown =>
  getPrompt(result({ messages: [{ role: 'assistant', content: { type: 'text', text: words } }] }));

/** An application that answers everything alike, or does not. */
const application = (fetch: () => Promise<Response>): unknown => ({
  fetch,
  url: new URL('http://127.0.0.1:1/mcp'),
  place: 'by hand',
  remaining: () => 5_000,
  close: () => Promise.resolve(),
});
const gone = ({ message }: Outcome): unknown => application(() => Promise.reject(new Error(message)));
const talkative = (words: string): unknown =>
  application(() => Promise.resolve(new Response(words, { headers: { 'x-long': words.slice(0, 5_000) } })));

/** A new matcher does not compile, and has its name in a failure, until it has a row. */
export const EVERY_MATCHER = {
  toAdvertiseAuthorization: {
    call: it => it.toAdvertiseAuthorization(),
    ended: gone,
    saying: talkative,
  },
  toCallTool: {
    call: it => it.toCallTool('x'),
    ended: ofSession,
    saying: words => session({ outcome: toolError(words) }),
  },
  toEnforceScopes: {
    call: it => it.toEnforceScopes({ purge: 'notes:write' }, { auth: as }),
    ended: gone,
    saying: talkative,
  },
  toGetPrompt: {
    call: it => it.toGetPrompt('x'),
    ended: ofSession,
    saying: words => session({ outcome: { kind: 'protocol error', message: words, code: -32603 } }),
  },
  toHaveCapability: {
    call: it => it.toHaveCapability('tools'),
    ended: ofSession,
    saying: words =>
      session({ capabilities: Object.fromEntries(MANY.map(name => [name, { about: words }])) }),
  },
  toHaveInstructions: {
    call: it => it.toHaveInstructions('x'),
    ended: ofSession,
    saying: words => session({ instructions: words }),
  },
  toHavePrompt: {
    call: it => it.toHavePrompt('x'),
    ended: ofSession,
    saying: words =>
      session({ prompts: [{ name: 'long', description: words }, ...MANY.map(name => ({ name }))] }),
  },
  toHaveResource: {
    call: it => it.toHaveResource('x:'),
    ended: ofSession,
    saying: words =>
      session({
        resources: [{ name: 'long', uri: `y:${words}` }, ...MANY.map(name => ({ name, uri: `y:${name}` }))],
      }),
  },
  toHaveResourceTemplate: {
    call: it => it.toHaveResourceTemplate('x:{y}'),
    ended: ofSession,
    saying: words =>
      session({
        resourceTemplates: [words.slice(0, 5_000), ...MANY].map(name => ({
          name,
          uriTemplate: `y:${name}{z}`,
        })),
      }),
  },
  toHaveSeen: {
    call: it => it.toHaveSeen('POST /token', { code: 'x' }),
    // It is asked nothing: what it has seen is always known.
    ended: () => undefined,
    saying: () => as,
    prepare: words =>
      fetch(`${as.issuer}/token`, { method: 'POST', body: new URLSearchParams({ code: 'y', state: words }) }),
  },
  toHaveTool: {
    call: it => it.toHaveTool('x'),
    ended: ofSession,
    saying: manyTools,
  },
  toHaveTools: {
    call: it => it.toHaveTools(['x']),
    ended: ofSession,
    saying: manyTools,
  },
  toHaveWrittenToStderr: {
    call: it => it.toHaveWrittenToStderr('x'),
    ended: ofSession,
    saying: words => session({ written: { stderr: { text: words } } }),
  },
  toHaveWrittenToStdout: {
    call: it => it.toHaveWrittenToStdout('x'),
    ended: ofSession,
    saying: words => session({ written: { stdout: { text: words } } }),
  },
  toPassTokenThrough: {
    call: it => it.toPassTokenThrough('a-token-of-some-length'),
    ended:
      ({ message }) =>
      () =>
        Promise.reject(new Error(message)),
    saying: words => () => fetch(`http://127.0.0.1:1/${words.slice(0, 50_000)}`),
  },
  toReadResource: {
    call: it => it.toReadResource('x:'),
    ended: ofSession,
    saying: words => session({ outcome: { kind: 'protocol error', message: words, code: -32603 } }),
  },
  toRejectForbidden: { call: it => it.toRejectForbidden(), ended: callTool, saying: errorSaying },
  toRejectInvalidArguments: {
    call: it => it.toRejectInvalidArguments(),
    ended: callTool,
    saying: errorSaying,
  },
  toRejectUnauthorized: { call: it => it.toRejectUnauthorized(), ended: callTool, saying: errorSaying },
  toRejectUnknown: { call: it => it.toRejectUnknown(), ended: callTool, saying: errorSaying },
  toRejectWithCode: { call: it => it.toRejectWithCode(-32602), ended: callTool, saying: errorSaying },
  toReturnCompletions: {
    call: it => it.toReturnCompletions(['x']),
    ended: complete,
    saying: words => complete(result({ completion: { values: [words, ...MANY] } })),
  },
  toReturnContent: {
    call: it => it.toReturnContent([{ type: 'text', text: 'x' }]),
    ended: callTool,
    saying: textSaying,
  },
  toReturnPromptMessages: {
    call: it => it.toReturnPromptMessages([{ role: 'user', content: { type: 'text', text: 'x' } }]),
    ended: getPrompt,
    saying: messagesSaying,
  },
  toReturnPromptText: { call: it => it.toReturnPromptText('x'), ended: getPrompt, saying: messagesSaying },
  toReturnResourceContents: {
    call: it => it.toReturnResourceContents([{ uri: 'x:' }]),
    ended: readResource,
    saying: contentsSaying,
  },
  toReturnResourceText: {
    call: it => it.toReturnResourceText('x'),
    ended: readResource,
    saying: contentsSaying,
  },
  toReturnStructuredContent: {
    call: it => it.toReturnStructuredContent({ a: 1 }),
    ended: callTool,
    saying: words => callTool(result({ content: [], structuredContent: { a: words, b: MANY } })),
  },
  toReturnToolError: {
    call: it => it.toReturnToolError(),
    ended: callTool,
    saying: textSaying,
  },
  toReturnToolText: {
    call: it => it.toReturnToolText('x'),
    ended: callTool,
    saying: textSaying,
  },
  toTimeOut: { call: it => it.toTimeOut(), ended: callTool, saying: textSaying },
} satisfies Record<keyof typeof matchers, EveryMatcher>;

/** The same, to go through. */
export const EACH_MATCHER = Object.entries(EVERY_MATCHER) as [keyof typeof matchers, EveryMatcher][];

/** What no matcher can judge. */
export const WRONG_SUBJECTS: readonly unknown[] = [
  undefined,
  null,
  '',
  'oops',
  0,
  42,
  true,
  Symbol('s'),
  [],
  {},
  () => undefined,
  new Error('boom'),
  new Date(0),
  new Map(),
  /x/,
];
