import { randomUUID } from 'node:crypto';
import { guardedApp, RESOURCE } from './login-app';

const ISSUER = 'http://127.0.0.1';

/** What the authorization server of this application does otherwise. */
export interface Pages {
  /** Answers what is none of the endpoints, and the authorization request itself. `undefined`: as usual. */
  readonly answer?: (request: Request, url: URL) => Response | undefined | Promise<Response | undefined>;
  /** In place of fields of the authorization server's metadata. */
  readonly server?: Readonly<Record<string, unknown>>;
  /** In place of fields of the resource metadata. `null`: none. */
  readonly resource?: Readonly<Record<string, unknown>> | null;
  /** What is issued besides. */
  readonly tokens?: Readonly<Record<string, unknown>>;
  /** Whether the server takes the tokens that are issued. Default: yes. */
  readonly isGood?: boolean;
}

/** A redirect to the client, with a code. */
export function toClient(query: URLSearchParams, more: Readonly<Record<string, string>> = {}): Response {
  const target = new URL(query.get('redirect_uri') ?? '');
  target.search = String(
    new URLSearchParams({ code: randomUUID(), state: query.get('state') ?? '', ...more }),
  );
  return redirect(target.href);
}

/** A redirect. */
export function redirect(location: string, status = 302, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers: { location, ...headers } });
}

/** A page. */
export function page(body: string, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(`<!doctype html><title>Sign in</title>${body}`, {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  });
}

/** An MCP server and its authorization server in one fetch handler: of the simplest kind, so that a test can make it a wrong one. */
export function pagesApp({ answer, server, resource, tokens: more, isGood = true }: Pages = {}): ReturnType<
  typeof guardedApp
> {
  const tokens = new Set<string>();
  const issue = (): Response => {
    const token = randomUUID();
    if (isGood) tokens.add(token);
    return Response.json({
      access_token: token,
      token_type: 'Bearer',
      expires_in: 60,
      scope: 'notes:read',
      ...more,
    });
  };
  return guardedApp({
    issuer: ISSUER,
    metadata: resource,
    verify: async token => (tokens.has(token) ? ['notes:read'] : Promise.reject(new Error('no such token'))),
    other: async request => {
      const url = new URL(request.url);
      const own = await answer?.(request, url);
      if (own) return own;
      switch (url.pathname) {
        case '/.well-known/oauth-authorization-server':
          return Response.json({
            issuer: ISSUER,
            authorization_endpoint: `${ISSUER}/authorize`,
            token_endpoint: `${ISSUER}/token`,
            registration_endpoint: `${ISSUER}/register`,
            response_types_supported: ['code'],
            code_challenge_methods_supported: ['S256'],
            ...server,
          });
        case '/register':
          return Response.json(
            { ...((await request.json()) as object), client_id: 'client' },
            { status: 201 },
          );
        case '/authorize':
          return toClient(url.searchParams);
        case '/token':
          return issue();
        default:
          return new Response(null, { status: 404 });
      }
    },
  });
}

export { RESOURCE };
