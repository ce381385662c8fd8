import type {
  AsymmetricMatch,
  CapabilityPath,
  PromptShape,
  ResourceShape,
  ResourceTemplateShape,
  TextPattern,
  ToolShape,
} from '../engine/expected';
import type { ResultOf } from './result-of';
import type { ToolName } from './typed';

/**
 * Matchers about what a server offers. They take `mcp`, a session, a list operation, or the list that one
 * resolved to; lists are always complete. A list that could not be had fails them, with and without `.not`.
 */
export interface OfferMatchers<R, T> {
  /**
   * The server offers this tool.
   *
   * A server that does not declare the `tools` capability offers none. Does not check that the tool can be
   * called: a server may list what it refuses, and answer what it does not list.
   *
   * @param name The tool's name.
   * @param shape What the tool must have among other things, as `toMatchObject` has it. With a shape, `.not`
   *   fails when the tool is missing: to expect that, leave the shape out. `{}` is refused.
   * @example await expect(mcp).toHaveTool('add', { annotations: { readOnlyHint: true } });
   * @see MCP 2025-11-25, server/tools › Listing Tools
   */
  toHaveTool(name: ToolName<T>, shape?: ToolShape): ResultOf<R, T>;

  /**
   * The server offers exactly these tools, in any order.
   *
   * `.not` passes only when it offers none of them: one of several fails both. An asymmetric matcher is held
   * against the array of names.
   *
   * @param names All names, each once. An empty array is refused.
   * @example await expect(mcp).toHaveTools(['add', 'divide']);
   * @see MCP 2025-11-25, server/tools › Listing Tools
   */
  toHaveTools(names: readonly ToolName<T>[] | AsymmetricMatch): ResultOf<R, T>;

  /**
   * The server lists this resource.
   *
   * Resources that a template makes up are not listed one by one: for these there is
   * `toHaveResourceTemplate`. Does not read the resource.
   *
   * @param uri The resource's URI, compared as text.
   * @param shape What the resource must have among other things; see `toHaveTool`.
   * @example await expect(mcp).toHaveResource('note://1', { mimeType: 'text/plain' });
   * @see MCP 2025-11-25, server/resources › Listing Resources
   */
  toHaveResource(uri: string, shape?: ResourceShape): ResultOf<R, T>;

  /**
   * The server lists this resource template.
   *
   * @param uriTemplate The template as the server lists it, compared as text: no URI is matched against it.
   * @param shape What the template must have among other things; see `toHaveTool`.
   * @example await expect(mcp).toHaveResourceTemplate('note://{id}');
   * @see MCP 2025-11-25, server/resources › Resource Templates
   */
  toHaveResourceTemplate(uriTemplate: string, shape?: ResourceTemplateShape): ResultOf<R, T>;

  /**
   * The server offers this prompt.
   *
   * Does not get the prompt.
   *
   * @param name The prompt's name.
   * @param shape What the prompt must have among other things; see `toHaveTool`.
   * @example await expect(mcp).toHavePrompt('greet', { arguments: [{ name: 'name', required: true }] });
   * @see MCP 2025-11-25, server/prompts › Listing Prompts
   */
  toHavePrompt(name: string, shape?: PromptShape): ResultOf<R, T>;

  /**
   * The server declared this capability when the session opened.
   *
   * It counts as declared when it is there and not `false`. Does not check that the server lives up to it.
   * Takes `mcp` or a session. Fails with and without `.not` when no session could be opened.
   *
   * @param path The capability, or a path below it.
   * @example await expect(mcp).toHaveCapability('resources.subscribe');
   * @see MCP 2025-11-25, basic/lifecycle › Capability Negotiation
   */
  toHaveCapability(path: CapabilityPath): ResultOf<R, T>;

  /**
   * The server gave instructions when the session opened.
   *
   * Takes `mcp` or a session. With a text, `.not` fails when there are no instructions at all.
   *
   * @param text What they must be: the whole text, a pattern in it, or an asymmetric matcher. Left out: any.
   * @example await expect(mcp).toHaveInstructions(/search before you write/);
   * @see MCP 2025-11-25, basic/lifecycle › Initialization
   */
  toHaveInstructions(text?: TextPattern): ResultOf<R, T>;
}
