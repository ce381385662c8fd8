import { JSON } from '../core';
import { type Asked, DROPPED, type ListKey, type Verb } from '../protocol/attempt';
import { type Classified, messageOf, withoutPrefix } from '../protocol/classify';
import type { RequestOptions } from '../sdk/client';
import { type ErrorAnswer, type Listing, seemsUnknown } from '../protocol/decide';
import { flawOfHeaders } from '../protocol/header-annotations';
import { argumentNames, forbiddenArguments } from '../protocol/input-schema';
import { judgedTogether, refusedSchema } from '../sdk/judge';
import { SchemaError, validate } from '../protocol/output-schema';
import type { Issue, Malformed } from '../protocol/outcome';
import type { Prompt, ResourceTemplate, Tool } from '../protocol/results';
import { mayExpandTo } from '../protocol/uri-template';
import type { Connection } from './connection';
import { type Deadline, sendRequest } from './send-request';
import type { Listed, Item } from './listed';
import { InvalidOutputError, TimeoutError } from '../messages/errors';

/** The verb and the method that list each kind of thing. */
export const LISTS = {
  tools: ['listTools', 'tools/list'],
  resources: ['listResources', 'resources/list'],
  resourceTemplates: ['listResourceTemplates', 'resources/templates/list'],
  prompts: ['listPrompts', 'prompts/list'],
} as const satisfies Record<ListKey, readonly [Verb, string]>;

/**
 * Gathers a list over all its pages. The outcome of the first page that fails is the outcome of the whole.
 *
 * @param own whether the kit asks for itself: not again, where the session has waited for that list in vain
 */
export async function listAll(
  connection: Connection,
  key: ListKey,
  options: RequestOptions,
  deadline: () => Deadline,
  own = false,
): Promise<Classified> {
  const { silent } = connection.tracker;
  const asked = JSON.stringify([key, options.token, options.headers]);
  const known = own ? silent.get(asked) : undefined;
  if (known) return known;
  const listed = await gather(connection, key, options, deadline, own);
  // How long the test itself wants to wait says nothing of the server.
  if (listed.kind === 'timed out' && listed.waited?.deadline !== 'request') silent.set(asked, listed);
  return listed;
}

async function gather(
  connection: Connection,
  key: ListKey,
  options: RequestOptions,
  deadline: () => Deadline,
  own: boolean,
): Promise<Classified> {
  const [listVerb, method] = LISTS[key];
  // Through the raw door, the SDK's client takes no notice of what the kit asks for itself.
  const verb = own ? 'request' : listVerb;
  const items: unknown[] = [];
  const seen = new Set<unknown>();
  let cursor: unknown;
  const { maxTotalTimeout: total } = options;
  // The test's own clock: what it fakes decides when the total is over.
  const began = Date.now();
  do {
    const left = total === undefined ? undefined : Math.max(1, total - (Date.now() - began));
    const page = await sendRequest(
      connection,
      { verb, method, params: cursor === undefined ? {} : { cursor } },
      left === undefined ? options : { ...options, maxTotalTimeout: left },
      deadline(),
      own,
    );
    if (page.waited && total !== undefined && page.waited.milliseconds === left)
      return { ...page, waited: { ...page.waited, milliseconds: total } };
    if (page.kind !== 'result') return page;
    const listed = page.result?.[key];
    if (!Array.isArray(listed)) return noList(method, key, page);
    items.push(...(listed as unknown[]));
    cursor = page.result?.nextCursor ?? undefined;
    if (seen.has(cursor)) {
      const message = `The cursor ${JSON.stringify(cursor)} of ${method} came twice: the list never ends.`;
      return {
        kind: 'invalid output',
        message,
        error: new InvalidOutputError(message),
        result: { [key]: items },
      };
    }
    seen.add(cursor);
    const { over, timeout } = deadline();
    if (over && cursor !== undefined) return endlessList(method, seen.size, timeout);
  } while (cursor !== undefined);
  return { kind: 'result', message: '', result: { [key]: items } };
}

