import { JSON } from '../core';
import { InvalidOutputError } from '../messages/errors';
import type { Asked } from '../protocol/attempt';
import { undeclaredFor } from '../protocol/capabilities';
import type { Classified } from '../protocol/classify';
import { decide, type ErrorAnswer, type Listing, seemsUnknown } from '../protocol/decide';
import { type Issue, type Malformed, printMalformed } from '../protocol/outcome';
import type { Prompt, ResourceTemplate } from '../protocol/results';
import type { RequestOptions } from '../sdk/client';
import type { Connection } from './connection';
import type { Item } from './listed';
import { keysFor, listingOfAny, nameOf, offeredFor, variablesOf } from './listing';
import { ServerLists } from './lists';
import { cannotBeSent, outputFlaw } from './output-flaw';
import type { Deadline } from './send-request';

/**
 * What takes further questions to know of an answer: whether the output keeps to its schema, what the server lists of
 * what it refused, and whether an empty list of completions only means that nobody knows the argument.
 */
export class Diagnosis {
  readonly #lists: ServerLists;
  /** What another token may see is asked with that token. */
  readonly #presented: Pick<RequestOptions, 'token' | 'headers'>;

  /** @param options of the request */
  constructor(
    private readonly connection: Connection,
    private readonly asked: Asked,
    { token, headers }: RequestOptions,
    deadline: () => Deadline,
  ) {
    this.#lists = new ServerLists(connection, deadline);
    this.#presented = { ...(token !== undefined && { token }), ...(headers && { headers }) };
  }

  /** The outcome, once everything is known. */
  async of(outcome: Classified): Promise<Classified> {
    const { verb } = this.asked;
    switch (outcome.kind) {
      case 'result':
        if (verb === 'callTool') return this.#checkOutput(outcome);
        return verb === 'complete' ? this.#checkCompletion(outcome) : outcome;
      case 'invalid output':
        return this.#withDoubles(outcome.error === undefined ? withError(outcome) : outcome);
      default: {
        const held = await this.#holdAgainstLists(outcome);
        if (held.kind === 'tool error' && verb === 'callTool') return this.#checkOutput(held);
        // Told at once, before anything that a server sends after its end.
        if (held.kind === 'disconnected') return held;
        return this.#withDoubles(this.#withHint(held));
      }
    }
  }

  /** An error, judged by what the server lists of what was asked. */
  async #holdAgainstLists(outcome: Classified): Promise<Classified> {
    const { open, ...closed } = outcome;
    if (!open) return outcome;
    const found = await this.#listing(open.answer);
    if (!found) return closed;
    const decided = decide(this.asked, open.answer, { ...open.known, listing: found.listing });
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

  /** What the server lists of what was refused, and the names that it does offer. Undefined where it cannot be had. */
  async #listing(answer: ErrorAnswer): Promise<{ listing: Listing; offered: readonly string[] } | undefined> {
    const { asked } = this;
    const { capabilities } = this.connection.handshake;
    const isIt = (item: Item): boolean => nameOf(item) === asked.name;
    const isDoubted = seemsUnknown(asked, answer);
    const isAnother = Object.keys(this.#presented).length > 0;
    const items: Item[] = [];
    for (const key of keysFor(asked)) {
      if (asked.method === 'resources/read' && !('resources' in capabilities)) continue;
      const listed = isAnother
        ? await this.#lists.presenting(key, this.#presented)
        : await this.#lists.with(key, isIt, isDoubted);
      // A server may declare resources and still have no templates.
      if (!listed.items && key === 'resourceTemplates' && listed.code === -32601) continue;
      if (!listed.items) return undefined;
      items.push(...listed.items);
    }
    if (asked.name === undefined) return undefined;
    return { listing: listingOfAny(asked, items.filter(isIt), items), offered: items.map(nameOf) };
  }

