import type { Defects } from './defects';
import { Refused, type Claims, type Issuer } from './verifier';

/** A request as a gate sees it, whatever serves it. */
export interface Arriving {
  readonly method: string;
  readonly url: URL;
  readonly header: (name: string) => string | undefined;
  /** The parsed JSON, or the raw text. */
  readonly body: unknown;
}

/** A refusal, or who may pass. */
export type Judged =
  | { readonly status: number; readonly headers: Record<string, string>; readonly body: string }
  | { readonly claims: Claims | undefined };

const WELL_KNOWN = '/.well-known/oauth-protected-resource';

/** What stands before an MCP server, with the mistakes that were asked for. Without any it is right. */
export class Gate {
  #refusals = 0;
  /** Whose sessions these are. */
  readonly owners = new Map<string, string>();

  constructor(
    private readonly as: Issuer,
    private readonly wrong: Defects,
    private readonly verify: (token: string) => Promise<Claims>,
  ) {}

  /** The metadata, where they are asked for and are there. */
  metadata(url: URL): object | undefined {
    const { wrong, as } = this;
    if (wrong.metadataMissing === true || url.pathname !== `${WELL_KNOWN}/mcp`) return undefined;
    return {
      resource:
        wrong.wrongResource === true
          ? 'https://other.example/mcp'
          : wrong.parentResource === true
            ? new URL('/', as.resource).href
            : as.resource,
      ...(wrong.noAuthorizationServers !== true && {
        authorization_servers: [
          wrong.anotherAuthorizationServer === true ? 'https://login.other.example' : as.issuer,
        ],
      }),
      scopes_supported: wrong.offlineAccess === true ? ['mcp', 'offline_access'] : ['mcp'],
    };
  }

  async judge(arriving: Arriving): Promise<Judged> {
    const { wrong } = this;
    if (wrong.metadataBehindToken !== true) {
      const metadata = this.metadata(arriving.url);
      if (metadata)
        return {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(metadata),
        };
    }
    if (wrong.blanket401 === true) return this.#refusal('nobody is let in', undefined);
    if (this.#isLeftOpen(arriving)) return { claims: undefined };
    const token = this.#tokenOf(arriving);
    if (wrong.nonAsciiBreaks === true && token !== undefined && /[\u0080-\uffff]/.test(token))
      return broken();
    if (wrong.longTokenBreaks === true && token !== undefined && token.length > 8_000) return broken();
    if (wrong.emptyToken === true && arriving.header('authorization')?.trim() === 'Bearer')
      return { claims: undefined };
    if (token === undefined) return this.#refusal('Missing Authorization header', undefined);
    if (wrong.locksOut === true && this.#refusals > 20) return this.#refusal('locked out', token);
    return this.#judgeToken(token, arriving);
  }

  async #judgeToken(token: string, { header }: Arriving): Promise<Judged> {
    const { wrong } = this;
    let claims: Claims;
    try {
      claims = await this.verify(token);
    } catch (error) {
      if (wrong.rawThrow === true || !(error instanceof Refused)) return broken();
      return this.#refusal(error.message, token, error);
    }
    const scopes = (claims.scope ?? '').split(' ');
    if (!scopes.includes('mcp') && wrong.noScopeCheck !== true) return this.#forbidden();
    const owner = this.owners.get(header('mcp-session-id') ?? '');
    if (owner !== undefined && owner !== claims.sub && wrong.sessionOfAnother !== true)
      return { status: 404, headers: {}, body: 'no such session' };
    return { claims };
  }

  #isLeftOpen({ method, url, header, body }: Arriving): boolean {
    const { wrong } = this;
    const path = url.pathname;
    const named = (body as { method?: string } | undefined)?.method;
    const isAuthorized = header('authorization') !== undefined;
    return (
      wrong.open === true ||
      (wrong.initializeOnly === true &&
        !Array.isArray(body) &&
        method === 'POST' &&
        named !== 'initialize') ||
      (wrong.openMethods?.includes(named ?? '') === true && !isAuthorized) ||
      (wrong.openBatch === true && Array.isArray(body)) ||
      (wrong.proxyHeaders === true && header('x-forwarded-user') !== undefined) ||
      (wrong.openGet === true && method === 'GET') ||
      (wrong.openDelete === true && method === 'DELETE') ||
      (wrong.openPath === 'trailing slash' && path === '/mcp/') ||
      (wrong.openPath === 'upper case' && path === '/MCP') ||
      (wrong.openPath === 'double slash' && path === '//mcp') ||
      (wrong.openPath === 'encoded' && path === '/%6dcp') ||
      (wrong.sessionIsCredential === true && this.owners.has(header('mcp-session-id') ?? '')) ||
      (wrong.anySessionHeader === true && header('mcp-session-id') !== undefined)
    );
  }

