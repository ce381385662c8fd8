import type { BatteryOptions } from '../../probes/battery';
import type { TextPattern } from '../engine/expected';
import type { ForbiddenExpectation } from '../toRejectForbidden';
import type { ResultOf, VerdictOf } from './result-of';

/** Matchers about how an operation was refused. A broken connection is never a refusal. */
export interface RejectMatchers<R, T> {
  /**
   * The arguments were refused before the handler ran.
   *
   * SDKs say this as an error or as a result with `isError`; both count. Fails with and without `.not` when
   * it did not come as far as the arguments (an unknown name, a missing token, a broken connection, a
   * timeout), and when a path was asked for but the server's text does not tell any.
   *
   * @param at Where, as `a` or `items[0].name`, or a pattern for that path. Left out: anywhere.
   * @example await expect(mcp.callTool('add', { a: 'one', b: 2 })).toRejectInvalidArguments('a');
   * @see MCP 2025-11-25, server/tools › Error Handling
   */
  toRejectInvalidArguments(at?: string | RegExp): ResultOf<R, T>;

  /**
   * An operation was refused because who asked has not proved who they are; or a whole application refuses every
   * request that it must refuse.
   *
   * **Of an operation**, a promise of one, `mcp.connect()` or a result: it ended in HTTP 401, in the refusal of the guard
   * of a server in memory, in an SDK's `UnauthorizedError`, or in a tool error that carries a challenge in
   * `_meta["mcp/www_authenticate"]`. A tool's own words count where `text` is given. Fails with and without `.not` on a
   * broken connection (a 500 among them), a timeout, and a 403 that asks for no scope.
   *
   * **Of an application**, whatever `mcp.serve` takes, or `mcp` itself: some seventy attacks, each of which must be
   * refused, after a good token was accepted. See docs/authorization-tests.md.
   *
   * @param expected Of an operation: the text of a tool error that counts too. Of an application: `{ auth }` and how far
   *   to go.
   * @example await expect(mcp.anonymous().callTool('purge')).toRejectUnauthorized();
   * @see MCP 2025-11-25, basic/authorization › Error Handling; RFC 6750, 3
   */
  toRejectUnauthorized(expected?: TextPattern | BatteryOptions): VerdictOf<R, T>;

  /**
   * The operation was refused because who asked was recognised, and lacks a scope: HTTP 403 with
   * `error="insufficient_scope"`, the same from the guard of a server in memory, or from a tool error that carries such
   * a challenge in `_meta["mcp/www_authenticate"]`.
   *
   * A 401 is a no. Fails with and without `.not` on a broken connection, a timeout, and any other 403.
   *
   * @param expected `{ scope }`: what the challenge must name, one scope or several. A text or a pattern: a tool error of
   *   that text counts too, for servers that check inside handlers. Left out: any scope.
   * @example await expect(mcp.as({ sub: 'bob' }).callTool('purge')).toRejectForbidden({ scope: 'notes:write' });
   * @see MCP 2025-11-25, basic/authorization › Runtime Insufficient Scope Errors
   */
  toRejectForbidden(expected?: TextPattern | ForbiddenExpectation): ResultOf<R, T>;

  /**
   * The server knows no tool, prompt or resource of that name or URI, or has disabled it.
   *
   * Whether the server also keeps it out of its lists is a question for `.not.toHaveTool`. Fails with and
   * without `.not` on other protocol errors, a broken connection and a timeout.
   *
   * @example await expect(mcp.callTool('purge')).toRejectUnknown();
   * @see MCP 2025-11-25, server/tools › Error Handling
   */
  toRejectUnknown(): ResultOf<R, T>;

  /**
   * The server answered with this JSON-RPC error code.
   *
   * The code may come in an error, or in the text of a result, where SDK v1 puts it. Codes that an SDK's
   * client makes up when no answer came do not count: a broken connection and a timeout fail this matcher
   * with and without `.not`.
   *
   * @param code The code, -32602 for example.
   * @param message What the error's message must be, without the prefix `MCP error …` of the SDKs. Left out: any.
   * @example await expect(mcp.request('no/such/method')).toRejectWithCode(-32601);
   * @see MCP 2025-11-25, basic › Responses
   */
  toRejectWithCode(code: number, message?: TextPattern): ResultOf<R, T>;

  /**
   * No answer came within the operation's deadline.
   *
   * Every answer is a no, whatever it says. Fails with and without `.not` when the connection broke first,
   * or the test cancelled the operation. Does not check that the server stopped working.
   *
   * @example await expect(mcp.callTool('slow', {}, { timeout: 50 })).toTimeOut();
   * @see MCP 2025-11-25, basic/lifecycle › Timeouts
   */
  toTimeOut(): ResultOf<R, T>;
}
