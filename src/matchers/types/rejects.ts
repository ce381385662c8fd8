import type { TextPattern } from '../expected';
import type { ResultOf } from './result-of';

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