  #tokenOf({ url, header, body }: Arriving): string | undefined {
    const { wrong } = this;
    const presented = header('authorization');
    if (presented === undefined) {
      const inQuery = wrong.queryToken === true ? url.searchParams.get('access_token') : null;
      const inForm =
        wrong.formToken === true && typeof body === 'string'
          ? new URLSearchParams(body).get('access_token')
          : null;
      const inCookie =
        wrong.cookieToken === true ? /\baccess_token=([^;]+)/.exec(header('cookie') ?? '')?.[1] : undefined;
      return inQuery ?? inForm ?? inCookie;
    }
    if (wrong.lastToken === true) return presented.split(/[ ,]+/).at(-1);
    if (wrong.bareToken === true && !presented.includes(' ')) return presented;
    const scheme =
      wrong.anyScheme === true
        ? /^\w+ (.*)$/
        : wrong.caseSensitiveScheme === true
          ? /^Bearer (.+)$/
          : /^bearer (.+)$/i;
    return scheme.exec(presented)?.[1];
  }

  #forbidden(): Judged {
    const { wrong, as } = this;
    if (wrong.scopeAs401 === true) return this.#refusal('insufficient scope', undefined);
    if (wrong.bare403 === true) return { status: 403, headers: {}, body: 'forbidden' };
    const challenge = `Bearer error="insufficient_scope", scope="mcp", resource_metadata="${as.resource}"`;
    return {
      status: 403,
      headers: { 'www-authenticate': challenge },
      body: '{"error":"insufficient_scope"}',
    };
  }

  #refusal(reason: string, token: string | undefined, error?: Error): Judged {
    const { wrong } = this;
    this.#refusals++;
    if (wrong.redirects === true)
      return { status: 302, headers: { location: 'https://login.example/' }, body: '' };
    const says =
      (wrong.quotedMessage === true ? reason : reason.replaceAll('"', "'")) +
      (wrong.tokenEcho === true ? `: ${token ?? ''}` : '');
    const body = {
      error: 'invalid_token',
      error_description: says,
      ...(wrong.stackTrace === true && { stack: error?.stack ?? new Error(reason).stack }),
      ...(wrong.dataInRefusal === true && { tools: [{ name: 'purge' }] }),
    };
    if (wrong.refusesWith200 === true) {
      const message = { jsonrpc: '2.0', id: 1, error: { code: -32001, message: 'Unauthorized' } };
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(message) };
    }
    const { origin } = new URL(this.as.resource);
    const parameters = [
      ...(token === undefined || wrong.noErrorCode === true
        ? []
        : ['error="invalid_token"', `error_description="${says}"`]),
      `scope="${wrong.offlineAccess === true ? 'mcp offline_access' : 'mcp'}"`,
      ...(wrong.metadataMissing === true ? [] : [`resource_metadata="${origin}${WELL_KNOWN}/mcp"`]),
    ];
    const challenge = wrong.noBearer === true ? 'Basic realm="mcp"' : `Bearer ${parameters.join(', ')}`;
    return {
      status: wrong.forbiddenFor401 === true ? 403 : 401,
      headers: {
        'content-type': 'application/json',
        ...(wrong.noChallenge !== true && { 'www-authenticate': challenge }),
        ...(wrong.sessionInRefusal === true && { 'mcp-session-id': 'for-nobody' }),
      },
      body: JSON.stringify(body),
    };
  }
}

function broken(): Judged {
  return { status: 500, headers: { 'content-type': 'application/json' }, body: '{"error":"server_error"}' };
}
