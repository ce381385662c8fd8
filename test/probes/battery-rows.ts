import type { Defects } from '../servers/auth/defects';

/** A mistake, and the causes that the battery must name for it: each with its level and the probes, or how many. */
export type Row = readonly [defects: Defects, ...causes: readonly string[]];

/** What is found whatever serves MCP behind the gate. */
export const BOTH: readonly Row[] = [
  [{}],
  [
    { noAudience: true },
    'fail accepted: audience (another resource, no audience, prefixed audience, ID token, other resources)',
  ],
  [{ prefixAudience: true }, 'fail accepted: audience (prefixed audience)'],
  [{ missingAudience: true }, 'fail accepted: audience (no audience)'],
  [{ anyIssuer: true }, 'fail accepted: issuer (another issuer)'],
  [{ missingIssuer: true }, 'fail accepted: issuer (no issuer)'],
  [{ decodeOnly: true }, 'fail accepted: signature (20 probes)'],
  [{ rawThrow: true }, 'fail server error 500 (34 probes)'],
  [{ quotedMessage: true }, 'fail malformed challenge (10 probes)'],
  [{ algNone: true }, 'fail accepted: algorithms (alg none, alg None, alg NONE, alg none, signed)'],
  [{ algConfusion: 'pem' }, 'fail accepted: algorithms (HS256 with the public key as pem)'],
  [{ algConfusion: 'trimmed pem' }, 'fail accepted: algorithms (HS256 with the public key as trimmed pem)'],
  [{ algConfusion: 'der' }, 'fail accepted: algorithms (HS256 with the public key as der)'],
  [{ algConfusion: 'jwk' }, 'fail accepted: algorithms (HS256 with the public key as jwk)'],
  [{ algConfusion: 'empty' }, 'fail accepted: algorithms (HS256 with the empty secret)'],
  [{ embeddedKey: true }, 'fail accepted: keys in the header (key in jwk)'],
  [
    { fetchesJku: 'and trusts it' },
    'fail accepted: keys in the header (key in jku)',
    'fail jku fetched (key in jku)',
  ],
  [{ fetchesJku: 'and refuses' }, 'fail jku fetched (key in jku)'],
  [{ kidPath: true }, 'fail accepted: keys in the header (kid that climbs)'],
  [{ zeroSignature: true }, 'fail accepted: signature (zero signature)'],
  [{ critIgnored: true }, 'fail accepted: signature (unknown critical header)'],
  [{ ignoreExpiration: true }, 'fail accepted: times (expired)'],
  [{ ignoreNotBefore: true }, 'fail accepted: times (not yet valid)'],
  [{ missingExpiry: true }, 'warn accepted: times (no expiry)'],
  [{ failsOpen: true }, 'fail accepted: fails open (issuer out of reach)'],
  [{ audienceAsString: true }, 'warn audience in a list (audience in a list)'],
  [
    { blanket401: true },
    'set-up: The application refused the good token (401), so that its refusals say nothing.',
  ],
  [
    { openMethods: ['notifications/initialized'] },
    'fail accepted: other messages without a token (no token › notifications/initialized, no token › notifications/initialized in a session)',
  ],
  [{ proxyHeaders: true }, 'fail accepted: no token › headers of a proxy (no token › headers of a proxy)'],
  [{ cookieToken: true }, 'warn accepted: token in a cookie (token in a cookie)'],
  [{ remembersPayloads: true }, 'fail accepted: signature (other signature, signature left out)'],
  [{ openGet: true }, 'fail accepted: no token › GET (no token › GET)'],
  [{ openPath: 'trailing slash' }, 'fail accepted: other spellings of the route (no token › /mcp/)'],
  [{ openPath: 'upper case' }, 'fail accepted: other spellings of the route (no token › /MCP)'],
  [{ noScopeCheck: true }, 'fail accepted: scopes (unrelated scope, no scope)'],
  [{ scopeAs401: true }, 'warn scope answered 401 (unrelated scope, no scope)'],
  [{ bare403: true }, 'warn no insufficient_scope (unrelated scope, no scope)'],
  [{ queryToken: true }, 'warn accepted: token in the query (token in the query)'],
  [{ formToken: true }, 'warn token in a form (token in a form)'],
  [{ anyScheme: true }, 'fail accepted: malformed credentials (another scheme)'],
  [{ emptyToken: true }, 'fail accepted: malformed credentials (empty Bearer)'],
  [{ lastToken: true }, 'fail accepted: malformed credentials (another scheme, bare token, two tokens)'],
  [{ bareToken: true }, 'fail accepted: malformed credentials (bare token)'],
  [{ longTokenBreaks: true }, 'fail server error 500 (10 kB token)'],
  [{ nonAsciiBreaks: true }, 'fail server error 500 (non-ASCII token)'],
  [{ caseSensitiveScheme: true }, 'warn bearer in lower case (bearer in lower case)'],
  [{ noErrorCode: true }, 'warn no invalid_token (challenge of a bad token)'],
  [{ offlineAccess: true }, 'warn offline_access (challenge, metadata)'],
  [{ tokenEcho: true }, 'fail token repeated (32 probes)'],
  [{ metadataMissing: true }, 'fail no metadata (metadata)'],
  [{ metadataBehindToken: true }, 'fail no metadata (metadata)'],
  [{ wrongResource: true }, 'fail wrong resource (metadata)'],
  [{ parentResource: true }, 'warn wrong resource (metadata)'],
  [{ noAuthorizationServers: true }, 'fail no authorization server (metadata)'],
  [{ anotherAuthorizationServer: true }, 'warn another authorization server (metadata)'],
  [
    { locksOut: true },
    'fail good token again (good token again)',
    'warn scope answered 401 (unrelated scope, no scope)',
    'warn bearer in lower case (bearer in lower case)',
    'warn audience in a list (audience in a list)',
  ],
];

