import { JSON } from '../core';
import type { Issue } from './outcome';

/** What is known of the arguments that a text may speak of. */
export interface Arguments {
  /** Those that were sent. */
  readonly sent?: unknown;
  /** The names that the tool's schema, or the list of prompts, has for them. Empty where they are not known. */
  readonly names?: readonly string[];
}

/**
 * Reads from a server's words which arguments it refused.
 *
 * The SDKs tell it in four ways: zod's issues as JSON (SDK v1 before 1.25, and zod 3), one line an
 * issue ending in ` at a.b` (SDK v1), `a.b: …, c: …` (SDK v2, FastMCP), and ajv's `data/a/b must …`.
 *
 * What reads like a path is one when it begins with an argument that was sent, or that there is. Where it is not
 * known which there are, also when it says that something is missing there.
 *
 * @returns undefined when the text tells none of these: then nobody can say where.
 */
export function issuesOfText(text: string, args: Arguments = {}): Issue[] | undefined {
  return issuesOfJson(text) ?? issuesOfAjv(text) ?? issuesOfPrefixes(text, args) ?? issuesOfLines(text, args);
}

/** What validators say of something that is not there. zod 4 says "Invalid input" and no more of a union. */
const MISSING = /undefined|required|missing|received NaN|^Invalid input$/i;

/** Whether the words that stand where a path would are one. @param saysMissing whether something is said to be missing there */
function isPath(path: string, saysMissing: boolean, { sent, names = [] }: Arguments): boolean {
  if ([...keysOf(sent), ...names].some(key => beginsWith(path, key))) return true;
  if (names.length > 0) return false;
  if (saysMissing) return /^\S+$/.test(path) && !/(?:Error|Exception)$/.test(path);
  return !isObject(sent) && /^[\p{L}\p{N}_$.[\]-]+$/u.test(path);
}

function beginsWith(path: string, key: string): boolean {
  return path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`);
}

function keysOf(sent: unknown): readonly string[] {
  return isObject(sent) ? Object.keys(sent) : [];
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** The issues that an error of zod carries. */
export function issuesOfError(error: unknown): Issue[] | undefined {
  return readIssues((error as { issues?: unknown } | null | undefined)?.issues);
}

function issuesOfJson(text: string): Issue[] | undefined {
  if (!text.startsWith('[')) return undefined;
  try {
    return readIssues(JSON.parse(text));
  } catch {
    return undefined;
  }
}

interface ForeignIssue {
  readonly path?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly keys?: unknown;
  /** ajv's way to say where. */
  readonly instancePath?: unknown;
  readonly params?: { readonly missingProperty?: unknown; readonly additionalProperty?: unknown } | null;
}

function readIssues(value: unknown): Issue[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const issues: Issue[] = [];
  for (const item of value as (ForeignIssue | null)[]) {
    const path = item && readPath(item);
    if (!path || typeof item.message !== 'string') return undefined;
    const keys =
      item.code === 'unrecognized_keys' && Array.isArray(item.keys) ? (item.keys as string[]) : undefined;
    if (keys) for (const key of keys) issues.push({ path: [...path, key], message: item.message });
    else issues.push({ path, message: item.message });
  }
  return issues;
}

function readPath({ path, instancePath, params }: ForeignIssue): (string | number)[] | undefined {
  if (Array.isArray(path)) return path.map(readKey);
  if (typeof instancePath !== 'string') return undefined;
  const at = params?.missingProperty ?? params?.additionalProperty;
  return [...parsePointer(instancePath), ...(typeof at === 'string' ? [at] : [])];
}

/**
 * A step of a path: a key, or an object that holds one.
 *
 * @see https://standardschema.dev: `path` is an array of `PropertyKey | { key: PropertyKey }`
 */
function readKey(step: unknown): string | number {
  const key = isObject(step) && 'key' in step ? step.key : step;
  return typeof key === 'number' ? key : String(key);
}

/** Looks at each line once, and at nothing twice: a server may answer with a page of a megabyte. */
function issuesOfLines(text: string, args: Arguments): Issue[] | undefined {
  const issues: Issue[] = [];
  // A message may have lines of its own.
  let before: string[] = [];
  let saysMissing = false;
  for (const line of text.split('\n')) {
    const [, words = '', path] = /^([^]*) at (\S.*)$/.exec(line) ?? [];
    const unrecognized = before.length === 0 ? unrecognizedKeys(line) : undefined;
    const isLocated =
      path !== undefined &&
      (words !== '' || before.length > 0) &&
      isPath(path, saysMissing || MISSING.test(words), args);
    if (unrecognized) issues.push(...unrecognized);
    else if (isLocated) issues.push(...issuesAt(splitPath(path, args), [...before, words].join('\n')));
    else {
      before.push(line);
      saysMissing ||= MISSING.test(line);
      continue;
    }
    before = [];
    saysMissing = false;
  }
  if (before.length === 0) return issues;
  return issues.length === 0 && !/ at \S/.test(text)
    ? undefined
    : [...issues, { path: [], message: before.join('\n').trimEnd() }];
}

/** What is said of a place: of keys that are not known there, one issue each. */
function issuesAt(path: Issue['path'], message: string): Issue[] {
  const keys = unrecognizedKeys(message) ?? [{ path: [], message }];
  return keys.map(issue => ({ ...issue, path: [...path, ...issue.path] }));
}

function unrecognizedKeys(message: string): Issue[] | undefined {
  const found = /^Unrecognized keys?: (".+")$/.exec(message);
  return found
    ? [...found[1]!.matchAll(/"([^"]+)"/g)].map(([, key]) => ({ path: [key!], message }))
    : undefined;
}

function issuesOfAjv(text: string): Issue[] | undefined {
  const issues: Issue[] = [];
  for (const part of text.split(/, (?=data[/ ])/)) {
    const match = /^data((?:\/.+?)?) (must .+)$/.exec(part);
    if (!match) return undefined;
    issues.push({ path: parsePointer(match[1]!), message: match[2]! });
  }
  return issues;
}

function issuesOfPrefixes(text: string, args: Arguments): Issue[] | undefined {
  const issues: Issue[] = [];
  // A message may have commas of its own: an issue begins where something that may be a path follows one.
  for (const part of text.split(/, (?=[^:,\n]+: |Unrecognized keys?: )/)) {
    const [, path = '', message = ''] = /^([^:\n]+): ([^]*)$/.exec(part) ?? [];
    const unrecognized = unrecognizedKeys(part);
    const last = issues.at(-1);
    if (unrecognized) issues.push(...unrecognized);
    else if (path !== '' && isPath(path, MISSING.test(message), args))
      issues.push(...issuesAt(splitPath(path, args), message));
    else if (last) issues[issues.length - 1] = { ...last, message: `${last.message}, ${part}` };
    else return undefined;
  }
  return issues;
}

/** A key of the arguments may hold dots and spaces: it is kept whole. */
function splitPath(path: string, { sent, names = [] }: Arguments): (string | number)[] {
  const key = [...keysOf(sent), ...names]
    .filter(name => beginsWith(path, name))
    .sort((one, other) => other.length - one.length)[0];
  return key === undefined ? parsePath(path) : [key, ...parsePath(path.slice(key.length))];
}

/** `items[0].name` and `items.0.name` alike. */
export function parsePath(path: string): (string | number)[] {
  return [...path.matchAll(/[^.[\]"']+/g)].map(([part]) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** A JSON Pointer (RFC 6901), as ajv writes it. */
export function parsePointer(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map(part => (/^\d+$/.test(part) ? Number(part) : part));
}
