import type { MatcherContext } from '../messages/matcher-context';
import type { BatteryOptions } from '../probes/battery';
import { mistakeInOptional } from './engine/arguments';
import { isAttempt, judgeRefused } from './engine/refused';
import { mistakeInText } from './engine/text';
import { isAsymmetric, isPlain } from './engine/values';
import type { Verdict } from './engine/verdict';
import type { TextPattern } from './engine/expected';
import type { Mistake } from '../messages/parts';

/** Whether an operation was refused for want of a good token, or an application refuses whatever it must. */
export function toRejectUnauthorized(
  this: MatcherContext,
  received: unknown,
  ...rest: [expected?: TextPattern | BatteryOptions]
): Verdict | Promise<Verdict> {
  const [expected] = rest;
  if (!isAttempt(this, received) && received !== undefined && received !== null) {
    const { judgeApplication } = require('./engine/application') as typeof import('./engine/application');
    return judgeApplication(this, received, expected as BatteryOptions | undefined);
  }
  const isJudged = rest.length > 0;
  return judgeRefused(
    this,
    received,
    {
      call: { matcher: 'toRejectUnauthorized', args: isJudged ? ['text'] : [], expected },
      mistake: isJudged ? (mistakeInOptional(rest, 'text') ?? mistakeInPattern(expected)) : undefined,
      example: 'mcp.anonymous().callTool("purge")',
    },
    {
      matcher: 'toRejectUnauthorized',
      kind: 'unauthorized',
      expected: isJudged
        ? `unauthorized, or the tool error ${this.utils.stringify(expected)}`
        : 'unauthorized (401)',
      ...(isJudged && { text: expected }),
    },
  );
}

function mistakeInPattern(value: unknown): Mistake | undefined {
  if (isPlain(value) && !isAsymmetric(value))
    return {
      side: 'expected',
      name: 'text',
      must: 'be a text, as the subject is an operation',
      value,
      instead: 'Options are for a whole application: await expect(app).toRejectUnauthorized({ auth: as })',
    };
  return mistakeInText(value, 'text');
}
