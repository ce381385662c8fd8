import { isSdkServer, lowLevel } from '../../sdk/packages';
import { hasEveryMethod, isFastMcp } from './shapes';

/** `default` is the name in a module, of which Workers and Bun run `export default { fetch }`. */
const NAMES = ['server', 'default'];

/** What an object holds that can be served. */
export interface Held {
  readonly server: unknown;
  /** The property that it is: `server`, `mcpServer`. */
  readonly name: string;
}

/**
 * The server that an object holds: `{ server }`, an instance of a class that has built one, or a module whose default
 * export it is.
 *
 * Under these two names it may be anything that can be served. Under another it must be a server of an SDK or of
 * fastmcp, and the only one: whatever has a method `fetch` may be a cache.
 */
export function heldBy(holder: unknown, canBeServed: (value: unknown) => boolean): Held | undefined {
  if (typeof holder !== 'object' || holder === null || hasEveryMethod(holder)) return undefined;
  const name = NAMES.find(candidate => canBeServed(read(holder, candidate)));
  if (name !== undefined) return { server: read(holder, name), name };
  const [only, ...others] = serversIn(holder);
  return others.length > 0 ? undefined : only;
}

/** All servers of an SDK or of fastmcp that an object holds. An `McpServer` and the `Server` in it count once. */
export function serversIn(holder: object): Held[] {
  const found = new Map<object, Held>();
  for (const name of Object.keys(holder)) {
    const server = read(holder, name);
    const inner = isSdkServer(server) ? lowLevel(server) : isFastMcp(server) ? server : undefined;
    // The one outside knows more of what was registered.
    if (inner && (inner !== server || !found.has(inner))) found.set(inner, { server, name });
  }
  return [...found.values()];
}

/** A property. A getter may throw, as long as something has yet to be started. */
export function read(holder: object, name: string): unknown {
  try {
    return (holder as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}
