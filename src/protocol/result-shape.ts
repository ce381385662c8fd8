import { describeValue } from '../messages/describe';

/** Where a result is not of the shape that MCP prescribes. */
export interface ShapeFlaw {
  /** Empty for the result itself. */
  readonly path: readonly (string | number)[];
  /** Completes "content[0].text: …". */
  readonly message: string;
  /** What to write instead, as a sentence. */
  readonly instead?: string | undefined;
}

type Path = ShapeFlaw['path'];
type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown, path: Path) => ShapeFlaw | undefined;

/**
 * The first place in which a result is not of the shape that MCP prescribes for a method. It explains results that an
 * SDK has refused, and decides nothing: what it does not know it lets pass.
 *
 * @param value what a handler returned, or what came over the wire
 */
export function flawOfResult(method: string, value: unknown): ShapeFlaw | undefined {
  return RESULTS[method]?.(value, []);
}

/** What the result of a method is called: completes "… is not a tool result". */
export const RESULT_NAMES: Readonly<Record<string, string>> = {
  'tools/call': 'a tool result',
  'prompts/get': 'a prompt result',
  'resources/read': 'a resource result',
  'completion/complete': 'a completion',
  'tools/list': 'a list of tools',
  'resources/list': 'a list of resources',
  'resources/templates/list': 'a list of resource templates',
  'prompts/list': 'a list of prompts',
};

/** A right block of each type. */
const BLOCKS: Readonly<Record<string, string>> = {
  text: "{ type: 'text', text: '…' }",
  image: "{ type: 'image', data: '…', mimeType: 'image/png' }",
  audio: "{ type: 'audio', data: '…', mimeType: 'audio/wav' }",
  resource_link: "{ type: 'resource_link', uri: 'file:///…', name: '…' }",
  resource: "{ type: 'resource', resource: { uri: 'file:///…', text: '…' } }",
};

const TOOL_RESULT = "{ content: [{ type: 'text', text: '…' }] }";
const PROMPT_RESULT = "{ messages: [{ role: 'user', content: { type: 'text', text: '…' } }] }";
const RESOURCE_RESULT = "{ contents: [{ uri: uri.href, text: '…' }] }";
const COMPLETION = "{ completion: { values: ['…'] } }";
const AWAIT = 'Is an `await` missing?';

/** A right result of a method, with a text written as `written`. */
export function exampleFor(method: string, written: string): string | undefined {
  return EXAMPLES[method]?.replace("'…'", written);
}

const EXAMPLES: Readonly<Record<string, string>> = {
  'tools/call': TOOL_RESULT,
  'prompts/get': PROMPT_RESULT,
  'resources/read': RESOURCE_RESULT,
  'completion/complete': COMPLETION,
};

