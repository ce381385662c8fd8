import { describeValue } from './describe';

/** A value that JSON cannot carry. */
export interface Unserializable {
  /** Where it is: `a.b.0`. */
  readonly path: string;
  readonly what: string;
  /** What to write instead. */
  readonly instead: string;
  /** Whether `JSON.stringify` throws because of it; else it drops or changes it without a word. */
  readonly throws: boolean;
}

/** The first value in `value` that JSON cannot carry. */
export function findUnfit(
  value: unknown,
  counts: (unserializable: Unserializable) => boolean = () => true,
): Unserializable | undefined {
  return search(value, [], new Set(), counts);
}

function search(
  value: unknown,
  path: readonly string[],
  above: Set<object>,
  counts: (unserializable: Unserializable) => boolean,
): Unserializable | undefined {
  const unserializable = judge(value, path.join('.'), above);
  if (unserializable && counts(unserializable)) return unserializable;
  if (unserializable?.throws || typeof value !== 'object' || value === null) return undefined;
  if (typeof (value as { toJSON?: unknown }).toJSON === 'function') return undefined;
  above.add(value);
  for (const [key, item] of Object.entries(value)) {
    const found = search(item, [...path, key], above, counts);
    if (found) return found;
  }
  above.delete(value);
  return undefined;
}

function judge(value: unknown, path: string, above: ReadonlySet<object>): Unserializable | undefined {
  const drops = (what: string, instead: string): Unserializable => ({ path, what, instead, throws: false });
  switch (typeof value) {
    case 'bigint':
      return {
        path,
        what: `the bigint ${value}n`,
        instead: `Write a number, or the string '${value}'.`,
        throws: true,
      };
    case 'function':
      return drops('a function', 'Leave it out.');
    case 'symbol':
      return drops('a symbol', 'Write a string.');
    case 'number':
      return Number.isFinite(value)
        ? undefined
        : drops(String(value), 'JSON would send null: write a number, or null.');
    case 'object':
      break;
    default:
      return undefined;
  }
  if (value === null) return undefined;
  if (above.has(value)) {
    return {
      path,
      what: 'an object that contains itself',
      instead: 'Write a value without the cycle.',
      throws: true,
    };
  }
  if (typeof (value as { then?: unknown }).then === 'function')
    return drops('a promise', 'Write await before it.');
  switch (Object.prototype.toString.call(value).slice('[object '.length, -1)) {
    case 'Map':
      return drops(describeValue(value), 'Write Object.fromEntries(map).');
    case 'Set':
      return drops(describeValue(value), 'Write [...set].');
    case 'RegExp':
    case 'Error':
    case 'Promise':
      return drops(describeValue(value), 'JSON would send {}: write a string.');
    case 'Uint8Array':
    case 'ArrayBuffer':
      return drops(describeValue(value), "Write a string: Buffer.from(bytes).toString('base64').");
    case 'Date':
      return Number.isNaN((value as Date).getTime())
        ? drops('an invalid Date', 'JSON would send null: write a date that there is.')
        : undefined;
    default:
      return undefined;
  }
}
