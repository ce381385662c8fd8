/** What runs this file in place of Jest, as far as it says so. */
function nameOfRunner(): string {
  if (process.env.VITEST !== undefined) return 'Vitest';
  if (process.versions.bun !== undefined) return 'bun test';
  return 'another program';
}

/** Said where Jest's own modules are not to be had: the kit is made of Jest's environment, events and registry. */
export function needsJest(): Error {
  const runner = nameOfRunner();
  const error = new Error(
    `jest-mcp needs Jest, and was loaded by ${runner}. Keep tests that use it in a folder of their own, and run them with npx jest: see docs/vitest.md.`,
  );
  // There is no line of the user's to point at.
  error.stack = `${error.name}: ${error.message}`;
  return error;
}

/** Whether another test runner has loaded this. Vitest sets the variable that Jest's workers have, too. */
export function isOtherRunner(): boolean {
  if (process.env.VITEST !== undefined) return true;
  return process.versions.bun !== undefined && process.env.JEST_WORKER_ID === undefined;
}
