/** An outputSchema as somebody or something writes it, and values that are returned under it. */
export interface Row {
  readonly name: string;
  readonly schema: unknown;
  readonly values: readonly unknown[];
}

const point = { type: 'object', properties: { x: { type: 'number' } }, required: ['x'] };
const good = { x: 1 };
const bad = { x: 'one' };
const tuple = { type: 'array', items: [{ type: 'string' }, { type: 'number' }], additionalItems: false };
const of = (x: unknown, more: object = {}): object => ({ type: 'object', properties: { x }, ...more });
const row = (name: string, schema: unknown, ...values: unknown[]): Row => ({ name, schema, values });

const DIALECTS = [
  'draft-03',
  'draft-04',
  'draft-06',
  'draft-07',
  'draft/2019-09',
  'draft/2020-12',
  'draft/next',
];

/** Each dialect over both schemes, with each end that is seen. */
const named: Row[] = DIALECTS.flatMap(dialect =>
  ['http', 'https'].flatMap(scheme =>
    ['', '#', '/', '##', '#/', '?v=1'].map(end => {
      const uri = `${scheme}://json-schema.org/${dialect}/schema${end}`;
      return row(uri, { $schema: uri, ...point }, good, bad);
    }),
  ),
);

const oddlyNamed: Row[] = [
  'https://example.com/my-dialect',
  'http://json-schema.org/schema#',
  'http://json-schema.org/draft-07/hyper-schema#',
  'https://json-schema.org/draft-07/schema',
  'HTTP://JSON-SCHEMA.ORG/draft-07/schema#',
  'draft-07',
  '',
  'https://spec.openapis.org/oas/3.1/dialect/base',
].map(uri => row(`$schema ${JSON.stringify(uri)}`, { $schema: uri, ...point }, good, bad));

