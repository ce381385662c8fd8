import type { Application } from '../oauth/shapes';
import { legacy, modern, type EraRequests } from './era-requests';
import { ask, isServed, type ProbeExchange, type ProbeRequest } from './exchange';

/** Somebody who asks with one token, in the era and the session that the application gave them. */
export interface ProbeSession {
  readonly token: string | undefined;
  readonly requests: EraRequests;
  /** Set where the greeting was refused: whoever is not let in has no session. */
  readonly refused?: ProbeExchange;
  /** @param change the request on its way. Default: as it is. */
  ask(
    method: string,
    params?: Readonly<Record<string, unknown>>,
    change?: (request: ProbeRequest) => ProbeRequest,
  ): Promise<ProbeExchange>;
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
  era?: EraRequests,
): Promise<ProbeSession> {
  const { url } = application;
  let refused: ProbeExchange | undefined;
  for (const requests of era ? [era] : [legacy, modern]) {
    const greeting = await ask(application, requests.request(url, requests.first, { token }));
    if (!isServed(greeting.reply)) {
      refused ??= greeting;
      continue;
    }
    const sessionId = greeting.reply.headers.get('mcp-session-id') ?? undefined;
    if (sessionId !== undefined)
      await ask(application, requests.request(url, 'notifications/initialized', { token, sessionId }));
    return visitor(application, token, requests, sessionId);
  }
  return { ...visitor(application, token, era ?? legacy, undefined), ...(refused && { refused }) };
}

function visitor(
  application: Application,
  token: string | undefined,
  requests: EraRequests,
  sessionId: string | undefined,
): ProbeSession {
  const { url } = application;
  return {
    token,
    requests,
    ask: (method, params = {}, change = request => request) =>
      ask(application, change(requests.request(url, method, { params, token, sessionId }))),
    leave: async () => {
      if (sessionId === undefined) return;
      const request = requests.request(url, 'ping', { token, sessionId });
      await ask(application, { ...request, method: 'DELETE', body: undefined }).catch(() => undefined);
    },
  };
}
