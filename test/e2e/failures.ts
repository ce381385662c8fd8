import type { Run } from './harness';

/** What Jest printed of each test that failed, by its full name: message, code frame and stack, as a person reads them. */
export function failuresOf({ output }: Run): Record<string, string> {
  const failures: Record<string, string> = {};
  const [printed = ''] = output.split(/^Test Suites: /m);
  for (const section of printed.split(/^ {2}● /m).slice(1)) {
    const [name = '', ...lines] = section.split('\n');
    const text = lines
      .map(line => line.replace(/^ {4}/, ''))
      .join('\n')
      .trim();
    failures[name] = text.replace(/^(?:PASS|FAIL) .*$/gm, '').trim();
  }
  return failures;
}

/** The failure of one test. A test that did not fail is an error of the test that asks. */
export function failureOf(run: Run, name: string): string {
  const failure = failuresOf(run)[name];
  if (failure === undefined) throw new Error(`No failure of "${name}" was printed:\n${run.output}`);
  return failure;
}