function flaw(path: Path, expected: string, got: unknown, instead?: string): ShapeFlaw {
  if (isThenable(got)) return { path, message: `expected ${expected}, got a promise`, instead: AWAIT };
  return { path, message: `expected ${expected}, got ${describeValue(got)}`, instead };
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isThenable(value: unknown): boolean {
  return isFields(value) && typeof value['then'] === 'function';
}

/** Undefined on the wire is a key that is not there. */
function isAbsent(value: unknown): boolean {
  return value === undefined;
}

function object(value: unknown, path: Path, example: string): ShapeFlaw | undefined {
  if (isFields(value) && !isThenable(value)) return undefined;
  if (value === undefined)
    return { path, message: NOTHING, instead: `Does it end in \`return ${example};\`?` };
  return flaw(path, 'an object', value, `Return ${example}.`);
}

/** Said of a result that is `undefined`: there is none. */
export const NOTHING = 'nothing';

function text(fields: Fields, key: string, path: Path, instead?: string): ShapeFlaw | undefined {
  const value = fields[key];
  return typeof value === 'string' ? undefined : flaw([...path, key], 'a string', value, instead);
}

function items(
  fields: Fields,
  key: string,
  path: Path,
  what: string,
  instead: string,
  check: Check,
): ShapeFlaw | undefined {
  const value = fields[key];
  if (!Array.isArray(value)) return flaw([...path, key], `an array of ${what}`, value, instead);
  return first(value.map((item: unknown, index) => () => check(item, [...path, key, index])));
}

function optional(
  fields: Fields,
  key: string,
  type: 'string' | 'boolean' | 'number' | 'object',
  path: Path = [],
): ShapeFlaw | undefined {
  const value = fields[key];
  if (isAbsent(value) || (type === 'object' ? isFields(value) && !isThenable(value) : typeof value === type))
    return undefined;
  return flaw([...path, key], `${type === 'object' ? 'an' : 'a'} ${type}`, value);
}

function first(checks: readonly (() => ShapeFlaw | undefined)[]): ShapeFlaw | undefined {
  for (const check of checks) {
    const found = check();
    if (found) return found;
  }
  return undefined;
}

const oneOf = (values: readonly string[]): string =>
  values
    .map(value => `"${value}"`)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1');

const block: Check = (value, path) => {
  if (!isFields(value) || isThenable(value))
    return flaw(
      path,
      'a block',
      value,
      `Write ${typeof value === 'string' ? BLOCKS['text']?.replace("'…'", '…') : BLOCKS['text']}.`,
    );
  const { type } = value;
  if (typeof type !== 'string' || BLOCKS[type] === undefined)
    return flaw([...path, 'type'], oneOf(Object.keys(BLOCKS)), type);
  const write = `Write ${BLOCKS[type]}.`;
  const checks: Readonly<Record<string, readonly (() => ShapeFlaw | undefined)[]>> = {
    text: [() => text(value, 'text', path, insteadOfText(value['text'], path))],
    image: [
      () => text(value, 'data', path, insteadOfBytes(value['data']) ?? write),
      () => text(value, 'mimeType', path, write),
      () => base64(value, 'data', path),
    ],
    audio: [
      () => text(value, 'data', path, insteadOfBytes(value['data']) ?? write),
      () => text(value, 'mimeType', path, write),
      () => base64(value, 'data', path),
    ],
    resource_link: [() => uri(value, path, write), () => text(value, 'name', path, write)],
    resource: [
      () =>
        isFields(value['resource'])
          ? contents(value['resource'], [...path, 'resource'])
          : flaw([...path, 'resource'], 'an object', value['resource'], write),
    ],
  };
  return first([
    ...(checks[type] ?? []),
    () => optional(value, 'annotations', 'object', path),
    () => optional(value, '_meta', 'object', path),
  ]);
};

/** What to write where a text should be: the whole result of a tool, or one block of a message. */
function insteadOfText(value: unknown, path: Path): string {
  const written = isNothing(value) ? "'…'" : isPlainObject(value) ? 'JSON.stringify(…)' : 'String(…)';
  const [example, verb] = path[0] === 'content' ? [TOOL_RESULT, 'Return'] : [BLOCKS['text'], 'Write'];
  return `${verb} ${example?.replace("'…'", written)}.`;
}

const isNothing = (value: unknown): boolean => value === undefined || value === null;

/** By its tag, as values may come from another realm: a date is better off as a string. */
function isPlainObject(value: unknown): boolean {
  return Array.isArray(value) || Object.prototype.toString.call(value) === '[object Object]';
}

function insteadOfBytes(value: unknown): string | undefined {
  return ArrayBuffer.isView(value)
    ? "Bytes are sent as base64: Buffer.from(…).toString('base64')."
    : undefined;
}

function uri(fields: Fields, path: Path, write: string): ShapeFlaw | undefined {
  const value = fields['uri'];
  const isUrl = isFields(value) && typeof value['href'] === 'string';
  return text(fields, 'uri', path, isUrl ? 'Write the URL as a string: uri.href.' : write);
}

/** Only the alphabet: whether the bytes are a picture is for the client to see. */
function base64(fields: Fields, key: string, path: Path): ShapeFlaw | undefined {
  const value = fields[key] as string;
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(value)) return undefined;
  return flaw([...path, key], 'base64', value, "Write Buffer.from(…).toString('base64').");
}

const contents: Check = (value, path) => {
  const write = "Write { uri: uri.href, text: '…' }, or blob for bytes as base64.";
  if (!isFields(value) || isThenable(value)) return flaw(path, 'an object', value, write);
  const holds = value['text'] !== undefined ? 'text' : value['blob'] !== undefined ? 'blob' : undefined;
  return first([
    () => uri(value, path, write),
    () =>
      holds
        ? text(value, holds, path, insteadOfBytes(value[holds]) ?? insteadOfContents(value[holds]))
        : { path, message: 'expected text or blob, got neither', instead: write },
    () => (holds === 'blob' ? base64(value, 'blob', path) : undefined),
    () => optional(value, 'mimeType', 'string', path),
  ]);
};

