/**
 * `jest-mcp`: a fresh MCP client and server for every test, and matchers for what they say to each other.
 *
 * @module
 */
import { KIT } from './door';
import type { AuthServer, AuthServerOptions } from './oauth/shapes';
import type { Installed } from './session/installed';
import type { Mcp } from './session/mcp';
import { isOtherRunner, needsJest } from './other-runner';

export {
  DisconnectedError,
  EraError,
  FactoryError,
  InvalidOutputError,
  LoginError,
  McpTestError,
  TimeoutError,
  UsageError,
  ViolationError,
} from './messages/errors';
export type { DocumentedClient, FormAnswer, FormFields, KnownClient, LoginOptions } from './login/options';
export type { LoginTokens } from './login/account';
export type { LoginPage, PageButton, PageField, PageForm } from './login/shapes';
export type { LoginPurpose, TracedRequest } from './login/trace';
export type { LoginSession } from './session/login-session';
export type { OpenSession } from './session/open-session';
export type { Mcp, ServeOptions, ServerFactory, ServerWithCleanup, Subject } from './session/mcp';
export type { AuthOptions } from './oauth/identity';
export type * from './oauth/public';
export type { Operation } from './session/operation';
export type { EraRow, LinkRow } from './session/rows';
export type {
  CompletionReference,
  LoggingLevel,
  SessionVerbs,
  ToolMap,
  TypedCall,
  TypedSession,
} from './session/verbs';
export type { ProjectOptions } from './jest/project-default';
export type { Direction, Frame, JsonRpcMessage } from './wire/frame';
export type { Handshake } from './protocol/attempt';
export type { Progress, RequestOptions } from './sdk/client';
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
export type { SdkClient } from './sdk/client-options';
export type { LinkName } from './subjects/shared/opening';
export type { ConfiguredServer, Entry, FetchHandler, HttpProgram, Program } from './subjects/shared/shapes';
import './matchers/types/augment';

const installed = (globalThis as unknown as Record<symbol, Installed | undefined>)[KIT];

/**
 * The same object as the global `mcp`, for test files that import what they use (`injectGlobals: false`).
 *
 * @throws when it is used and `jest-mcp/setup` has not run
 */
export const mcp: Mcp = installed?.mcp ?? notInstalled();

/**
 * A real OAuth 2.1 authorization server for the tests of a file: at its top, or wherever it is needed first. It listens
 * on 127.0.0.1 at once, forgets between tests what it issued and what it was told, and is gone when the file ends.
 *
 * @param options see {@link AuthServerOptions}; none is needed
 * @throws when an option is wrong, or its port is taken
 * @example
 * const as = authServer();
 * mcp.serve(() => createApp({ issuer: as.issuer, audience: as.resource }), { auth: as });
 *
 * test('alice lists her notes', async () => {
 *   await expect(mcp.as({ sub: 'alice', scopes: ['notes:read'] })).toCallTool('list_notes');
 * });
 * @see specification 2025-11-25, basic/authorization › Roles
 */
export function authServer(options?: AuthServerOptions): AuthServer {
  return installed ? installed.kit.authServer(options) : refuse();
}

function notInstalled(): Mcp {
  return new Proxy({} as Mcp, { get: refuse });
}

function refuse(): never {
  if (isOtherRunner()) throw needsJest();
  throw new Error(
    'jest-mcp is not set up in this test file.\n\nWrite in jest.config.js:\n' +
      "  module.exports = { preset: 'jest-mcp' };\n\nor, beside another preset:\n" +
      "  module.exports = {\n    testEnvironment: 'jest-mcp/environment',\n    setupFilesAfterEnv: ['jest-mcp/setup'],\n  };",
  );
}

declare global {
  /** A fresh client on a fresh server, for every test. */
  var mcp: Mcp;
}
