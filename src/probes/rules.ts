import type { Rule } from './report';

const AUTHORIZATION = 'MCP 2025-11-25, basic/authorization';

/** The sentences that the probes stand on, shortened to a line where they are longer. */
export const RULES = {
  errorHandling: {
    text: 'Servers MUST return appropriate HTTP status codes for authorization errors: 401, authorization required or token invalid',
    source: `${AUTHORIZATION} › Error Handling`,
  },
  invalidTokens: {
    text: 'Invalid or expired tokens MUST receive a HTTP 401 response.',
    source: `${AUTHORIZATION} › Token Handling`,
  },
  malformed: {
    text: 'Servers MUST return appropriate HTTP status codes for authorization errors: 400, malformed authorization request; 401, token invalid',
    source: `${AUTHORIZATION} › Error Handling`,
  },
  everyRequest: {
    text: 'Authorization MUST be included in every HTTP request from client to server, even if they are part of the same logical session.',
    source: `${AUTHORIZATION} › Token Requirements`,
  },
  noData: {
    text: 'MCP servers MUST validate access tokens before processing the request […] and take all necessary steps to ensure no data is returned to unauthorized parties.',
    source: `${AUTHORIZATION} › Access Token Privilege Restriction`,
  },
  sessions: {
    text: 'MCP Servers MUST NOT use sessions for authentication.',
    source: 'MCP 2025-11-25, basic/security_best_practices › Session Hijacking',
  },
  sessionBinding: {
    text: 'MCP servers SHOULD bind session IDs to user-specific information.',
    source: 'MCP 2025-11-25, basic/security_best_practices › Session Hijacking',
  },
  challenge: {
    text: 'The server generating a 401 response MUST send a WWW-Authenticate header field containing at least one challenge.',
    source: 'RFC 9110, 15.5.2',
  },
  challengeGrammar: {
    text: 'challenge = auth-scheme [ 1*SP ( token68 / #auth-param ) ]; auth-param = token BWS "=" BWS ( token / quoted-string )',
    source: 'RFC 9110, 11.2 and 11.3',
  },
  challengeError: {
    text: 'If the protected resource request included an access token and failed authentication, the resource server SHOULD include the "error" attribute.',
    source: 'RFC 6750, 3',
  },
  noError: {
    text: 'If the request lacks any authentication information […] the resource server SHOULD NOT include an error code or other error information.',
    source: 'RFC 6750, 3.1',
  },
  challengeScope: {
    text: 'MCP servers SHOULD include a scope parameter in the WWW-Authenticate header.',
    source: `${AUTHORIZATION} › Protected Resource Metadata Discovery Requirements`,
  },
  metadata: {
    text: 'MCP servers MUST implement OAuth 2.0 Protected Resource Metadata (RFC 9728).',
    source: `${AUTHORIZATION} › Overview`,
  },
  metadataResource: {
    text: 'The value of the resource parameter returned MUST be identical to the URL that the client used to make the request to the resource server.',
    source: 'RFC 9728, 3.3',
  },
  authorizationServers: {
    text: 'The Protected Resource Metadata document returned by the MCP server MUST include the authorization_servers field containing at least one authorization server.',
    source: `${AUTHORIZATION} › Authorization Server Location`,
  },
  offlineAccess: {
    text: 'MCP servers SHOULD NOT include offline_access in WWW-Authenticate scope or Protected Resource Metadata scopes_supported.',
    source: 'MCP 2026-07-28, basic/authorization › Refresh Tokens',
  },
  query: {
    text: 'Access tokens MUST NOT be included in the URI query string.',
    source: `${AUTHORIZATION} › Token Requirements`,
  },
  header: {
    text: 'MCP client MUST use the Authorization request header field.',
    source: `${AUTHORIZATION} › Token Requirements`,
  },
  expiry: {
    text: 'The "exp" (expiration time) claim identifies the expiration time on or after which the JWT MUST NOT be accepted for processing.',
    source: 'RFC 7519, 4.1.4',
  },
  notBefore: {
    text: 'The "nbf" (not before) claim identifies the time before which the JWT MUST NOT be accepted for processing.',
    source: 'RFC 7519, 4.1.5',
  },
  expiryRequired: { text: 'exp: REQUIRED.', source: 'RFC 9068, 2.2' },
  audience: {
    text: 'MCP servers MUST only accept tokens specifically intended for themselves and MUST reject tokens that do not include them in the audience claim.',
    source: `${AUTHORIZATION} › Access Token Privilege Restriction`,
  },
  idToken: {
    text: 'A JWT of one kind must not be usable in place of another: use mutually exclusive validation rules for different kinds of JWTs.',
    source: 'RFC 8725, 3.12',
  },
  issuer: {
    text: 'The issuer identifier for the authorization server MUST exactly match the value of the "iss" claim.',
    source: 'RFC 9068, 4',
  },
  signature: {
    text: 'The resource server MUST validate the signature of all incoming JWT access tokens […] using the keys provided by the authorization server.',
    source: 'RFC 9068, 4',
  },
  none: {
    text: 'The resource server MUST reject any JWT in which the value of "alg" is "none".',
    source: 'RFC 9068, 4',
  },
  algorithms: {
    text: 'Libraries MUST enable the caller to specify a supported set of algorithms and MUST NOT use any other algorithms.',
    source: 'RFC 8725, 3.1',
  },
  headerKeys: {
    text: 'Blindly following a "jku" or "x5u" header […] could result in server-side request forgery; the "kid" claim could be used for injection: applications should ensure that they protect against this.',
    source: 'RFC 8725, 3.10',
  },
  zeroSignature: {
    text: 'An ECDSA signature is two integers between 1 and n - 1; zeros are none (CVE-2022-21449).',
    source: 'RFC 7518, 3.4',
  },
  critical: {
    text: 'If any of the listed extension Header Parameters are not understood and supported by the recipient, then the JWS is invalid.',
    source: 'RFC 7515, 4.1.11',
  },
  insufficientScope: {
    text: 'The server SHOULD respond with HTTP 403 Forbidden and a WWW-Authenticate header with error="insufficient_scope" and scope="…".',
    source: `${AUTHORIZATION} › Runtime Insufficient Scope Errors`,
  },
  revoked: {
    text: 'A token that is not active – revoked, expired, unknown – is introspected as "active": false, and the resource server refuses it.',
    source: 'RFC 7662, 2.2',
  },
  failClosed: {
    text: 'MCP servers MUST validate access tokens before processing the request.',
    source: `${AUTHORIZATION} › Access Token Privilege Restriction`,
  },
  origin: {
    text: 'If the Origin header is present and invalid, servers MUST respond with HTTP 403 Forbidden.',
    source: 'MCP 2025-11-25, basic/transports › Security Warning',
  },
  scheme: {
    text: 'It uses a case-insensitive token to identify the authentication scheme.',
    source: 'RFC 9110, 11.1',
  },
  audienceList: {
    text: 'In the general case, the "aud" value is an array of case-sensitive strings.',
    source: 'RFC 7519, 4.1.3',
  },
  control: {
    text: 'A good token gets through: where nobody is let in, a refusal says nothing.',
    source: 'the positive control',
  },
} as const satisfies Record<string, Rule>;
