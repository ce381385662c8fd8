import type { Misuse } from './parts';
import { printValue } from './print';
import { formatEvidence, formatHint } from './report';
import { SecretFilter } from './secrets';
import type { PrinterContext } from './matcher-context';

/**
 * A misuse in Jest's own form: `Matcher error:`, what the value must be, its type and content, what to
 * write instead.
 */
export function formatMisuse(context: PrinterContext, misuse: Misuse): string {
  const secrets = new SecretFilter();
  const printer = { ...context, secrets };
  const { EXPECTED_COLOR, RECEIVED_COLOR, printWithType, matcherErrorMessage } = printer.utils;
  const colour = misuse.side === 'expected' ? EXPECTED_COLOR : RECEIVED_COLOR;
  const name = misuse.name ?? misuse.side;
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  const found =
    misuse.found ?? printWithType(title, misuse.value, value => colour(printValue(printer, value)));
  const specific = [found, misuse.instead, ...formatEvidence(printer, misuse.evidence)]
    .filter(block => block !== undefined)
    .join('\n\n');
  const generic = `${colour(name)} ${misuse.name === undefined ? 'value ' : ''}must ${misuse.must}`;
  return secrets.text(matcherErrorMessage(formatHint(printer, misuse.hint), generic, specific));
}
