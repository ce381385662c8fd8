import type { Shape } from '../engine/expected';
import type { ResultOf } from './result-of';

/** Matchers about authorization. */
export interface AuthMatchers<R, T> {
  /**
   * The authorization server was asked this since the test began.
   *
   * It looks at what has arrived: what a client does in the background has to be awaited first. How the request was
   * answered is not looked at.
   *
   * Fails with and without `.not` when the authorization server has no such endpoint and was never asked for it.
   *
   * @param request The method and the path, below the issuer or as it was asked for: `POST /token`.
   * @param fields What its query and body must hold among other things: a field that came several times is an array.
   *   Left out: any.
   * @example await expect(as).toHaveSeen('POST /token', { grant_type: 'refresh_token', resource: as.resource });
   * @see MCP 2025-11-25, basic/authorization › Authorization Flow Steps
   */
  toHaveSeen(
    request: `${string} /${string}`,
    fields?: Shape<Readonly<Record<string, unknown>>>,
  ): ResultOf<R, T>;
}
