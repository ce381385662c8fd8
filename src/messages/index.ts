export { noteOnInvisible, veil } from './invisible';
export { formatMisuse } from './misuse';
export { isSlip } from './likeness';
export type { Comparison, Hint, Misuse, NameSuggestions, Report, Row, Section, Printable } from './parts';
export { formatReport, printSection } from './report';
export { printCount, printPlural } from './cut';
export type { PrinterContext } from './matcher-context';
