import { URL } from '../../core';
import type { ProbeContext } from '../positive-control';
import type { ProbeRequest } from '../exchange';
import { judgeAcceptance, judgeRefusal } from '../judge';
import type { Probe } from '../probe';
import { Undecided } from '../undecided';
import { decodeJwt } from '../../oauth/jwt';
import { RULES } from '../rules';

const PER_REQUEST = 'Judge the token of every request; a session id only says which transport it is for.';

/** Sessions, revoked tokens, keys that cannot be fetched: what depends on what was before. */
export const state: readonly Probe[] = [
  {
    name: 'session without a token',
    rule: RULES.sessions,
    run: async context => {
      const exchange = await context.ask(inSession(context, () => undefined));
      return judgeRefusal(
        {
          probe: 'session without a token',
          rule: RULES.sessions,
          what: "somebody's session without a token",
          family: 'session as credential',
          cure: PER_REQUEST,
        },
        exchange,
      );
    },
  },
  {
    name: "somebody else's session",
    rule: RULES.sessionBinding,
    run: async context => {
      const exchange = await context.ask(inSession(context, () => context.supply.other()));
      if (exchange.reply.status >= 500)
        throw new Undecided('could not tell', `it was answered with ${exchange.reply.status}`);
      if (exchange.reply.status >= 300) return [];
      return [
        {
          probe: "somebody else's session",
          rule: RULES.sessionBinding,
          level: 'warn',
          cause: 'session of another',
          message: "another user's good token was accepted in somebody's session",
          exchange,
          cure: 'Keep with each session whose it is, and answer 404 to others.',
        },
      ];
    },
  },
  {
    name: 'revoked token',
    rule: RULES.revoked,
    run: async context => {
      const { supply } = context;
      if (supply.kind === 'jwt')
        throw new Undecided('not applicable', 'signed tokens are judged without asking the issuer');
      if (!supply.server)
        throw new Undecided('could not run', 'it needs auth: the test authorization server');
      const token = supply.server.broken.revoked(supply.identity);
      return judgeRefusal(
        {
          probe: 'revoked token',
          rule: RULES.revoked,
          what: 'a revoked token',
          family: 'revoked',
          cure: 'Introspect the token, and refuse it unless the answer has active: true. Keep answers no longer than seconds.',
        },
        await context.ask(context.like({ token })),
      );
    },
  },
  {
    name: 'key in jku',
    rule: RULES.headerKeys,
    isAlone: true,
    run: async context => {
      const token = context.supply.forged((broken, it) => broken.keyUrl(undefined, it), 'keyUrl');
      const canary = new URL(String(decodeJwt(token)?.header['jku'])).pathname;
      const visits = (): number =>
        context.supply.server?.seen.filter(({ path }) => path === canary).length ?? 0;
      const before = visits();
      const exchange = await context.ask(context.like({ token }));
      const found = judgeRefusal(
        {
          probe: 'key in jku',
          rule: RULES.headerKeys,
          what: 'a token that says in jku where its key is',
          family: 'keys in the header',
          cure: FETCHES,
        },
        exchange,
      );
      if (visits() === before) return found;
      return [
        ...found,
        {
          probe: 'key in jku',
          rule: RULES.headerKeys,
          level: 'fail',
          cause: 'jku fetched',
          message: 'the server fetched the URL in jku of a token that nobody vouches for',
          exchange,
          cure: FETCHES,
        },
      ];
    },
  },
  {
    name: 'issuer out of reach',
    rule: RULES.failClosed,
    isAlone: true,
    run: async context => {
      const { server, kind } = context.supply;
      if (!server)
        throw new Undecided(
          'could not run',
          'it needs auth: the test authorization server, which can be down',
        );
      let isDown = true;
      const uri = kind === 'jwt' ? server.jwksUri : server.introspectionUri;
      server.always(new URL(uri).pathname, () => (isDown ? { status: 503, body: 'down' } : undefined));
      try {
        const token =
          kind === 'jwt' ? server.broken.unknownKey(context.supply.identity) : 'never-issued-to-anybody';
        const exchange = await context.ask(context.like({ token }));
        // Whether it says 401 or that it cannot tell: nobody got in.
        if (exchange.reply.status >= 500) return [];
        return judgeRefusal(
          {
            probe: 'issuer out of reach',
            rule: RULES.failClosed,
            what: 'a token that could not be judged, its issuer being out of reach,',
            family: 'fails open',
            cure: 'Refuse when the keys, or the introspection, cannot be had: a catch that lets through is an open door.',
          },
          exchange,
        );
      } finally {
        isDown = false;
      }
    },
  },
];

/** The control's request in the session that the control opened. @throws {Undecided} without one */
function inSession({ control, application }: ProbeContext, token: () => string | undefined): ProbeRequest {
  const { requests, sessionId } = control;
  if (sessionId === undefined) throw new Undecided('not applicable', 'the server keeps no sessions');
  return requests.request(application.url, 'tools/list', { sessionId, token: token() });
}

const FETCHES = 'Never fetch what a token names: take keys from the JWKS that the server is configured with.';

/** At the end: a battery that shut the door on the good token has proved nothing. */
export const controls: readonly Probe[] = [
  {
    name: 'good token again',
    rule: RULES.control,
    isAlone: true,
    run: async context =>
      judgeAcceptance(
        {
          probe: 'good token again',
          rule: RULES.control,
          what: 'the good token, after all the bad ones,',
          family: 'control',
          cure: 'Bad tokens must not lock good ones out. Does the server count failures, or keep a rate limit?',
        },
        await context.ask(context.like({ token: context.supply.validToken })),
      ),
  },
  {
    name: 'bearer in lower case',
    rule: RULES.scheme,
    isAlone: true,
    run: async context => {
      const { validToken } = context.supply;
      return judgeAcceptance(
        {
          probe: 'bearer in lower case',
          rule: RULES.scheme,
          level: 'warn',
          what: 'the good token behind "bearer" in lower case',
          family: 'control',
          cure: 'Compare the scheme without regard to case.',
        },
        await context.ask(context.like({ authorization: `bearer ${validToken}`, tokens: [validToken] })),
      );
    },
  },
  {
    name: 'audience in a list',
    rule: RULES.audienceList,
    isAlone: true,
    run: async context => {
      const { supply } = context;
      const resource = supply.claims['aud'] ?? supply.issuer?.resource;
      if (supply.kind === 'jwt' && supply.claims['aud'] === undefined)
        throw new Undecided('not applicable', 'the tokens of this issuer name no audience');
      const ours = (Array.isArray(resource) ? resource : [resource]) as string[];
      const token = supply.mint({ audience: ['https://one.example/mcp', ...ours] });
      return judgeAcceptance(
        {
          probe: 'audience in a list',
          rule: RULES.audienceList,
          level: 'warn',
          what: 'a good token whose audience is a list with the right one in it',
          family: 'control',
          cure: 'Look for the audience in the list, where aud is one.',
        },
        await context.ask(context.like({ token })),
      );
    },
  },
];
