import { JSON } from '../core';
import type { Asked } from './attempt';
import type { Malformed, Outcome } from './outcome';
import { exampleFor, flawOfResult, NOTHING, RESULT_NAMES, type ShapeFlaw } from './result-shape';
import type { Testimony } from './testimony';
import { issuesAtEnd, narrowIssues } from './zod-issues';

/**
 * What is wrong with a result that is not of the shape that MCP prescribes: one place, in words of ours, in place of all
 * that the SDK's schemas found in each branch of their unions.
 *
 * What the handler returned is looked at where it was seen, else what came over the wire, else the issues that the server
 * wrote into its error.
 *
 * @returns undefined where the shape is right, or where none of the three tells what is wrong
 */
export function findMalformed(
  asked: Asked,
  outcome: Outcome,
  testimony: Testimony | undefined,
): Malformed | undefined {
  const name = RESULT_NAMES[asked.method];
  if (name === undefined) return undefined;
  const seen = testimony?.returned;
  const flawSeen = seen && flawOfResult(asked.method, seen.value);
  if (flawSeen) return describe(asked, true, name, flawSeen);
  const onTheWire = outcome.result && flawOfResult(asked.method, outcome.result);
  if (onTheWire) return describe(asked, false, name, onTheWire);
  const { issues } = (outcome.error ?? {}) as { issues?: unknown };
  const told = narrowIssues(issues ?? issuesAtEnd(outcome.message));
  return told && describe(asked, false, name, { ...told, instead: insteadOf(asked.method, told) });
}

/** Whether the handler was seen to return something else than an object: then there is no result to send. */
export function returnedNoObject(testimony: Testimony | undefined): boolean {
  if (!testimony?.returned) return false;
  const { value } = testimony.returned;
  return typeof value !== 'object' || value === null;
}

function describe(asked: Asked, isSeen: boolean, name: string, flaw: ShapeFlaw): Malformed {
  const { path, says, instead } = flaw;
  const of = asked.name === undefined ? asked.method : JSON.stringify(asked.name);
  if (says === NOTHING)
    return {
      says: isSeen ? `the handler of ${of} returned undefined` : `the answer to ${of} has no result`,
      instead,
    };
  const what = isSeen ? `what the handler of ${of} returned` : `the result of ${of}`;
  return {
    says: `${what} is not ${name}`,
    at: path.length === 0 ? says : `${joinPath(path)}: ${says}`,
    instead,
  };
}

/** What to write where only the server's schema told what is wrong: known for a result as a whole, and for a text. */
function insteadOf(method: string, { path, says }: ShapeFlaw): string | undefined {
  if (says.endsWith('got a promise')) return 'Is an `await` missing?';
  const isWhole = path.length <= 1;
  const isText = method === 'tools/call' && path.length === 3 && path[2] === 'text';
  if (!isWhole && !isText) return undefined;
  const written = /got (?:a number|a boolean|a date)$/i.test(says)
    ? 'String(…)'
    : says.endsWith('got an object')
      ? 'JSON.stringify(…)'
      : "'…'";
  const example = exampleFor(method, isText ? written : "'…'");
  return example === undefined ||
    (path.length === 1 && !['content', 'messages', 'contents', 'completion'].includes(String(path[0])))
    ? undefined
    : `Return ${example}.`;
}

/** `content[0].text`, as a handler would write it. */
function joinPath(path: ShapeFlaw['path']): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`))
    .join('');
}
