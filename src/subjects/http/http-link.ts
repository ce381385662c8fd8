import { Headers, URL } from '../../core';
import { usageError } from '../../messages/stack';
import { evidenceOfHttp } from '../../protocol/http';
import { HttpSession } from './http-session';
import type { OpenedSubject, Opening, RequestCredentials } from '../shared/opening';
import type { HttpSubject } from './http-subject';

/**
 * What a session sends with each request: the headers of its options, and a token of whoever it presents.
 *
 * @param own headers that belong to the subject. Those of the options win.
 */
export function headersOf(
  { options }: Opening,
  own: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const { auth, presented } = options;
  const headers = { ...own, ...options.headers };
  if (!presented) return headers;
  const { presentedHeaders } = require('../../oauth/presented') as typeof import('../../oauth/presented');
  return presentedHeaders(auth, presented, headers);
}

/** Whatever answers over HTTP, met by the SDK's own client transport. */
export function openHttp(subject: HttpSubject, opening: Opening): OpenedSubject {
  const { door, origin, headers, server, observer } = subject;
  const session = new HttpSession(subject, opening);
  opening.later('the HTTP requests', () => door.close());
  opening.watch({ evidence: () => evidenceOfHttp(door.exchanges, door.count) });
  return {
    server,
    observer,
    end: client => session.end(client),
    isOtherTransport: () => session.isOtherTransport,
    sendRaw: data => session.sendRaw(data),
    fetch: async (path, init) =>
      door.fetchRaw(
        ownUrl(path, origin),
        withHeaders({ ...headers, ...opening.options.login?.headers }, init),
      ),
    whyUnanswered: id => session.whyUnanswered(id),
    present: credentials => {
      const presented = presentedBy(credentials);
      return id => door.presents.set(id, presented);
    },
    endpoint: () => session.endpoint(),
  };
}

/** The headers that a single request has of its own: `null` for one that is left out. */
function presentedBy({ token, headers = {} }: RequestCredentials): Record<string, string | null> {
  const authorization = token === null ? null : `Bearer ${token}`;
  return { ...headers, ...(token !== undefined && { authorization }) };
}

/** A path, or a URL of the subject's own origin: the headers of a session, a token among them, are for nobody else. */
function ownUrl(path: string | URL, origin: string): URL {
  const url = new URL(path, origin);
  if (url.origin === origin) return url;
  throw usageError(
    `mcp.fetch() asks what is served, which answers at ${origin}; got ${url.href}. Write a path, such as '/mcp'.`,
  );
}

function withHeaders(headers: Readonly<Record<string, string>>, init: RequestInit = {}): RequestInit {
  const all = new Headers(headers);
  new Headers(init.headers).forEach((value, name) => all.set(name, value));
  return { ...init, headers: all };
}