/** The tools that a host sees: its client leaves out what asks for a header that cannot be sent. */
function withoutDropped(tools: readonly Tool[]): readonly Tool[] {
  const dropped = new Map<string, string>();
  const kept = tools.filter(tool => {
    const flaw = flawOfHeaders(tool.inputSchema);
    if (flaw !== undefined) dropped.set(tool.name, flaw);
    return flaw === undefined;
  });
  return Object.defineProperty(kept, DROPPED, { value: dropped, enumerable: false });
}

/** SDK v1's server gives what a low-level handler returns as it is, and the raw door takes it. */
function noList(method: string, key: ListKey, page: Classified): Classified {
  const message = `The result of ${method} has no array ${key}.`;
  const error = new InvalidOutputError(message);
  return { ...page, kind: 'invalid output', message, error };
}

function endlessList(method: string, pages: number, timeout: number): Classified {
  const message = `${method} was still not complete after ${pages} pages; the test's own timeout is ${timeout} ms.`;
  return { kind: 'timed out', message, error: new TimeoutError(message) };
}

const MISSING: Issue = {
  path: [],
  message: 'The tool declares an outputSchema, but the result has no structuredContent.',
};

/** Why an SDK's client does not take a result of `tools/call`. */
export interface OutputFlaw {
  /** What is said where it is not the result that breaks the schema: the schema itself is refused. */
  readonly message?: string;
  readonly issues: readonly Issue[];
  /** Where no client learns of the schema: why. */
  readonly malformed?: Malformed;
}

/** What a result of `tools/call` has wrong by the tool's own `outputSchema`, as the session's client sees it. */
export async function outputFlaw(
  connection: Connection,
  name: string,
  result: Readonly<Record<string, unknown>>,
  deadline: () => Deadline,
): Promise<OutputFlaw | undefined> {
  const structured = result.structuredContent;
  const isError = result.isError === true;
  const checked = connection.checksOutput(name);
  if (checked === 'no schema') return undefined;
  // McpServer skips its own check where a handler returns no content either.
  if (checked === 'presence' && structured === undefined && !isError) return { issues: [MISSING] };
  const listed = await listedWith(connection, 'tools', tool => tool.name === name, deadline);
  if (!listed.items) {
    // A server without the method has no tool with a schema.
    if (structured === undefined || isError || listed.code === -32601) return undefined;
    const malformed = cannotBeSent(connection, listed.why, name) ?? {
      message: `tools/list failed, so no client knows whether ${JSON.stringify(name)} has an outputSchema`,
      at: listed.why,
    };
    return { issues: [], malformed };
  }
  const tools = listed.items as readonly Tool[];
  // Of several of one name, the clients of both SDKs keep the schema that is listed last.
  const tool = tools.findLast(candidate => candidate.name === name && candidate.outputSchema);
  return tool ? judgeOutput(connection, tool, tools, result) : undefined;
}

async function judgeOutput(
  { client }: Connection,
  tool: Tool,
  tools: readonly Tool[],
  result: Readonly<Record<string, unknown>>,
): Promise<OutputFlaw | undefined> {
  const { structuredContent: structured, isError } = result;
  const judge = client.judge(judgedTogether(tool, tools));
  const refused = await judge.refuses(tool.name, result);
  if (refused && refused.refused !== 'result')
    return { message: refusedSchema(client.made, tool.name, refused), issues: [] };
  if (!refused && client.validatesOutput) return undefined;
  if (structured === undefined) return isError === true ? undefined : { issues: [MISSING] };
  if (!refused && isError === true) return undefined;
  const issues = issuesIn(tool.outputSchema as object, structured);
  if (issues.length > 0) return { issues };
  const said = refused && withoutPrefix(messageOf(refused.error)).text;
  return said === undefined ? undefined : { issues: [{ path: [], message: said }] };
}

/** Where a value breaks a schema. Nowhere, where that cannot be told. */
function issuesIn(schema: object, value: unknown): readonly Issue[] {
  try {
    return validate(schema, value);
  } catch (error) {
    if (error instanceof SchemaError) return [];
    throw error;
  }
}

