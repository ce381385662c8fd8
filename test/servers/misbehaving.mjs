// What a server may send beside its answer. Plain JavaScript, so that a program can load it too.

/** One message of JSON-RPC. */
const rpc = message => ({ jsonrpc: '2.0', ...message });
const saved = { content: [{ type: 'text', text: 'saved' }] };
const progress = (progressToken, more = {}) =>
  rpc({ method: 'notifications/progress', params: { progressToken, progress: 1, ...more } });

/** By the name of a tool: what is sent before and after the answer to the request of this id, which gave this token. */
export const MISDEEDS = {
  'logs in a shape of its own': {
    after: () => [rpc({ method: 'notifications/message', params: { level: 'loud', data: 1 } })],
  },
  'answers twice': { after: id => [rpc({ id, result: saved })] },
  'answers thrice': { after: id => [rpc({ id, result: saved }), rpc({ id, result: saved })] },
  'answers, and then with an error': { after: id => [rpc({ id, error: { code: -32603, message: 'late' } })] },
  'answers what was not asked': { after: () => [rpc({ id: 4711, result: saved })] },
  'answers what was not asked, by a name': { before: () => [rpc({ id: 'other', result: saved })] },
  'answers what was not asked, with an error': {
    after: () => [rpc({ id: 4711, error: { code: -32601, message: 'Method not found' } })],
  },
  'answers nothing in particular': {
    after: () => [rpc({ id: null, error: { code: -32700, message: 'what?' } })],
  },
  'reports under a token of its own': { before: () => [progress('made-up')] },
  'reports under no token': { before: () => [progress(undefined)] },
  'reports in words': { before: (_id, token) => [progress(token, { progress: 'half' })] },
  'reports too late': { after: (_id, token) => [progress(token)] },
  'sends what is no message': { after: () => [rpc({ note: 'hello' })] },
  'sends a result that is none': { after: () => [rpc({ id: 4711, result: 'saved' })] },
  'sends parameters in a list': {
    after: () => [rpc({ method: 'notifications/message', params: ['hello'] })],
  },
};

export const RIGHT = {
  'answers once': {},
  'reports in time': {
    before: (_id, token) => [progress(token), progress(token, { progress: 2, total: 3, message: 'b' })],
  },
  'says what no client listens to': {
    after: () => [rpc({ method: 'notifications/of/its/own', params: { a: 1 } })],
  },
};

const ALL = { ...RIGHT, ...MISDEEDS };
export const TOOLS = Object.keys(ALL).map(name => ({ name, inputSchema: { type: 'object' } }));
export const ANSWER = saved;

/** All that is sent for a call, the answer among it. */
export function messagesFor({ id, params }, answer = saved) {
  const { before, after } = ALL[params.name];
  const token = params._meta?.progressToken;
  return [...(before?.(id, token) ?? []), rpc({ id, result: answer }), ...(after?.(id, token) ?? [])];
}
