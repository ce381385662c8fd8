import { JSON } from '../core';
import type { Issue } from './outcome';

/**
 * Reads from a server's words which arguments it refused.
 *
 * The SDKs tell it in four ways: zod's issues as JSON (SDK v1 before 1.25, and zod 3), one line an
 * issue ending in ` at a.b` (SDK v1), `a.b: …, c: …` (SDK v2, FastMCP), and ajv's `data/a/b must …`.
 *
 * @param args the arguments that were sent: what reads like a path is one when it leads somewhere in them,
 *   or when it says that something is missing there
 * @returns undefined when the text tells none of these: then nobody can say where.
 */
export function issuesOfText(text: string, args: unknown = undefined): Issue[] | undefined {
  return issuesOfJson(text) ?? issuesOfAjv(text) ?? issuesOfPrefixes(text, args) ?? issuesOfLines(text, args);
}

/** Whether the words that stand where a path would are one. */
function isPath(path: string, message: string, args: unknown): boolean {
  if (/undefined|required|missing/i.test(message)) return /^\S+$/.test(path);
  if (typeof args !== 'object' || args === null) return /^[\p{L}\p{N}_$.[\]-]+$/u.test(path);
  return Object.keys(args).some(
    key => path === key || path.startsWith(`${key}.`) || path.startsWith(`${key}[`),
  );
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

function readIssues(value: unknown): Issue[] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const issues: Issue[] = [];
  for (const item of value as { path?: unknown; message?: unknown; code?: unknown; keys?: unknown }[]) {
    if (typeof item?.message !== 'string' || !Array.isArray(item.path)) return undefined;
    const path = item.path as (string | number)[];
    const keys =
      item.code === 'unrecognized_keys' && Array.isArray(item.keys) ? (item.keys as string[]) : undefined;
    if (keys) for (const key of keys) issues.push({ path: [...path, key], message: item.message });
    else issues.push({ path, message: item.message });
  }
  return issues;
}

function issuesOfLines(text: string, args: unknown): Issue[] | undefined {
  const issues: Issue[] = [];
  let before = '';
  for (const line of text.split('\n')) {
    const whole = before + line;
    const located = /^([^]+) at (\S.*)$/.exec(whole);
    const unrecognized = unrecognizedKeys(whole);
    if (unrecognized) issues.push(...unrecognized);
    else if (located && isPath(located[2]!, located[1]!, args)) {
      issues.push({ path: splitPath(located[2]!, args), message: located[1]! });
    } else {
      // A message may have lines of its own.
      before = `${whole}\n`;
      continue;
    }
    before = '';
  }
  if (before === '') return issues;
  return issues.length === 0 && !/ at \S/.test(text)
    ? undefined
    : [...issues, { path: [], message: before.trimEnd() }];
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
    const match = /^data((?:\/[^ ]+)?) (must .+)$/.exec(part);
    if (!match) return undefined;
    issues.push({ path: parsePointer(match[1]!), message: match[2]! });
  }
  return issues;
}

function issuesOfPrefixes(text: string, args: unknown): Issue[] | undefined {
  const issues: Issue[] = [];
  for (const part of text.split(', ')) {
    const [, path = '', message = ''] = /^([^:\n]+): ([^]*)$/.exec(part) ?? [];
    const unrecognized = unrecognizedKeys(part);
    const last = issues.at(-1);
    if (unrecognized) issues.push(...unrecognized);
    else if (path !== '' && isPath(path, message, args))
      issues.push({ path: splitPath(path, args), message });
    // A message may have commas of its own.
    else if (last) issues[issues.length - 1] = { ...last, message: `${last.message}, ${part}` };
    else return undefined;
  }
  return issues;
}

/** A key of the arguments may hold dots and spaces: it is kept whole. */
function splitPath(path: string, args: unknown): (string | number)[] {
  const key = Object.keys(args ?? {})
    .filter(name => path === name || path.startsWith(`${name}.`) || path.startsWith(`${name}[`))
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
