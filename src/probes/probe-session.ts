import type { Application } from '../oauth/shapes';
import { legacy, modern, type Dialect } from './era-requests';
import { ask, isServed, type Exchange, type ProbeRequest } from './exchange';

/** Somebody who asks with one token, in the era and the session that the application gave them. */
export interface Visitor {
  readonly token: string | undefined;
  readonly dialect: Dialect;
  /** Set where the greeting was refused: whoever is not let in has no session. */
  readonly refused?: Exchange;
  /** @param change the request on its way. Default: as it is. */
  ask(
    method: string,
    params?: Readonly<Record<string, unknown>>,
    change?: (request: ProbeRequest) => ProbeRequest,
  ): Promise<Exchange>;
  /** Ends the session, if there is one. */
  leave(): Promise<void>;
}

/**
 * Greets the application with a token, in the first era that it speaks.
 *
 * @param era asked in, where it is known. Default: both are tried.
 * @throws {Gap} when nothing comes back
 */
export async function visit(
  application: Application,
  token: string | undefined,
  era?: Dialect,
): Promise<Visitor> {
  const { url } = application;
  let refused: Exchange | undefined;
  for (const dialect of era ? [era] : [legacy, modern]) {
    const greeting = await ask(application, dialect.request(url, dialect.first, { token }));
    if (!isServed(greeting.reply)) {
      refused ??= greeting;
      continue;
    }
    const sessionId = greeting.reply.headers.get('mcp-session-id') ?? undefined;
    if (sessionId !== undefined)
      await ask(application, dialect.request(url, 'notifications/initialized', { token, sessionId }));
    return visitor(application, token, dialect, sessionId);
  }
  return { ...visitor(application, token, era ?? legacy, undefined), ...(refused && { refused }) };
}

function visitor(
  application: Application,
  token: string | undefined,
  dialect: Dialect,
  sessionId: string | undefined,
): Visitor {
  const { url } = application;
  return {
    token,
    dialect,
    ask: (method, params = {}, change = request => request) =>
      ask(application, change(dialect.request(url, method, { params, token, sessionId }))),
    leave: async () => {
      if (sessionId === undefined) return;
      const request = dialect.request(url, 'ping', { token, sessionId });
      await ask(application, { ...request, method: 'DELETE', body: undefined }).catch(() => undefined);
    },
  };
}
