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
  /** Something with a very long value in it, for which the call above fails. */
  readonly long: () => unknown;
  /** What has to happen before. */
  readonly prepare?: () => Promise<unknown>;
}

/** A text of some pages. */
export const LONG = 'a long, long story. '.repeat(10_000);
const MANY = Array.from({ length: 3_000 }, (_, index) => `item${index}`);

const as = authServer();

const ofSession = (outcome: Outcome): unknown => session({ unreachable: outcome, outcome });
const longTool = { name: 'long', description: LONG, inputSchema: { type: 'object' } };
const longError = (): unknown => callTool(toolError(LONG));
const longContents = (): unknown => readResource(result({ contents: [{ uri: 'y:', text: LONG }] }));
const longMessages = (): unknown =>
  getPrompt(result({ messages: [{ role: 'assistant', content: { type: 'text', text: LONG } }] }));

/** An application that answers everything alike, or does not. */
const application = (fetch: () => Promise<Response>): unknown => ({
  fetch,
  url: new URL('http://127.0.0.1:1/mcp'),
  place: 'by hand',
  remaining: () => 5_000,
  close: () => Promise.resolve(),
});
const gone = ({ message }: Outcome): unknown => application(() => Promise.reject(new Error(message)));
const talkative = (): unknown =>
  application(() => Promise.resolve(new Response(LONG, { headers: { 'x-long': LONG.slice(0, 5_000) } })));

/** A new matcher does not compile, and has its name in a failure, until it has a row. */
export const EVERY_MATCHER = {
  toAdvertiseAuthorization: {
    call: it => it.toAdvertiseAuthorization(),
    ended: gone,
    long: talkative,
  },
  toCallTool: {
    call: it => it.toCallTool('x'),
    ended: ofSession,
    long: () => session({ outcome: toolError(LONG) }),
  },
  toEnforceScopes: {
    call: it => it.toEnforceScopes({ purge: 'notes:write' }, { auth: as }),
    ended: gone,
    long: talkative,
  },
  toGetPrompt: {
    call: it => it.toGetPrompt('x'),
    ended: ofSession,
    long: () => session({ outcome: { kind: 'protocol error', message: LONG, code: -32603 } }),
  },
  toHaveCapability: {
    call: it => it.toHaveCapability('tools'),
    ended: ofSession,
    long: () => session({ capabilities: Object.fromEntries(MANY.map(name => [name, { about: LONG }])) }),
  },
  toHaveInstructions: {
    call: it => it.toHaveInstructions('x'),
    ended: ofSession,
    long: () => session({ instructions: LONG }),
  },
  toHavePrompt: {
    call: it => it.toHavePrompt('x'),
    ended: ofSession,
    long: () => session({ prompts: [{ name: 'long', description: LONG }, ...MANY.map(name => ({ name }))] }),
  },
  toHaveResource: {
    call: it => it.toHaveResource('x:'),
    ended: ofSession,
    long: () =>
      session({
        resources: [{ name: 'long', uri: `y:${LONG}` }, ...MANY.map(name => ({ name, uri: `y:${name}` }))],
      }),
  },
  toHaveResourceTemplate: {
    call: it => it.toHaveResourceTemplate('x:{y}'),
    ended: ofSession,
    long: () => session({ resourceTemplates: MANY.map(name => ({ name, uriTemplate: `y:${name}{z}` })) }),
  },
  toHaveSeen: {
    call: it => it.toHaveSeen('POST /token', { code: 'x' }),
    // It is asked nothing: what it has seen is always known.
    ended: () => undefined,
    long: () => as,
    prepare: () =>
      fetch(`${as.issuer}/token`, { method: 'POST', body: new URLSearchParams({ code: 'y', state: LONG }) }),
  },
  toHaveTool: {
    call: it => it.toHaveTool('x'),
    ended: ofSession,
    long: () =>
      session({ tools: [longTool, ...MANY.map(name => ({ ...longTool, name, description: name }))] }),
  },
  toHaveTools: {
    call: it => it.toHaveTools(['x']),
    ended: ofSession,
    long: () =>
      session({ tools: [longTool, ...MANY.map(name => ({ ...longTool, name, description: name }))] }),
  },
  toHaveWrittenToStderr: {
    call: it => it.toHaveWrittenToStderr('x'),
    ended: ofSession,
    long: () => session({ written: { stderr: { text: LONG } } }),
  },
  toHaveWrittenToStdout: {
    call: it => it.toHaveWrittenToStdout('x'),
    ended: ofSession,
    long: () => session({ written: { stdout: { text: LONG } } }),
  },
  toPassTokenThrough: {
    call: it => it.toPassTokenThrough('a-token-of-some-length'),
    ended:
      ({ message }) =>
      () =>
        Promise.reject(new Error(message)),
    long: () => () => fetch(`http://127.0.0.1:1/${LONG.slice(0, 50_000)}`),
  },
  toReadResource: {
    call: it => it.toReadResource('x:'),
    ended: ofSession,
    long: () => session({ outcome: { kind: 'protocol error', message: LONG, code: -32603 } }),
  },
  toRejectForbidden: { call: it => it.toRejectForbidden(), ended: callTool, long: longError },
  toRejectInvalidArguments: { call: it => it.toRejectInvalidArguments(), ended: callTool, long: longError },
  toRejectUnauthorized: { call: it => it.toRejectUnauthorized(), ended: callTool, long: longError },
  toRejectUnknown: { call: it => it.toRejectUnknown(), ended: callTool, long: longError },
  toRejectWithCode: { call: it => it.toRejectWithCode(-32602), ended: callTool, long: longError },
  toReturnCompletions: {
    call: it => it.toReturnCompletions(['x']),
    ended: complete,
    long: () => complete(result({ completion: { values: MANY } })),
  },
  toReturnContent: {
    call: it => it.toReturnContent([{ type: 'text', text: 'x' }]),
    ended: callTool,
    long: () => callTool(text(LONG)),
  },
  toReturnPromptMessages: {
    call: it => it.toReturnPromptMessages([{ role: 'user', content: { type: 'text', text: 'x' } }]),
    ended: getPrompt,
    long: longMessages,
  },
  toReturnPromptText: { call: it => it.toReturnPromptText('x'), ended: getPrompt, long: longMessages },
  toReturnResourceContents: {
    call: it => it.toReturnResourceContents([{ uri: 'x:' }]),
    ended: readResource,
    long: longContents,
  },
  toReturnResourceText: { call: it => it.toReturnResourceText('x'), ended: readResource, long: longContents },
  toReturnStructuredContent: {
    call: it => it.toReturnStructuredContent({ a: 1 }),
    ended: callTool,
    long: () => callTool(result({ content: [], structuredContent: { a: LONG, b: MANY } })),
  },
  toReturnToolError: {
    call: it => it.toReturnToolError(),
    ended: callTool,
    long: () => callTool(text(LONG)),
  },
  toReturnToolText: {
    call: it => it.toReturnToolText('x'),
    ended: callTool,
    long: () => callTool(text(LONG)),
  },
  toTimeOut: { call: it => it.toTimeOut(), ended: callTool, long: () => callTool(text(LONG)) },
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
