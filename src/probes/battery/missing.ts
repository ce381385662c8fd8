import { JSON, URL } from '../../core';
import type { ProbeContext } from '../positive-control';
import { METHODS } from '../positive-control';
import type { ProbeExchange, ProbeRequest, Reply } from '../exchange';
import { judgeRefusal, type ProbeCase } from '../judge';
import type { Probe } from '../probe';
import { type Finding, type Rule } from '../report';
import { RULES } from '../rules';
import { Undecided } from '../undecided';

const GATE =
  "Put the check before the route, for all methods: app.all('/mcp', requireBearerAuth({ verifier }), handler).";
const ANY_SESSION = '00000000-0000-4000-8000-000000000000';

/** Requests without a token: none of them may reach the server. */
export const missingToken: readonly Probe[] = [
  {
    name: 'no token',
    rule: RULES.errorHandling,
    run: async context =>
      judgeRefusal(
        caseOf('no token', RULES.errorHandling, `${context.control.method} without a token`),
        context.anonymous,
      ),
  },
  ...METHODS.flatMap(({ method, params }) => [
    message(`no token › ${method}`, method, params, {}),
    message(`no token › ${method} in a session`, method, params, { sessionId: ANY_SESSION }),
  ]),
  batch(),
  batchOfOne(),
  proxied(),
  verb('GET', { accept: 'text/event-stream' }),
  verb('DELETE', { accept: 'application/json' }),
  route('/mcp/', path => (path.endsWith('/') ? path.slice(0, -1) : `${path}/`)),
  route('/MCP', path => (path === path.toUpperCase() ? path.toLowerCase() : path.toUpperCase())),
  route('//mcp', path => `/${path}`),
  route('/%6Dcp', path => path.replace(/[a-z]/i, letter => `%${letter.charCodeAt(0).toString(16)}`)),
];

function caseOf(probe: string, rule: Rule, what: string, more: Partial<ProbeCase> = {}): ProbeCase {
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
    run: async context => {
      const { requests } = context.control;
      assertGuarded(context, method);
      if (requests.era === 'modern' && (sessionId !== undefined || ONLY_LEGACY.includes(method)))
        throw new Undecided(
          'not applicable',
          'the server speaks the era that has no sessions, pings and handshakes',
        );
      const exchange = await context.ask(
        requests.request(context.application.url, method, {
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

/** @throws {Undecided} for what the test says is open to everybody */
function assertGuarded({ options }: ProbeContext, method: string): void {
  if (options.allowAnonymous?.includes(method) === true)
    throw new Undecided('skipped', `allowAnonymous: ${method} is open to everybody`);
}

/** A batch may hide a message from who looks at the first one alone. */
function batch(): Probe {
  const name = 'no token › batch';
  return {
    name,
    rule: RULES.everyRequest,
    run: async context => {
      const { requests } = context.control;
      const single = requests.request(context.application.url, 'tools/list');
      const first = JSON.parse(context.like({}).body ?? '{}') as object;
      const body = JSON.stringify([first, { ...(JSON.parse(single.body ?? '{}') as object), id: 2 }]);
      const exchange = await context.ask({ ...context.like({}), body });
      return judgeBatch(caseOf(name, RULES.everyRequest, 'a batch of messages without a token'), exchange);
    },
  };
}

/** Who looks at `body.method` alone finds none in an array. */
function batchOfOne(): Probe {
  const name = 'no token › batch of one';
  return {
    name,
    rule: RULES.everyRequest,
    run: async context => {
      const { requests, sessionId } = context.control;
      const it = caseOf(name, RULES.everyRequest, 'a batch of one message without a token');
      const asked = async (request: ProbeRequest): Promise<Finding[]> =>
        judgeBatch(it, await context.ask({ ...request, body: `[${request.body ?? ''}]` }));
      const found = await asked(context.like({}));
      if (sessionId === undefined || found.some(({ level }) => level === 'fail')) return found;
      // Where sessions are only opened by a message that stands alone, the way leads through one that is open.
      const inSession = requests.request(context.application.url, 'tools/list', { sessionId });
      const { reply } = await context.ask(inSession);
      return reply.status === 401 ? [...found, ...(await asked(inSession))] : found;
    },
  };
}

/** Batches left the protocol: who refuses them before anything else has let nothing through. */
function judgeBatch(it: ProbeCase, exchange: ProbeExchange): Finding[] {
  const { status, messages } = exchange.reply;
  if (status === 400 && messages.length === 0) return [];
  return judgeRefusal(status === 400 ? { ...it, level: 'warn' } : it, exchange);
}

/** What a proxy says of who asks, and anybody else can say too. */
const OF_A_PROXY: Readonly<Record<string, string>> = {
  'x-forwarded-user': 'admin',
  'x-forwarded-email': 'admin@example.com',
  'x-auth-request-user': 'admin',
  'x-auth-request-email': 'admin@example.com',
  'x-authenticated-user': 'admin',
  'x-remote-user': 'admin',
  'remote-user': 'admin',
  'x-user': 'admin',
  'x-user-id': 'admin',
  'x-forwarded-for': '127.0.0.1',
  'x-real-ip': '127.0.0.1',
  'x-client-ip': '127.0.0.1',
  'true-client-ip': '127.0.0.1',
};

function proxied(): Probe {
  const name = 'no token › headers of a proxy';
  return {
    name,
    rule: RULES.everyRequest,
    run: async context =>
      judgeRefusal(
        caseOf(name, RULES.everyRequest, 'a request without a token that says it comes by way of a proxy', {
          cure: 'Anybody can send such headers. Let the proxy hand the token on, and judge that; or skip this probe where nobody but the proxy can reach the server.',
        }),
        await context.ask(context.like({ headers: OF_A_PROXY })),
      ),
  };
}

/** The other methods of HTTP: 404 and 405 say that there is nothing to protect. */
function verb(method: 'GET' | 'DELETE', headers: Readonly<Record<string, string>>): Probe {
  const name = `no token › ${method}`;
  return {
    name,
    rule: RULES.everyRequest,
    run: async context => {
      assertGuarded(context, method);
      const { sessionId } = context.control;
      const exchange = await context.ask({
        method,
        url: context.application.url,
        headers: {
          ...headers,
          'mcp-protocol-version': context.control.requests.era === 'legacy' ? '2025-11-25' : '2026-07-28',
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
      message: `${method} without a token was answered with ${status} rather than 401: it came past the check`,
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
    run: async context => {
      const request = context.like({});
      const url = new URL(request.url);
      const path = respell(url.pathname);
      if (path === url.pathname || path === '')
        throw new Undecided('not applicable', 'the path has no such other spelling');
      const spelt: ProbeRequest = { ...request, url: Object.assign(new URL(url), { pathname: path }) };
      const exchange = await context.ask(spelt);
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
