import { SchemaError, validate } from '../../src/protocol/output-schema';

const told = (schema: object, value: unknown, isHandWritten?: boolean): string[] =>
  validate(schema, value, isHandWritten).map(({ path, message }) => `${JSON.stringify(path)}: ${message}`);

const NUMBER = { type: 'number' };
const SUM = { type: 'object', properties: { sum: NUMBER }, required: ['sum'], additionalProperties: false };

it.each<[schema: object, value: unknown, issues: string[]]>([
  [SUM, { sum: 3 }, []],
  [SUM, {}, ['["sum"]: must have required property \'sum\'']],
  [SUM, { sum: '3' }, ['["sum"]: must be number']],
  [SUM, { sum: 3, of: 1 }, ['["of"]: must not be there: the schema allows no additional properties']],
  [
    SUM,
    { of: 1, sum: 'a' },
    ['["of"]: must not be there: the schema allows no additional properties', '["sum"]: must be number'],
  ],
  [{ type: 'array', items: SUM }, [{ sum: 1 }, {}], ['[1,"sum"]: must have required property \'sum\'']],
  [{ properties: { 'a/b~c': NUMBER } }, { 'a/b~c': '' }, ['["a/b~c"]: must be number']],
  [{ type: 'string', format: 'email' }, 'a@example.com', []],
  [{ type: 'string', format: 'email' }, 'a', ['[]: must match format "email"']],
  // Words that ajv would act upon: to register a schema, and to answer with a promise.
  [{ $id: 'https://example.com/a', ...NUMBER }, 'a', ['[]: must be number']],
  [{ $id: 'https://example.com/a', ...NUMBER, minimum: 1 }, 0, ['[]: must be >= 1']],
  [{ $async: true, ...NUMBER }, 'a', ['[]: must be number']],
  [{ unknownWord: true, ...NUMBER }, 'a', ['[]: must be number']],
])('%j holds %j: %j', (schema, value, issues) => {
  expect(told(schema, value)).toEqual(issues);
});

/** What only the dialect decides: a tuple, and what is left over of it. */
const TUPLE = [{ type: 'string' }, NUMBER];
it.each<[$schema: string | undefined, schema: object, value: unknown, issues: string[]]>([
  [undefined, { prefixItems: TUPLE }, ['a', 'b'], ['[1]: must be number']],
  [undefined, { items: TUPLE }, ['a', 'b'], ['[1]: must be number']],
  ['http://json-schema.org/draft-07/schema#', { items: TUPLE }, ['a', 'b'], ['[1]: must be number']],
  ['https://json-schema.org/draft-07/schema', { items: TUPLE }, ['a', 'b'], ['[1]: must be number']],
  ['http://json-schema.org/draft-04/schema#', { items: TUPLE }, ['a', 'b'], ['[1]: must be number']],
  ['http://json-schema.org/draft-06/schema#', { items: TUPLE }, ['a', 'b'], ['[1]: must be number']],
  // Older dialects do not know the word, and so allow anything.
  ['http://json-schema.org/draft-07/schema#', { prefixItems: TUPLE }, ['a', 'b'], []],
  ['https://json-schema.org/draft/2019-09/schema', { prefixItems: TUPLE }, ['a', 'b'], []],
  ['https://json-schema.org/draft/2019-09/schema', { items: TUPLE }, ['a', 'b'], ['[1]: must be number']],
  [
    'https://json-schema.org/draft/2020-12/schema',
    { prefixItems: TUPLE },
    ['a', 'b'],
    ['[1]: must be number'],
  ],
  ['https://example.com/of-ones-own', { prefixItems: TUPLE }, ['a', 'b'], ['[1]: must be number']],
  // `dependentRequired` came with 2019-09.
  [
    'https://json-schema.org/draft/2019-09/schema',
    { dependentRequired: { a: ['b'] } },
    { a: 1 },
    ['["b"]: must have property b when property a is present'],
  ],
  ['http://json-schema.org/draft-07/schema#', { dependentRequired: { a: ['b'] } }, { a: 1 }, []],
])('of the dialect %s, %j holds %j: %j', ($schema, schema, value, issues) => {
  expect(told({ ...($schema !== undefined && { $schema }), ...schema }, value)).toEqual(issues);
});

it.each([
  [{ type: 'nothing' }],
  [{ properties: 7 }],
  [{ $schema: 'https://json-schema.org/draft/2020-12/schema', items: TUPLE }],
  [{ $ref: '#/$defs/none' }],
  [{ pattern: '(' }],
])('a schema that cannot be compiled is told: %j', schema => {
  expect(() => validate(schema, 1)).toThrow(SchemaError);
  expect(() => validate(schema, 1)).toThrow(
    expect.objectContaining({ name: 'SchemaError', message: expect.stringMatching(/\w/) }),
  );
});

it('says what a schema breaks that is written by hand, and does not look at one that is not', () => {
  expect(() => validate({ minimum: 'a' }, 1)).toThrow('data/minimum must be number');
  expect(() => validate({ minimum: 'b' }, 1, false)).toThrow('minimum');
  expect(told({ title: 7, ...NUMBER }, 'a', false)).toEqual(['[]: must be number']);
  expect(() => told({ title: 8, ...NUMBER }, 'a')).toThrow(SchemaError);
});

it('keeps a validator by its schema’s text, and goes on after very many of them', () => {
  expect(told({ const: 'first' }, 'second')).toEqual(['[]: must be equal to constant']);
  for (let index = 0; index < 600; index++) expect(told({ const: index }, index)).toEqual([]);
  const schema: Record<string, unknown> = { const: 'first' };
  expect(told(schema, 'first')).toEqual([]);
  expect(told({ const: 'first' }, 'other')).toEqual(['[]: must be equal to constant']);
});
