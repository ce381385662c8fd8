import type { Advertisement } from '../toAdvertiseAuthorization';
import type { PassTokenThroughOptions } from '../toPassTokenThrough';
import type { EnforceScopesOptions, ScopeTable } from '../toEnforceScopes';

/** Matchers about a whole application: whatever `mcp.serve` takes, `mcp` itself or a session. Always to be awaited. */
export interface ApplicationMatchers {
  /**
   * Each tool of the table is forbidden (403, `error="insufficient_scope"` with the scope's name) to a token that has
   * all scopes of the table but the one it needs, is let through for a token that has just what it needs, and is
   * refused (401) without a token. A call that is forbidden is made once more in disguise: in a batch, or with headers
   * that name another tool than the body. A tool's own error is no refusal: it tells no client which scope to ask for.
   *
   * It calls the tools in earnest, with no arguments unless the table gives some. Invalid arguments are good enough to
   * see that a token is let through. Fails with and without `.not` when the application refuses a token with all
   * scopes, does not answer, or breaks. It does not check who owns what inside a tool.
   *
   * @param scopes The scopes that each tool needs: `{ purge: 'notes:write' }`, all of several `{ purge: ['a', 'b'] }`,
   *   or with arguments `{ purge: { scopes: 'notes:write', args: { id: 1 } } }`.
   * @param options `auth`: what mints the tokens; default: what the application is served with. `base`: scopes that
   *   every request needs; default: those of the application's challenge. `hierarchy`: which scopes a broader one
   *   implies, which is tested too. `sub`: who calls; default: `alice`.
   * @example await expect(app).toEnforceScopes({ purge: 'notes:write' }, { auth: as });
   * @see MCP 2025-11-25, basic/authorization › Scope Challenge Handling
   */
  toEnforceScopes(scopes: ScopeTable, options?: EnforceScopesOptions): Promise<void>;

  /**
   * A client that was refused learns where to log in: the 401 has a Bearer challenge with `resource_metadata`; the
   * metadata of the protected resource lie there and at a well-known URL, can be read without a token, name the
   * application by its URL and one authorization server at least.
   *
   * Fails with and without `.not` when the application cannot be asked, or breaks. It does not ask the authorization
   * servers anything.
   *
   * @param expected `resource`: the canonical URL; default: that of the `auth` it is served with, else where it is
   *   asked. `authorizationServers`,
   *   `scopes` (`scopes_supported`), `challengeScopes`: what must be there, in any order; default: anything.
   *   `discovery`: `either` is content with the challenge or the well-known URL, as the specification is; default:
   *   `both`.
   * @example await expect(app).toAdvertiseAuthorization({ authorizationServers: [as.issuer] });
   * @see MCP 2025-11-25, basic/authorization › Protected Resource Metadata Discovery Requirements
   */
  toAdvertiseAuthorization(expected?: Advertisement): Promise<void>;

  /**
   * While the function runs, the server hands the token that it was given on to somebody else: in a header, in the URL
   * or in the body of a request. Meant for `.not`.
   *
   * The server has to run in this process. Seen are the `fetch` of the test file, mocked or not, `node:http` and
   * `node:https`; not HTTP/2, the package undici, and what is asked after the function has ended. Fails with and without
   * `.not` when nobody was asked anything, or the function threw: then there was nothing to see.
   *
   * @param token The token, as the server is given it.
   * @param options `allow`: origins that may get it; default: the issuer that it names.
   * @example await expect(() => mcp.withToken(token).callTool('fetch_mail')).not.toPassTokenThrough(token);
   * @see MCP 2025-11-25, basic/authorization › Access Token Privilege Restriction
   */
  toPassTokenThrough(token: string, options?: PassTokenThroughOptions): Promise<void>;
}
