import type { MatcherContext } from '../messages/matcher-context';
import { CONTENTS } from './engine/parts';
import { judgmentOfValue, wrongKind } from './engine/returned';
import { judgeAttempt } from './engine/subject';
import type { Verdict } from './engine/verdict';
import type { ExpectedContents } from './engine/expected';

/** Whether a resource's contents equal these. */
export function toReturnResourceContents(
  this: MatcherContext,
  received: unknown,
  contents: ExpectedContents,
): Verdict | Promise<Verdict> {
  return judgeAttempt(this, received, {
    call: {
      matcher: 'toReturnResourceContents',
      args: ['expected'],
      comment: 'deep equality',
      expected: contents,
    },
    wrongVerb: wrongKind('resource'),
    example: 'mcp.readResource("note://1")',
    ...judgmentOfValue(this, CONTENTS, contents),
  });
}
