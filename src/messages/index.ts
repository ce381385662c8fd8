export { noteOnInvisible, veil } from './invisible';
export { formatMisuse } from './misuse';
export { isSlip } from './nearest';
export type { Comparison, Hint, Misuse, Offer, Report, Row, Section, Shown, Voice } from './parts';
export { printCount, printPlural } from './print';
export { formatReport, printSection } from './report';
