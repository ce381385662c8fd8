import type { MatcherContext } from '../messages/matcher-context';
import { mistakeInOptional } from './engine/arguments';
import { judgeHandshake } from './engine/meeting';
import { judgeTexts, mistakeInText } from './engine/text';
import type { Answer, Verdict } from './engine/verdict';
import type { TextPattern } from './engine/expected';

/** Whether the server gave instructions, and these ones. */
export function toHaveInstructions(
  this: MatcherContext,
  received: unknown,
  ...rest: [text?: TextPattern]
): Verdict | Promise<Verdict> {
  const [text] = rest;
  const isJudged = rest.length > 0;
  return judgeHandshake(this, received, {
    call: { matcher: 'toHaveInstructions', args: isJudged ? ['expected'] : [], expected: text },
    mistake: mistakeInOptional(rest, 'text') ?? (isJudged ? mistakeInText(text) : undefined),
    judge: ({ instructions = '' }) => {
      if (isJudged && instructions !== '') return judgeTexts(this, [instructions], text);
      return isJudged ? noneToCompare(this, text) : judgePresence(instructions);
    },
  });
}

function judgePresence(instructions: string): Answer {
  return {
    verdict: instructions === '' ? 'no' : 'yes',
    actual: instructions,
    report: () => ({
      rows: [
        { label: 'Expected', shown: { words: 'instructions' }, side: 'expected' },
        {
          label: 'Received',
          shown: instructions === '' ? { words: 'none' } : { value: instructions },
          side: 'received',
        },
      ],
    }),
  };
}

function noneToCompare(context: MatcherContext, expected: unknown): Answer {
  return {
    verdict: 'neither',
    report: () => ({
      rows: [
        { label: 'Expected', shown: { value: expected }, side: 'expected' },
        { label: 'Received', shown: { words: 'no instructions at all' }, side: 'received' },
      ],
      notes: context.isNot === true ? ['To expect that there are none: .not.toHaveInstructions()'] : [],
    }),
  };
}
