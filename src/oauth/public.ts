/** What users of `jest-mcp` and of `jest-mcp/auth` may name. */
export type {
  AuthInfo,
  AuthServer,
  AuthServerOptions,
  BrokenTokens,
  Identity,
  IssuerProfile,
  NextLogin,
  RegisteredClient,
  ScriptedAnswer,
  SeenRequest,
  SigningAlgorithm,
  TokenIssuer,
  TokenOptions,
  TokenVerifier,
} from './shapes';
