/**
 * The four ways in which validators tell what is wrong, each written by the validator itself: zod's issues (3 and 4),
 * the lines of SDK v1, the sentence of SDK v2, and ajv's errors.
 */
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpServer as McpServerV2 } from '@modelcontextprotocol/server';
import Ajv from 'ajv';
import { z } from 'zod';
import * as z3 from 'zod/v3';
import { type Arguments, issuesOfText } from '../../src/protocol/issues';
import { ask } from '../sdk/servers';

type Zod = typeof z;
type Sent = Readonly<Record<string, unknown>>;

interface Case {
  readonly make: (zod: Zod) => z.ZodType;
  /** The same for ajv. */
  readonly schema: object;
  readonly sent: Sent;
  readonly paths: readonly string[];
  /** Where a way of telling cannot say as much. */
  readonly except?: Partial<Record<Way, readonly string[]>>;
}

const string = { type: 'string' };
const strict = { additionalProperties: false };
const object = (properties: object, more: object = {}): object => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  ...more,
});

const CASES: Readonly<Record<string, Case>> = {
  'a wrong type': {
    make: zod => zod.object({ who: zod.string() }),
    schema: object({ who: string }),
    sent: { who: 1 },
    paths: ['who'],
  },
  'what is missing': {
    make: zod => zod.object({ who: zod.string(), when: zod.string() }),
    schema: object({ who: string, when: string }),
    sent: {},
    paths: ['when', 'who'],
    // In ajv's own text the name stands in quotes, and the place is the object around it.
    except: { 'the text of ajv': ['', ''] },
  },
  'what is deep inside': {
    make: zod => zod.object({ at: zod.object({ city: zod.object({ zip: zod.string() }) }) }),
    schema: object({ at: object({ city: object({ zip: string }) }) }),
    sent: { at: { city: { zip: 4 } } },
    paths: ['at.city.zip'],
  },
  'an item of a list': {
    make: zod => zod.object({ seats: zod.array(zod.object({ row: zod.string() })) }),
    schema: object({ seats: { type: 'array', items: object({ row: string }) } }),
    sent: { seats: [{ row: 'a' }, { row: 2 }, { row: 'c' }, { row: 4 }] },
    paths: ['seats.1.row', 'seats.3.row'],
  },
  'a union': {
    make: zod => zod.object({ by: zod.union([zod.string(), zod.array(zod.string())]) }),
    schema: object({ by: { anyOf: [string, { type: 'array', items: string }] } }),
    sent: { by: 1 },
    paths: ['by'],
    // ajv tells what each branch says, and then of the union itself.
    except: { 'the errors of ajv': ['by', 'by', 'by'], 'the text of ajv': ['by', 'by', 'by'] },
  },
  'a choice': {
    make: zod => zod.object({ kind: zod.enum(['a', 'b']) }),
    schema: object({ kind: { enum: ['a', 'b'] } }),
    sent: { kind: 'c' },
    paths: ['kind'],
  },
  'an unknown key': {
    make: zod => zod.object({ who: zod.string() }).strict(),
    schema: object({ who: string }, strict),
    sent: { who: 'Ada', nope: 1, 'not so': 2 },
    paths: ['nope', 'not so'],
    except: { 'the text of ajv': ['', ''] },
  },
  'an unknown key deep inside': {
    make: zod => zod.object({ at: zod.object({ zip: zod.string() }).strict() }),
    schema: object({ at: object({ zip: string }, strict) }),
    sent: { at: { zip: 'x', nope: 1 } },
    paths: ['at.nope'],
    except: { 'the text of ajv': ['at'] },
  },
  'a key with dots and spaces': {
    make: zod => zod.object({ 'a.b c': zod.object({ d: zod.string() }) }),
    schema: object({ 'a.b c': object({ d: string }) }),
    sent: { 'a.b c': { d: 1 } },
    paths: ['a.b c.d'],
    except: { 'the text of ajv': ['a.b c.d'] },
  },
  'a message of its own, with a colon, a comma and two lines': {
    make: zod =>
      zod.object({ who: zod.string().refine(() => false, 'Sorry, no: look\nat the list, please') }),
    schema: object({ who: { type: 'string', maxLength: 1 } }),
    sent: { who: 'Ada' },
    paths: ['who'],
  },
  'nothing but what is wrong as a whole': {
    make: zod => zod.object({ who: zod.string() }).refine(() => false, 'Not both'),
    schema: object({ who: string }, { minProperties: 2 }),
    sent: { who: 'Ada' },
    paths: [''],
    // A sentence without a path is not told from any other.
    except: { 'SDK v1': [], 'SDK v2': [] },
  },
};

