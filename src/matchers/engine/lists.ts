import { JSON } from '../../core';
import type { MatcherContext } from '../../messages/matcher-context';
import {
  DROPPED,
  isOperation,
  isSession,
  LIST,
  OPERATION,
  SESSION,
  type Attempt,
  type ListKey,
  type OperationLike,
  type SessionLike,
} from '../../protocol/attempt';
import { attemptOfRejection } from '../../protocol/classify';
import { foundInstead, printAsked } from './found';
import { noMeeting, sceneOfMeeting } from './meeting';
import { printOutcome } from './outcome';
import { assertAwaited, judgeForeignError, sceneOf, settle, type End } from './subject';
import { isRecord, isThenable } from './values';
import { conclude, refuse, type Answer, type Call, type Scene, type Verdict } from './verdict';
import type { Mistake } from '../../messages/parts';

/** One of the four things that a server lists. */
export interface ListKind {
  readonly key: ListKey;
  readonly method: string;
  readonly capability: 'tools' | 'resources' | 'prompts';
  /** What identifies an item. */
  readonly id: 'name' | 'uri' | 'uriTemplate';
  readonly noun: string;
  readonly verb: 'listTools' | 'listResources' | 'listResourceTemplates' | 'listPrompts';
}

export const TOOLS: ListKind = {
  key: 'tools',
  method: 'tools/list',
  capability: 'tools',
  id: 'name',
  noun: 'tool',
  verb: 'listTools',
};
export const RESOURCES: ListKind = {
  key: 'resources',
  method: 'resources/list',
  capability: 'resources',
  id: 'uri',
  noun: 'resource',
  verb: 'listResources',
};
export const RESOURCE_TEMPLATES: ListKind = {
  key: 'resourceTemplates',
  method: 'resources/templates/list',
  capability: 'resources',
  id: 'uriTemplate',
  noun: 'resource template',
  verb: 'listResourceTemplates',
};
export const PROMPTS: ListKind = {
  key: 'prompts',
  method: 'prompts/list',
  capability: 'prompts',
  id: 'name',
  noun: 'prompt',
  verb: 'listPrompts',
};

/** An item of a list, with the name or URI that it goes by. */
export interface Item {
  readonly id: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** A complete list, as a matcher judges it. */
export interface Offered {
  readonly items: readonly Item[];
  /** Why there are none, where the server never declared that it offers such things. */
  readonly undeclared?: string;
  /** What the server lists too, but no host's client shows, and why, by its name. */
  readonly dropped?: ReadonlyMap<string, string>;
}

/** A matcher about what a server lists. */
export interface ListQuestion {
  readonly call: Call;
  readonly mistake?: Mistake | undefined;
  readonly offering: ListKind;
  readonly judge: (offered: Offered) => Answer;
}

/** Judges a session's own list, a list operation, a promise of a list, or a list: the last one at once. */
export function judgeOffer(
  context: MatcherContext,
  received: unknown,
  inventory: ListQuestion,
): Verdict | Promise<Verdict> {
  const { call, mistake, offering } = inventory;
  assertAwaited(context, received, call);
  if (isSession(received)) {
    if (mistake) return refuse(context, call, received[SESSION].title, mistake);
    return judgeSession(context, received, inventory);
  }
  if (isOperation(received)) {
    // Opened even for a misuse: an operation that was looked at is not reported as forgotten too.
    const ended = received[OPERATION]();
    const wrong =
      mistake ?? (received.asked.method === offering.method ? undefined : otherList(received, offering));
    if (wrong) return refuse(context, call, 'operation', wrong);
    return ended.then(attempt => judgeList(context, sceneOf('operation', attempt), attempt, inventory));
  }
  if (!isThenable(received))
    return judgePlain(context, context.promise ? 'promise' : offering.key, { value: received }, inventory);
  const settled = settle(received);
  if (mistake) return refuse(context, call, 'promise', mistake);
  return settled.then(end => judgePlain(context, 'promise', end, inventory));
}

async function judgeSession(
  context: MatcherContext,
  session: SessionLike,
  inventory: ListQuestion,
): Promise<Verdict> {
  const { call, offering } = inventory;
  const { title } = session[SESSION];
  const meeting = await session[SESSION].meet();
  const scene = sceneOfMeeting(title, meeting);
  if (!meeting.handshake) return conclude(context, call, scene, noMeeting(meeting));
  if (!isRecord(meeting.handshake.capabilities[offering.capability])) {
    const undeclared = `The server does not declare the ${offering.capability} capability, so it offers no ${offering.noun} at all.`;
    return conclude(context, call, scene, inventory.judge({ items: [], undeclared }));
  }
  const attempt = await session[offering.verb]()[OPERATION]();
  const { evidence, hints = [] } = sceneOf(title, attempt);
  return judgeList(context, { ...scene, hints, ...(evidence && { evidence }) }, attempt, inventory);
}

function judgeList(
  context: MatcherContext,
  scene: Scene,
  attempt: Attempt,
  inventory: ListQuestion,
): Verdict {
  const { outcome } = attempt;
  const answer = outcome.kind === 'result' ? judgeItems(outcome.result, inventory) : noList(attempt);
  return conclude(context, inventory.call, scene, answer);
}

function noList(attempt: Attempt): Answer {
  return {
    verdict: 'neither',
    report: () => ({
      sentence: 'The list could not be had.',
      rows: [{ label: 'Received', shown: { words: printOutcome(attempt) }, side: 'received' }],
    }),
  };
}

function judgePlain(context: MatcherContext, receiver: string, end: End, inventory: ListQuestion): Verdict {
  const { call, mistake, offering } = inventory;
  if (mistake) return refuse(context, call, receiver, mistake);
  if ('error' in end) {
    const attempt = attemptOfRejection(end.error);
    return attempt
      ? judgeList(context, sceneOf(receiver, attempt), attempt, inventory)
      : judgeForeignError(context, call, receiver, end.error);
  }
  if (!isListOf(end.value, offering))
    return refuse(context, call, 'received', notAList(end.value, inventory));
  return conclude(context, call, { receiver }, judgeItems(end.value, inventory));
}

/** A list that the kit resolved to carries its mark; a raw result carries its key. */
function isListOf(value: unknown, { key }: ListKind): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return (value as { readonly [LIST]?: unknown })[LIST] === key;
  return Array.isArray((value as Readonly<Record<string, unknown>>)[key]);
}

