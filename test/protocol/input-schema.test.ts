import { argumentNames, forbiddenArguments } from '../../src/protocol/input-schema';

const told = (schema: unknown, args?: unknown): string[] | undefined =>
  forbiddenArguments(schema, args)?.map(({ path, message }) => `${JSON.stringify(path)}: ${message}`);

const STRING = { type: 'string' };
const NUMBER = { type: 'number' };
const object = (properties: object, ...required: string[]): Record<string, unknown> => ({
  type: 'object',
  properties,
  ...(required.length > 0 && { required }),
});
const CAT = object({ kind: { const: 'cat' }, lives: NUMBER }, 'kind', 'lives');
const DOG = object({ kind: { enum: ['dog', 'wolf'] }, name: STRING }, 'kind', 'name');
const pets = (...branches: unknown[]): object => object({ pet: { anyOf: branches } }, 'pet');
const one = (...branches: unknown[]): object => object({ pet: { oneOf: branches } }, 'pet');

type Case = [schema: unknown, args: unknown];

/** By what decides. */
const CASES: Readonly<Record<string, readonly Case[]>> = {
  'No union in it: as the validator has it': [
    [object({ a: NUMBER }, 'a'), { a: 1 }],
    [object({ a: NUMBER }, 'a'), undefined],
    [object({ a: NUMBER }, 'a'), null],
    [object({ a: NUMBER }, 'a'), { a: undefined }],
    [object({ a: NUMBER }), { a: 'x' }],
    [{ ...object({ a: NUMBER }), additionalProperties: false }, { b: 1 }],
  ],
  'Of a union the branch that was meant, told by its type, or by its constants': [
    [pets(CAT, DOG), { pet: { kind: 'cat', lives: 9 } }],
    [pets(CAT, DOG), { pet: { kind: 'cat', lives: 'nine' } }],
    [pets(CAT, DOG), { pet: { kind: 'cat' } }],
    [pets(CAT, DOG), { pet: { kind: 'dog' } }],
    [pets(CAT, DOG), { pet: { kind: 'wolf', name: 7 } }],
    [pets(CAT, DOG), { pet: { kind: 'cow' } }],
    [pets(CAT, DOG), { pet: {} }],
    [pets(CAT, DOG), { pet: 'cat' }],
    [pets(CAT, DOG), {}],
    [pets(STRING, CAT), { pet: { kind: 'cat' } }],
    [pets(STRING, CAT), { pet: 7 }],
    [pets(STRING, NUMBER), { pet: null }],
    [pets({ type: ['string', 'null'] }, CAT), { pet: null }],
    [pets({ type: 'integer', minimum: 3 }, STRING), { pet: 1 }],
    [pets({ type: 'integer' }, STRING), { pet: 1.5 }],
    [pets({ type: 'array', items: NUMBER }, STRING), { pet: [1, 'a'] }],
    [pets({ type: 'array', items: NUMBER }, object({ a: NUMBER })), { pet: ['a'] }],
    [pets({ const: null }, { const: { a: 1 } }), { pet: { a: 2 } }],
    [pets({ const: null }, { const: { a: 1 } }), { pet: { a: 1 } }],
    [pets({ properties: { a: NUMBER } }, STRING), { pet: { a: '1' } }],
    [pets({ enum: ['a', 'b'] }, { type: 'number', minimum: 5 }), { pet: 'c' }],
    [pets({ enum: ['a', 'b'] }, { type: 'number', minimum: 5 }), { pet: 3 }],
    [pets(true, CAT), { pet: 7 }],
    [pets(false, CAT), { pet: 7 }],
  ],
  'What all branches find at the same place, and in the same words': [
    [
      pets(object({ id: STRING, a: NUMBER }, 'id', 'a'), object({ id: STRING, b: NUMBER }, 'id', 'b')),
      { pet: { id: 7 } },
    ],
    [pets(object({ id: STRING }, 'id'), object({ id: { type: 'boolean' } }, 'id')), { pet: { id: 7 } }],
    [
      pets(object({ id: { ...STRING, const: 'a' } }), object({ id: { ...STRING, const: 'b' } })),
      { pet: { id: 'c' } },
    ],
    [
      pets(object({ id: STRING }, 'id'), object({ id: STRING, b: NUMBER }, 'id', 'b')),
      { pet: { id: 7, b: 'x' } },
    ],
  ],
  'Exactly one': [
    [one(CAT, DOG), { pet: { kind: 'cat', lives: 1 } }],
    [one(NUMBER, { type: 'integer' }), { pet: 1 }],
    [one(NUMBER, { type: 'integer' }), { pet: 1.5 }],
    [one(NUMBER, { type: 'integer' }, STRING), { pet: 1 }],
    [{ anyOf: [NUMBER, { type: 'integer' }] }, 1],
  ],
  'A union inside of what is around it: items, tuples, allOf, references, other unions': [
    [object({ list: { type: 'array', items: { anyOf: [NUMBER, CAT] } } }), { list: [1, { kind: 'cat' }] }],
    [
      object({ list: { type: 'array', prefixItems: [STRING, { anyOf: [NUMBER, CAT] }] } }),
      { list: [1, { kind: 'cat' }] },
    ],
    [
      object({ list: { type: 'array', prefixItems: [{ anyOf: [NUMBER, CAT] }], items: STRING } }),
      { list: ['a', 1] },
    ],
    [
      object({ list: { type: 'array', prefixItems: [{ anyOf: [NUMBER, CAT] }], items: false } }),
      { list: [1, 2] },
    ],
    [
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        ...object({ list: { type: 'array', items: [{ anyOf: [NUMBER, CAT] }, STRING] } }),
      },
      { list: [{ kind: 'cat' }, 7, 'more'] },
    ],
    [
      {
        $schema: 'http://json-schema.org/draft-07/schema#',
        ...object({ list: { type: 'array', items: [{ anyOf: [NUMBER, CAT] }], additionalItems: false } }),
      },
      { list: [1, 2] },
    ],
    [
      { allOf: [object({ a: { anyOf: [NUMBER, CAT] } }, 'a'), object({ b: STRING }, 'b')] },
      { a: { kind: 'cat' } },
    ],
    [
      {
        ...object({ pet: { $ref: '#/$defs/pet' } }),
        $defs: { pet: { anyOf: [{ $ref: '#/$defs/cat' }, DOG] }, cat: CAT },
      },
      { pet: { kind: 'cat', lives: '9' } },
    ],
    [
      { ...object({ pet: { $ref: '#/definitions/a~1b' } }), definitions: { 'a/b': { anyOf: [CAT, DOG] } } },
      { pet: { kind: 'dog' } },
    ],
    [
      { ...object({ pet: { $ref: '#/$defs/a%20b' } }), $defs: { 'a b': { anyOf: [CAT, DOG] } } },
      { pet: { kind: 'dog' } },
    ],
    [
      { ...object({ next: { anyOf: [{ type: 'null' }, { $ref: '#' }] }, a: NUMBER }, 'a') },
      { a: 1, next: { a: 2, next: {} } },
    ],
    [
      {
        ...object({ pet: { anyOf: [CAT, STRING] }, not: { not: { $ref: '#/$defs/text' } } }),
        $defs: { text: STRING },
      },
      { not: 'a' },
    ],
    [pets({ anyOf: [CAT, DOG] }, NUMBER), { pet: { kind: 'dog' } }],
    [
      { ...pets(CAT, DOG), additionalProperties: false },
      { pet: { kind: 'dog', name: 'a' }, other: 1 },
    ],
    [
      {
        $id: 'https://example.com/a',
        ...pets(CAT, DOG),
        title: 'a',
        description: 'b',
        default: {},
        examples: [],
      },
      { pet: { kind: 'dog' } },
    ],
    [object({ pet: false, other: { anyOf: [NUMBER, STRING] } }), { pet: 1 }],
    [
      pets(...Array.from({ length: 60 }, (_, index) => object({ kind: { const: index } }, 'kind'))),
      { pet: { kind: 59 } },
    ],
    [
      pets(...Array.from({ length: 60 }, (_, index) => object({ kind: { const: index } }, 'kind'))),
      { pet: { kind: 'x' } },
    ],
  ],
  'The same thing found twice is said once': [[{ allOf: [pets(CAT), pets(CAT)] }, { pet: { kind: 'cat' } }]],
  'A circle that never ends, and what refers to nothing: what the validator says, or nothing': [
    [{ $defs: { a: { anyOf: [{ $ref: '#/$defs/a' }] } }, ...object({ x: { $ref: '#/$defs/a' } }) }, {}],
    [object({ a: { anyOf: [{ $ref: 'https://example.com/else' }] } }), { a: 1 }],
  ],
  'Not a JSON Schema': [
    [undefined, {}],
    [null, {}],
    [[], {}],
    ['object', {}],
    [{ type: 'nothing' }, {}],
    [{ anyOf: 7 }, {}],
  ],
};

