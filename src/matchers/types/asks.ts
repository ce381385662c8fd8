import type { ExpectedContents, ExpectedMessages, ExpectedText, TextPattern } from '../engine/expected';
import type { ResultOf } from './result-of';
import type { CallRest, ToolName } from './typed';

/** Matchers that ask a server, and judge its answer. They take `mcp` or a session. */
export interface AskMatchers<R, T> {
  /**
   * The server answers this call of a tool with a result, and with this one.
   *
   * Without `expected`, `.not` expects a tool error. Every other outcome (a refusal, an unknown name, a
   * broken connection, a timeout) fails with and without `.not`: for these there are matchers of their own.
   *
   * @param name The tool's name.
   * @param args Its arguments, sent as they are.
   * @param expected A string, pattern or array of these is held against the text (`toReturnToolText`), an
   *   object against `structuredContent`, an array of objects against the content blocks.
   *   Of a session of `mcp.typed<Tools>()` the compiler knows names, arguments and structured content.
   * @example await expect(mcp).toCallTool('add', { a: 1, b: 2 }, '3');
   * @see MCP 2025-11-25, server/tools › Calling Tools
   */
  toCallTool<Name extends ToolName<T>>(name: Name, ...rest: CallRest<T, Name>): ResultOf<R, T>;

  /**
   * The server lets this resource be read, with this text or these contents.
   *
   * A resource that cannot be read fails with and without `.not`: to expect that, write
   * `expect(mcp.readResource(uri)).toRejectUnknown()`.
   *
   * @param uri The resource's URI.
   * @param expected A string, pattern or array of these is held against the text (`toReturnResourceText`), an
   *   array of objects against the contents.
   * @example await expect(mcp).toReadResource('note://1', /milk/);
   * @see MCP 2025-11-25, server/resources › Reading Resources
   */
  toReadResource(uri: string, expected?: ExpectedText | ExpectedContents): ResultOf<R, T>;

  /**
   * The server gives this prompt, with this text or these messages.
   *
   * A prompt that cannot be got fails with and without `.not`: to expect that, write
   * `expect(mcp.getPrompt(name)).toRejectUnknown()`.
   *
   * @param name The prompt's name.
   * @param args Its arguments: texts alone, as MCP has it.
   * @param expected A string, pattern or asymmetric matcher is held against the text
   *   (`toReturnPromptText`), an array against the messages.
   * @example await expect(mcp).toGetPrompt('greet', { name: 'Ada' }, 'Hello Ada');
   * @see MCP 2025-11-25, server/prompts › Getting a Prompt
   */
  toGetPrompt(
    name: string,
    args?: Readonly<Record<string, string>>,
    expected?: TextPattern | ExpectedMessages,
  ): ResultOf<R, T>;
}