function judgeItems(list: unknown, { offering, judge }: ListQuestion): Answer {
  const { key, id, noun } = offering;
  const result = Array.isArray(list) ? {} : isRecord(list) ? list : {};
  const values: unknown = Array.isArray(list) ? list : result[key];
  if (result['nextCursor'] !== undefined) {
    return undecided('This is one page of the list: its nextCursor says that there is more.', [
      `Expect the whole list instead: await expect(mcp.${offering.verb}())`,
    ]);
  }
  if (!Array.isArray(values)) return undecided(`The result holds no list of ${key}.`);
  const items = values.map((value): Item | undefined => {
    const found: unknown = isRecord(value) ? value[id] : undefined;
    return isRecord(value) && typeof found === 'string' ? { id: found, value } : undefined;
  });
  const nameless = items.indexOf(undefined);
  if (nameless !== -1) return undecided(`The ${noun} [${nameless}] of the list has no ${id}.`);
  const { [DROPPED]: dropped } = values as { readonly [DROPPED]?: ReadonlyMap<string, string> };
  return judge({ items: items.filter(item => item !== undefined), ...(dropped && { dropped }) });
}

/** What to say of names that the server lists, and that no host sees. */
export function whyDropped(names: readonly string[], { dropped }: Offered): string[] {
  return names.flatMap(name => {
    const why = dropped?.get(name);
    if (why === undefined) return [];
    return `The server lists ${JSON.stringify(name)}, but a client must leave it out of the list: ${why}`;
  });
}

function undecided(sentence: string, notes: readonly string[] = []): Answer {
  return { verdict: 'neither', report: () => ({ sentence, notes }) };
}

function otherList(operation: OperationLike, { verb, noun }: ListKind): Mistake {
  const { asked } = operation;
  return {
    side: 'received',
    name: 'operation',
    must: `list ${noun}s`,
    value: undefined,
    found: `Operation is: ${printAsked(asked)}`,
    instead: `Write: await expect(mcp.${verb}()), or await expect(mcp)`,
  };
}

function notAList(value: unknown, { call, offering }: ListQuestion): Mistake {
  const { verb, key, noun } = offering;
  const isUnmarked = Array.isArray(value) && !(LIST in value);
  const why = isUnmarked
    ? `An array of one's own, or one that was filtered or mapped, could be a list of anything. `
    : '';
  return {
    side: 'received',
    must: `be mcp, a session, a list operation, or a list of ${noun}s`,
    value,
    ...foundInstead(value),
    instead: `${why}Write: await expect(mcp).${call.matcher}(…), await expect(mcp.${verb}()).${call.matcher}(…), or expect({ ${key}: […] }).${call.matcher}(…)`,
  };
}
