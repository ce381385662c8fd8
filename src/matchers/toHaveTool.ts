import type { MatcherContext } from '../messages/matcher-context';
import { judgeItem } from './engine/item';
import { TOOLS } from './engine/lists';
import type { Verdict } from './engine/verdict';
import type { ToolShape } from './engine/expected';

/** Whether the server offers this tool, of this shape. */
export function toHaveTool(
  this: MatcherContext,
  received: unknown,
  name: string,
  ...rest: [shape?: ToolShape]
): Verdict | Promise<Verdict> {
  return judgeItem(this, received, 'toHaveTool', TOOLS, name, rest);
}
