/** The classes of the errors that a test can catch. Codes stay what they are; words may change. */

/** What all of them are: `error instanceof McpTestError`. */
export class McpTestError extends Error {
  /** The code of all errors of a class; here, how each of them begins. */
  static readonly code: string = 'ERR_MCP_';
  /** Tells what kind of an error it is, whatever it says: `ERR_MCP_TIMEOUT`. */
  readonly code: string = (this.constructor as typeof McpTestError).code;

  /** By the code: a test file may hold several copies of a class, after `jest.resetModules()` for example. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    const { code } = (value ?? {}) as { code?: unknown };
    if (!(typeof code === 'string')) return false;
    return this === McpTestError ? code.startsWith(this.code) : code === this.code;
  }
}

/** The test has called something wrongly, or when it cannot be called: an unknown option, a session that was closed. */
export class UsageError extends McpTestError {
  static override readonly code = 'ERR_MCP_USAGE';
}

/** What the server has answered is not what the protocol, or its own schema, lets it answer. */
export class InvalidOutputError extends McpTestError {
  static override readonly code = 'ERR_MCP_INVALID_OUTPUT';
  override readonly name = 'InvalidOutputError';
}

/** No answer came until shortly before the test's own timeout. A timeout of the request is the SDK's own error. */
export class TimeoutError extends McpTestError {
  static override readonly code = 'ERR_MCP_TIMEOUT';
  override readonly name = 'TimeoutError';
}

/** The request does not exist in the protocol revision that was agreed on. */
export class EraError extends McpTestError {
  static override readonly code = 'ERR_MCP_ERA';
  override readonly name = 'EraError';
}

/** The server is gone, or no client could read what it has written, where the SDK's client has no error of its own. */
export class DisconnectedError extends McpTestError {
  static override readonly code = 'ERR_MCP_DISCONNECTED';
}

/** The factory threw, or did not give what can be served. What it threw is the `cause`. */
export class FactoryError extends McpTestError {
  static override readonly code = 'ERR_MCP_FACTORY';
  override readonly name = 'FactoryError';
  /** The same behind "the server could not be built:". @internal */
  readonly brief: string = this.message.replace(/^mcp\.serve\(\):? /, '');
}

/** A login that failed. The message names the step, what came back and what to try, and lists the requests. */
export class LoginError extends McpTestError {
  static override readonly code = 'ERR_MCP_LOGIN';
  override readonly name = 'LoginError';

  constructor(
    message: string,
    /** The `error` of OAuth, where there was one: `access_denied`, `invalid_client`. */
    readonly oauthError: string | undefined,
    /** What the SDK's client, or the kit, threw. No `cause`, which Jest would print: its stack is the SDK's. */
    readonly reason: unknown,
  ) {
    super(message);
    Object.defineProperty(this, 'reason', { value: reason, enumerable: false });
  }
}

/** The server broke the protocol, or wrote to stdout, where no operation could tell. Closing a session rejects with it. */
export class ViolationError extends McpTestError {
  static override readonly code = 'ERR_MCP_VIOLATION';
}
