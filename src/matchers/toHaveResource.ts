import type { MatcherContext } from '../messages/matcher-context';
import { judgeItem } from './engine/item';
import { RESOURCES } from './engine/lists';
import type { Verdict } from './engine/verdict';
import type { ResourceShape } from './engine/expected';

/** Whether the server lists this resource, of this shape. */
export function toHaveResource(
  this: MatcherContext,
  received: unknown,
  uri: string,
  ...rest: [shape?: ResourceShape]
): Verdict | Promise<Verdict> {
  return judgeItem(this, received, 'toHaveResource', RESOURCES, uri, rest);
}
