import { JSON } from '../core';
import type { Asked } from './attempt';
import type { Malformed, Outcome } from './outcome';
import { exampleFor, flawOfResult, NOTHING, RESULT_NAMES, type ShapeFlaw } from './result-shape';
import type { HandlerTrace } from './handler-trace';
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
  trace: HandlerTrace | undefined,
): Malformed | undefined {
  const name = RESULT_NAMES[asked.method];
  if (name === undefined) return undefined;
  const seen = trace?.returned;
  const flawSeen = seen && flawOfResult(asked.method, seen.value);
  if (flawSeen) return describe(asked, true, name, flawSeen);
  const onTheWire = outcome.result && flawOfResult(asked.method, outcome.result);
  if (onTheWire) return describe(asked, false, name, onTheWire);
  const { issues } = (outcome.error ?? {}) as { issues?: unknown };
  const told = narrowIssues(issues ?? issuesAtEnd(outcome.message));
  return told && describe(asked, false, name, { ...told, instead: insteadOf(asked.method, told) });
}

/** Whether the handler was seen to return something else than an object: then there is no result to send. */
export function returnedNoObject(trace: HandlerTrace | undefined): boolean {
  if (!trace?.returned) return false;
  const { value } = trace.returned;
  return typeof value !== 'object' || value === null;
}

function describe(asked: Asked, isSeen: boolean, name: string, flaw: ShapeFlaw): Malformed {
  const { path, message, instead } = flaw;
  const of = asked.name === undefined ? asked.method : JSON.stringify(asked.name);
  if (message === NOTHING)
    return {
      message: isSeen ? `the handler of ${of} returned undefined` : `the answer to ${of} has no result`,
      instead,
    };
  const what = isSeen ? `what the handler of ${of} returned` : `the result of ${of}`;
  return {
    message: `${what} is not ${name}`,
    at: path.length === 0 ? message : `${joinPath(path)}: ${message}`,
    instead,
  };
}

/** What to write where only the server's schema told what is wrong: known for a result as a whole, and for a text. */
function insteadOf(method: string, { path, message }: ShapeFlaw): string | undefined {
  if (message.endsWith('got a promise')) return 'Is an `await` missing?';
  const isWhole = path.length <= 1;
  const isText = method === 'tools/call' && path.length === 3 && path[2] === 'text';
  if (!isWhole && !isText) return undefined;
  const written = /got (?:a number|a boolean|a date)$/i.test(message)
    ? 'String(…)'
    : message.endsWith('got an object')
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
