/** Thrown where a server ends its process, so that nothing of it runs on. @see isExit */
const EXIT = Symbol.for('jest-mcp.exit');

/** Whether `error` is what {@link exitError} made: it says that code was stopped, and is not a failure by itself. */
export function isExit(error: unknown): boolean {
  return typeof error === 'object' && error !== null && EXIT in error;
}

/** What is thrown to the caller of `process.exit`, which must not return. */
export function exitError(message: string): Error {
  return Object.assign(new Error(message), { [EXIT]: true });
}
