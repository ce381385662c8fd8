import { JSON } from '../core';
const KEY = 'x-mcp-header';
/** A `token` of RFC 9110, 5.6.2: what a header's name may be. */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const TYPES: readonly unknown[] = ['string', 'integer', 'boolean'];

/** What leads to a schema that no chain of `properties` leads to. */
const ONE_OR_MORE = [
  'items',
  'prefixItems',
  'contains',
  'additionalProperties',
  'unevaluatedProperties',
  'unevaluatedItems',
  'propertyNames',
  'oneOf',
  'anyOf',
  'allOf',
  'not',
  'if',
  'then',
  'else',
];
const BY_NAME = ['patternProperties', 'dependentSchemas', '$defs', 'definitions'];

/**
 * What is wrong with the `x-mcp-header` annotations of a tool's `inputSchema`. Undefined where nothing is.
 *
 * A client of the modern era must leave a tool with a wrong one out of the list, so that a model never sees it. What an
 * SDK's client says of it goes to the console of its host.
 *
 * @see specification 2026-07-28, basic/transports › Streamable HTTP › Custom headers from tool parameters
 */
export function flawOfHeaders(inputSchema: unknown): string | undefined {
  return new Annotations().search(inputSchema, [], true);
}

class Annotations {
  readonly #names = new Map<string, string>();

  search(node: unknown, path: readonly string[], isReachable: boolean): string | undefined {
    if (typeof node !== 'object' || node === null) return undefined;
    const schema = node as Readonly<Record<string, unknown>>;
    if (KEY in schema) {
      const flaw = this.#judge(schema, isReachable && path.length > 0);
      if (flaw !== undefined) return `${path.join('.') || 'the schema itself'}: ${KEY} ${flaw}`;
    }
    for (const [key, child] of entriesOf(schema['properties'])) {
      const flaw = this.search(child, [...path, key], isReachable);
      if (flaw !== undefined) return flaw;
    }
    for (const [keyword, child] of branches(schema)) {
      const flaw = this.search(child, [...path, keyword], false);
      if (flaw !== undefined) return flaw;
    }
    return undefined;
  }

  #judge(schema: Readonly<Record<string, unknown>>, isReachable: boolean): string | undefined {
    const { [KEY]: name, type } = schema;
    if (!isReachable) return 'may only stand at a property that a chain of "properties" alone leads to';
    if (typeof name !== 'string' || name === '') return 'must be a string that is not empty';
    if (!TOKEN.test(name)) return `must be the name of a header, got ${JSON.stringify(name)}`;
    if (!TYPES.includes(type))
      return `may only stand at a string, an integer or a boolean, got ${JSON.stringify(type) ?? 'no type'}`;
    const other = this.#names.get(name.toLowerCase());
    if (other !== undefined) return `${JSON.stringify(name)} is taken already, by ${JSON.stringify(other)}`;
    this.#names.set(name.toLowerCase(), name);
    return undefined;
  }
}

function* branches(schema: Readonly<Record<string, unknown>>): Iterable<readonly [string, unknown]> {
  for (const keyword of ONE_OR_MORE)
    for (const child of [schema[keyword]].flat<unknown[]>()) yield [keyword, child];
  for (const keyword of BY_NAME)
    for (const [name, child] of entriesOf(schema[keyword])) yield [`${keyword}.${name}`, child];
}

function entriesOf(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
