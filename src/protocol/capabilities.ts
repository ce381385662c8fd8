import type { JsonRpcMessage } from '../wire/frame';
import { FIRST_MODERN } from './era';

/**
 * What a server must declare to be asked, in the words of its `capabilities`.
 *
 * @see specification 2025-11-25, server/tools, server/resources, server/prompts, server/utilities › Capabilities
 */
const CAPABILITY_OF: readonly [method: RegExp, capability: string][] = [
  [/^tools\//, 'tools'],
  [/^resources\/(?:un)?subscribe$/, 'resources.subscribe'],
  [/^resources\//, 'resources'],
  [/^prompts\//, 'prompts'],
  [/^logging\//, 'logging'],
  [/^completion\//, 'completions'],
];

/** What a server said of itself when the session was opened. */
export interface Declared {
  readonly protocolVersion: string;
  readonly capabilities: Readonly<Record<string, unknown>>;
}

/** The capability that a server must declare to be asked this method, if it does not declare it. */
export function undeclaredFor(method: string, capabilities: Declared['capabilities']): string | undefined {
  const [, capability] = CAPABILITY_OF.find(([pattern]) => pattern.test(method)) ?? [];
  if (capability === undefined) return undefined;
  const [name = '', part] = capability.split('.');
  const declared = capabilities[name] as Readonly<Record<string, unknown>> | undefined;
  return (part === undefined ? declared : declared?.[part]) ? undefined : capability;
}

/**
 * The capability that a server lacks and has by this answer: no host that keeps to what was declared ever asks for it.
 *
 * An empty list is spared, as a server that has nothing need not declare it, and so is what the revision has no
 * capability for.
 */
export function hasWithoutDeclaring(
  method: string,
  result: NonNullable<JsonRpcMessage['result']>,
  { protocolVersion, capabilities }: Declared,
): string | undefined {
  const capability = undeclaredFor(method, capabilities);
  if (capability === undefined || isEmpty(result)) return undefined;
  // McpServer declares completions from SDK 1.13 on, which was the first to speak 2025-06-18. The revision 2024-11-05
  // has no such capability.
  return capability === 'completions' && protocolVersion < '2025-06-18' ? undefined : capability;
}

/** Whether it is a list of nothing. */
function isEmpty(result: NonNullable<JsonRpcMessage['result']>): boolean {
  const { values } = (result['completion'] ?? {}) as { readonly values?: unknown };
  const lists = [...LISTS.map(key => result[key]), values].filter(list => Array.isArray(list));
  return lists.length > 0 && lists.every(list => (list as unknown[]).length === 0);
}

const LISTS = ['tools', 'resources', 'resourceTemplates', 'prompts'] as const;

/** What an answer to `initialize` or `server/discover` declares. Undefined for any other. */
export function declaredIn(
  method: string | undefined,
  result: NonNullable<JsonRpcMessage['result']>,
): Declared | undefined {
  if (method !== 'initialize' && method !== 'server/discover') return undefined;
  const { protocolVersion = FIRST_MODERN, capabilities } = result;
  if (typeof protocolVersion !== 'string' || typeof capabilities !== 'object' || capabilities === null)
    return undefined;
  return { protocolVersion, capabilities: capabilities as Declared['capabilities'] };
}
