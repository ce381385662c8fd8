import type { Bench } from '../control';
import { METHODS } from '../control';
import type { ProbeRequest, Reply } from '../exchange';
import { judgeRefusal, type Case } from '../judge';
import type { Probe } from '../probe';
import { Gap, type Finding, type Rule } from '../report';
import { RULES } from '../rules';

const GATE =
  "Put the check before the route, for all methods: app.all('/mcp', requireBearerAuth({ verifier }), handler).";
const ANY_SESSION = '00000000-0000-4000-8000-000000000000';

/** Requests without a token: none of them may reach the server. */
export const missingToken: readonly Probe[] = [
  {
    name: 'no token',
    rule: RULES.errorHandling,
    run: async bench =>
      judgeRefusal(
        caseOf('no token', RULES.errorHandling, `${bench.control.method} without a token`),
        bench.anonymous,
      ),
  },
  ...METHODS.flatMap(({ method, params }) => [
    message(`no token › ${method}`, method, params, {}),
    message(`no token › ${method} in a session`, method, params, { sessionId: ANY_SESSION }),
  ]),
  batch(),
  verb('GET', { accept: 'text/event-stream' }),
  verb('DELETE', { accept: 'application/json' }),
  route('/mcp/', path => (path.endsWith('/') ? path.slice(0, -1) : `${path}/`)),
  route('/MCP', path => (path === path.toUpperCase() ? path.toLowerCase() : path.toUpperCase())),
  route('//mcp', path => `/${path}`),
  route('/%6Dcp', path => path.replace(/[a-z]/i, letter => `%${letter.charCodeAt(0).toString(16)}`)),
];

function caseOf(probe: string, rule: Rule, what: string, more: Partial<Case> = {}): Case {
  return { probe, rule, what, family: probe, cure: GATE, ...more };
}

/** Every message needs authorization, and a session is none. */
function message(
  name: string,
  method: string,
  params: Readonly<Record<string, unknown>>,
  { sessionId }: { sessionId?: string },
): Probe {
  const rule = sessionId === undefined ? RULES.everyRequest : RULES.sessions;
  return {
    name,
    rule,
    run: async bench => {
      const { dialect } = bench.control;
      assertGuarded(bench, method);
      if (dialect.era === 'modern' && (sessionId !== undefined || ONLY_LEGACY.includes(method)))
        throw new Gap(
          'not applicable',
          'the server speaks the era that has no sessions, pings and handshakes',
        );
      const exchange = await bench.ask(
        dialect.request(bench.application.url, method, {
          params,
          ...(sessionId !== undefined && { sessionId }),
        }),
      );
      const what = `${method} without a token${sessionId === undefined ? '' : ', in a session that never was,'}`;
      return judgeRefusal(caseOf(name, rule, what, { family: 'other messages without a token' }), exchange);
    },
  };
}

const ONLY_LEGACY = ['ping', 'notifications/initialized'];

/** @throws {Gap} for what the test says is open to everybody */
function assertGuarded({ options }: Bench, method: string): void {
  if (options.allowAnonymous?.includes(method) === true)
    throw new Gap('skipped', `allowAnonymous: ${method} is open to everybody`);
}

/** A batch may hide a message from who looks at the first one alone. */
function batch(): Probe {
  const name = 'no token › batch';
  return {
    name,
    rule: RULES.everyRequest,
    run: async bench => {
      const { dialect } = bench.control;
      const single = dialect.request(bench.application.url, 'tools/list');
      const first = JSON.parse(bench.like({}).body ?? '{}') as object;
      const body = JSON.stringify([first, { ...(JSON.parse(single.body ?? '{}') as object), id: 2 }]);
      const exchange = await bench.ask({ ...bench.like({}), body });
      const it = caseOf(name, RULES.everyRequest, 'a batch of messages without a token');
      const { status, messages } = exchange.reply;
      // Batches left the protocol: who refuses them before anything else has let nothing through.
      if (status === 400 && messages.length === 0) return [];
      return judgeRefusal(status === 400 ? { ...it, level: 'warn' } : it, exchange);
    },
  };
}

/** The other methods of HTTP: 404 and 405 say that there is nothing to protect. */
function verb(method: 'GET' | 'DELETE', headers: Readonly<Record<string, string>>): Probe {
  const name = `no token › ${method}`;
  return {
    name,
    rule: RULES.everyRequest,
    run: async bench => {
      assertGuarded(bench, method);
      const { sessionId } = bench.control;
      const exchange = await bench.ask({
        method,
        url: bench.application.url,
        headers: {
          ...headers,
          'mcp-protocol-version': bench.control.dialect.era === 'legacy' ? '2025-11-25' : '2026-07-28',
          // Ending somebody's session is what a DELETE is for: only one that never was is tried.
          ...(method === 'GET'
            ? sessionId !== undefined && { 'mcp-session-id': sessionId }
            : { 'mcp-session-id': ANY_SESSION }),
        },
        tokens: [],
      });
      const { status } = exchange.reply;
      const isMine = status === 401 || status < 400 || status >= 500;
      if (!isMine) return sessionKnown(name, exchange.reply, method);
      return judgeRefusal(caseOf(name, RULES.everyRequest, `${method} without a token`), exchange);
    },
  };
}

/** 404 and 400 tell that the request came as far as the sessions. */
function sessionKnown(probe: string, { status, messages }: Reply, method: string): Finding[] {
  if ([403, 404, 405, 406].includes(status) && messages.length === 0) return [];
  if (status === 405 || status === 403) return [];
  return [
    {
      probe,
      level: 'fail',
      cause: `${method} reaches the transport`,
      says: `${method} without a token was answered with ${status} rather than 401: it came past the check`,
      rule: RULES.everyRequest,
      cure: GATE,
    },
  ];
}

/** Another spelling of the path, which one layer takes for the same and another does not. */
function route(label: string, respell: (path: string) => string): Probe {
  const name = `no token › ${label}`;
  return {
    name,
    rule: RULES.everyRequest,
    run: async bench => {
      const request = bench.like({});
      const url = new URL(request.url);
      const path = respell(url.pathname);
      if (path === url.pathname || path === '')
        throw new Gap('not applicable', 'the path has no such other spelling');
      const spelt: ProbeRequest = { ...request, url: Object.assign(new URL(url), { pathname: path }) };
      const exchange = await bench.ask(spelt);
      const { status, messages } = exchange.reply;
      if (status >= 500)
        return judgeRefusal(caseOf(name, RULES.everyRequest, `${path} without a token`), exchange);
      // Whatever is no MCP there is nothing to protect: a page of a web site, for example.
      if (messages.length === 0 || status >= 400) return [];
      return judgeRefusal(
        caseOf(name, RULES.everyRequest, `the same request to ${path}, without a token,`, {
          family: 'other spellings of the route',
          cure: 'Guard the router rather than one path, or refuse other spellings: app.use(requireBearerAuth({ verifier })) before the routes.',
        }),
        exchange,
      );
    },
  };
}
