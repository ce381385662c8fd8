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
