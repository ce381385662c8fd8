/**
 * What outlives one session: where the test file lies, and what is kept for all of its tests.
 */
export class TestFile {
  readonly #kept = new Map<string, unknown>();
  readonly #ends: (() => unknown)[] = [];
  readonly #afterTests: (() => void)[] = [];

  constructor(
    /** The test file's folder, where an `entry` starts from, as an import would. */
    readonly folder: string,
    /** Jest's `rootDir`, where programs run and configuration files lie. */
    readonly rootDir: string,
    /** The test file itself, where somebody tells it. */
    readonly path?: string,
  ) {}

  /**
   * One object for all tests of the file, made when it is first asked for.
   *
   * @param end puts it away when the last test of the file is over
   */
  kept<T>(key: string, make: () => T, end?: (kept: T) => unknown): T {
    if (!this.#kept.has(key)) {
      const made = make();
      this.#kept.set(key, made);
      if (end) this.onFileEnd(() => end(made));
    }
    return this.#kept.get(key) as T;
  }

  /** Runs `run` when the file is over, before what was registered earlier. */
  onFileEnd(run: () => unknown): void {
    this.#ends.push(run);
  }

  /** Runs `run` whenever a test is over and no other one is running. */
  onTestEnd(run: () => void): void {
    this.#afterTests.push(run);
  }

  /** A test is over, and no other one is running. */
  testEnded(): void {
    for (const run of this.#afterTests) run();
  }

  /** Puts everything away, the last first. */
  async end(): Promise<void> {
    this.#kept.clear();
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}
