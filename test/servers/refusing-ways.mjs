/** The one tool that there is. */
export const TOOL = {
  name: 'add',
  inputSchema: {
    type: 'object',
    properties: { a: { type: 'number' }, b: { type: 'number' } },
    required: ['a', 'b'],
  },
};

const result = text => ({ result: { isError: true, content: [{ type: 'text', text }] } });
const error = (code, message) => ({ error: { code, message } });

/** How real servers say that they know no such tool: none of them in the words of an SDK. */
export const UNKNOWN = {
  plain: name => result(`I do not know what ${name} is.`),
  json: name => result(JSON.stringify({ ok: false, error: { type: 'E_TOOL', tool: name } })),
  heading: name => result(`# Error\n\nNo handler for **${name}**.`),
  'a tool of an SDK, in other words': name => result(`Error: Tool "${name}" not found`),
  'the sentence of an SDK': name => result(`MCP error -32602: Tool ${name} not found`),
  'error -32603': () => error(-32603, 'Internal error'),
  'error 400': () => error(400, 'Bad request'),
  'error 404': name => error(404, `${name}?`),
  'error -32600': () => error(-32600, 'Invalid Request'),
};

/** How real servers say that an argument is missing. */
export const REFUSED = {
  plain: () => result('b is needed.'),
  arrow: () => result('✖ Invalid input: expected number, received undefined\n  → at b'),
  brackets: () => result('Validation failed:\n[b]: Required'),
  heading: () => result('### Arguments\n\n* `b` must be a number'),
  'issues of zod': () =>
    result(JSON.stringify([{ code: 'invalid_type', expected: 'number', path: ['b'], message: 'Required' }])),
  'issues of valibot': () =>
    result(JSON.stringify({ issues: [{ kind: 'schema', path: [{ key: 'b' }], message: 'Invalid key' }] })),
  'issues of ajv': () =>
    error(
      -32603,
      JSON.stringify([
        { instancePath: '', params: { missingProperty: 'b' }, message: "must have required property 'b'" },
      ]),
    ),
  'error 400': () => error(400, 'Bad request'),
  'error -32600': () => error(-32600, 'Invalid Request'),
};

/** What the server answers to a call. */
export function refuse(way, { name, arguments: args = {} }) {
  if (name !== TOOL.name) return UNKNOWN[way](name);
  if (typeof args.a !== 'number' || typeof args.b !== 'number') return REFUSED[way]();
  if (args.a < 0) return result('Invalid arguments: a must not be negative');
  return { result: { content: [{ type: 'text', text: String(args.a + args.b) }] } };
}