/** A schema that JSON Schema has no words for, where `tools/list` failed because of it. */
export function cannotBeSent(connection: Connection, why: string, tool?: string): Malformed | undefined {
  const found = connection.opened.observer?.unsendable(why, tool);
  if (!found) return undefined;
  const at = found.path === '' ? '' : ` (at ${found.path})`;
  return {
    message: `the ${found.key} of ${JSON.stringify(found.tool)} cannot be sent to clients`,
    at: `${found.part}${at} has no JSON Schema, so tools/list fails for every client.`,
    instead: found.instead,
  };
}

/** A list that the test asks for. What the kit itself has to know of it later need not be asked again. */
export async function listByTest(
  connection: Connection,
  key: ListKey,
  options: RequestOptions,
  deadline: () => Deadline,
): Promise<Classified> {
  const { tracker } = connection;
  const { changes } = tracker;
  const listed = await listAll(connection, key, options, deadline);
  const isSessions = options.token === undefined && !options.headers;
  if (listed.kind === 'result' && isSessions && changes === tracker.changes)
    tracker.lists.set(key, Promise.resolve(listedIn(listed, key)));
  if (listed.kind !== 'result' || key !== 'tools' || !connection.heedsHeaders) return listed;
  return { ...listed, result: { tools: withoutDropped(listed.result?.[key] as Tool[]) } };
}

function listedIn(outcome: Classified, key: ListKey): Listed {
  if (outcome.kind !== 'result') return { why: outcome.message, code: outcome.code };
  return { items: (outcome.result?.[key] as readonly Item[] | undefined) ?? [] };
}

/** A list that the kit asks for itself, unless it is known already. */
function listOf(connection: Connection, key: ListKey, deadline: () => Deadline): Promise<Listed> {
  const { lists } = connection.tracker;
  let listed = lists.get(key);
  if (!listed) {
    listed = listAll(connection, key, {}, deadline, true).then(outcome => listedIn(outcome, key));
    lists.set(key, listed);
  }
  return listed;
}

/** The same, asked once more where something is missing that may have come since, without a word of the server. */
async function listedWith(
  connection: Connection,
  key: ListKey,
  isThere: (item: Item) => boolean,
  deadline: () => Deadline,
  isDoubted = false,
): Promise<Listed> {
  const { lists } = connection.tracker;
  const isOld = lists.has(key);
  const listed = await listOf(connection, key, deadline);
  if (!isOld || (listed.items?.some(isThere) && !isDoubted)) return listed;
  lists.delete(key);
  return listOf(connection, key, deadline);
}

/** What the server lists of what was refused, and the names that it does offer. Undefined where it cannot be had. */
export async function listingOf(
  connection: Connection,
  asked: Asked,
  answer: ErrorAnswer,
  presented: Pick<RequestOptions, 'token' | 'headers'>,
  deadline: () => Deadline,
): Promise<{ readonly listing: Listing; readonly offered: readonly string[] } | undefined> {
  const isIt = (item: Item): boolean => nameOf(item) === asked.name;
  const isDoubted = seemsUnknown(asked, answer);
  const items: Item[] = [];
  for (const key of keysFor(asked)) {
    if (asked.method === 'resources/read' && !('resources' in connection.handshake.capabilities)) continue;
    const listed =
      Object.keys(presented).length > 0
        ? listedIn(await listAll(connection, key, presented, deadline, true), key)
        : await listedWith(connection, key, isIt, deadline, isDoubted);
    // A server may declare resources and still have no templates.
    if (!listed.items && key === 'resourceTemplates' && listed.code === -32601) continue;
    if (!listed.items) return undefined;
    items.push(...listed.items);
  }
  if (asked.name === undefined) return undefined;
  return { listing: listingOfAny(asked, items.filter(isIt), items), offered: items.map(nameOf) };
}

/** How often the server lists what was asked for, as far as that is known without asking. */
export async function timesListed(connection: Connection, asked: Asked): Promise<number> {
  const [key] = NAMED_METHODS.includes(asked.method) ? keysFor(asked) : [];
  const known = key && connection.tracker.lists.get(key);
  // A list that is still on its way is not waited for.
  const listed = known && (await Promise.race([known, Promise.resolve(undefined)]));
  return (listed?.items ?? []).filter(item => nameOf(item) === asked.name).length;
}

const NAMED_METHODS: readonly string[] = ['tools/call', 'prompts/get', 'resources/read'];