export const rows: readonly Row[] = [
  ...named,
  ...oddlyNamed,
  row('no $schema', point, good, bad),
  row('$schema that is a number', { $schema: 7, ...point }, good, bad),
  row('$schema null', { $schema: null, ...point }, good, bad),
  row(
    'nested $schema of another dialect',
    of({ $schema: 'http://json-schema.org/draft-07/schema#', type: 'number' }),
    good,
    bad,
  ),
  row('nested $schema that is unknown', of({ $schema: 'https://example.com/x', type: 'number' }), good, bad),
  row('$id', { $id: 'https://example.com/p.json', ...point }, good, bad),
  row('$id that is relative', { $id: 'p.json', ...point }, good, bad),
  row('$id that is a fragment', { $id: '#p', ...point }, good, bad),
  row('$id that is a number', { $id: 5, ...point }, good, bad),
  row('id of draft-04', { id: 'https://example.com/p.json', ...point }, good, bad),
  row('$id of a meta-schema', { $id: 'http://json-schema.org/draft-07/schema#', ...point }, good, bad),
  row(
    'nested $id, and a reference to it',
    of(
      { $ref: 'n.json' },
      { $id: 'https://example.com/a.json', $defs: { n: { $id: 'n.json', type: 'number' } } },
    ),
    good,
    bad,
  ),
  row(
    'two nested $ids that are the same',
    of({ $id: 'n', type: 'number' }, { $defs: { a: { $id: 'n', type: 'string' } } }),
    good,
    bad,
  ),
  row(
    'a reference to its own $id',
    of(
      { $ref: 'https://example.com/self.json#/$defs/n' },
      { $id: 'https://example.com/self.json', $defs: { n: { type: 'number' } } },
    ),
    good,
    bad,
  ),
  row(
    'recursive by #',
    of(
      { type: 'number' },
      { properties: { x: { type: 'number' }, next: { anyOf: [{ $ref: '#' }, { type: 'null' }] } } },
    ),
    { x: 1, next: { x: 2, next: null } },
    { x: 1, next: { x: 'two' } },
  ),
  row(
    'recursive by $defs',
    of(
      { $ref: '#/$defs/n' },
      {
        $defs: {
          n: {
            type: 'object',
            properties: { v: { type: 'number' }, kids: { type: 'array', items: { $ref: '#/$defs/n' } } },
            required: ['v'],
          },
        },
      },
    ),
    { x: { v: 1, kids: [{ v: 2, kids: [] }] } },
    { x: { v: 1, kids: [{ v: 'two' }] } },
  ),
  row(
    'definitions, and a path into properties',
    of(
      { $ref: '#/definitions/n' },
      {
        properties: { x: { $ref: '#/definitions/n' }, y: { $ref: '#/properties/x' } },
        definitions: { n: point },
      },
    ),
    { x: good, y: good },
    { x: good, y: bad },
  ),
  row('a reference to itself alone', of({ $ref: '#/properties/x' }), good),
  row(
    'a long chain of references',
    of(
      { $ref: '#/$defs/d0' },
      {
        $defs: Object.fromEntries(
          Array.from({ length: 200 }, (_, i) => [
            `d${i}`,
            i === 199 ? { type: 'number' } : { $ref: `#/$defs/d${i + 1}` },
          ]),
        ),
      },
    ),
    good,
    bad,
  ),
  row(
    'deeply nested',
    Array.from({ length: 60 }).reduce<object>(inner => of(inner), { type: 'number' }),
    { x: 'one' },
  ),
  row(
    '$recursiveRef of 2019-09',
    {
      $schema: 'https://json-schema.org/draft/2019-09/schema',
      $recursiveAnchor: true,
      ...of({ type: 'number' }, { properties: { x: { type: 'number' }, kid: { $recursiveRef: '#' } } }),
    },
    { x: 1, kid: { x: 2 } },
    { x: 1, kid: { x: 'two' } },
  ),
  row(
    '$dynamicRef',
    {
      $dynamicAnchor: 'node',
      ...of({ type: 'number' }, { properties: { x: { type: 'number' }, kid: { $dynamicRef: '#node' } } }),
    },
    { x: 1, kid: { x: 2 } },
    { x: 1, kid: { x: 'two' } },
  ),
  row('$anchor', of({ $ref: '#p' }, { $defs: { p: { $anchor: 'p', type: 'number' } } }), good, bad),
  row('a reference that leads nowhere', of({ $ref: '#/$defs/missing' }), good),
  row('a reference to an anchor that is not there', of({ $ref: '#missing' }), good),
  row('a reference to the net', of({ $ref: 'https://schemas.example/other.json' }), good),
  row(
    'a reference to the draft-07 meta-schema',
    of({ $ref: 'http://json-schema.org/draft-07/schema#' }),
    { x: { type: 'number' } },
    { x: { type: 7 } },
  ),
  row(
    'a reference to the 2020-12 meta-schema',
    of({ $ref: 'https://json-schema.org/draft/2020-12/schema' }),
    { x: { type: 'number' } },
    { x: { type: 7 } },
  ),
  row('a reference of components', of({ $ref: '#/components/schemas/P' }), good),
  row(
    'keywords beside a reference',
    {
      $schema: 'http://json-schema.org/draft-07/schema#',
      ...of({ $ref: '#/definitions/n', minimum: 5 }, { definitions: { n: { type: 'number' } } }),
    },
    good,
    bad,
  ),
  row('nullable of OpenAPI', of({ type: 'string', nullable: true }), { x: null }, { x: 1 }),
  row('nullable without type', of({ nullable: true }), { x: null }),
  row(
    'nullable beside a reference',
    of({ nullable: true, allOf: [{ $ref: '#/$defs/p' }] }, { $defs: { p: point } }),
    { x: good },
    { x: bad },
    { x: null },
  ),
  row('nullable that is a string', of({ type: 'string', nullable: 'yes' }), { x: null }),
  row(
    'discriminator of OpenAPI',
    of({
      discriminator: { propertyName: 'k' },
      oneOf: [{ type: 'object', properties: { k: { const: 'a' } }, required: ['k'] }],
    }),
    { x: { k: 'a' } },
    { x: { k: 'b' } },
  ),
  row('type array', of({ type: ['string', 'null'] }), { x: null }, { x: 1 }),
  row('type array that is empty', of({ type: [] }), good),
  row('type any', of({ type: 'any' }), good),
  row('type file', of({ type: 'file' }), good),
  row('type integer', of({ type: 'integer' }), { x: 1 }, { x: 1.5 }),
  row('type null', of({ type: null }), good),
  row('type in capitals', of({ type: 'String' }), { x: 'a' }),
  row('oneOf', of({ oneOf: [{ type: 'string' }, { type: 'number' }] }), { x: 1 }, { x: true }),
  row('oneOf that is empty', of({ oneOf: [] }), good),
  row('anyOf that is an object', of({ anyOf: { type: 'number' } }), good),
  row(
    'prefixItems',
    of({ type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false }),
    { x: ['a', 1] },
    { x: [1, 'a'] },
  ),
  row('a tuple of draft-07, unnamed', of(tuple), { x: ['a', 1] }, { x: [1, 'a'] }),
  row(
    'a tuple of draft-07, named',
    { $schema: 'http://json-schema.org/draft-07/schema#', ...of(tuple) },
    { x: ['a', 1] },
    { x: [1, 'a'] },
  ),
  row(
    'a tuple of draft-06, named',
    { $schema: 'http://json-schema.org/draft-06/schema#', ...of(tuple) },
    { x: ['a', 1] },
    { x: [1, 'a'] },
  ),
  row(
    'a tuple of 2019-09, named',
    { $schema: 'https://json-schema.org/draft/2019-09/schema', ...of(tuple) },
    { x: ['a', 1] },
    { x: [1, 'a'] },
  ),
  row(
    'a tuple under 2020-12, named',
    { $schema: 'https://json-schema.org/draft/2020-12/schema', ...of(tuple) },
    { x: ['a', 1] },
    { x: [1, 'a'] },
  ),
  row('items that is empty', of({ type: 'array', items: [] }), { x: [1] }),
  row('items true', of({ type: 'array', items: true }), { x: [1] }),
  row('additionalItems without items', of({ type: 'array', additionalItems: false }), { x: [1] }),
  row('boolean schema true', of(true), good, bad),
  row('boolean schema false', of(false), {}, good),
  row('additionalProperties false', { ...point, additionalProperties: false }, good, { x: 1, y: 2 }),
  row(
    'additionalProperties of a schema',
    { ...point, additionalProperties: { type: 'string' } },
    { x: 1, y: 'a' },
    { x: 1, y: 2 },
  ),
  row('additionalProperties that is a string', { ...point, additionalProperties: 'no' }, { x: 1, y: 2 }),
  row('unevaluatedProperties false', { ...point, unevaluatedProperties: false }, good, { x: 1, y: 2 }),
  row('dependentRequired', of({}, { dependentRequired: { x: ['y'] } }), { x: 1, y: 1 }, { x: 1 }),
  row('dependencies', of({}, { dependencies: { x: ['y'] } }), { x: 1, y: 1 }, { x: 1 }),
  row(
    'if, then',
    of({}, { if: { properties: { x: { const: 1 } } }, then: { required: ['y'] } }),
    { x: 2 },
    { x: 1 },
  ),
  row(
    'exclusiveMinimum of draft-04',
    of({ type: 'number', minimum: 0, exclusiveMinimum: true }),
    { x: 1 },
    { x: 0 },
  ),
  row('exclusiveMinimum', of({ type: 'number', exclusiveMinimum: 0 }), { x: 1 }, { x: 0 }),
  row('required true of draft-03', of({ type: 'number', required: true }), good),
  row('required that is a string', { ...point, required: 'x' }, good),
  row('required of what is no property', { type: 'object', required: ['y'] }, good, { y: 1 }),
  row('minimum that is a string', of({ type: 'number', minimum: '1' }), good),
  row('multipleOf 0', of({ type: 'number', multipleOf: 0 }), good),
  row('enum with null', of({ enum: ['a', null] }), { x: null }, { x: 'b' }),
  row('enum that is empty', of({ enum: [] }), good),
  row('enum that is no array', of({ enum: 'a' }), { x: 'a' }),
  row('const true', of({ const: true }), { x: true }, { x: false }),
  row(
    'format date-time',
    of({ type: 'string', format: 'date-time' }),
    { x: '2026-01-01T00:00:00Z' },
    { x: 'tomorrow' },
  ),
  row('format date', of({ type: 'string', format: 'date' }), { x: '2026-01-01' }, { x: '2026-13-01' }),
  row('format uri', of({ type: 'string', format: 'uri' }), { x: 'https://example.com' }, { x: 'no uri' }),
  row('format email', of({ type: 'string', format: 'email' }), { x: 'a@example.com' }, { x: 'a' }),
  row(
    'format uuid',
    of({ type: 'string', format: 'uuid' }),
    { x: '3f2504e0-4f89-41d3-9a0c-0305e82c3301' },
    { x: '1' },
  ),
  row('format int64', of({ type: 'integer', format: 'int64' }), { x: 1 }),
  row('format byte', of({ type: 'string', format: 'byte' }), { x: 'AAAA' }, { x: '!' }),
  row('format that is unknown', of({ type: 'string', format: 'cuid2' }), { x: 'a' }),
  row('format that is a number', of({ type: 'string', format: 1 }), { x: 'a' }),
  row('pattern', of({ type: 'string', pattern: '^a+$' }), { x: 'aa' }, { x: 'b' }),
  row('pattern of unicode', of({ type: 'string', pattern: '^\\p{L}+$' }), { x: 'Å' }, { x: '1' }),
  row('pattern that u refuses', of({ type: 'string', pattern: '^[\\w-.]+$' }), { x: 'a-b' }),
  row('pattern with a needless escape', of({ type: 'string', pattern: '^\\-\\_a$' }), { x: '-_a' }),
  row('pattern of Python', of({ type: 'string', pattern: '^(?P<a>x)$' }), { x: 'x' }),
  row('pattern that does not end', of({ type: 'string', pattern: '(' }), { x: 'x' }),
  row('pattern that is a number', of({ type: 'string', pattern: 5 }), { x: 'x' }),
  row('patternProperties with a bad key', of({}, { patternProperties: { '[': {} } }), good),
  row(
    'propertyNames',
    { type: 'object', propertyNames: { pattern: '^[a-z]$' }, additionalProperties: { type: 'number' } },
    good,
    bad,
    { X1: 1 },
  ),
  row(
    'vendor keywords',
    { ...point, 'x-order': ['x'], example: { x: 1 }, examples: [{ x: 1 }], deprecated: true, title: 'P' },
    good,
    bad,
  ),
  row(
    'annotations',
    of(
      { type: 'string', readOnly: true, contentEncoding: 'base64', contentMediaType: 'image/png' },
      { $comment: 'c' },
    ),
    { x: 'AAAA' },
  ),
  row('default', of({ type: 'number', default: 5 }), {}, good, bad),
  row('properties that are null', { type: 'object', properties: null }, good),
  row('properties that are an array', { type: 'object', properties: [] }, good),
  row('a property schema that is a string', of('number'), good),
  row('a property schema that is null', of(null), good),
  row(
    'property names of Object',
    { type: 'object', properties: { constructor: { type: 'number' }, toString: { type: 'number' } } },
    { constructor: 1 },
    { constructor: 'a' },
  ),
  row('empty', {}, good),
  row('type object alone', { type: 'object' }, good, {}),
  row('root without a type', { properties: { x: { type: 'number' } } }, good, bad),
  row('root anyOf', { anyOf: [point, { type: 'object', required: ['y'] }] }, good, { y: 1 }, {}),
  row('root object and anyOf', { type: 'object', anyOf: [point, { required: ['y'] }] }, good, { y: 1 }, {}),
  row('root $ref', { $ref: '#/$defs/p', $defs: { p: point } }, good, bad),
  row(
    'root of two types',
    { type: ['object', 'null'], properties: { x: { type: 'number' } } },
    good,
    bad,
    null,
  ),
  row('root array', { type: 'array', items: { type: 'number' } }, [1], ['a'], good),
  row('root string', { type: 'string' }, 'a', 1, good),
  row('root number', { type: 'number' }, 0, 'a', good),
  row('root boolean', { type: 'boolean' }, false, 'a', good),
  row('root null', { type: 'null' }, null, good),
  row('root true', true, good),
  row('root false', false, good),
  row('root that is a string', 'object', good),
  row('root that is an array', [], good),
  row('root that is null', null, good),
  row('no structuredContent', point, undefined),
  row('no structuredContent where the schema asks for nothing', { type: 'object' }, undefined),
];
