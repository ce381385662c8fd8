import { Headers, URL, URLSearchParams } from '../core';
import { usageError } from '../messages/stack';
import type { ClientPort, SdkTokens } from '../sdk/client';
import { LoginMistake } from './failure';
import type { Login } from './login';
import { printedCut } from './printed';
import type { TracedRequest } from './trace';
import type { LoginFetch } from './login-fetch';

/** What a session has besides the verbs, once somebody has logged in. */
export class Account {
  #shown: { of: SdkTokens; tokens: LoginTokens } | undefined;

  constructor(private readonly login: Login) {}

  get tokens(): LoginTokens | undefined {
    const { current } = this.login.provider;
    if (!current) return undefined;
    if (this.#shown?.of !== current) {
      const { issuer: _issuer, ...fields } = current;
      this.#shown = { of: current, tokens: printedCut(fields) };
    }
    return this.#shown.tokens;
  }

  get trace(): readonly TracedRequest[] {
    return this.login.trace.requests;
  }

  async refresh(): Promise<LoginTokens> {
    const { provider } = this.login;
    const { current, discovery } = provider;
    if (!current) throw usageError('session.refresh(): the session has no token. It was logged out.');
    if (current.refresh_token === undefined)
      throw usageError(
        'session.refresh(): the authorization server issued no refresh token.\n\n' +
          "Many issue one where it is asked for:\n  await mcp.login({ scopes: ['…', 'offline_access'] });",
      );
    const { refreshAuthorization } = await (this.login.client as ClientPort).oauth();
    try {
      const tokens = await refreshAuthorization(String(discovery?.authorizationServerUrl), {
        metadata: discovery?.authorizationServerMetadata,
        clientInformation: provider.clientInformation(),
        refreshToken: current.refresh_token,
        resource: (await provider.validateResourceURL?.()) ?? discovery?.resourceMetadata?.resource,
        fetchFn: (this.login.way as LoginFetch).fetch,
      });
      provider.saveTokens({ ...tokens, ...(current.issuer !== undefined && { issuer: current.issuer }) });
    } catch (error) {
      throw this.login.explain(error);
    }
    return this.tokens as LoginTokens;
  }

  async logout(): Promise<void> {
    const { provider } = this.login;
    const { current, discovery } = provider;
    provider.isThere = false;
    provider.current = undefined;
    const endpoint = discovery?.authorizationServerMetadata?.['revocation_endpoint'];
    if (!current || typeof endpoint !== 'string') return;
    const { refresh_token, access_token } = current;
    if (refresh_token !== undefined) await this.#revoke(endpoint, 'refresh_token', refresh_token);
    await this.#revoke(endpoint, 'access_token', access_token);
  }

  async #revoke(endpoint: string, hint: string, token: string): Promise<void> {
    const { provider, way } = this.login;
    const { client_id: id, client_secret: secret } = provider.clientInformation() ?? { client_id: '' };
    const supported =
      provider.discovery?.authorizationServerMetadata?.['revocation_endpoint_auth_methods_supported'];
    const isPosted = Array.isArray(supported) && !supported.includes('client_secret_basic');
    const body = new URLSearchParams({ token, token_type_hint: hint });
    const headers = new Headers({ accept: 'application/json' });
    if (secret === undefined || isPosted) body.set('client_id', id);
    if (secret !== undefined && isPosted) body.set('client_secret', secret);
    if (secret !== undefined && !isPosted) headers.set('authorization', `Basic ${basic(id, secret)}`);
    try {
      const response = await (way as LoginFetch).ask('revocation', new URL(endpoint), {
        method: 'POST',
        headers,
        body,
      });
      const { trace } = this.login;
      const step = trace.last();
      // Tokens that say everything by themselves cannot be taken back everywhere (RFC 7009, 2.2.1).
      if (response.ok || step?.error?.code === 'unsupported_token_type') return;
      throw new LoginMistake(
        `the authorization server did not take back the ${hint.replace('_', ' ')}: POST ${endpoint} answered ${step ? trace.answerOf(step) : response.status}.`,
        undefined,
        step?.error?.code,
      );
    } catch (error) {
      throw this.login.explain(error);
    }
  }
}

/** What an authorization server issued. A test can read it all; where it is printed, tokens are cut. */
export interface LoginTokens {
  readonly access_token: string;
  readonly token_type: string;
  /** In seconds from when it was issued. */
  readonly expires_in?: number;
  /** What was granted, where the authorization server says so. */
  readonly scope?: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
}

/** @see RFC 6749, 2.3.1 */
function basic(id: string, secret: string): string {
  return Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64');
}
