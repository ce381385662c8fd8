import { describeValue } from '../messages/describe';
import { usageError } from '../messages/stack';
import { ERA_CHOICES, type EraChoice } from '../protocol/era';
import { LINKS, type LinkName } from '../subjects/shared/opening';

/** Options of `mcp.serve` that name a link: a row of `describe.each`. */
export interface LinkRow {
  readonly link: LinkName;
}

/** Options of `mcp.serve` that name an era: a row of `describe.each`. */
export interface EraRow {
  readonly era: EraChoice;
}

/** See `Mcp.links`. */
export function links(...names: LinkName[]): LinkRow[] {
  assertChoices('mcp.links()', names, LINKS);
  return names.map(link => ({ link }));
}

/** See `Mcp.eras`. */
export function eras(...choices: EraChoice[]): EraRow[] {
  assertChoices('mcp.eras()', choices, ERA_CHOICES);
  return (choices.length > 0 ? choices : (['legacy', 'modern'] as const)).map(era => ({ era }));
}

function assertChoices(call: string, given: readonly unknown[], known: readonly string[]): void {
  if (given.length === 0 && known === LINKS)
    throw usageError(`${call} got no link. Write for example:\n  mcp.links('memory', 'http')`);
  for (const [index, choice] of given.entries()) {
    if (!known.includes(choice as string))
      throw usageError(`${call} got ${describeValue(choice)}. There are: ${known.join(', ')}.`);
    if (given.indexOf(choice) !== index)
      throw usageError(`${call} got ${describeValue(choice)} twice. Each row runs the same tests.`);
  }
}
