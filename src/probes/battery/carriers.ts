import { URL, URLSearchParams } from '../../core';
import { judgeRefusal } from '../judge';
import type { Probe } from '../probe';
import { Undecided } from '../undecided';
import { RULES } from '../rules';

const HEADER_ONLY = 'Read the token from the Authorization header alone.';

/** A good token that comes by another way than the header, or with a page of another site. */
export const carriers: readonly Probe[] = [
  {
    name: 'token in the query',
    rule: RULES.query,
    run: async context => {
      const { validToken } = context.supply;
      const request = context.like({ tokens: [validToken] });
      const url = new URL(request.url);
      url.searchParams.set('access_token', validToken);
      const exchange = await context.ask({ ...request, url });
      if (
        exchange.reply.status < 500 &&
        exchange.reply.messages.length === 0 &&
        exchange.reply.status !== 200
      )
        return [];
      return judgeRefusal(
        {
          probe: 'token in the query',
          rule: RULES.query,
          what: 'a good token in the query, where every log keeps it,',
          family: 'token in the query',
          cure: HEADER_ONLY,
          level: 'warn',
        },
        exchange,
      );
    },
  },
  {
    name: 'token in a form',
    rule: RULES.header,
    run: async context => {
      const { validToken } = context.supply;
      const form = (token: string, tokens: readonly string[]) => {
        const { headers, ...request } = context.like({});
        return {
          ...request,
          headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
          body: new URLSearchParams({ access_token: token }).toString(),
          tokens,
        };
      };
      const bad = await context.ask(form('not-a-token', []));
      const good = await context.ask(form(validToken, [validToken]));
      const isRead = good.reply.status < 300 || (bad.reply.status === 401 && good.reply.status !== 401);
      if (!isRead) return [];
      return [
        {
          probe: 'token in a form',
          rule: RULES.header,
          level: 'warn',
          cause: 'token in a form',
          message: `a good token in the body of a form was taken: ${good.reply.status}, where a bad one is answered with ${bad.reply.status}`,
          exchange: good,
          cure: HEADER_ONLY,
        },
      ];
    },
  },
  {
    name: 'token in a cookie',
    rule: RULES.header,
    run: async context => {
      const { validToken } = context.supply;
      const cookie = ['token', 'access_token', 'jwt', 'auth', 'session']
        .map(name => `${name}=${validToken}`)
        .join('; ');
      return judgeRefusal(
        {
          probe: 'token in a cookie',
          rule: RULES.header,
          what: 'a good token in a cookie, which a browser sends along for any site,',
          family: 'token in a cookie',
          cure: HEADER_ONLY,
          level: 'warn',
        },
        await context.ask(context.like({ headers: { cookie }, tokens: [validToken] })),
      );
    },
  },
  {
    name: 'Origin of another site',
    rule: RULES.origin,
    run: async context => {
      const exchange = await context.ask(
        context.like({ token: context.supply.validToken, headers: { origin: 'https://evil.example' } }),
      );
      const { status } = exchange.reply;
      if (status >= 500)
        throw new Undecided(
          'could not tell',
          `a good token and a foreign Origin were answered with ${status}`,
        );
      if (status >= 300) return [];
      return [
        {
          probe: 'Origin of another site',
          rule: RULES.origin,
          // A token is no cookie: a page of another site has none to send. So it is no hole in what this matcher is about.
          level: 'note',
          cause: 'foreign Origin',
          message: 'a page of another site may ask: Origin: https://evil.example was accepted',
          exchange,
          cure: 'Name the origins that may ask: originValidation([…]) of @modelcontextprotocol/express and /hono, allowedOrigins of SDK v1.',
        },
      ];
    },
  },
];
