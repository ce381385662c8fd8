import { toCallTool } from './toCallTool';
import { toGetPrompt } from './toGetPrompt';
import { toHaveCapability } from './toHaveCapability';
import { toHaveInstructions } from './toHaveInstructions';
import { toHavePrompt } from './toHavePrompt';
import { toHaveResource } from './toHaveResource';
import { toHaveResourceTemplate } from './toHaveResourceTemplate';
import { toHaveTool } from './toHaveTool';
import { toHaveTools } from './toHaveTools';
import { toReadResource } from './toReadResource';
import { toRejectInvalidArguments } from './toRejectInvalidArguments';
import { toRejectUnknown } from './toRejectUnknown';
import { toRejectWithCode } from './toRejectWithCode';
import { toReturnCompletions } from './toReturnCompletions';
import { toReturnContent } from './toReturnContent';
import { toReturnPromptMessages } from './toReturnPromptMessages';
import { toReturnPromptText } from './toReturnPromptText';
import { toReturnResourceContents } from './toReturnResourceContents';
import { toReturnResourceText } from './toReturnResourceText';
import { toReturnStructuredContent } from './toReturnStructuredContent';
import { toReturnToolError } from './toReturnToolError';
import { toReturnToolText } from './toReturnToolText';
import { toTimeOut } from './toTimeOut';

/** Every matcher by its name, for `expect.extend`. */
export const matchers = {
  toCallTool,
  toGetPrompt,
  toHaveCapability,
  toHaveInstructions,
  toHavePrompt,
  toHaveResource,
  toHaveResourceTemplate,
  toHaveTool,
  toHaveTools,
  toReadResource,
  toRejectInvalidArguments,
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
};
