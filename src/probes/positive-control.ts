import type { Application } from '../oauth/shapes';
import { bearerChallenge, parseChallenges } from '../oauth/challenge';
import { legacy, modern, type EraRequests, type RequestParts } from './era-requests';
import { ask, isAnswer, isServed, type ProbeExchange, type ProbeRequest, type Reply } from './exchange';
import { TokenSupply } from './token-supply';
import type { BatteryOptions } from './options';
import { type SetUpError } from './report';
import { setUpErrorOf } from './diagnose-setup';
import { Undecided } from './undecided';

/** What got through with the good token, and so can be asked without it. */
export interface PositiveControl {
  readonly requests: EraRequests;
  /** The method that is asked by default: `initialize`. */
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The session that the good token opened, where the server keeps sessions. */
  readonly sessionId: string | undefined;
  /** Whether {@link PositiveControl.method} is only served in that session. */
  readonly needsSession: boolean;
  readonly exchange: ProbeExchange;
}

/** The battery's bench: what the probes work with. */
export interface ProbeContext {
  readonly application: Application;
  readonly options: BatteryOptions;
  readonly supply: TokenSupply;
  readonly control: PositiveControl;
  /** The sessions that were opened so far. */
  readonly sessions: Set<string>;
  /** What the control asks, without any token. */
  readonly anonymous: ProbeExchange;
  ask(request: ProbeRequest): Promise<ProbeExchange>;
  /** The request of the control, presented otherwise. */
  like(parts: RequestParts): ProbeRequest;
}

/** The positive control: a good token gets through, and the request that it got through with is asked without one. */
export async function prepare(
  application: Application,
  options: BatteryOptions,
): Promise<ProbeContext | SetUpError> {
  const seen: ProbeExchange[] = [];
  const tried = async (request: ProbeRequest): Promise<ProbeExchange> => {
    const exchange = await ask(application, request);
    seen.push(exchange);
    return exchange;
  };
  let supply: TokenSupply | undefined;
  try {
    supply = new TokenSupply(
      options,
      options.scopes ?? (options.validToken === undefined ? await challengedScopes(application) : []),
    );
    const control = await firstServed(application.url, supply, options, tried);
    if (!control) return setUpErrorOf(supply, seen);
    await supply.findPublicKey();
    const like = (parts: RequestParts): ProbeRequest =>
      control.requests.request(application.url, control.method, {
        params: control.params,
        ...(control.needsSession && { sessionId: control.sessionId }),
        ...parts,
      });
    const sessions = new Set<string>();
    for (const exchange of seen) noteSession(sessions, exchange);
    const decided = whenDecided(application);
    const context = {
      application,
      options,
      supply,
      control,
      like,
      sessions,
      ask: async (request: ProbeRequest) => {
        const exchange = await decided(request);
        noteSession(sessions, exchange);
        return exchange;
      },
    };
    return { ...context, anonymous: await context.ask(like({})) };
  } catch (error) {
    return setUpErrorOf(supply, seen, error);
  }
}

function noteSession(sessions: Set<string>, { reply }: ProbeExchange): void {
  const id = reply.headers.get('mcp-session-id');
  if (id !== null && reply.status < 300) sessions.add(id);
}

/** A rate limit that is met decides nothing. */
function whenDecided(application: Application): ProbeContext['ask'] {
  return async request => {
    const exchange = await ask(application, request);
    if (exchange.reply.status === 429) throw new Undecided('could not tell', RATE_LIMIT);
    return exchange;
  };
}

const RATE_LIMIT =
  'a rate limit was met (429): lift it for the tests, with SDK v1 mcpAuthRouter({ rateLimit: false })';

/** What the challenge asks for: without it one could only guess what the good token has to have. */
export async function challengedScopes(application: Application): Promise<string[]> {
  for (const requests of [legacy, modern]) {
    const { reply } = await ask(application, requests.request(application.url, requests.first));
    const scope = reply.status === 401 ? scopeOf(reply) : undefined;
    if (scope !== undefined) return scope.split(' ').filter(name => name !== '');
    if (reply.status === 401) return [];
  }
  return [];
}

/** The scopes that a challenge names. */
export function scopeOf({ headers }: Reply): string | undefined {
  const header = headers.get('www-authenticate');
  return header === null ? undefined : bearerChallenge(parseChallenges(header))?.parameters.get('scope');
}

type Tried = (request: ProbeRequest) => Promise<ProbeExchange>;

async function firstServed(
  url: URL,
  supply: TokenSupply,
  options: BatteryOptions,
  tried: Tried,
): Promise<PositiveControl | undefined> {
  const token = supply.validToken;
  for (const requests of [legacy, modern]) {
    const exchange = await tried(requests.request(url, requests.first, { token }));
    if (!isServed(exchange.reply)) continue;
    const sessionId = exchange.reply.headers.get('mcp-session-id') ?? undefined;
    if (sessionId !== undefined)
      await tried(requests.request(url, 'notifications/initialized', { token, sessionId }));
    return repeatable(url, { requests, sessionId, exchange }, token, options, tried);
  }
  return undefined;
}

/** What is asked over and over must be served over and over: a server of one session answers `initialize` once. */
async function repeatable(
  url: URL,
  found: Pick<PositiveControl, 'requests' | 'sessionId' | 'exchange'>,
  token: string,
  { allowAnonymous = [] }: BatteryOptions,
  tried: Tried,
): Promise<PositiveControl | undefined> {
  const { requests, sessionId } = found;
  const first = { method: requests.first, params: {}, needsSession: false };
  const others = METHODS.filter(({ method }) => !method.startsWith('notifications/')).map(candidate => ({
    ...candidate,
    needsSession: sessionId !== undefined,
  }));
  for (const candidate of [first, ...others]) {
    const { method, params, needsSession } = candidate;
    if (allowAnonymous.includes(method)) continue;
    const exchange = await tried(
      requests.request(url, method, { params, token, ...(needsSession && { sessionId }) }),
    );
    const { reply } = exchange;
    const isThrough =
      isServed(reply) || (method === 'tools/call' && reply.status < 300 && reply.messages.some(isAnswer));
    if (isThrough) return { ...found, ...candidate, exchange };
  }
  return undefined;
}

/** A tool that no server has. */
export const NO_TOOL = 'jest-mcp-no-such-tool';

/** What else a client asks. */
export const METHODS: readonly {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}[] = [
  { method: 'tools/list', params: {} },
  { method: 'tools/call', params: { name: NO_TOOL, arguments: {} } },
  { method: 'resources/list', params: {} },
  { method: 'prompts/list', params: {} },
  { method: 'ping', params: {} },
  { method: 'notifications/initialized', params: {} },
];
