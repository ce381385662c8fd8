import type { SecretFilter } from './secrets';

/** The printers of the test runner, as `expect.extend` gives them to a matcher. */
export interface Printers {
  readonly EXPECTED_COLOR: (text: string) => string;
  readonly RECEIVED_COLOR: (text: string) => string;
  readonly DIM_COLOR: (text: string) => string;
  stringify(value: unknown): string;
  matcherHint(name: string, received?: string, expected?: string, options?: object): string;
  matcherErrorMessage(hint: string, generic: string, specific?: string): string;
  printWithType(name: string, value: unknown, print: (value: unknown) => string): string;
  printDiffOrStringify(
    expected: unknown,
    received: unknown,
    expectedLabel: string,
    receivedLabel: string,
    expand: boolean,
  ): string;
  iterableEquality(a: unknown, b: unknown, ...more: unknown[]): boolean | undefined;
  subsetEquality(object: unknown, subset: unknown, ...more: unknown[]): boolean | undefined;
}

/** What a matcher is called with as `this`: as far as the kit uses it, the same in Jest and Vitest. */
export interface MatcherContext {
  readonly isNot?: boolean;
  /** `'rejects'`, `'resolves'` or empty. Undefined where it is used as an asymmetric matcher. */
  readonly promise?: string;
  readonly expand?: boolean;
  readonly utils: Printers;
  readonly customTesters: unknown[];
  equals(a: unknown, b: unknown, testers?: unknown[], strictCheck?: boolean): boolean;
}

/** What printing needs of the matcher context: its printers, and how the matcher was called. */
export interface PrinterContext extends Pick<MatcherContext, 'utils' | 'isNot' | 'promise' | 'expand'> {
  /** The filter of the message that is being printed. */
  readonly secrets?: SecretFilter;
}