const jsonOf = (zod: Zod, { make, sent }: Case): string => make(zod).safeParse(sent).error!.message;

async function bySdk(sdk: 'v1' | 'v2', { make, sent }: Case): Promise<string> {
  const info = { name: 'any', version: '1.0.0' };
  const server = sdk === 'v1' ? new McpServerV1(info) : (new McpServerV2(info) as unknown as McpServerV1);
  server.registerTool('it', { inputSchema: make(z) }, () => ({ content: [] }));
  const { response } = await ask(sdk, 'tools/call', { name: 'it', arguments: sent }, server);
  const [{ text }] = response.result?.content as [{ text: string }];
  const [, detail] = /Invalid arguments for tool it: ([^]*)$/.exec(text)!;
  return detail!;
}

function byAjv({ schema, sent }: Case): Ajv {
  const ajv = new Ajv({ allErrors: true });
  ajv.validate(schema, sent);
  return ajv;
}

const WAYS = {
  'zod 3': each => jsonOf(z3 as unknown as Zod, each),
  'zod 4': each => jsonOf(z, each),
  'SDK v1': each => bySdk('v1', each),
  'SDK v2': each => bySdk('v2', each),
  'the errors of ajv': each => JSON.stringify(byAjv(each).errors),
  'the text of ajv': each => byAjv(each).errorsText(),
} satisfies Record<string, (each: Case) => string | Promise<string>>;

type Way = keyof typeof WAYS;

describe.each(Object.keys(WAYS) as Way[])('%s', way => {
  it.each(Object.keys(CASES))('%s', async name => {
    const each = CASES[name]!;
    const text = await (WAYS[way] as (each: Case) => string | Promise<string>)(each);
    const paths = (args: Arguments): string[] =>
      (issuesOfText(text, args) ?? []).map(({ path }) => path.join('.')).sort();
    const expected = each.except?.[way] ?? each.paths;
    expect(paths({ sent: each.sent })).toEqual(expected);
    // What the schema names helps, and must not lead astray.
    const { properties } = each.schema as { properties: object };
    expect(paths({ sent: each.sent, names: Object.keys(properties) })).toEqual(expected);
  });
});

describe('texts that only look like one of them', () => {
  const sent = { a: 1, path: '/tmp' };

  it.each<[text: string, paths: string[] | undefined]>([
    ['', undefined],
    ['[', undefined],
    ['[]', undefined],
    ['[1, 2]', undefined],
    ['[null]', undefined],
    ['[{"path": "a", "message": "no"}]', undefined],
    ['[{"path": ["a"], "message": 7}]', undefined],
    ['[{"path": ["a"], "message": "no"}, {"path": ["b"]}]', undefined],
    ['[{"path": ["__proto__", "x"], "message": "no"}]', ['__proto__.x']],
    ['[{"path": [{"key": "a"}, {"key": 0}], "message": "no"}]', ['a.0']],
    ['[info] a: no', undefined],
    ['data of yours: no', undefined],
    ['Error: a: no', undefined],
    ['Error at a', ['a']],
    ['Look at https://example.com/a', ['']],
    ['no such file: /tmp at line 7', ['']],
    ['    at Object.<anonymous> (/srv/index.js:1:1)', ['']],
    ['TypeError: x is undefined\n    at handler (/srv/index.js:1:1)\n    at run (/srv/run.js:2:2)', ['']],
    ['Unrecognized key: "" ', undefined],
    ['Unrecognized keys: "a", "b"', ['a', 'b']],
    ['toString: no', undefined],
    ['constructor: no, a: no', undefined],
  ])('%j', (text, paths) => {
    expect(issuesOfText(text, { sent })?.map(({ path }) => path.join('.'))).toEqual(paths);
  });

  it.each([
    ['lines', 'a line of a page\n'],
    ['lines that end like a path', 'look at a/page\n'],
    ['what reads like paths', 'a: no, '],
    ['commas', ', '],
    ['quotes', 'Unrecognized key: "'],
    ['places', ' at x'],
    ['errors of ajv', 'data/a must not, '],
  ])('a megabyte of %s is read once', (_what, piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length));
    const { user } = process.cpuUsage();
    issuesOfText(text, { sent });
    // It takes a tenth of a second; minutes, if each line is read together with all that stand above it.
    expect(process.cpuUsage().user - user).toBeLessThan(10_000_000);
  });
});
