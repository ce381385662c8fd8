import type { MatcherContext } from '../messages/matcher-context';
import { JSON } from '../core';
import type { Attempt } from '../protocol/attempt';
import { mistakeInOptional } from './engine/arguments';
import { answerOfRefusal, isAnswered } from './engine/rejected';
import { judgeAttempt } from './engine/subject';
import { matchesText, mistakeInText } from './engine/text';
import type { Answer, Verdict } from './engine/verdict';
import type { TextPattern } from './engine/expected';
import type { Mistake } from '../messages/parts';

/** Whether the server answered with this JSON-RPC error code, and with this message. */
export function toRejectWithCode(
  this: MatcherContext,
  received: unknown,
  code: number,
  ...rest: [message?: TextPattern]
): Verdict | Promise<Verdict> {
  const [message] = rest;
  const isJudged = rest.length > 0;
  return judgeAttempt(this, received, {
    call: {
      matcher: 'toRejectWithCode',
      args: isJudged ? ['code', 'message'] : ['code'],
      expected: isJudged ? { code, message } : code,
    },
    mistake:
      mistakeInCode(code) ??
      mistakeInOptional(rest, 'message') ??
      (isJudged ? mistakeInMessage(message) : undefined),
    example: 'mcp.callTool("purge")',
    judge: attempt => judge(this, attempt, code, rest),
  });
}

function mistakeInCode(code: unknown): Mistake | undefined {
  if (Number.isInteger(code)) return undefined;
  return {
    side: 'expected',
    name: 'code',
    must: 'be an integer',
    value: code,
    instead: 'For example: toRejectWithCode(-32602)',
  };
}

function mistakeInMessage(message: unknown): Mistake | undefined {
  if (!Array.isArray(message)) return mistakeInText(message, 'message');
  return {
    side: 'expected',
    name: 'message',
    must: 'be a string, a regular expression or an asymmetric matcher',
    value: message,
  };
}

function judge(context: MatcherContext, attempt: Attempt, code: number, rest: readonly unknown[]): Answer {
  const { outcome } = attempt;
  const expected = ['error', code, ...rest.map(message => context.utils.stringify(message))].join(' ');
  if (!isAnswered(outcome.kind)) {
    // SDK clients make errors of their own here, with codes that no server sent.
    return answerOfRefusal(attempt, 'toRejectWithCode', {
      verdict: 'neither',
      expected,
      notes: ['No answer came, so no code came either.'],
    });
  }
  const isSame =
    outcome.code === code && rest.every(message => matchesText(context, outcome.message, message));
  const notes = codeNotes(outcome.code, code, attempt);
  return answerOfRefusal(attempt, 'toRejectWithCode', { verdict: isSame ? 'yes' : 'no', expected, notes });
}

/** Names like `invalid arguments` do not show the code that came with them. */
function codeNotes(received: number | undefined, expected: number, { outcome }: Attempt): string[] {
  if (outcome.kind === 'protocol error') return [];
  if (received === undefined) return ['The answer carries no error code.'];
  const same = received === expected ? ', as expected' : '';
  return [
    `The answer carries the code ${received}${same}, and the message ${JSON.stringify(outcome.message)}.`,
  ];
}