/** What shows where no sessions are kept. */
export const STATELESS: readonly Row[] = [
  [{ open: true }, 'fail accepted: no token (62 probes)'],
  [{ initializeOnly: true }, 'fail accepted: other messages without a token (12 probes)'],
  [
    { openMethods: ['tools/list'] },
    'fail accepted: other messages without a token (no token › tools/list, no token › tools/list in a session)',
  ],
  [
    { openBatch: true },
    'fail accepted: no token › batch (no token › batch)',
    'fail accepted: no token › batch of one (no token › batch of one)',
  ],
  [{ openDelete: true }, 'fail accepted: no token › DELETE (no token › DELETE)'],
  [{ openPath: 'double slash' }, 'fail accepted: other spellings of the route (no token › //mcp)'],
  [{ openPath: 'encoded' }, 'fail accepted: other spellings of the route (no token › /%6Dcp)'],
  [
    { anySessionHeader: true },
    'fail accepted: other messages without a token (no token › tools/list in a session, no token › tools/call in a session, no token › resources/list in a session, no token › prompts/list in a session, no token › ping in a session, no token › notifications/initialized in a session)',
  ],
  [{ forbiddenFor401: true }, 'fail answered 403 (55 probes)'],
  [{ redirects: true }, 'fail answered 302 (57 probes)'],
  [{ refusesWith200: true }, 'fail accepted: no token (62 probes)', 'warn token in a form (token in a form)'],
  [{ noChallenge: true }, 'fail no challenge (57 probes)'],
  [{ noBearer: true }, 'fail no Bearer challenge (57 probes)'],
  [{ stackTrace: true }, 'warn stack trace (57 probes)'],
  [{ dataInRefusal: true }, 'fail data in the refusal (57 probes)'],
  [{ sessionInRefusal: true }, 'fail session for nobody (50 probes)'],
];

