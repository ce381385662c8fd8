/** How many tests that have yet to start will want a process of a program. */
export interface Forecast {
  /** Undefined where nobody knows. */
  readonly tests: number | undefined;
  /** Whether a describe block serves the program to them, rather than a test for itself. */
  readonly isCertain: boolean;
}
