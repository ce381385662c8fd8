/**
 * Every matcher by its name, for `expect.extend`. Each is loaded when it is first called: Jest evaluates modules
 * anew for every test file, and most files use two or three matchers.
 */
export const matchers = {
  get toAdvertiseAuthorization() {
    return (require('./toAdvertiseAuthorization') as typeof import('./toAdvertiseAuthorization'))
      .toAdvertiseAuthorization;
  },
  get toCallTool() {
    return (require('./toCallTool') as typeof import('./toCallTool')).toCallTool;
  },
  get toEnforceScopes() {
    return (require('./toEnforceScopes') as typeof import('./toEnforceScopes')).toEnforceScopes;
  },
  get toGetPrompt() {
    return (require('./toGetPrompt') as typeof import('./toGetPrompt')).toGetPrompt;
  },
  get toHaveCapability() {
    return (require('./toHaveCapability') as typeof import('./toHaveCapability')).toHaveCapability;
  },
  get toHaveInstructions() {
    return (require('./toHaveInstructions') as typeof import('./toHaveInstructions')).toHaveInstructions;
  },
  get toHavePrompt() {
    return (require('./toHavePrompt') as typeof import('./toHavePrompt')).toHavePrompt;
  },
  get toHaveResource() {
    return (require('./toHaveResource') as typeof import('./toHaveResource')).toHaveResource;
  },
  get toHaveResourceTemplate() {
    return (require('./toHaveResourceTemplate') as typeof import('./toHaveResourceTemplate'))
      .toHaveResourceTemplate;
  },
  get toHaveSeen() {
    return (require('./toHaveSeen') as typeof import('./toHaveSeen')).toHaveSeen;
  },
  get toHaveTool() {
    return (require('./toHaveTool') as typeof import('./toHaveTool')).toHaveTool;
  },
  get toHaveTools() {
    return (require('./toHaveTools') as typeof import('./toHaveTools')).toHaveTools;
  },
  get toHaveWrittenToStderr() {
    return (require('./toHaveWrittenToStderr') as typeof import('./toHaveWrittenToStderr'))
      .toHaveWrittenToStderr;
  },
  get toHaveWrittenToStdout() {
    return (require('./toHaveWrittenToStdout') as typeof import('./toHaveWrittenToStdout'))
      .toHaveWrittenToStdout;
  },
  get toPassTokenThrough() {
    return (require('./toPassTokenThrough') as typeof import('./toPassTokenThrough')).toPassTokenThrough;
  },
  get toReadResource() {
    return (require('./toReadResource') as typeof import('./toReadResource')).toReadResource;
  },
  get toRejectForbidden() {
    return (require('./toRejectForbidden') as typeof import('./toRejectForbidden')).toRejectForbidden;
  },
  get toRejectInvalidArguments() {
    return (require('./toRejectInvalidArguments') as typeof import('./toRejectInvalidArguments'))
      .toRejectInvalidArguments;
  },
  get toRejectUnauthorized() {
    return (require('./toRejectUnauthorized') as typeof import('./toRejectUnauthorized'))
      .toRejectUnauthorized;
  },
  get toRejectUnknown() {
    return (require('./toRejectUnknown') as typeof import('./toRejectUnknown')).toRejectUnknown;
  },
  get toRejectWithCode() {
    return (require('./toRejectWithCode') as typeof import('./toRejectWithCode')).toRejectWithCode;
  },
  get toReturnCompletions() {
    return (require('./toReturnCompletions') as typeof import('./toReturnCompletions')).toReturnCompletions;
  },
  get toReturnContent() {
    return (require('./toReturnContent') as typeof import('./toReturnContent')).toReturnContent;
  },
  get toReturnPromptMessages() {
    return (require('./toReturnPromptMessages') as typeof import('./toReturnPromptMessages'))
      .toReturnPromptMessages;
  },
  get toReturnPromptText() {
    return (require('./toReturnPromptText') as typeof import('./toReturnPromptText')).toReturnPromptText;
  },
  get toReturnResourceContents() {
    return (require('./toReturnResourceContents') as typeof import('./toReturnResourceContents'))
      .toReturnResourceContents;
  },
  get toReturnResourceText() {
    return (require('./toReturnResourceText') as typeof import('./toReturnResourceText'))
      .toReturnResourceText;
  },
  get toReturnStructuredContent() {
    return (require('./toReturnStructuredContent') as typeof import('./toReturnStructuredContent'))
      .toReturnStructuredContent;
  },
  get toReturnToolError() {
    return (require('./toReturnToolError') as typeof import('./toReturnToolError')).toReturnToolError;
  },
  get toReturnToolText() {
    return (require('./toReturnToolText') as typeof import('./toReturnToolText')).toReturnToolText;
  },
  get toTimeOut() {
    return (require('./toTimeOut') as typeof import('./toTimeOut')).toTimeOut;
  },
};
