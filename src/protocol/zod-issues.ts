import { JSON } from '../core';
import type { ShapeFlaw } from './result-shape';

/** An issue of zod, 3 or 4, as far as it is read here. */
interface ZodIssue {
  readonly code?: unknown;
  readonly path?: unknown;
  readonly message?: unknown;
  readonly expected?: unknown;
  /** Zod 3 alone: zod 4 writes it into the message. */
  readonly received?: unknown;
  /** The issues of each branch of a union: zod 4. */
  readonly errors?: unknown;
  /** The same: zod 3. */
  readonly unionErrors?: unknown;
  /** What a literal may be: zod 4. */
  readonly values?: unknown;
}

/**
 * The one issue of zod that tells what is wrong. Of a union zod lists what each branch found; the branch that was meant is
 * the one whose `type` is right.
 *
 * @param issues as zod writes them, as JSON
 * @returns undefined where these are not zod's issues
 */
export function narrowIssues(issues: unknown): ShapeFlaw | undefined {
  return Array.isArray(issues) ? narrow(issues as ZodIssue[], []) : undefined;
}

/** The issues at the end of a text, `Invalid tools/call result: [ … ]`. Undefined where there are none. */
export function issuesAtEnd(text: string): unknown {
  const at = text.indexOf('[');
  if (at === -1) return undefined;
  try {
    return JSON.parse(text.slice(at)) as unknown;
  } catch {
    return undefined;
  }
}

function narrow(issues: readonly ZodIssue[], above: ShapeFlaw['path']): ShapeFlaw | undefined {
  const [issue] = issues;
  if (typeof issue !== 'object' || issue === null) return undefined;
  const path = [...above, ...(Array.isArray(issue.path) ? (issue.path as (string | number)[]) : [])];
  const branches = branchesOf(issue);
  // In zod 4 the paths of a branch start at the union, in zod 3 at the value.
  const start = Array.isArray(issue.errors) ? path : [];
  if (branches.length === 0) return { path, message: wordsOf(issue) };
  const meant = branches.filter(branch => !branch.some(isOfOtherType));
  if (meant.length === 0) {
    const types = branches.flat().filter(isOfOtherType).flatMap(literalsOf);
    return { path: [...path, 'type'], message: `expected ${[...new Set(types)].join(', ')}` };
  }
  // Of several, as text and blob of a resource, none says more than another: each lacks something else.
  if (meant.length > 1 && meant.every(branch => branch.length === 1)) {
    const found = meant.map(branch => narrow(branch, start)).filter(flaw => flaw !== undefined);
    const keys = new Set(found.map(flaw => flaw.path.join('.')));
    if (keys.size > 1)
      return { path, message: `expected ${found.map(flaw => flaw.path.at(-1)).join(' or ')}, got neither` };
  }
  const [nearest] = [...meant].sort((one, other) => one.length - other.length);
  return nearest && narrow(nearest, start);
}

function branchesOf({ errors, unionErrors }: ZodIssue): ZodIssue[][] {
  if (Array.isArray(errors)) return errors.filter(Array.isArray) as ZodIssue[][];
  if (!Array.isArray(unionErrors)) return [];
  return (unionErrors as { issues?: unknown }[]).flatMap(({ issues }) =>
    Array.isArray(issues) ? [issues as ZodIssue[]] : [],
  );
}

/** A literal that is another one: how a branch says that it is not meant. */
function isOfOtherType({ code, path }: ZodIssue): boolean {
  return (
    (code === 'invalid_value' || code === 'invalid_literal') && Array.isArray(path) && path.at(-1) === 'type'
  );
}

function literalsOf({ values, expected }: ZodIssue): string[] {
  const literals = Array.isArray(values) ? (values as unknown[]) : [expected];
  return literals.map(literal => JSON.stringify(literal));
}

function wordsOf({ message, expected, received }: ZodIssue): string {
  if (typeof message !== 'string') return 'it is not as it must be';
  const got = typeof received === 'string' ? received : / received (\w+)$/.exec(message)?.[1];
  return typeof expected === 'string' && got !== undefined
    ? `expected ${withArticle(expected)}, got ${got === 'undefined' ? 'nothing' : withArticle(got)}`
    : message;
}

function withArticle(type: string): string {
  if (type === 'undefined' || type === 'null' || type === 'NaN') return type;
  if (type === 'record') return 'an object';
  return `${/^(?:[aeio]|un)/i.test(type) ? 'an' : 'a'} ${type === 'Promise' ? 'promise' : type}`;
}
