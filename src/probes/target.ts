import { now } from '../clock';
import { URL } from '../core';
import { describeValue } from '../messages/describe';
import { usageError } from '../messages/stack';
import type { Application } from '../oauth/shapes';
import { overNetwork } from '../wire/http/network';
import { RecordingFetch } from '../wire/http/recording-fetch';

/** An application that is asked in this process: what Hono, Elysia, Workers and SDK v2 export. */
export interface FetchApplication {
  fetch(request: Request): Response | Promise<Response>;
}

/** What can be attacked without a test runner: where an application answers as MCP, or the application itself. */
export type Target = string | URL | FetchApplication;

/** Where an application in this process is asked, by default. */
const IN_PROCESS = 'http://127.0.0.1/mcp';

/**
 * Opens a target.
 *
 * @param resource where an application in this process is asked
 * @param timeout how long all of it may take, in milliseconds
 * @throws when it is no target
 */
export function openTarget(target: Target, resource: string | undefined, timeout: number): Application {
  const isApplication = typeof (target as Partial<FetchApplication> | null)?.fetch === 'function';
  const url = isApplication
    ? (resource ?? IN_PROCESS)
    : typeof target === 'string'
      ? target
      : ((target as Partial<URL> | null)?.href ?? '');
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw usageError(
      `runBattery(): the target must be the URL of a running application, or an application with fetch(request), got ${describeValue(target)}.\n\n` +
        "  await runBattery('http://127.0.0.1:3000/mcp', { auth: as });",
    );
  const door = isApplication
    ? new RecordingFetch(request => (target as FetchApplication).fetch(request), new URL(url).host)
    : new RecordingFetch(overNetwork);
  const end = now() + timeout;
  return {
    url: new URL(url),
    place: isApplication ? 'HTTP in process' : new URL(url).origin,
    fetch: (path, init) => door.fetchRaw(new URL(path, url), init),
    get remaining() {
      return end - now();
    },
    close: async () => door.close(),
  };
}
