import type { MatcherContext } from '../messages/matcher-context';
import type { Attempt } from '../protocol/attempt';
import { mistakeInOptional } from './engine/arguments';
import { textsOf } from './engine/parts';
import { answerOfRefusal } from './engine/rejected';
import { wrongKind } from './engine/returned';
import { judgeAttempt } from './engine/subject';
import { judgeTexts, mistakeInText } from './engine/text';
import type { Answer, Verdict } from './engine/verdict';
import type { ExpectedText } from './engine/expected';

/** Whether the tool itself answered with an error, and with this text. */
export function toReturnToolError(
  this: MatcherContext,
  received: unknown,
  ...rest: [text?: ExpectedText]
): Verdict | Promise<Verdict> {
  const [text] = rest;
  return judgeAttempt(this, received, {
    call: { matcher: 'toReturnToolError', args: rest.length > 0 ? ['expected'] : [], expected: text },
    mistake: rest.length > 0 ? (mistakeInOptional(rest, 'text') ?? mistakeInText(text)) : undefined,
    wrongVerb: wrongKind('tool'),
    example: 'mcp.callTool("divide", { a: 1, b: 0 })',
    judge: attempt => (rest.length > 0 ? judgeText(this, attempt, text) : judgeKind(attempt, 'tool error')),
  });
}

function judgeKind(attempt: Attempt, expected: string): Answer {
  const { kind } = attempt.outcome;
  const verdict = kind === 'tool error' ? 'yes' : kind === 'result' ? 'no' : 'neither';
  return answerOfRefusal(attempt, 'toReturnToolError', { verdict, expected });
}

function judgeText(context: MatcherContext, attempt: Attempt, expected: unknown): Answer {
  const { kind } = attempt.outcome;
  if (kind !== 'tool error') return judgeKind(attempt, `tool error ${context.utils.stringify(expected)}`);
  const texts = textsOfError(attempt);
  if (texts.length > 0) return judgeTexts(context, texts, expected);
  return answerOfRefusal(attempt, 'toReturnToolError', {
    verdict: 'neither',
    expected: `tool error ${context.utils.stringify(expected)}`,
    notes: ['The tool error holds no text.'],
  });
}

/** The message has lost the prefix that an SDK may have put before it, so it stands for a single block. */
function textsOfError({ outcome }: Attempt): readonly string[] {
  const { texts } = textsOf('tool', outcome.result ?? {});
  return texts.length > 1 || outcome.message === '' ? texts : [outcome.message];
}
