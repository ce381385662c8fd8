import type { MatcherContext } from '../messages/matcher-context';
import type { Attempt } from '../protocol/attempt';
import type { Issue } from '../protocol/outcome';
import { mistakeInOptional } from './engine/arguments';
import { joinPath } from './engine/outcome';
import { answerOfRefusal, isAnswered, namesNothing, notesOnWords } from './engine/rejected';
import { judgeAttempt } from './engine/subject';
import { isEmptyPattern, isRegExp, matchesPattern } from './engine/values';
import type { Answer, Verdict } from './engine/verdict';
import type { Mistake } from '../messages/parts';

/** Whether the arguments were refused before the handler ran, and for what is at this path. */
export function toRejectInvalidArguments(
  this: MatcherContext,
  received: unknown,
  ...rest: [at?: string | RegExp]
): Verdict | Promise<Verdict> {
  const [at] = rest;
  return judgeAttempt(this, received, {
    call: { matcher: 'toRejectInvalidArguments', args: rest.length > 0 ? ['at'] : [], expected: at },
    mistake: mistakeInOptional(rest, 'at') ?? mistakeInPath(rest),
    wrongVerb: namesNothing,
    example: 'mcp.callTool("add", { a: "one" })',
    judge: attempt => judge(attempt, at),
  });
}

function mistakeInPath(rest: readonly unknown[]): Mistake | undefined {
  const [at] = rest;
  if (rest.length === 0 || (typeof at === 'string' && at !== '') || (isRegExp(at) && !isEmptyPattern(at)))
    return undefined;
  return {
    side: 'expected',
    name: 'at',
    must: 'be a path or a regular expression that is not empty',
    value: at,
    instead: 'For example: toRejectInvalidArguments("items[0].name")',
  };
}

function judge(attempt: Attempt, at: string | RegExp | undefined): Answer {
  const { kind, issues, isByWords } = attempt.outcome;
  const expected = at === undefined ? 'invalid arguments' : `invalid arguments at ${String(at)}`;
  if (!isAnswered(kind) || !CLEAR.includes(kind) || isByWords)
    return answerOfRefusal(attempt, 'toRejectInvalidArguments', {
      verdict: 'neither',
      expected,
      notes: notesOnWords(attempt),
    });
  if (kind !== 'invalid arguments')
    return answerOfRefusal(attempt, 'toRejectInvalidArguments', { verdict: 'no', expected });
  if (at === undefined)
    return answerOfRefusal(attempt, 'toRejectInvalidArguments', { verdict: 'yes', expected });
  if (issues === undefined || issues.length === 0) {
    const note =
      "Neither the tool's schema nor the server's text tells where: toRejectInvalidArguments() asks for no path.";
    return answerOfRefusal(attempt, 'toRejectInvalidArguments', {
      verdict: 'neither',
      expected,
      notes: [note],
    });
  }
  return answerOfRefusal(attempt, 'toRejectInvalidArguments', {
    verdict: issues.some(issue => isAt(issue, at)) ? 'yes' : 'no',
    expected,
  });
}

/** After these it is known whether the arguments were good enough for the handler. */
const CLEAR: readonly string[] = ['result', 'tool error', 'invalid output', 'invalid arguments'];

/** `items[0].name` and `items.0.name` are the same path, and a key may hold a dot itself. */
function isAt({ path }: Issue, at: string | RegExp): boolean {
  if (isRegExp(at)) return matchesPattern(joinPath(path), at);
  return path.join('.') === at.replace(/\[(\d+)\]/g, '.$1').replace(/^\./, '');
}