/** What shows where SDK v1 keeps sessions. */
export const SESSIONS: readonly Row[] = [
  [
    { open: true },
    'fail accepted: no token (62 probes)',
    'fail DELETE reaches the transport (no token › DELETE)',
    "warn session of another (somebody else's session)",
  ],
  [
    { initializeOnly: true },
    'fail accepted: other messages without a token (12 probes)',
    'fail accepted: session as credential (session without a token)',
    "warn session of another (somebody else's session)",
  ],
  [
    { openMethods: ['tools/list'] },
    'fail accepted: other messages without a token (no token › tools/list, no token › tools/list in a session)',
    'fail accepted: session as credential (session without a token)',
  ],
  [
    { openBatch: true },
    'fail accepted: no token › batch of one (no token › batch of one)',
    'warn accepted: no token › batch (no token › batch)',
  ],
  [{ openDelete: true }, 'fail DELETE reaches the transport (no token › DELETE)'],
  [
    { sessionIsCredential: true },
    'fail accepted: no token › GET (no token › GET)',
    'fail accepted: session as credential (session without a token)',
    "warn session of another (somebody else's session)",
  ],
  [
    { anySessionHeader: true },
    'fail accepted: other messages without a token (no token › tools/list in a session, no token › tools/call in a session, no token › resources/list in a session, no token › prompts/list in a session, no token › ping in a session, no token › notifications/initialized in a session)',
    'fail accepted: no token › GET (no token › GET)',
    'fail DELETE reaches the transport (no token › DELETE)',
    'fail accepted: session as credential (session without a token)',
    "warn session of another (somebody else's session)",
  ],
  [{ sessionOfAnother: true }, "warn session of another (somebody else's session)"],
  [{ forbiddenFor401: true }, 'fail answered 403 (56 probes)'],
  [{ redirects: true }, 'fail answered 302 (58 probes)'],
  [{ refusesWith200: true }, 'fail accepted: no token (63 probes)', 'warn token in a form (token in a form)'],
  [{ noChallenge: true }, 'fail no challenge (58 probes)'],
  [{ noBearer: true }, 'fail no Bearer challenge (58 probes)'],
  [{ stackTrace: true }, 'warn stack trace (58 probes)'],
  [{ dataInRefusal: true }, 'fail data in the refusal (58 probes)'],
  [{ sessionInRefusal: true }, 'fail session for nobody (49 probes)'],
];

/** What an introspecting server can do wrong: expiry and issuer are the authorization server's affair. */
export const OPAQUE: readonly Row[] = [
  [{}],
  [
    { noAudience: true },
    'fail accepted: audience (another resource, no audience, prefixed audience, ID token, other resources)',
  ],
  [
    { revokedAccepted: true },
    'fail accepted: times (expired, not yet valid)',
    'fail accepted: issuer (another issuer, no issuer)',
    'fail accepted: revoked (revoked token)',
  ],
  [{ failsOpen: true }, 'fail accepted: fails open (issuer out of reach)'],
  [{ rawThrow: true }, 'fail server error 500 (16 probes)'],
  [{ open: true }, 'fail accepted: no token (42 probes)'],
];

/** What shows with RSA keys too: the confusion of algorithms was found there. */
export const RSA: readonly Row[] = [
  [{}],
  [{ algConfusion: 'pem' }, 'fail accepted: algorithms (HS256 with the public key as pem)'],
  [{ algConfusion: 'jwk' }, 'fail accepted: algorithms (HS256 with the public key as jwk)'],
  [{ embeddedKey: true }, 'fail accepted: keys in the header (key in jwk)'],
  [{ decodeOnly: true }, 'fail accepted: signature (19 probes)'],
];

const name = ([defects]: Row): string =>
  Object.entries(defects)
    .map(([key, value]) => (value === true ? key : `${key}: ${String(value)}`))
    .join(', ');
/** Rows for `it.each`, named after the mistake. */
export const rows = (table: readonly Row[]) => table.map(row => [name(row), row] as const);
