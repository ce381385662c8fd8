export { noteOnInvisible, veil } from './invisible';
export { formatMisuse } from './misuse';
export { isSlip } from './likeness';
export type { Comparison, Hint, Misuse, Offer, Report, Row, Section, Shown } from './parts';
export { formatReport, printSection } from './report';
export { printCount, printPlural } from './cut';
export type { Voice } from './matcher-context';
