import { JSON } from '../core';
import type { Issue } from './outcome';
import { SchemaError, validate } from './output-schema';

type Schema = Readonly<Record<string, unknown>>;

/** Of a union that a value does not fit, no more branches than this are looked into. */
const MOST_BRANCHES = 50;

/**
 * What a tool's own `inputSchema` forbids of the arguments that were sent.
 *
 * Of a union (`anyOf`, `oneOf`) the branch counts that the value was meant for: the one whose type and whose
 * constants fit it. Where several would do, or none, the union itself is what is wrong.
 *
 * @returns none where they are allowed; undefined where the schema is not a JSON Schema, and so tells nothing
 */
export function forbiddenArguments(inputSchema: unknown, args: unknown): readonly Issue[] | undefined {
  if (!isSchema(inputSchema)) return undefined;
  // What was sent is JSON: a key that holds undefined never arrived.
  const sent: unknown = JSON.parse(JSON.stringify(args ?? {}));
  try {
    const issues = validate(inputSchema, sent, true);
    if (issues.length === 0) return issues;
    const text = JSON.stringify(inputSchema);
    if (!/"(?:anyOf|oneOf)":/.test(text)) return issues;
    return explain(inputSchema, text, sent) ?? issues;
  } catch (error) {
    if (error instanceof SchemaError) return undefined;
    throw error;
  }
}

/** Undefined where a schema goes in a circle, or holds what a part of it cannot be judged without. */
function explain(schema: Schema, text: string, sent: unknown): readonly Issue[] | undefined {
  try {
    const issues = unique(new Explanation(schema, text).of(schema, sent, []));
    return issues.length > 0 ? issues : undefined;
  } catch {
    return undefined;
  }
}

/** The names of the arguments that a schema speaks of. */
export function argumentNames(inputSchema: unknown): readonly string[] {
  if (!isSchema(inputSchema)) return [];
  const branches = [inputSchema.anyOf, inputSchema.oneOf, inputSchema.allOf].flatMap(list =>
    Array.isArray(list) ? (list as unknown[]) : [],
  );
  const own = isSchema(inputSchema.properties) ? Object.keys(inputSchema.properties) : [];
  return [...own, ...branches.flatMap(branch => argumentNames(branch))];
}

/** Goes along a value and its schema, so that every union is judged where it stands. */
class Explanation {
  /** The whole schema, as what a part of it refers to. */
  readonly #definitions: Schema;

  constructor(
    private readonly root: Schema,
    text: string,
  ) {
    this.#definitions = { root: JSON.parse(text, rebase) as Schema };
  }

