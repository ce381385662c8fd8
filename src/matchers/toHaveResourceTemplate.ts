import type { MatcherContext } from '../messages/matcher-context';
import { judgeItem } from './engine/item';
import { RESOURCE_TEMPLATES } from './engine/lists';
import type { Verdict } from './engine/verdict';
import type { ResourceTemplateShape } from './engine/expected';

/** Whether the server lists this resource template, of this shape. */
export function toHaveResourceTemplate(
  this: MatcherContext,
  received: unknown,
  uriTemplate: string,
  ...rest: [shape?: ResourceTemplateShape]
): Verdict | Promise<Verdict> {
  return judgeItem(this, received, 'toHaveResourceTemplate', RESOURCE_TEMPLATES, uriTemplate, rest);
}
