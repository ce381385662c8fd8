/** What is wrong, where the kit itself found it: said as it is, with its cure. */
export class LoginMistake extends Error {
  override readonly name = 'LoginMistake';

  constructor(
    message: string,
    /** What to try. */
    readonly cure?: string,
    /** Of OAuth, where it is the authorization server's: `access_denied`. */
    readonly oauthError?: string,
  ) {
    super(message);
  }
}

/**
 * A login that failed. The message names the step, what came back and what to try, and lists the requests, with
 * secrets cut.
 */
export class LoginError extends Error {
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
