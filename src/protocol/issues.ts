import type { Issue } from './outcome';

/**
 * Reads from a server's words which arguments it refused.
 *
 * The SDKs tell it in four ways: zod's issues as JSON (SDK v1 before 1.25, and zod 3), one line an
 * issue ending in ` at a.b` (SDK v1), `a.b: …, c: …` (SDK v2, FastMCP), and ajv's `data/a/b must …`.
 *
 * @returns undefined when the text tells none of these: then nobody can say where.
 */
export function issuesOfText(text: string): Issue[] | undefined {
  return issuesOfJson(text) ?? issuesOfLines(text) ?? issuesOfAjv(text) ?? issuesOfPrefixes(text);
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

function issuesOfLines(text: string): Issue[] | undefined {
  const issues: Issue[] = [];
  for (const line of text.split('\n')) {
    const located = /^(.+) at ([\w$.[\]"'-]+)$/.exec(line);
    const unrecognized = /^Unrecognized keys?: (".+")$/.exec(line);
    if (located) issues.push({ path: parsePath(located[2]!), message: located[1]! });
    else if (unrecognized)
      for (const [, key] of unrecognized[1]!.matchAll(/"([^"]+)"/g))
        issues.push({ path: [key!], message: line });
    else return undefined;
  }
  return issues;
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

function issuesOfPrefixes(text: string): Issue[] | undefined {
  const issues: Issue[] = [];
  for (const part of text.split(/, (?=[\w$][\w$.[\]-]*: )/)) {
    const match = /^([\w$][\w$.[\]-]*): ([^]+)$/.exec(part);
    const unrecognized = /^Unrecognized keys?: (".+")$/.exec(part);
    if (match) issues.push({ path: parsePath(match[1]!), message: match[2]! });
    else if (unrecognized)
      for (const [, key] of unrecognized[1]!.matchAll(/"([^"]+)"/g))
        issues.push({ path: [key!], message: part });
    else return undefined;
  }
  return issues;
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
