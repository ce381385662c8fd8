import type { Rule } from './report';

const AUTHORIZATION = 'MCP 2025-11-25, basic/authorization';

/** The sentences that the probes stand on, shortened to a line where they are longer. */
export const RULES = {
  errorHandling: {
    says: 'Servers MUST return appropriate HTTP status codes for authorization errors: 401, authorization required or token invalid',
    source: `${AUTHORIZATION} › Error Handling`,
  },
  invalidTokens: {
    says: 'Invalid or expired tokens MUST receive a HTTP 401 response.',
    source: `${AUTHORIZATION} › Token Handling`,
  },
  malformed: {
    says: 'Servers MUST return appropriate HTTP status codes for authorization errors: 400, malformed authorization request; 401, token invalid',
    source: `${AUTHORIZATION} › Error Handling`,
  },
  everyRequest: {
    says: 'Authorization MUST be included in every HTTP request from client to server, even if they are part of the same logical session.',
    source: `${AUTHORIZATION} › Token Requirements`,
  },
  noData: {
    says: 'MCP servers MUST validate access tokens before processing the request […] and take all necessary steps to ensure no data is returned to unauthorized parties.',
    source: `${AUTHORIZATION} › Access Token Privilege Restriction`,
  },
  sessions: {
    says: 'MCP Servers MUST NOT use sessions for authentication.',
    source: 'MCP 2025-11-25, basic/security_best_practices › Session Hijacking',
  },
  sessionBinding: {
    says: 'MCP servers SHOULD bind session IDs to user-specific information.',
    source: 'MCP 2025-11-25, basic/security_best_practices › Session Hijacking',
  },
  challenge: {
    says: 'The server generating a 401 response MUST send a WWW-Authenticate header field containing at least one challenge.',
    source: 'RFC 9110, 15.5.2',
  },
  challengeGrammar: {
    says: 'challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]; auth-param = token BWS "=" BWS ( token / quoted-string )',
    source: 'RFC 9110, 11.2 and 11.3',
  },
  challengeError: {
    says: 'If the protected resource request included an access token and failed authentication, the resource server SHOULD include the "error" attribute.',
    source: 'RFC 6750, 3',
  },
  noError: {
    says: 'If the request lacks any authentication information […] the resource server SHOULD NOT include an error code or other error information.',
    source: 'RFC 6750, 3.1',
  },
  challengeScope: {
    says: 'MCP servers SHOULD include a scope parameter in the WWW-Authenticate header.',
    source: `${AUTHORIZATION} › Protected Resource Metadata Discovery Requirements`,
  },
  metadata: {
    says: 'MCP servers MUST implement OAuth 2.0 Protected Resource Metadata (RFC 9728).',
    source: `${AUTHORIZATION} › Overview`,
  },
  metadataResource: {
    says: 'The value of the resource parameter returned MUST be identical to the URL that the client used to make the request to the resource server.',
    source: 'RFC 9728, 3.3',
  },
  authorizationServers: {
    says: 'The Protected Resource Metadata document returned by the MCP server MUST include the authorization_servers field containing at least one authorization server.',
    source: `${AUTHORIZATION} › Authorization Server Location`,
  },
  offlineAccess: {
    says: 'MCP servers SHOULD NOT include offline_access in WWW-Authenticate scope or Protected Resource Metadata scopes_supported.',
    source: 'MCP 2026-07-28, basic/authorization › Refresh Tokens',
  },
  query: {
    says: 'Access tokens MUST NOT be included in the URI query string.',
    source: `${AUTHORIZATION} › Token Requirements`,
  },
  header: {
    says: 'MCP client MUST use the Authorization request header field.',
    source: `${AUTHORIZATION} › Token Requirements`,
  },
  expiry: {
    says: 'The "exp" (expiration time) claim identifies the expiration time on or after which the JWT MUST NOT be accepted for processing.',
    source: 'RFC 7519, 4.1.4',
  },
  notBefore: {
    says: 'The "nbf" (not before) claim identifies the time before which the JWT MUST NOT be accepted for processing.',
    source: 'RFC 7519, 4.1.5',
  },
  expiryRequired: { says: 'exp: REQUIRED.', source: 'RFC 9068, 2.2' },
  audience: {
    says: 'MCP servers MUST only accept tokens specifically intended for themselves and MUST reject tokens that do not include them in the audience claim.',
    source: `${AUTHORIZATION} › Access Token Privilege Restriction`,
  },
  idToken: {
    says: 'A JWT of one kind must not be usable in place of another: use mutually exclusive validation rules for different kinds of JWTs.',
    source: 'RFC 8725, 3.12',
  },
  issuer: {
    says: 'The issuer identifier for the authorization server MUST exactly match the value of the "iss" claim.',
    source: 'RFC 9068, 4',
  },
  signature: {
    says: 'The resource server MUST validate the signature of all incoming JWT access tokens […] using the keys provided by the authorization server.',
    source: 'RFC 9068, 4',
  },
  none: {
    says: 'The resource server MUST reject any JWT in which the value of "alg" is "none".',
    source: 'RFC 9068, 4',
  },
  algorithms: {
    says: 'Libraries MUST enable the caller to specify a supported set of algorithms and MUST NOT use any other algorithms.',
    source: 'RFC 8725, 3.1',
  },
  headerKeys: {
    says: 'Blindly following a "jku" or "x5u" header […] could result in server-side request forgery; the "kid" claim could be used for injection: applications should ensure that they protect against this.',
    source: 'RFC 8725, 3.10',
  },
  zeroSignature: {
    says: 'An ECDSA signature is two integers between 1 and n - 1; zeros are none (CVE-2022-21449).',
    source: 'RFC 7518, 3.4',
  },
  critical: {
    says: 'If any of the listed extension Header Parameters are not understood and supported by the recipient, then the JWS is invalid.',
    source: 'RFC 7515, 4.1.11',
  },
  insufficientScope: {
    says: 'The server SHOULD respond with HTTP 403 Forbidden and a WWW-Authenticate header with error="insufficient_scope" and scope="…".',
    source: `${AUTHORIZATION} › Runtime Insufficient Scope Errors`,
  },
  revoked: {
    says: 'A token that is not active – revoked, expired, unknown – is introspected as "active": false, and the resource server refuses it.',
    source: 'RFC 7662, 2.2',
  },
  failClosed: {
    says: 'MCP servers MUST validate access tokens before processing the request.',
    source: `${AUTHORIZATION} › Access Token Privilege Restriction`,
  },
  origin: {
    says: 'If the Origin header is present and invalid, servers MUST respond with HTTP 403 Forbidden.',
    source: 'MCP 2025-11-25, basic/transports › Security Warning',
  },
  scheme: {
    says: 'It uses a case-insensitive token to identify the authentication scheme.',
    source: 'RFC 9110, 11.1',
  },
  audienceList: {
    says: 'In the general case, the "aud" value is an array of case-sensitive strings.',
    source: 'RFC 7519, 4.1.3',
  },
  control: {
    says: 'A good token gets through: where nobody is let in, a refusal says nothing.',
    source: 'the positive control',
  },
} as const satisfies Record<string, Rule>;
