import type { BatteryReport } from '../../src/probes/battery';
import { causesOf } from '../../src/probes/group-findings';
import { probesThat } from '../../src/probes/report';
import type { RequestListener } from 'node:http';
import { withoutSocket } from '../../src/wire/http/socketless';
import type { Application } from '../../src/oauth/shapes';

export { authServer } from '../auth-server/support';

export const URL_IN_PROCESS = new URL('http://127.0.0.1/mcp');

/** A fetch handler as an application under test. */
export function applicationOf(
  handler: (request: Request) => Response | Promise<Response>,
  url = URL_IN_PROCESS,
): Application {
  return {
    url,
    place: 'HTTP in process',
    fetch: async (target, init) => {
      const { pathname, search } = new URL(target, url);
      const asked = Object.assign(new URL(url), { pathname, search });
      return handler(new Request(asked, { ...init, redirect: 'manual' }));
    },
    remaining: 60_000,
    close: () => Promise.resolve(),
  };
}

/** A listener of Node, asked without a socket. */
export function applicationOfNode(listener: RequestListener, url = URL_IN_PROCESS): Application {
  const carry = withoutSocket(listener);
  return applicationOf(request => carry(request) as Promise<Response>, url);
}

const MOST_NAMES = 6;

/** What a report says is wrong: level, cause and probes, in a line each. */
export function told(report: BatteryReport): string[] {
  if (report.setUp) return [`set-up: ${report.setUp.message}`];
  const gaps = [...probesThat(report, 'could not tell'), ...probesThat(report, 'could not run')];
  return [
    ...causesOf(report, 'fail', 'warn').map(({ finding, probes }) => {
      const who = probes.length > MOST_NAMES ? `${probes.length} probes` : probes.join(', ');
      return `${finding.level} ${finding.cause} (${who})`;
    }),
    ...gaps.map(({ name, end }) => `${end.kind}: ${name}`),
  ];
}