function nameOf({ name, uri, uriTemplate }: Item): string {
  return uri ?? uriTemplate ?? name;
}

/** Of several of one name it cannot be told which one refused: none that forbids nothing did so by its list. */
function listingOfAny(asked: Asked, found: readonly Item[], items: readonly Item[]): Listing {
  if (found.length < 2) return listingFor(asked, found[0], items);
  const listings = found.map(item => listingFor(asked, item, items));
  const [first = listingFor(asked, undefined, items)] = listings;
  return listings.find(({ forbidden = [] }) => forbidden.length === 0) ?? first;
}

function listingFor(asked: Asked, item: Item | undefined, items: readonly Item[]): Listing {
  if (!item) {
    const { name = '' } = asked;
    const may = items.some(({ uriTemplate }) => uriTemplate !== undefined && mayExpandTo(uriTemplate, name));
    return { isListed: asked.method === 'resources/read' && may ? 'maybe' : 'no' };
  }
  if (asked.method === 'tools/call') return listingOfTool(asked, item as unknown as Tool);
  if (asked.method === 'prompts/get') return listingOfPrompt(asked, item);
  return { isListed: 'yes' };
}

function listingOfTool({ params }: Asked, tool: Tool): Listing {
  const { taskSupport } = (tool as { execution?: { taskSupport?: unknown } }).execution ?? {};
  return {
    isListed: 'yes',
    forbidden: forbiddenArguments(tool.inputSchema, params.arguments),
    names: argumentNames(tool.inputSchema),
    wantsTask: taskSupport === 'required' && params.task === undefined,
  };
}

/** A prompt lists all the arguments that it takes, and which of them it needs. */
function listingOfPrompt({ params }: Asked, prompt: Prompt): Listing {
  if (!Array.isArray(prompt.arguments)) return { isListed: 'yes' };
  const sent = (params.arguments ?? {}) as Readonly<Record<string, unknown>>;
  const names = prompt.arguments.map(({ name }) => name);
  const missing = prompt.arguments.filter(
    ({ name, required }) => required === true && sent[name] === undefined,
  );
  return {
    isListed: 'yes',
    names,
    forbidden: [
      ...missing.map(({ name }) => ({
        path: [name],
        message: 'is missing: the prompt lists it as required',
      })),
      ...Object.keys(sent)
        .filter(name => !names.includes(name))
        .map(name => ({ path: [name], message: 'is not an argument that the prompt lists' })),
    ],
  };
}

/** Which lists hold what was named. */
function keysFor(asked: Asked): readonly ListKey[] {
  switch (asked.method) {
    case 'tools/call':
      return ['tools'];
    case 'prompts/get':
      return ['prompts'];
    case 'resources/read':
      return ['resources', 'resourceTemplates'];
    default:
      return offeredFor(asked);
  }
}

function offeredFor(asked: Asked): readonly ListKey[] {
  return (asked.params.ref as { type?: unknown }).type === 'ref/prompt' ? ['prompts'] : ['resourceTemplates'];
}

/** The argument of a completion, where the prompt or the template that it names has none of that name. */
export async function unknownArgument(
  connection: Connection,
  asked: Asked,
  deadline: () => Deadline,
): Promise<{ name: string; offered: readonly string[] } | undefined> {
  const [key] = offeredFor(asked);
  const { name } = asked.params.argument as { name: string };
  const listed = key && (await listAll(connection, key, {}, deadline, true));
  const items = (listed?.result?.[key ?? 'prompts'] ?? []) as (Prompt & ResourceTemplate)[];
  const item = items.find(
    candidate => (key === 'prompts' ? candidate.name : candidate.uriTemplate) === asked.name,
  );
  if (!item) return undefined;
  const offered =
    key === 'prompts' ? (item.arguments ?? []).map(argument => argument.name) : variablesOf(item.uriTemplate);
  return offered.includes(name) ? undefined : { name, offered };
}

/** The variables of a URI template (RFC 6570), without their operators and modifiers. */
function variablesOf(template: string): string[] {
  return [...template.matchAll(/\{[+#./;?&]?([^}]+)\}/g)].flatMap(([, list = '']) =>
    list.split(',').map(variable => variable.replace(/(?:\*|:\d+)$/, '')),
  );
}
