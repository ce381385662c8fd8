import type { OpenSession } from './open-session';
import type { TracedRequest } from '../login/trace';
import type { LoginTokens } from '../login/account';

/** A session that somebody has logged in to. */
export interface LoginSession extends OpenSession {
  /** What was issued last. Undefined after a logout. */
  readonly tokens: LoginTokens | undefined;
  /** Every HTTP request of the login, and of what followed from it, the oldest first. Secrets are cut. */
  readonly trace: readonly TracedRequest[];
  /**
   * Redeems the refresh token now, as the SDK's client does when a token has expired.
   *
   * @returns what was issued
   * @throws when there is no refresh token, or it is refused
   * @see OAuth 2.1, 4.3
   */
  refresh(): Promise<LoginTokens>;
  /**
   * Takes back the tokens where the authorization server has an endpoint for that, and forgets them. What is asked
   * later is asked without one.
   *
   * @throws when the authorization server refuses
   * @see RFC 7009
   */
  logout(): Promise<void>;
}
