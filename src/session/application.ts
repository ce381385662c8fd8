import { URL } from '../core';
import { usageError } from '../messages/stack';
import type { ServedApplication } from '../protocol/attempt';
import type { OpenedSubject } from '../subjects/shared/opening';
import { type ServeConfig, seenBy } from './serve-config';
import type { Deadline } from './send-request';

/** A session, as far as it takes to ask its application past it. */
export interface ReachableSession {
  readonly place: string;
  close(): Promise<void>;
  reach(): Promise<OpenedSubject>;
  inTime<T>(work: Promise<T>, what: string): Promise<T>;
}

/** What opens such a session. */
export interface SessionOpener {
  readonly deadline: Deadline;
  open(served: ServeConfig, title: string, sharing?: 'same application'): ReachableSession;
}

/**
 * What is served, to be asked over HTTP past any client: by nobody, whoever the session is.
 *
 * @param sharing whether it is the application of the test's other sessions, rather than a fresh one
 * @throws when it cannot be opened, or has no HTTP
 */
export async function openApplication(
  scope: SessionOpener,
  served: ServeConfig,
  sharing?: 'same application',
): Promise<ServedApplication> {
  const session = scope.open(seenBy(served, { token: null }), 'application', sharing);
  const { fetch, endpoint } = await session.reach();
  if (!fetch || !endpoint) {
    await session.close();
    throw usageError(
      `What is served has no HTTP (${session.place}), and so nothing that could refuse a token.\n\n` +
        'Serve the application as it is in production, with all that guards it:\n  mcp.serve(() => createApp());',
    );
  }
  return application(
    scope,
    session,
    served,
    await session.inTime(endpoint(), 'the application to answer'),
    fetch,
  );
}

function application(
  scope: SessionOpener,
  session: ReachableSession,
  { link }: ServeConfig,
  url: URL,
  fetch: NonNullable<OpenedSubject['fetch']>,
): ServedApplication {
  return {
    url,
    place: session.place,
    auth: link.auth,
    fetch: (target, init) => {
      const { pathname, search } = new URL(target, url);
      // Where an application says that it is to be asked elsewhere, it is what would answer there.
      return session.inTime(fetch(new URL(url.origin + pathname + search), init), `an answer to ${pathname}`);
    },
    get remaining() {
      return scope.deadline.remaining;
    },
    close: () => session.close(),
  };
}