  async #checkOutput(outcome: Classified): Promise<Classified> {
    const { name, method } = this.asked;
    if (!outcome.result) return outcome;
    const flaw = await outputFlaw(this.connection, this.#lists, name ?? '', outcome.result);
    if (!flaw) return outcome.kind === 'result' ? outcome : this.#withDoubles(outcome);
    const { issues, malformed } = flaw;
    if (malformed) {
      const message = printMalformed(malformed).join('\n');
      return this.#withDoubles(withError({ ...outcome, kind: 'invalid output', message, malformed }));
    }
    const lines = issues.map(issue => `  ${describeIssue(issue)}`);
    const breaks = `The result of ${name ?? method} breaks the tool's outputSchema:`;
    const message = flaw.message ?? `${breaks}\n${lines.join('\n')}`;
    const flawed: Classified = {
      ...outcome,
      kind: 'invalid output',
      message,
      ...(issues.length > 0 && { issues }),
    };
    return this.#withDoubles(withError(flawed));
  }

  /** SDK v1 returns an empty list for an unknown argument, as for one without completions. */
  async #checkCompletion(outcome: Classified): Promise<Classified> {
    const { values } = (outcome.result?.completion ?? {}) as { values?: unknown[] };
    if (values?.length !== 0) return outcome;
    const unknown = await this.#unknownArgument();
    if (!unknown) return outcome;
    const there = unknown.offered.map(name => JSON.stringify(name)).join(', ') || 'none';
    const message = `${this.asked.name} has no argument ${JSON.stringify(unknown.name)} (there are: ${there}), so the empty list says nothing.`;
    return { ...outcome, kind: 'unknown name', message };
  }

  /** The argument of a completion, where the prompt or the template that it names has none of that name. */
  async #unknownArgument(): Promise<{ name: string; offered: readonly string[] } | undefined> {
    const { asked } = this;
    const [key = 'prompts'] = offeredFor(asked);
    const { name } = asked.params.argument as { name: string };
    const { items = [] } = await this.#lists.presenting(key, {});
    const item = (items as readonly (Prompt & ResourceTemplate)[]).find(
      candidate => (key === 'prompts' ? candidate.name : candidate.uriTemplate) === asked.name,
    );
    if (!item) return undefined;
    const offered =
      key === 'prompts'
        ? (item.arguments ?? []).map(argument => argument.name)
        : variablesOf(item.uriTemplate);
    return offered.includes(name) ? undefined : { name, offered };
  }

  #withHint(outcome: Classified): Classified {
    const { method } = this.asked;
    if (method === 'tools/list' && outcome.kind === 'protocol error') {
      const found = cannotBeSent(this.connection, outcome.message);
      if (found) return { ...outcome, hint: hintOf(found) };
    }
    if (outcome.code !== -32601) return outcome;
    const capability = undeclaredFor(method, this.connection.handshake.capabilities);
    if (capability === undefined) return outcome;
    return { ...outcome, hint: `The server does not declare the ${capability} capability.` };
  }

  /** That names are unique is a SHOULD of the specification: it fails no call, and may be why one fails. */
  async #withDoubles(outcome: Classified): Promise<Classified> {
    if (outcome.hint !== undefined) return outcome;
    const times = await this.#lists.timesListed(this.asked);
    if (times < 2) return outcome;
    const name = JSON.stringify(this.asked.name);
    const hint = `The server lists ${name} ${times} times: which of them ${this.asked.method} means cannot be told, and hosts may refuse the whole list.`;
    return { ...outcome, hint };
  }
}

function describeIssue({ path, message }: Issue): string {
  return path.length === 0 ? message : `structuredContent.${path.join('.')} ${message}`;
}

/** A host's client would refuse the result, so awaiting it does too. */
function withError(outcome: Classified): Classified {
  return { ...outcome, error: new InvalidOutputError(outcome.message) };
}

/** The same as a paragraph. */
function hintOf({ message, at, instead }: Malformed): string {
  return [`${message.charAt(0).toUpperCase()}${message.slice(1)}: ${at}`, instead]
    .filter(line => line !== undefined)
    .join('\n');
}
