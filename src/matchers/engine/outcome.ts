import { JSON, stripVTControlCharacters } from '../../core';
import type { NameSuggestions } from '../../messages';
import { printPlural } from '../../messages';
import type { Attempt, Asked } from '../../protocol/attempt';
import { describeResult } from '../../protocol/frame-line';
import { printMalformed, type Issue, type Outcome, type Stage } from '../../protocol/outcome';

const LONGEST_LINE = 400;
const MOST_LINES = 16;

/** What an operation names, in the protocol's words. */
export const NOUNS: Readonly<Record<string, string>> = {
  'tools/call': 'tool',
  'resources/read': 'resource',
  'resources/subscribe': 'resource',
  'resources/unsubscribe': 'resource',
  'prompts/get': 'prompt',
};

/** How an operation ended, in words: stands beside `Received:`. */
export function printOutcome({ outcome, asked }: Attempt): string {
  const { kind, message } = outcome;
  switch (kind) {
    case 'result':
      return `result ${describeResult(outcome.result ?? {})}`;
    case 'invalid output':
      if (outcome.malformed) return printMalformed(outcome.malformed).map(cutLine).join('\n');
      return outcome.issues?.length ? withIssues(kind, outcome.issues) : said(kind, message);
    case 'invalid arguments':
      return outcome.issues?.length ? withIssues(kind, outcome.issues) : said(kind, message);
    case 'unknown name':
      return printUnknown(asked, message);
    case 'protocol error':
      return said(`error ${outcome.code ?? ''}`.trim(), message);
    case 'disconnected':
      return printDisconnected(outcome);
    case 'timed out':
      return printWaited(outcome);
    case 'cancelled':
      return said('cancelled by the test', message);
    case 'unauthorized':
    case 'forbidden':
      return unquoted(kind, message);
    case 'unclear':
      return said('an error, and it is not clear whose', message);
    case 'input required':
      return unquoted('the server asks for input', message);
    case 'task started':
      return unquoted('a task was started', message);
    case 'not sent':
      return said("not sent: the SDK's client refused", message);
    case 'tool error':
    case 'not in this era':
      return said(kind, message);
  }
}

const STAGES: Readonly<Record<Stage, string>> = {
  'not built': 'the server could not be built',
  'not opened': 'the server could not be opened',
  'not answered': 'the server never answered',
  'not MCP': 'no MCP answer',
  lost: 'the connection was lost',
};

/** "No connection" alone would send a reader to look at the network, where a factory threw. */
function printDisconnected({ stage, brief, message }: Outcome): string {
  // What failed to compile comes with the compiler's colours.
  const text = stripVTControlCharacters(brief ?? message).trimEnd();
  if (stage === undefined) return said('no connection', text);
  const lines = text.split('\n').map(cutLine);
  return lines.length === 1
    ? `${STAGES[stage]}: ${text}`
    : [`${STAGES[stage]}:`, ...cutLines(lines.map(line => `  ${line}`))].join('\n');
}

/** The server's own words add nothing where the name is known. */
function printUnknown(asked: Asked | undefined, message: string): string {
  const noun = asked && NOUNS[asked.method];
  if (noun === undefined || asked?.name === undefined) return said('unknown name', message);
  return `unknown ${noun} ${JSON.stringify(asked.name)}`;
}

function printWaited({ waited, message }: Outcome): string {
  if (!waited) return said('timed out', message);
  const milliseconds = `${waited.milliseconds.toLocaleString('en-US')} ms`;
  // How much of that was left when it was asked differs from run to run.
  return waited.deadline === 'test'
    ? `no answer before the test's own timeout of ${milliseconds}`
    : `no answer within ${milliseconds} (the request's deadline)`;
}

function withIssues(kind: string, issues: readonly Issue[]): string {
  const lines = issues.map(({ path, message }) =>
    // What is wrong with an output as a whole says so itself.
    kind === 'invalid output' && path.length === 0
      ? `  ${cutLine(message)}`
      : `  at ${printPath(path)}: ${cutLine(message)}`,
  );
  return [kind, ...cutLines(lines)].join('\n');
}

function said(kind: string, message: string): string {
  if (message === '') return kind;
  const lines = message.trimEnd().split('\n').map(cutLine);
  return lines.length === 1
    ? `${kind} ${JSON.stringify(lines[0])}`
    : [`${kind}:`, ...cutLines(lines.map(line => `  ${line}`))].join('\n');
}

/** A challenge is full of quotes, and so is a question: they stand as they are. */
function unquoted(kind: string, message: string): string {
  return message === '' ? kind : cutLine(`${kind}: ${message.trimEnd().replace(/\s*\n\s*/g, ' ')}`);
}

function cutLines(lines: readonly string[]): readonly string[] {
  const rest = lines.length - MOST_LINES;
  return rest > 0 ? [...lines.slice(0, MOST_LINES), `  … ${printPlural(rest, 'more line')}`] : lines;
}

function cutLine(line: string): string {
  const rest = line.length - LONGEST_LINE;
  return rest > 0 ? `${line.slice(0, LONGEST_LINE)}… (${printPlural(rest, 'more character')})` : line;
}

/** `items[0].name`, as a test would write it. */
export function printPath(path: Issue['path']): string {
  if (path.length === 0) return 'the arguments themselves';
  return joinPath(path);
}

/** The same, empty for the value itself. */
export function joinPath(path: Issue['path']): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : `${index > 0 ? '.' : ''}${key}`))
    .join('');
}

/** The names that the server does offer, when an unknown one was asked for and they are known. */
export function offerOf({ outcome, asked }: Attempt): NameSuggestions | undefined {
  const noun =
    asked && (NOUNS[asked.method] ?? (asked.method === 'completion/complete' ? 'name' : undefined));
  const { kind, offered } = outcome;
  if (kind !== 'unknown name' || !offered || noun === undefined || asked?.name === undefined)
    return undefined;
  // A template stands for many URIs; the one that was asked for may well be of its form.
  const guesses = noun === 'resource' ? offered.filter(name => !name.includes('{')) : offered;
  return { what: `${noun}s`, wanted: asked.name, names: offered, guesses };
}
