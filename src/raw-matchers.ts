/**
 * `jest-mcp/matchers`: the matchers as functions, for a runner whose `expect` takes them by `expect.extend()`, and for
 * matchers that are made of them. The preset and `jest-mcp/setup` extend `expect` by themselves.
 *
 * @module
 */
import { matchers } from './matchers';

export const {
  toAdvertiseAuthorization,
  toCallTool,
  toEnforceScopes,
  toGetPrompt,
  toHaveCapability,
  toHaveInstructions,
  toHavePrompt,
  toHaveResource,
  toHaveResourceTemplate,
  toHaveSeen,
  toHaveTool,
  toHaveTools,
  toHaveWrittenToStderr,
  toHaveWrittenToStdout,
  toPassTokenThrough,
  toReadResource,
  toRejectForbidden,
  toRejectInvalidArguments,
  toRejectUnauthorized,
  toRejectUnknown,
  toRejectWithCode,
  toReturnCompletions,
  toReturnContent,
  toReturnPromptMessages,
  toReturnPromptText,
  toReturnResourceContents,
  toReturnResourceText,
  toReturnStructuredContent,
  toReturnToolError,
  toReturnToolText,
  toTimeOut,
} = matchers;
