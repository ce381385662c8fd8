import type {
  ExpectedContent,
  ExpectedContents,
  ExpectedMessages,
  ExpectedText,
  ExpectedValues,
} from '../engine/expected';
import type { ResultOf } from './result-of';
import type { ExpectedStructured } from './typed';

/** Matchers about what an operation returned. Every other outcome fails them, with and without `.not`. */
export interface ReturnMatchers<R, T> {
  /**
   * The tool returned this text.
   *
   * A string must equal all text blocks joined by newlines; a regular expression must be found in them, its
   * flags `g` and `y` left out; an asymmetric matcher must accept them; an array is held against the text
   * blocks one by one. Blocks that are no text are not looked at.
   *
   * Fails with and without `.not` when the call did not end in a result (a tool error, a refusal, a broken
   * connection, a timeout), and when the result holds no text.
   *
   * @param text What the text must be. An empty pattern or array is refused: it would compare nothing.
   * @example await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
   * @see MCP 2025-11-25, server/tools › Tool Result › Text Content
   */
  toReturnToolText(text: ExpectedText): ResultOf<R, T>;

  /**
   * The tool returned this `structuredContent`, equal as `toEqual` has it.
   *
   * Regular expressions and asymmetric matchers may stand at any depth. Does not check the value against
   * the tool's `outputSchema`, nor that the text says the same.
   *
   * Fails with and without `.not` when the call did not end in a result, when the result has no
   * `structuredContent`, and when the expected value holds something that JSON cannot carry (a `Date`).
   *
   * @param value What the structured content must equal.
   * @example await expect(mcp.callTool('weather', { city: 'Oslo' })).toReturnStructuredContent({ celsius: expect.any(Number) });
   * @see MCP 2025-11-25, server/tools › Tool Result › Structured Content
   */
  toReturnStructuredContent(value: ExpectedStructured<T>): ResultOf<R, T>;

  /**
   * The tool returned these content blocks, in this order, equal as `toEqual` has it.
   *
   * For text alone, `toReturnToolText` says the same more shortly. `structuredContent` is not looked at.
   *
   * Fails with and without `.not` when the call did not end in a result, and when its content is empty.
   *
   * @param blocks All blocks. An empty array is refused.
   * @example await expect(mcp.callTool('chart')).toReturnContent([{ type: 'image', mimeType: 'image/png', data: expect.any(String) }]);
   * @see MCP 2025-11-25, server/tools › Tool Result
   */
  toReturnContent(blocks: ExpectedContent): ResultOf<R, T>;

  /**
   * The tool itself answered with an error: it set `isError`, or its handler threw.
   *
   * A refusal before the handler ran (`toRejectInvalidArguments`), an unknown name (`toRejectUnknown`), a
   * broken connection and a timeout are no tool errors: they fail this matcher with and without `.not`.
   *
   * @param text What the error's text must be, as for `toReturnToolText`. Left out: any tool error.
   * @example await expect(mcp.callTool('divide', { a: 1, b: 0 })).toReturnToolError(/zero/);
   * @see MCP 2025-11-25, server/tools › Error Handling
   */
  toReturnToolError(text?: ExpectedText): ResultOf<R, T>;

  /**
   * The resource's contents hold this text.
   *
   * A string must equal the text of all contents joined by newlines; a regular expression must be found in
   * it; an asymmetric matcher must accept it; an array is held against the texts one by one. Blobs are not
   * looked at.
   *
   * Fails with and without `.not` when the resource could not be read, and when no contents are text.
   *
   * @param text What the text must be.
   * @example await expect(mcp.readResource('note://1')).toReturnResourceText(/milk/);
   * @see MCP 2025-11-25, server/resources › Reading Resources
   */
  toReturnResourceText(text: ExpectedText): ResultOf<R, T>;

  /**
   * The resource has these contents, in this order, equal as `toEqual` has it.
   *
   * Fails with and without `.not` when the resource could not be read, and when it has no contents.
   *
   * @param contents All contents, with `uri`, and `text` or `blob`. An empty array is refused.
   * @example await expect(mcp.readResource('note://1')).toReturnResourceContents([{ uri: 'note://1', text: 'milk' }]);
   * @see MCP 2025-11-25, server/resources › Resource Contents
   */
  toReturnResourceContents(contents: ExpectedContents): ResultOf<R, T>;

  /**
   * The prompt has these messages, in this order, equal as `toEqual` has it.
   *
   * The prompt's `description` is not looked at. Fails with and without `.not` when the prompt could not be
   * got, and when it has no messages.
   *
   * @param messages All messages, with `role` and `content`. An empty array is refused.
   * @example await expect(mcp.getPrompt('greet', { name: 'Ada' })).toReturnPromptMessages([{ role: 'user', content: { type: 'text', text: 'Hello Ada' } }]);
   * @see MCP 2025-11-25, server/prompts › PromptMessage
   */
  toReturnPromptMessages(messages: ExpectedMessages): ResultOf<R, T>;

  /**
   * The prompt's messages hold this text.
   *
   * The text of all messages is joined by newlines; an array is held against the texts one by one. Roles and
   * content that is no text are not looked at.
   *
   * Fails with and without `.not` when the prompt could not be got, and when no message holds text.
   *
   * @param text What the text must be.
   * @example await expect(mcp.getPrompt('greet', { name: 'Ada' })).toReturnPromptText('Hello Ada');
   * @see MCP 2025-11-25, server/prompts › Getting a Prompt
   */
  toReturnPromptText(text: ExpectedText): ResultOf<R, T>;

  /**
   * The server completed the argument with these values, in this order.
   *
   * An empty array expects that there are none. `total` and `hasMore` are not looked at. Fails with and
   * without `.not` when the request did not end in a result.
   *
   * @param values All values that the server sends: MCP lets it send a hundred at most.
   * @example await expect(mcp.complete({ type: 'ref/prompt', name: 'greet' }, { name: 'language', value: 'fr' })).toReturnCompletions(['French']);
   * @see MCP 2025-11-25, server/utilities/completion › Completion Results
   */
  toReturnCompletions(values: ExpectedValues): ResultOf<R, T>;
}
