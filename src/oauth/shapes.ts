/** Who a session acts as. */
export interface Identity {
  /** The subject: who they are to the authorization server. */
  readonly sub: string;
  /** What they were granted. Default: nothing. */
  readonly scopes?: readonly string[];
  /** Through which client they act. Default: `jest-mcp`. */
  readonly clientId?: string;
  /** Whatever else the token says of them. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** What a verifier makes of a token: `AuthInfo` of both SDKs. */
export interface AuthInfo {
  token: string;
  clientId: string;
  scopes: string[];
  /** In seconds since the epoch. */
  expiresAt?: number;
  /** Whom the token is for (RFC 8707). */
  resource?: URL;
  extra?: Record<string, unknown>;
  /** Where the resource's metadata lie, for challenges that come later. */
  resourceMetadataUrl?: string;
}

/** What verifies access tokens: `OAuthTokenVerifier` of both SDKs. */
export interface TokenVerifier {
  verifyAccessToken(token: string): Promise<AuthInfo>;
}

/** Something that mints tokens for a resource: the test authorization server is one. */
export interface TokenIssuer {
  readonly issuer: string;
  /** Whom its tokens are for. */
  readonly resource: string;
  /** @throws when the identity asks for what the issuer does not grant */
  token(options?: TokenOptions): string;
}

/** What a token says. Whatever is left out has the value of a good token. */
export interface TokenOptions extends Partial<Identity> {
  /** Whom it is for: the `aud` claim. Default: the resource of the authorization server. */
  readonly audience?: string | readonly string[];
  /** In seconds from now; negative: expired so long ago. Default: the server's `accessTokenLifetime`, 3600. */
  readonly expiresIn?: number;
  /** Whatever else stands in the token's header. */
  readonly header?: Readonly<Record<string, unknown>>;
}

/**
 * The forger: for every way in which a token can be wrong, one that is wrong in that way alone.
 *
 * Each takes the options of `token()`, last: what is wrong wins over them. Where nothing would be wrong, as with the right
 * audience, it throws. With opaque tokens each is a value of its own, and introspection says what is wrong with it: `active:
 * false`, another `aud`, no `scope`.
 *
 * @example
 * mcp.withToken(as.broken.audience('https://other.example/mcp', { sub: 'alice', scopes: ['notes:read'] }));
 */
export interface BrokenTokens {
  /** Expired an hour ago. */
  expired(options?: TokenOptions): string;
  /** Good in an hour. */
  notYetValid(options?: TokenOptions): string;
  /** For another resource: `audience`, or a sibling of the right one. */
  audience(audience?: string | readonly string[], options?: TokenOptions): string;
  /** For nobody in particular. */
  withoutAudience(options?: TokenOptions): string;
  /** For a resource whose URL begins with that of the right one. */
  audiencePrefix(options?: TokenOptions): string;
  /** For the client, and of the type `JWT`, as an ID token is. */
  idToken(options?: TokenOptions): string;
  /** From another issuer, with a good signature. */
  issuer(issuer?: string, options?: TokenOptions): string;
  withoutIssuer(options?: TokenOptions): string;
  /** `alg: none`, unsigned. `alg`: how it is spelt. */
  none(alg?: string, options?: TokenOptions): string;
  /** `alg: none` with the signature of a good token. */
  noneWithSignature(options?: TokenOptions): string;
  /** A good signature over other claims. */
  tampered(claims?: Readonly<Record<string, unknown>>, options?: TokenOptions): string;
  /** A good token with its signature cut off. */
  withoutSignature(options?: TokenOptions): string;
  /** The right claims and the right `kid`, signed by a stranger. */
  untrustedKey(options?: TokenOptions): string;
  /** A `kid` that nobody knows, signed by a stranger. */
  unknownKey(options?: TokenOptions): string;
  /** HS256, keyed with the public key: in one of the forms in which a server holds it. */
  publicKeyAsSecret(form?: 'pem' | 'trimmed pem' | 'der' | 'jwk' | 'empty', options?: TokenOptions): string;
  /** A stranger's key, brought along in the header's `jwk`. */
  embeddedKey(options?: TokenOptions): string;
  /** A stranger's key, to be fetched from the header's `jku`: a canary of the authorization server by default. */
  keyUrl(url?: string, options?: TokenOptions): string;
  /** A `kid` that climbs out of its folder, to an empty file: HS256, keyed with nothing. */
  keyPath(options?: TokenOptions): string;
  /** A signature of zeros (CVE-2022-21449). */
  zeroSignature(options?: TokenOptions): string;
  /** A critical header that nobody knows. */
  unknownCritical(options?: TokenOptions): string;
  /** Without any scope. */
  withoutScopes(options?: TokenOptions): string;
  /** With a scope that opens nothing: `unrelated:scope`. */
  unrelatedScope(options?: TokenOptions): string;
  /** It never expires. */
  withoutExpiry(options?: TokenOptions): string;
  /** Issued, and revoked again. Of use where tokens are introspected. */
  revoked(options?: TokenOptions): string;
  /** No token at all, but in the shape of one. */
  garbage(): string;
}

/** How access tokens are signed. */
export type SigningAlgorithm = 'ES256' | 'RS256' | 'EdDSA';

/** Whose habits the claims of a token follow. */
export type IssuerProfile = 'auth0' | 'keycloak' | 'entra' | 'okta' | 'cognito';

/** A client that the authorization server knows from the beginning. */
export interface RegisteredClient {
  readonly clientId: string;
  /** Absent for a public client. */
  readonly clientSecret?: string;
  /** Compared letter by letter; on the loopback interface the port may differ (RFC 8252, 7.3). Default: none, so that nobody can log in. */
  readonly redirectUris?: readonly string[];
  /** Default: every grant. */
  readonly grantTypes?: readonly string[];
  /** For `private_key_jwt`: the public keys. A client with keys needs no secret. */
  readonly jwks?: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
}

/** Options of `authServer()`. */
export interface AuthServerOptions {
  /**
   * `listen`: on a port of 127.0.0.1, which every verifier can reach. `fetch`: no port; the sandbox's global `fetch`
   * answers for the issuer's origin, and lets everything else through. Default: `listen`.
   */
  mode?: 'listen' | 'fetch';
  /** The port to listen on. Default: a free one. */
  port?: number;
  /** `listen`: the path of the issuer, such as `/tenant1`; a slash at its end stays. `fetch`: its whole URL, `https://login.example.com`. Default: at the root of its origin, or where `like` has it. */
  issuer?: string;
  /**
   * Whom tokens are for: the canonical URL of the MCP server. `{port}` stands for a free port, for a program that is
   * started there. Default: `http://127.0.0.1/mcp`, where a server in process answers.
   */
  resource?: string;
  /** Other resources that it issues tokens for, such as upstream APIs in a token exchange. Default: none; any other target is refused with `invalid_target`. */
  otherResources?: readonly string[];
  /** The scopes that there are. Default: any. Once they are named, another one is an error. */
  scopes?: readonly string[];
  /** Default: `jwt`. `opaque` tokens say nothing by themselves, and are introspected. */
  tokens?: 'jwt' | 'opaque';
  /** Default: `ES256`, or what `like` prescribes. */
  algorithm?: SigningAlgorithm;
  /** Whose habits the claims of its tokens follow. Default: RFC 9068's. */
  like?: IssuerProfile;
  /** Clients known from the beginning. Default: none; clients may register, or name their metadata document. */
  clients?: readonly RegisteredClient[];
  /** Which ways of registering there are. Default: both. */
  registration?: readonly ('cimd' | 'dcr')[];
  /** How long access tokens live, in seconds. Default: 3600. */
  accessTokenLifetime?: number;
  /** Whether refresh tokens are issued: always, never, or where `offline_access` was granted. Default: `always`. */
  refreshTokens?: 'always' | 'never' | 'offline_access';
}

/** What a person does at the next login. */
export interface NextLogin {
  /** Who logs in. Default: whoever the client hints at, else `alice`. */
  readonly sub?: string;
  /** `deny`: they refuse. */
  readonly deny?: boolean;
  /** What they consent to, of what was asked. Default: everything. */
  readonly scopes?: readonly string[];
  /** A page with a form comes first: the names of its inputs, and the values that are right. It needs its cookie and its hidden field back. Default: a redirect at once. */
  readonly form?: Readonly<Record<string, string>>;
  /** How many redirects, and cookies, stand between the request and the code. Default: none. */
  readonly redirects?: number;
  /** How long they take, in milliseconds. */
  readonly after?: number;
}

/** One request that the authorization server got. */
export interface SeenRequest {
  readonly method: string;
  /** The path, without the query. */
  readonly path: string;
  /** The fields of the query and of the body, form or JSON. Secrets are there whole: print them cut. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly status: number;
}

/** What an endpoint answers in place of its own answer. */
export interface ScriptedAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string as it is, anything else as JSON. */
  readonly body?: unknown;
  /** How long it takes, in milliseconds. */
  readonly after?: number;
}

/**
 * An authorization server for tests: a real one, whose persons, keys and mistakes the test decides.
 *
 * @example
 * const as = authServer({ scopes: ['notes:read', 'notes:write'] });
 * mcp.serve(() => createApp({ issuer: as.issuer, audience: as.resource }), { auth: as });
 * @see MCP 2025-11-25, basic/authorization
 */
export interface AuthServer extends TokenIssuer {
  readonly jwksUri: string;
  readonly introspectionUri: string;
  /** The authorization server's metadata as they are served, lies included (RFC 8414). */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The verifying keys, as a JWKS. */
  readonly jwks: { readonly keys: readonly Readonly<Record<string, unknown>>[] };
  readonly broken: BrokenTokens;
  /** What it was asked since the test began, the oldest first. */
  readonly seen: readonly SeenRequest[];
  /** The metadata of the protected resource (RFC 9728), for a server that has to serve them. */
  resourceMetadata(overrides?: Readonly<Record<string, unknown>>): Record<string, unknown>;
  /**
   * What verifies its tokens, as a good server does: for a server that takes a verifier. JWTs it verifies offline, so that a
   * revoked one is still good; opaque tokens it looks up.
   *
   * It throws what `makeError` makes of a reason. Default: an error that the bearer middleware of both SDKs answers with 401.
   * SDK v1 knows it by its class, which is found where the test file has loaded it; under native ES modules write
   * `makeError: reason => new InvalidTokenError(reason)`.
   *
   * @param options.audience Whom tokens must be for. Default: the resource.
   */
  verifier(options?: {
    readonly audience?: string;
    readonly makeError?: (reason: string) => unknown;
  }): TokenVerifier;
  /**
   * Says what the person does at the next login; called several times, at the ones after it. A device is approved so, too.
   *
   * @example as.nextLogin({ deny: true });
   * @throws when nobody can log in like that
   */
  nextLogin(login: NextLogin): void;
  /** Changes what its metadata say: `undefined` leaves a field out. */
  lieInMetadata(fields: Readonly<Record<string, unknown>>): void;
  /**
   * Has a client's metadata document lie at this URL for the authorization server alone, until the test ends. Other ones it
   * fetches, with the `fetch` of the test file. What is wrong with it is said when a client shows up by that name.
   */
  serveClientMetadata(url: string, document: unknown): void;
  /** What `iss` the authorization response carries (RFC 9207): `omit` for none. */
  iss(value: 'omit' | (string & {})): void;
  /**
   * Answers the next request to `path` so, or as `answer` says. `undefined` from it: as usual.
   *
   * @param path An endpoint below the issuer, or where metadata lie: `/token`, `/.well-known/oauth-authorization-server`.
   * @throws when there is nothing at `path`
   * @example as.once('/token', { status: 503 });
   */
  once(path: string, answer: ScriptedAnswer | ((request: SeenRequest) => ScriptedAnswer | undefined)): void;
  /** The same for every request until the test ends. */
  always(path: string, answer: ScriptedAnswer | ((request: SeenRequest) => ScriptedAnswer | undefined)): void;
  /** Signs with a new key from now on. The old one stays in the JWKS, unless `drop`. Verifiers keep what they have fetched for a while: let the clock of the test run on. With RS256 a key is generated, which takes half a second. */
  rotateKeys(options?: { readonly drop?: boolean }): void;
  /** Takes back a token that it issued: an access token alone, a refresh token with all that came of it. @throws when it issued no such token in this test */
  revoke(token: string): void;
  /** Sets environment variables to what it is: `{ OAUTH_ISSUER: 'issuer' }`. They are set back when the file ends. */
  env(names: Readonly<Record<string, 'issuer' | 'resource' | 'jwksUri' | 'introspectionUri'>>): void;
  /** Forgets codes, tokens, scripts, lies and what it has seen. Issuer, port, keys and clients that have registered stay. Done between tests. */
  reset(): void;
  /** Stops listening. Done when the test file ends. */
  close(): Promise<void>;
}

/** An application under test that is asked over HTTP, past any MCP client. */
export interface Application {
  /** Where it answers as MCP: `http://127.0.0.1/mcp`. */
  readonly url: URL;
  /** Stands beside evidence: `HTTP in process`, or an origin. */
  readonly place: string;
  /** Asks it; redirects are not followed. A path is relative to {@link Application.url}; another origin is asked of the application too. */
  fetch(url: string | URL, init?: RequestInit): Promise<Response>;
  /** Milliseconds until the test's own deadline. */
  readonly remaining: number;
  close(): Promise<void>;
}
