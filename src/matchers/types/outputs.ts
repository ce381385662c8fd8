import type { TextPattern } from '../engine/expected';
import type { ResultOf } from './result-of';

/**
 * Matchers about what a server writes besides the protocol. They take `mcp` or a session. Where the kit cannot know what
 * a server writes, in memory or behind a URL, they fail with and without `.not`.
 */
export interface OutputMatchers<R, T> {
  /**
   * The server has written this to its stderr: a program, an entry, or a server object over stdio.
   *
   * Waits for it, until shortly before the test's own timeout or until the process has ended: what a server logs lags
   * behind its answer. `.not` passes once the server has answered one more request, and all that it wrote before that was
   * read; what it writes later is not waited for. Only the last 1,048,576 characters are kept.
   *
   * @param expected A part of the text, a pattern in it, or an asymmetric matcher for the whole of it.
   * @example await expect(mcp).toHaveWrittenToStderr('saved 3 notes');
   * @see MCP 2025-11-25, basic/transports › stdio
   */
  toHaveWrittenToStderr(expected: TextPattern): ResultOf<R, T>;

  /**
   * The server has written this to its stdout, in lines that are no message. Each of them fails the test by itself unless
   * the subject has `stdout: 'lenient'`.
   *
   * Waits as `toHaveWrittenToStderr` does. Does not look at the messages: see `mcp.frames`.
   *
   * @param expected A part of these lines, a pattern in them, or an asymmetric matcher for the whole of them.
   * @example await expect(mcp).toHaveWrittenToStdout('listening');
   * @see MCP 2025-11-25, basic/transports › stdio
   */
  toHaveWrittenToStdout(expected: TextPattern): ResultOf<R, T>;
}
