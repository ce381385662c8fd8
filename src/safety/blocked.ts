/** Where the thread that watches finds what it has to call; and the mark of the error that is made then. */
export const BLOCKED = Symbol.for('jest-mcp.blocked');

/** Stands for code that blocks the event loop, told as if that code had thrown it. */
export interface BlockedError extends Error {
  /** How long it may block, in milliseconds. */
  readonly [BLOCKED]: number;
  /** Whether a test was told, so that the code can be ended. */
  isTold: boolean;
}

export function blockedError(allowed: number): BlockedError {
  return Object.assign(new Error('The event loop is blocked.'), { [BLOCKED]: allowed, isTold: false });
}

export function isBlocked(error: unknown): error is BlockedError {
  return typeof error === 'object' && error !== null && BLOCKED in error;
}
