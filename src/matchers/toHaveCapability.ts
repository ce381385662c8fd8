import type { MatcherContext } from '../messages/matcher-context';
import { JSON } from '../core';
import type { Row } from '../messages';
import { mistakeInName } from './engine/arguments';
import { judgeHandshake } from './engine/meeting';
import { isRecord } from './engine/values';
import type { Answer, Verdict } from './engine/verdict';
import type { CapabilityPath } from './engine/expected';

/** Whether the server declared this capability. */
export function toHaveCapability(
  this: MatcherContext,
  received: unknown,
  path: CapabilityPath,
): Verdict | Promise<Verdict> {
  return judgeHandshake(this, received, {
    call: { matcher: 'toHaveCapability', args: ['path'], expected: path },
    mistake: mistakeInName(path, 'path'),
    judge: ({ capabilities }) => judge(capabilities, path),
  });
}

function judge(capabilities: Readonly<Record<string, unknown>>, wanted: string): Answer {
  const { path, value, isWhole } = walk(capabilities, wanted);
  const isDeclared = isWhole && value !== false && value !== null && value !== undefined;
  const reached = path === '' ? 'nothing of it' : JSON.stringify(path);
  const rows: Row[] = [
    { label: 'Expected path', shown: { value: wanted }, side: 'expected' },
    { label: 'Received path', shown: { words: reached }, side: 'received' },
    { label: path === '' ? 'Capabilities' : 'Received value', shown: { value }, side: 'received' },
  ];
  return { verdict: isDeclared ? 'yes' : 'no', actual: value, report: () => ({ rows }) };
}

interface Walk {
  /** The deepest path that exists, and what is there. */
  readonly path: string;
  readonly value: unknown;
  readonly isWhole: boolean;
}

/** Names of extensions hold dots themselves (`io.modelcontextprotocol/ui`), so the longest key that fits is taken. */
function walk(value: unknown, rest: string, path = ''): Walk {
  if (rest === '') return { path, value, isWhole: true };
  const keys = isRecord(value)
    ? Object.keys(value).filter(key => rest === key || rest.startsWith(`${key}.`))
    : [];
  const [key] = keys.sort((one, other) => other.length - one.length);
  if (key === undefined || !isRecord(value)) return { path, value, isWhole: false };
  return walk(value[key], rest.slice(key.length + 1), path === '' ? key : `${path}.${key}`);
}