it.each(Object.entries(CASES))('%s', (_what, cases) => {
  const lines = cases.map(
    ([schema, args]) =>
      `${JSON.stringify(args) ?? 'nothing'}\n    ${told(schema, args)?.join('\n    ') ?? 'not a schema'}`,
  );
  expect(`\n${lines.join('\n')}\n`).toMatchSnapshot();
});

it('changes neither the schema nor the arguments', () => {
  const schema = Object.freeze(pets(Object.freeze(CAT), DOG));
  const args = Object.freeze({ pet: Object.freeze({ kind: 'cat' }) });
  const before = JSON.stringify([schema, args]);
  told(schema, args);
  expect(JSON.stringify([schema, args])).toBe(before);
});

it.each<[schema: unknown, names: string[]]>([
  [object({ a: NUMBER, b: STRING }), ['a', 'b']],
  [{ anyOf: [object({ a: NUMBER }), object({ b: STRING })] }, ['a', 'b']],
  [{ oneOf: [object({ a: NUMBER })] }, ['a']],
  [{ allOf: [object({ a: NUMBER }), { anyOf: [object({ b: STRING })] }] }, ['a', 'b']],
  [
    {
      ...object({ a: NUMBER }),
      anyOf: [object({ b: STRING })],
      oneOf: [object({ c: STRING })],
      allOf: [object({ d: STRING })],
    },
    ['a', 'b', 'c', 'd'],
  ],
  [{ properties: 7, anyOf: 'a' }, []],
  [{ properties: ['a'] }, []],
  [{}, []],
  [true, []],
  [undefined, []],
  [[], []],
])('the names that %j speaks of: %j', (schema, names) => {
  expect(argumentNames(schema)).toEqual(names);
});
