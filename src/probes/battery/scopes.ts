import { bearerChallenge, parseChallenges } from '../../oauth/challenge';
import type { BrokenTokens, TokenOptions } from '../../oauth/shapes';
import { scopeOf, type ProbeContext } from '../positive-control';
import { isAnswer, type ProbeExchange } from '../exchange';
import { judgeRefusal } from '../judge';
import type { Probe } from '../probe';
import { type Finding, type Level } from '../report';
import { RULES } from '../rules';
import { Undecided } from '../undecided';

const CURE =
  "Demand the scopes where the token is judged: requireBearerAuth({ verifier, requiredScopes: ['…'] }).";

/** Tokens that are good, but not for this. */
export const scopes: readonly Probe[] = [
  probe('unrelated scope', 'a token with an unrelated scope', (broken, it) => broken.unrelatedScope(it), {
    scopes: ['unrelated:scope'],
  }),
  probe('no scope', 'a token without any scope', (broken, it) => broken.withoutScopes(it), { scopes: [] }),
];

function probe(
  name: string,
  what: string,
  make: (broken: BrokenTokens, options: TokenOptions) => string,
  mint: TokenOptions,
): Probe {
  return {
    name,
    rule: RULES.insufficientScope,
    run: async context => {
      if (demanded(context).length === 0)
        throw new Undecided(
          'not applicable',
          'neither the challenge nor the option scopes says that one is needed',
        );
      return judge(name, what, await context.ask(context.like({ token: context.supply.signed(make, mint) })));
    },
  };
}

function demanded({ options, anonymous }: ProbeContext): readonly string[] {
  return options.scopes ?? (scopeOf(anonymous.reply) ?? '').split(' ').filter(name => name !== '');
}

function judge(name: string, what: string, exchange: ProbeExchange): Finding[] {
  const { reply } = exchange;
  const rule = RULES.insufficientScope;
  const found = (level: Level, cause: string, message: string, cure = CURE): Finding[] => [
    { probe: name, rule, level, cause, message, exchange, cure },
  ];
  if (reply.status >= 500 || (reply.status < 300 && reply.messages.some(isAnswer)))
    return judgeRefusal({ probe: name, rule, what, family: 'scopes', cure: CURE }, exchange);
  if (reply.status === 401)
    return found(
      'warn',
      'scope answered 401',
      `${what} was answered with 401: the client will log in again for the same token`,
      'Answer 403 with error="insufficient_scope" and the scope that is needed.',
    );
  if (reply.status !== 403)
    return found(
      'fail',
      'scope answered otherwise',
      `${what} was answered with ${reply.status} rather than 403`,
    );
  const header = reply.headers.get('www-authenticate');
  const challenge = header === null ? undefined : bearerChallenge(parseChallenges(header));
  if (challenge?.parameters.get('error') !== 'insufficient_scope')
    return found(
      'warn',
      'no insufficient_scope',
      'the 403 has no challenge with error="insufficient_scope"',
      'A client steps up only when it is told: Bearer error="insufficient_scope", scope="…".',
    );
  if (!challenge.parameters.has('scope'))
    return found(
      'warn',
      'no scope in the 403',
      'the 403 does not say which scope is needed',
      'Name it: Bearer error="insufficient_scope", scope="…".',
    );
  return [];
}
