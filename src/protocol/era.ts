/**
 * The two ways in which MCP is spoken: `legacy`, with `initialize` and a session (revisions up to 2025-11-25), and
 * `modern`, where every request stands by itself (from 2026-07-28 on).
 */
export type Era = 'legacy' | 'modern';

/** What a session shall speak: an era, whichever the server speaks (`auto`), or one exact revision. */
export type EraChoice = Era | 'auto' | Revision;

/** The published revisions of the protocol. */
export type Revision = '2024-11-05' | '2025-03-26' | '2025-06-18' | '2025-11-25' | '2026-07-28';

/** The first revision of the modern era. */
export const FIRST_MODERN: Revision = '2026-07-28';

const REVISIONS: readonly string[] = [
  '2024-11-05',
  '2025-03-26',
  '2025-06-18',
  '2025-11-25',
  FIRST_MODERN,
] satisfies Revision[];

/** All that the option `era` may be. */
export const ERA_CHOICES: readonly string[] = ['legacy', 'modern', 'auto', ...REVISIONS];

/** The era that a revision belongs to. Revisions are dates, and so compare as texts. */
export function eraOf(revision: string): Era {
  return revision >= FIRST_MODERN ? 'modern' : 'legacy';
}

/** Whether a choice can only be met by the one era. */
export function eraWanted(choice: EraChoice): Era | 'auto' {
  return choice === 'auto' || choice === 'legacy' || choice === 'modern' ? choice : eraOf(choice);
}

/** The one revision that a choice asks for, if it does. */
export function revisionWanted(choice: EraChoice): string | undefined {
  if (choice === 'modern') return FIRST_MODERN;
  return REVISIONS.includes(choice) ? choice : undefined;
}

/** A verb that only the legacy era has, and what the modern one has in its place. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  ping: "any request tells whether the server is there:\n  await mcp.request('server/discover');",
  'logging/setLevel':
    'each request says by itself which log messages it wants:\n' +
    "  await mcp.request('tools/call', { name: '…', arguments: {}, _meta: { 'io.modelcontextprotocol/logLevel': 'info' } });",
  'resources/subscribe':
    'subscriptions/listen asks for updates:\n' +
    "  const subscription = await (await mcp.client).listen({ resourceSubscriptions: ['…'] });",
  'resources/unsubscribe':
    'a subscription ends when it is closed:\n' +
    "  const subscription = await (await mcp.client).listen({ resourceSubscriptions: ['…'] });\n  await subscription.close();",
};

/** Why `method` cannot be sent in this revision, and what to write instead. Undefined where it can. */
export function missingInEra(method: string, revision: string): string | undefined {
  const instead = eraOf(revision) === 'modern' ? REPLACEMENTS[method] : undefined;
  return instead && `${method} does not exist in ${revision}: ${instead}`;
}

const SERVER_INFO = 'io.modelcontextprotocol/serverInfo';

/**
 * A result without what the modern era adds to every one of its kind, so that results of both eras compare equal.
 * What the server's author wrote into `_meta` stays.
 *
 * @see specification 2026-07-28, basic › Responses
 */
export function withoutEraFields(result: unknown, method: string): unknown {
  if (typeof result !== 'object' || result === null) return result;
  const { resultType: _type, _meta: meta, ...rest } = result as Record<string, unknown>;
  if (/\/(?:list|read)$/.test(method)) {
    delete rest['ttlMs'];
    delete rest['cacheScope'];
  }
  if (typeof meta !== 'object' || meta === null) return rest;
  const { [SERVER_INFO]: _info, ...own } = meta as Record<string, unknown>;
  return Object.keys(own).length === 0 ? rest : { ...rest, _meta: own };
}
