import { JSON } from '../core';
import type { Asked } from '../protocol/attempt';
import { undeclaredFor } from '../protocol/capabilities';
import type { Classified } from '../protocol/classify';
import type { RequestOptions } from '../sdk/client';
import { decide } from '../protocol/decide';
import { type Issue, type Malformed, printMalformed } from '../protocol/outcome';
import type { Connection } from './connection';
import type { Deadline } from './send-request';
import { cannotBeSent, listingOf, outputFlaw, timesListed, unknownArgument } from './lookups';
import { InvalidOutputError } from '../messages/errors';

/**
 * What takes further questions to know of an answer: whether the output keeps to its schema, what the server lists of
 * what it refused, and whether an empty list of completions only means that nobody knows the argument.
 *
 * @param options of the request: what another token may see is asked with that token
 */
export async function diagnose(
  connection: Connection,
  asked: Asked,
  outcome: Classified,
  options: RequestOptions,
  deadline: () => Deadline,
): Promise<Classified> {
  switch (outcome.kind) {
    case 'result':
      if (asked.verb === 'callTool') return checkOutput(connection, asked, outcome, deadline);
      return asked.verb === 'complete' ? checkCompletion(connection, asked, outcome, deadline) : outcome;
    case 'invalid output':
      return withDoubles(connection, asked, outcome.error === undefined ? withError(outcome) : outcome);
    default: {
      const held = await holdAgainstLists(connection, asked, outcome, options, deadline);
      if (held.kind === 'tool error' && asked.verb === 'callTool')
        return checkOutput(connection, asked, held, deadline);
      // Told at once, before anything that a server sends after its end.
      if (held.kind === 'disconnected') return held;
      return withDoubles(connection, asked, withHint(connection, asked, held));
    }
  }
}

/** An error, judged by what the server lists of what was asked. */
async function holdAgainstLists(
  connection: Connection,
  asked: Asked,
  outcome: Classified,
  { token, headers }: RequestOptions,
  deadline: () => Deadline,
): Promise<Classified> {
  const { open, ...closed } = outcome;
  if (!open) return outcome;
  const presented = { ...(token !== undefined && { token }), ...(headers && { headers }) };
  const found = await listingOf(connection, asked, open.answer, presented, deadline);
  if (!found) return closed;
  const decided = decide(asked, open.answer, { ...open.known, listing: found.listing });
  const { error, thrown } = closed;
  const { offered } = found;
  const judged: Classified = {
    ...decided,
    ...(error !== undefined && { error }),
    ...(thrown !== undefined && { thrown }),
    ...(decided.kind === 'unknown name' && { offered }),
  };
  return decided.kind === 'invalid output' && error === undefined ? withError(judged) : judged;
}

async function checkOutput(
  connection: Connection,
  asked: Asked,
  outcome: Classified,
  deadline: () => Deadline,
): Promise<Classified> {
  if (!outcome.result) return outcome;
  const flaw = await outputFlaw(connection, asked.name ?? '', outcome.result, deadline);
  if (!flaw) return outcome.kind === 'result' ? outcome : withDoubles(connection, asked, outcome);
  const { issues, malformed } = flaw;
  if (malformed) {
    const message = printMalformed(malformed).join('\n');
    const malformedOutput = withError({ ...outcome, kind: 'invalid output', message, malformed });
    return withDoubles(connection, asked, malformedOutput);
  }
  const lines = issues.map(issue => `  ${describeIssue(issue)}`);
  const breaks = `The result of ${asked.name ?? asked.method} breaks the tool's outputSchema:`;
  const message = flaw.message ?? `${breaks}\n${lines.join('\n')}`;
  const flawed: Classified = {
    ...outcome,
    kind: 'invalid output',
    message,
    ...(issues.length > 0 && { issues }),
  };
  return withDoubles(connection, asked, withError(flawed));
}

function describeIssue({ path, message }: Issue): string {
  return path.length === 0 ? message : `structuredContent.${path.join('.')} ${message}`;
}

/** A host's client would refuse the result, so awaiting it does too. */
function withError(outcome: Classified): Classified {
  return { ...outcome, error: new InvalidOutputError(outcome.message) };
}

/** SDK v1 answers an argument that there is not with an empty list: as it would one without completions. */
async function checkCompletion(
  connection: Connection,
  asked: Asked,
  outcome: Classified,
  deadline: () => Deadline,
): Promise<Classified> {
  const { values } = (outcome.result?.completion ?? {}) as { values?: unknown[] };
  if (values?.length !== 0) return outcome;
  const unknown = await unknownArgument(connection, asked, deadline);
  if (!unknown) return outcome;
  const there = unknown.offered.map(name => JSON.stringify(name)).join(', ') || 'none';
  const message = `${asked.name} has no argument ${JSON.stringify(unknown.name)} (there are: ${there}), so the empty list says nothing.`;
  return { ...outcome, kind: 'unknown name', message };
}

function withHint(connection: Connection, asked: Asked, outcome: Classified): Classified {
  if (asked.method === 'tools/list' && outcome.kind === 'protocol error') {
    const found = cannotBeSent(connection, outcome.message);
    if (found) return { ...outcome, hint: hintOf(found) };
  }
  if (outcome.code !== -32601) return outcome;
  const capability = undeclaredFor(asked.method, connection.handshake.capabilities);
  if (capability === undefined) return outcome;
  return { ...outcome, hint: `The server does not declare the ${capability} capability.` };
}

/** That names are unique is a SHOULD of the specification: it fails no call, and may be why one fails. */
async function withDoubles(connection: Connection, asked: Asked, outcome: Classified): Promise<Classified> {
  if (outcome.hint !== undefined) return outcome;
  const times = await timesListed(connection, asked);
  if (times < 2) return outcome;
  const name = JSON.stringify(asked.name);
  const hint = `The server lists ${name} ${times} times: which of them ${asked.method} means cannot be told, and hosts may refuse the whole list.`;
  return { ...outcome, hint };
}

/** The same as a paragraph. */
function hintOf({ message, at, instead }: Malformed): string {
  return [`${message.charAt(0).toUpperCase()}${message.slice(1)}: ${at}`, instead]
    .filter(line => line !== undefined)
    .join('\n');
}