  of(schema: unknown, value: unknown, path: Issue['path']): readonly Issue[] {
    if (!isSchema(schema)) return schema === false ? this.#check(schema, value, path) : [];
    const { $ref, anyOf, oneOf, allOf, properties, items, prefixItems, ...rest } = schema;
    const own: Record<string, unknown> = rest;
    const issues: Issue[] = [];
    const target = typeof $ref === 'string' ? this.#resolve($ref) : undefined;
    if (target) issues.push(...this.of(target, value, path));
    else if ($ref !== undefined) own.$ref = $ref;
    if (Array.isArray(allOf)) for (const part of allOf) issues.push(...this.of(part, value, path));
    if (Array.isArray(anyOf)) issues.push(...this.#ofUnion(anyOf, value, path));
    if (Array.isArray(oneOf)) issues.push(...this.#ofUnion(oneOf, value, path, true));
    if (isSchema(properties)) {
      // What is there is judged by itself; that it may be there, and what is missing, by the schema around it.
      own.properties = Object.fromEntries(Object.keys(properties).map(key => [key, true]));
      if (isSchema(value))
        for (const [key, part] of Object.entries(properties))
          if (Object.hasOwn(value, key)) issues.push(...this.of(part, value[key], [...path, key]));
    }
    // Draft-07 writes a tuple into `items`, later dialects into `prefixItems`.
    const isTuple = Array.isArray(items);
    const tuple = isTuple
      ? (items as unknown[])
      : Array.isArray(prefixItems)
        ? (prefixItems as unknown[])
        : [];
    if (isTuple) own.items = items.map(() => true);
    if (Array.isArray(prefixItems)) own.prefixItems = prefixItems.map(() => true);
    if (items === false) own.items = items;
    if (Array.isArray(value))
      for (const [index, item] of value.entries())
        issues.push(...this.of(tuple[index] ?? (isTuple ? true : items), item, [...path, index]));
    return [...this.#check(own, value, path), ...issues];
  }

  #ofUnion(
    branches: readonly unknown[],
    value: unknown,
    path: Issue['path'],
    isOne = false,
  ): readonly Issue[] {
    // Of a branch that allows nothing there is nothing to be told.
    const possible = branches.filter(branch => branch !== false).slice(0, MOST_BRANCHES);
    const found = possible.map(branch => ({
      branch: isSchema(branch) ? this.#whole(branch) : {},
      issues: this.of(branch, value, path),
    }));
    const fitting = found.filter(({ issues }) => issues.length === 0).length;
    if (fitting === 1 || (fitting > 1 && !isOne)) return [];
    if (fitting > 1)
      return [{ path, message: `must fit one of ${branches.length} alternatives, and fits ${fitting}` }];
    const meant = found.filter(({ branch }) => isMeant(branch, value));
    if (meant.length === 1) return meant[0]!.issues;
    const none: Issue = { path, message: `must fit one of ${branches.length} alternatives` };
    const candidates = meant.length > 0 ? meant : found.filter(({ branch }) => hasType(branch, value));
    const [first, ...others] = candidates;
    if (!first) return [none];
    const shared = first.issues.filter(issue =>
      others.every(other => other.issues.some(same => key(same) === key(issue))),
    );
    const deeper = shared.filter(issue => issue.path.length > path.length);
    return deeper.length > 0
      ? deeper.map(issue => ({ ...issue, message: messageAt(issue, candidates) }))
      : [none];
  }

  /** A branch with what it refers to. */
  #whole(branch: Schema): Schema {
    const target = typeof branch.$ref === 'string' ? this.#resolve(branch.$ref) : undefined;
    return target ? { ...this.#whole(target), ...branch } : branch;
  }

  /** Whether a part of the schema allows a value, whatever it refers to. */
  #check(schema: Schema | false, value: unknown, path: Issue['path']): readonly Issue[] {
    if (schema === false) return [{ path, message: 'must not be there' }];
    const keywords = Object.keys(schema).filter(keyword => !SAYS_NOTHING.has(keyword));
    if (keywords.length === 0) return [];
    const {
      $defs: _,
      definitions: __,
      ...part
    } = JSON.parse(JSON.stringify(schema), rebase) as Record<string, unknown>;
    const dialect = this.root.$schema === undefined ? {} : { $schema: this.root.$schema };
    const whole = JSON.stringify(part).includes('"$ref"') ? { $defs: this.#definitions } : {};
    return validate({ ...dialect, ...whole, ...part }, value, false).map(issue => ({
      ...issue,
      path: [...path, ...issue.path],
    }));
  }

  #resolve(reference: string): Schema | undefined {
    if (!reference.startsWith('#')) return undefined;
    let at: unknown = this.root;
    for (const part of reference.slice(1).split('/').slice(1)) {
      const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
      at = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[name] : undefined;
    }
    return isSchema(at) ? at : undefined;
  }
}

const SAYS_NOTHING: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  '$defs',
  'definitions',
  'title',
  'description',
  'default',
  'examples',
]);

/** Has a reference into the root of a schema lead into the root where it stands as a definition. */
function rebase(keyword: string, value: unknown): unknown {
  if (typeof value === 'string' && (keyword === '$id' || keyword === '$schema')) return undefined;
  return keyword === '$ref' && typeof value === 'string' && value.startsWith('#')
    ? `#/$defs/root${value.slice(1)}`
    : value;
}

/** Whether a value is of a branch's type, and has the constants by which the branch is told. */
function isMeant(branch: Schema, value: unknown): boolean {
  if (!hasType(branch, value) || !hasConstant(branch, value)) return false;
  const { properties } = branch;
  if (!isSchema(properties) || !isSchema(value)) return true;
  return Object.entries(properties).every(
    ([name, part]) => !Object.hasOwn(value, name) || !isSchema(part) || hasConstant(part, value[name]),
  );
}

function hasConstant(schema: Schema, value: unknown): boolean {
  if ('const' in schema) return isSame(schema.const, value);
  return !Array.isArray(schema.enum) || schema.enum.some(item => isSame(item, value));
}

function hasType({ type, properties }: Schema, value: unknown): boolean {
  const types = [type ?? (properties === undefined ? [] : 'object')].flat();
  if (types.length === 0) return true;
  const is = value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value;
  return types.includes(is) || (Number.isInteger(value) && types.includes('integer'));
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function key({ path }: Issue): string {
  return JSON.stringify(path);
}

/** What all branches find at one place: in their words, where they have the same ones. */
function messageAt(issue: Issue, found: readonly { readonly issues: readonly Issue[] }[]): string {
  const messages = new Set(
    found.flatMap(({ issues }) =>
      issues.filter(other => key(other) === key(issue)).map(other => other.message),
    ),
  );
  return messages.size === 1 && !/constant|allowed values/.test(issue.message)
    ? issue.message
    : 'must be what one of the alternatives asks for';
}

function unique(issues: readonly Issue[]): readonly Issue[] {
  const seen = new Set<string>();
  return issues.filter(issue => {
    const text = JSON.stringify([issue.path, issue.message]);
    if (seen.has(text)) return false;
    seen.add(text);
    return true;
  });
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