function insteadOfContents(value: unknown): string {
  return `Write text: ${typeof value === 'object' && value !== null ? 'JSON.stringify(…)' : 'String(…)'}.`;
}

const message: Check = (value, path) => {
  const write = "Write { role: 'user', content: { type: 'text', text: '…' } }.";
  if (!isFields(value) || isThenable(value)) return flaw(path, 'a message', value, write);
  const { role, content } = value;
  if (role !== 'user' && role !== 'assistant')
    return flaw([...path, 'role'], '"user" or "assistant"', role, 'A prompt of MCP has no other roles.');
  if (Array.isArray(content))
    return flaw(
      [...path, 'content'],
      'one block',
      content,
      'A message holds one block: write a message for each.',
    );
  if (!isFields(content) || isThenable(content)) return flaw([...path, 'content'], 'a block', content, write);
  return block(content, [...path, 'content']);
};

/** An item of a list: the keys that it cannot be without. */
const listed =
  (noun: string, ...keys: readonly string[]): Check =>
  (value, path) =>
    isFields(value) ? first(keys.map(key => () => text(value, key, path))) : flaw(path, noun, value);

const tool: Check = (value, path) => {
  const named = listed('a tool', 'name')(value, path);
  if (named) return named;
  const { inputSchema, outputSchema } = value as Fields;
  const schema = (key: string, found: unknown): ShapeFlaw | undefined => {
    if (!isFields(found))
      return flaw(
        [...path, key],
        'a JSON Schema',
        found,
        `Write ${key}: { type: 'object', properties: { … } }.`,
      );
    if (found['type'] === 'object') return undefined;
    return flaw([...path, key, 'type'], '"object"', found['type']);
  };
  return (
    schema('inputSchema', inputSchema) ??
    (isAbsent(outputSchema) ? undefined : schema('outputSchema', outputSchema))
  );
};

const list =
  (key: string, what: string, check: Check): Check =>
  (value, path) =>
    object(value, path, `{ ${key}: [ … ] }`) ??
    items(value as Fields, key, path, what, `Return { ${key}: [ … ] }.`, check);

const RESULTS: Readonly<Record<string, Check>> = {
  'tools/call': (value, path) => {
    if (Array.isArray(value)) return flaw(path, 'an object', value, 'Return { content: [ … ] }.');
    const found = object(
      value,
      path,
      typeof value === 'string'
        ? TOOL_RESULT.replace("'…'", '…')
        : typeof value === 'number'
          ? TOOL_RESULT.replace("'…'", 'String(…)')
          : TOOL_RESULT,
    );
    if (found) return found;
    const fields = value as Fields;
    return first([
      // The SDKs fill in an empty list where there is none.
      () =>
        isAbsent(fields['content'])
          ? undefined
          : items(fields, 'content', path, 'blocks', `Return ${TOOL_RESULT}.`, block),
      () => optional(fields, 'structuredContent', 'object'),
      () => optional(fields, 'isError', 'boolean'),
      () => optional(fields, '_meta', 'object'),
    ]);
  },
  'prompts/get': (value, path) =>
    object(value, path, PROMPT_RESULT) ??
    items(value as Fields, 'messages', path, 'messages', `Return ${PROMPT_RESULT}.`, message) ??
    optional(value as Fields, 'description', 'string'),
  'resources/read': (value, path) =>
    object(value, path, RESOURCE_RESULT) ??
    items(value as Fields, 'contents', path, 'contents', `Return ${RESOURCE_RESULT}.`, contents),
  'completion/complete': (value, path) => {
    const found = object(value, path, COMPLETION);
    if (found) return found;
    const { completion } = value as Fields;
    if (!isFields(completion))
      return flaw([...path, 'completion'], 'an object', completion, `Return ${COMPLETION}.`);
    const at = [...path, 'completion'];
    const string: Check = (item, where) =>
      typeof item === 'string' ? undefined : flaw(where, 'a string', item);
    return (
      items(completion, 'values', at, 'strings', `Return ${COMPLETION}.`, string) ??
      optional(completion, 'total', 'number', at) ??
      optional(completion, 'hasMore', 'boolean', at)
    );
  },
  'tools/list': list('tools', 'tools', tool),
  'resources/list': list('resources', 'resources', listed('a resource', 'uri', 'name')),
  'resources/templates/list': list(
    'resourceTemplates',
    'templates',
    listed('a template', 'uriTemplate', 'name'),
  ),
  'prompts/list': list('prompts', 'prompts', listed('a prompt', 'name')),
};
