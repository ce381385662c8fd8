import type { MatcherContext } from '../messages/matcher-context';
import { judgeItem } from './engine/item';
import { PROMPTS } from './engine/lists';
import type { Verdict } from './engine/verdict';
import type { PromptShape } from './engine/expected';

/** Whether the server offers this prompt, of this shape. */
export function toHavePrompt(
  this: MatcherContext,
  received: unknown,
  name: string,
  ...rest: [shape?: PromptShape]
): Verdict | Promise<Verdict> {
  return judgeItem(this, received, 'toHavePrompt', PROMPTS, name, rest);
}
