/** A part of a schema of zod that JSON Schema has no word for: then `tools/list` fails, for every client and every tool. */
export interface UnsendablePart {
  readonly tool: string;
  readonly key: 'inputSchema' | 'outputSchema';
  /** Where it is in the value: `when`, `items[].when`. Empty for the schema itself. */
  readonly path: string;
  /** What was written: `z.date()`. */
  readonly part: string;
  /** What to write instead, as a sentence. */
  readonly instead: string | undefined;
}

/** The kinds of zod 4 and 3 that have no JSON Schema, and what to write instead. */
const UNSENDABLE: Readonly<Record<string, string | undefined>> = {
  date: 'Use z.string() and date.toISOString().',
  bigint: 'Use z.string() and String(value), or z.number().',
  map: 'Use z.record(z.string(), …) and Object.fromEntries(map).',
  set: 'Use z.array(…) and [...set].',
  symbol: 'Use z.string().',
  undefined: 'Use .optional() on the key.',
  void: 'Leave it out.',
  nan: 'Use z.number().',
  transform: undefined,
  custom: undefined,
  function: 'Leave it out.',
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/**
 * The part of the tools' schemas for which `tools/list` failed.
 *
 * @param tools as an `McpServer` keeps them: schemas of zod, or something else, which is then not looked into
 * @param why what `tools/list` failed with: it names the kind
 * @param first the tool to begin with
 */
export function findUnsendable(tools: Fields, why: string, first?: string): UnsendablePart | undefined {
  const kinds = Object.keys(UNSENDABLE).filter(kind => new RegExp(`\\b${kind}s?\\b`, 'i').test(why));
  if (kinds.length === 0) return undefined;
  const names = Object.keys(tools);
  const ordered = names.includes(first ?? '') ? [first ?? '', ...names] : names;
  for (const tool of ordered) {
    const registered = tools[tool];
    if (!isFields(registered)) continue;
    for (const key of ['outputSchema', 'inputSchema'] as const) {
      const search = new Search(kinds, key);
      const found = search.in(registered[key], '');
      if (!found) continue;
      const { path, kind } = found;
      return { tool, key, path: path.replace(/^\./, ''), part: `z.${kind}()`, instead: UNSENDABLE[kind] };
    }
  }
  return undefined;
}

class Search {
  readonly #seen = new Set<unknown>();

  constructor(
    private readonly kinds: readonly string[],
    private readonly of: UnsendablePart['key'],
  ) {}

  in(schema: unknown, path: string): { path: string; kind: string } | undefined {
    if (!isFields(schema) || this.#seen.has(schema)) return undefined;
    this.#seen.add(schema);
    const def = definitionOf(schema);
    if (!def) return undefined;
    const kind = kindOf(def);
    if (kind !== undefined && this.kinds.includes(kind)) return { path, kind };
    for (const [step, item] of this.#parts(def)) {
      const found = this.in(item, `${path}${step}`);
      if (found) return found;
    }
    return undefined;
  }

  #parts(def: Fields): [step: string, schema: unknown][] {
    const shape = typeof def['shape'] === 'function' ? (def['shape'] as () => unknown)() : def['shape'];
    const keys = isFields(shape) ? Object.entries(shape) : [];
    // Clients are told what goes in, or what comes out, of what transforms a value on its way.
    const side = this.of === 'inputSchema' ? 'in' : 'out';
    return [
      ...keys.map(([name, item]): [string, unknown] => [`.${name}`, item]),
      ...[...PARTS, [side, ''] as const].flatMap(([part, step]) =>
        [def[part]].flat().map((item): [string, unknown] => [step, item]),
      ),
    ];
  }
}

/** Where the definitions of zod keep the schemas inside a schema, and how that reads in a path. */
const PARTS: readonly (readonly [key: string, step: string])[] = [
  ['element', '[]'],
  ['type', '[]'],
  ['items', '[]'],
  ['valueType', '[]'],
  ['innerType', ''],
  ['schema', ''],
  ['options', ''],
  ['left', ''],
  ['right', ''],
];

function definitionOf(schema: Fields): Fields | undefined {
  const inside = schema['_zod'];
  const def = (isFields(inside) ? inside['def'] : undefined) ?? schema['_def'] ?? schema['def'];
  return isFields(def) ? def : undefined;
}

/** `date` in zod 4, `ZodDate` in zod 3. */
function kindOf({ type, typeName }: Fields): string | undefined {
  if (typeof typeName === 'string') return typeName.replace(/^Zod/, '').toLowerCase();
  return typeof type === 'string' ? type : undefined;
}
