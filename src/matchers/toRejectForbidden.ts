import type { MatcherContext } from '../messages/matcher-context';
import { bearerChallenge, parseChallenges } from '../oauth/challenge';
import { JSON } from '../core';
import type { Attempt } from '../protocol/attempt';
import { mistakeInOptional } from './engine/arguments';
import { judgeRefused, type Wanted } from './engine/refused';
import type { Reading } from './engine/rejected';
import { mistakeInText } from './engine/text';
import { isAsymmetric, isPlain } from './engine/values';
import type { Verdict } from './engine/verdict';
import type { TextPattern } from './engine/expected';
import type { Mistake } from '../messages/parts';

/** What a refusal for want of a scope must say. */
export interface ForbiddenExpectation {
  /** The scope, or all the scopes, that the challenge must name. It may name others besides. */
  readonly scope: string | readonly string[];
}

/** Whether an operation was refused because who asked lacks a scope. */
export function toRejectForbidden(
  this: MatcherContext,
  received: unknown,
  ...rest: [expected?: TextPattern | ForbiddenExpectation]
): Verdict | Promise<Verdict> {
  const [expected] = rest;
  const isJudged = rest.length > 0;
  const mistake = isJudged ? (mistakeInOptional(rest, 'expected') ?? mistakeIn(expected)) : undefined;
  return judgeRefused(
    this,
    received,
    {
      call: { matcher: 'toRejectForbidden', args: isJudged ? ['expected'] : [], expected },
      mistake,
      example: 'mcp.as({ sub: "bob" }).callTool("purge")',
    },
    wantedOf(mistake ? undefined : expected, this.utils.stringify(expected)),
  );
}

function wantedOf(expected: unknown, printed: string): Wanted {
  const common = { matcher: 'toRejectForbidden', kind: 'forbidden' } as const;
  if (expected === undefined) return { ...common, expected: 'forbidden (403 insufficient_scope)' };
  if (!isPlain(expected) || isAsymmetric(expected))
    return { ...common, expected: `forbidden, or the tool error ${printed}`, text: expected };
  const scopes = scopesOf(expected as unknown as ForbiddenExpectation);
  return {
    ...common,
    expected: `forbidden, for want of ${scopes.map(scope => JSON.stringify(scope)).join(' and ')}`,
    details: attempt => judgeScopes(attempt, scopes),
  };
}

function scopesOf({ scope }: ForbiddenExpectation): readonly string[] {
  return [scope].flat().flatMap(text => text.split(' '));
}

function judgeScopes({ outcome }: Attempt, wanted: readonly string[]): Pick<Reading, 'verdict' | 'notes'> {
  const challenge = bearerChallenge(parseChallenges(outcome.refusal?.challenge ?? ''));
  const named = challenge?.parameters.get('scope');
  if (named === undefined) return { verdict: 'no', notes: ['The challenge names no scope.'] };
  const missing = wanted.filter(scope => !named.split(' ').includes(scope));
  if (missing.length === 0) return { verdict: 'yes' };
  return {
    verdict: 'no',
    notes: [
      `The challenge asks for ${JSON.stringify(named)}: it lacks ${missing.map(scope => JSON.stringify(scope)).join(', ')}.`,
    ],
  };
}

function mistakeIn(value: unknown): Mistake | undefined {
  if (!isPlain(value) || isAsymmetric(value)) return mistakeInText(value, 'expected');
  const unknown = Object.keys(value).find(key => key !== 'scope');
  const { scope } = value;
  const scopes = [scope].flat();
  if (
    unknown === undefined &&
    scopes.length > 0 &&
    scopes.every(item => typeof item === 'string' && item !== '')
  )
    return undefined;
  return {
    side: 'expected',
    name: 'expected',
    must:
      unknown === undefined
        ? 'have a scope that is a string, or an array of strings'
        : 'have a scope, and nothing else',
    value,
    instead: "For example: toRejectForbidden({ scope: 'notes:write' })",
  };
}
