import type { Asked, ListKey } from '../protocol/attempt';
import type { Listing } from '../protocol/decide';
import { argumentNames, forbiddenArguments } from '../protocol/input-schema';
import type { Prompt, Tool } from '../protocol/results';
import { mayExpandTo } from '../protocol/uri-template';
import type { Item } from './listed';

/** The methods that name what they ask for. */
export const NAMED_METHODS: readonly string[] = ['tools/call', 'prompts/get', 'resources/read'];

/** What an item is asked for by. */
export function nameOf({ name, uri, uriTemplate }: Item): string {
  return uri ?? uriTemplate ?? name;
}

/** Of several of one name it cannot be told which one refused: none that forbids nothing did so by its list. */
export function listingOfAny(asked: Asked, found: readonly Item[], items: readonly Item[]): Listing {
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
export function keysFor(asked: Asked): readonly ListKey[] {
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

/** Which list holds what a completion is for. */
export function offeredFor(asked: Asked): readonly ListKey[] {
  return (asked.params.ref as { type?: unknown }).type === 'ref/prompt' ? ['prompts'] : ['resourceTemplates'];
}

/** The variables of a URI template (RFC 6570), without their operators and modifiers. */
export function variablesOf(template: string): string[] {
  return [...template.matchAll(/\{[+#./;?&]?([^}]+)\}/g)].flatMap(([, list = '']) =>
    list.split(',').map(variable => variable.replace(/(?:\*|:\d+)$/, '')),
  );
}
