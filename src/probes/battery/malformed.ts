import type { ProbeContext } from '../positive-control';
import type { ProbeRequest } from '../exchange';
import { judgeRefusal } from '../judge';
import type { Probe } from '../probe';
import { RULES } from '../rules';

const CURE = 'Take the token from `Authorization: Bearer <token>` alone, and verify it before anything else.';

/** What is no token, or no header for one. 400 is as good an answer as 401. */
export const malformed: readonly Probe[] = [
  probe('another scheme', 'a good token behind the word Basic', ({ like, supply }) =>
    like({ authorization: `Basic ${supply.validToken}`, tokens: [supply.validToken] }),
  ),
  probe('empty Bearer', 'an empty token', ({ like }) => like({ authorization: 'Bearer ' })),
  probe('bare token', 'a good token without the word Bearer', ({ like, supply }) =>
    like({ authorization: supply.validToken, tokens: [supply.validToken] }),
  ),
  probe('two tokens', 'a bad token and a good one in one header', ({ like, supply }) =>
    like({ authorization: `Bearer not-a-token, Bearer ${supply.validToken}`, tokens: [supply.validToken] }),
  ),
  probe('non-ASCII token', 'a token with letters that are not ASCII', ({ like }) =>
    like({ authorization: 'Bearer t\u00f6k\u00ebn', tokens: [] }),
  ),
  probe(
    '10 kB token',
    'a token of 10 kB',
    ({ like }) => like({ token: 'A'.repeat(10_000) }),
    [400, 413, 431],
  ),
  probe('garbage', 'garbage', ({ like }) => like({ token: 'not-a-token' }), []),
  probe(
    'garbage in the shape of a JWT',
    'garbage in the shape of a JWT',
    ({ like }) => like({ token: 'bm90.YQ.dG9rZW4' }),
    [],
  ),
];

function probe(
  name: string,
  what: string,
  request: (context: ProbeContext) => ProbeRequest,
  tolerated: readonly number[] = [400],
): Probe {
  const rule = tolerated.length > 0 ? RULES.malformed : RULES.invalidTokens;
  return {
    name,
    rule,
    run: async context =>
      judgeRefusal(
        { probe: name, rule, what, family: 'malformed credentials', cure: CURE, tolerated },
        await context.ask(request(context)),
      ),
  };
}
