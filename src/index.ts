/**
 * `jest-mcp`: a fresh MCP client and server for every test, and matchers for what they say to each other.
 *
 * @module
 */
import { KIT } from './door';
import type { Installed, Mcp } from './fixture/mcp';

export type {
  Mcp,
  OpenSession,
  ServeOptions,
  ServerFactory,
  ServerWithCleanup,
  Subject,
} from './fixture/mcp';
export type { Operation } from './fixture/operation';
export type { EraRow, LinkRow } from './fixture/rows';
export type {
  CompletionReference,
  LoggingLevel,
  SessionVerbs,
  ToolMap,
  TypedCall,
  TypedSession,
} from './fixture/verbs';
export type { ProjectOptions } from './fixture/project-default';
export type { Direction, Frame, JsonRpcMessage } from './link/frame';
export type { Handshake } from './protocol/attempt';
export type { Progress, RequestOptions } from './protocol/client';
export type { Era, EraChoice, Revision } from './protocol/era';
export type { Issue, Outcome, OutcomeKind } from './protocol/outcome';
export type {
  Annotations,
  AudioContent,
  CompletionResult,
  ContentBlock,
  EmbeddedResource,
  ImageContent,
  JsonSchema,
  Prompt,
  PromptMessage,
  PromptResult,
  Resource,
  ResourceContents,
  ResourceLink,
  ResourceResult,
  ResourceTemplate,
  TextContent,
  Tool,
  ToolResult,
} from './protocol/results';
export type { SdkClient } from './protocol/sdk-client';
export type { LinkName } from './subjects/opening';
export type { ConfiguredServer, Entry, FetchHandler, Program } from './subjects/shapes';
import './matchers/augment';

const installed = (globalThis as unknown as Record<symbol, Installed | undefined>)[KIT];

/**
 * The same object as the global `mcp`, for test files that import what they use (`injectGlobals: false`).
 *
 * @throws when it is used and `jest-mcp/setup` has not run
 */
export const mcp: Mcp = installed?.mcp ?? notInstalled();

function notInstalled(): Mcp {
  const refuse = (): never => {
    throw new Error(
      'jest-mcp is not set up in this test file.\n\nWrite in jest.config.js:\n' +
        "  module.exports = { preset: 'jest-mcp' };\n\nor, beside another preset:\n" +
        "  module.exports = {\n    testEnvironment: 'jest-mcp/environment',\n    setupFilesAfterEnv: ['jest-mcp/setup'],\n  };",
    );
  };
  return new Proxy({} as Mcp, { get: refuse });
}

declare global {
  /** A fresh client on a fresh server, for every test. */
  var mcp: Mcp;
}
