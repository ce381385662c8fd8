import { JSON } from '../core';
import { InvalidOutputError, TimeoutError } from '../messages/errors';
import { type Asked, DROPPED, type ListKey, type Verb } from '../protocol/attempt';
import type { Classified } from '../protocol/classify';
import { flawOfHeaders } from '../protocol/header-annotations';
import type { Tool } from '../protocol/results';
import type { RequestOptions } from '../sdk/client';
import type { Connection } from './connection';
import type { Item, Listed } from './listed';
import { keysFor, nameOf, NAMED_METHODS } from './listing';
import { type Deadline, sendRequest } from './send-request';

/** The verb and the method that list each kind of thing. */
export const LISTS = {
  tools: ['listTools', 'tools/list'],
  resources: ['listResources', 'resources/list'],
  resourceTemplates: ['listResourceTemplates', 'resources/templates/list'],
  prompts: ['listPrompts', 'prompts/list'],
} as const satisfies Record<ListKey, readonly [Verb, string]>;

/** What a server lists, over one connection: each list is asked for once, until the server says that it has changed. */
export class ServerLists {
  constructor(
    private readonly connection: Connection,
    private readonly deadline: () => Deadline,
  ) {}

  /** A list that the test asks for. What the kit itself has to know of it later need not be asked again. */
  async byTest(key: ListKey, options: RequestOptions): Promise<Classified> {
    const { tracker, heedsHeaders } = this.connection;
    const { changes } = tracker;
    const listed = await this.#all(key, options);
    const isSessions = options.token === undefined && !options.headers;
    if (listed.kind === 'result' && isSessions && changes === tracker.changes)
      tracker.lists.set(key, Promise.resolve(listedIn(listed, key)));
    if (listed.kind !== 'result' || key !== 'tools' || !heedsHeaders) return listed;
    return { ...listed, result: { tools: withoutDropped(listed.result?.[key] as Tool[]) } };
  }

  /** A list that the kit asks for itself, as whoever is presented. */
  async presenting(key: ListKey, presented: RequestOptions): Promise<Listed> {
    return listedIn(await this.#all(key, presented, true), key);
  }

  /**
   * A list that the kit asks for itself, unless it is known already. It is asked once more where something is missing that
   * may have come since, without a word of the server.
   */
  async with(key: ListKey, isThere: (item: Item) => boolean, isDoubted = false): Promise<Listed> {
    const { lists } = this.connection.tracker;
    const isOld = lists.has(key);
    const listed = await this.#known(key);
    if (!isOld || (listed.items?.some(isThere) && !isDoubted)) return listed;
    lists.delete(key);
    return this.#known(key);
  }

  /** How often the server lists what was asked for, as far as that is known without asking. */
  async timesListed(asked: Asked): Promise<number> {
    const [key] = NAMED_METHODS.includes(asked.method) ? keysFor(asked) : [];
    const known = key && this.connection.tracker.lists.get(key);
    // A list that is still on its way is not waited for.
    const listed = known && (await Promise.race([known, Promise.resolve(undefined)]));
    return (listed?.items ?? []).filter(item => nameOf(item) === asked.name).length;
  }

  #known(key: ListKey): Promise<Listed> {
    const { lists } = this.connection.tracker;
    let listed = lists.get(key);
    if (!listed) lists.set(key, (listed = this.presenting(key, {})));
    return listed;
  }

  /**
   * Gathers a list over all its pages. The outcome of the first page that fails is the outcome of the whole.
   *
   * @param own whether the kit asks for itself: not again, where the session has waited for that list in vain
   */
  async #all(key: ListKey, options: RequestOptions, own = false): Promise<Classified> {
    const { silent } = this.connection.tracker;
    const asked = JSON.stringify([key, options.token, options.headers]);
    const known = own ? silent.get(asked) : undefined;
    if (known) return known;
    const listed = await this.#gather(key, options, own);
    // How long the test itself wants to wait says nothing of the server.
    if (listed.kind === 'timed out' && listed.waited?.deadline !== 'request') silent.set(asked, listed);
    return listed;
  }

  async #gather(key: ListKey, options: RequestOptions, own: boolean): Promise<Classified> {
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
        this.connection,
        { verb, method, params: cursor === undefined ? {} : { cursor } },
        left === undefined ? options : { ...options, maxTotalTimeout: left },
        this.deadline(),
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
      const { over, timeout } = this.deadline();
      if (over && cursor !== undefined) return endlessList(method, seen.size, timeout);
    } while (cursor !== undefined);
    return { kind: 'result', message: '', result: { [key]: items } };
  }
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

function listedIn(outcome: Classified, key: ListKey): Listed {
  if (outcome.kind !== 'result') return { why: outcome.message, code: outcome.code };
  return { items: (outcome.result?.[key] as readonly Item[] | undefined) ?? [] };
}
