import { createHash, randomBytes, URL } from '../core';
import { keepSecret } from '../messages/secrets';
import type { SdkDiscovery, SdkTokens } from '../sdk/client';
import { clientMetadata, DOCUMENT_URL } from './document';
import { LoginMistake } from './failure';
import { type LoginOptions, REDIRECT_URI } from './options';
import { type ClientInformation, type Registered, registrationKey } from './registrations';
import type { Trace } from './trace';

/** What the provider needs of the login that it is a part of. */
export interface Walker {
  readonly trace: Trace;
  walk(url: URL): Promise<URLSearchParams>;
  /** Where clients of that issuer are kept. */
  registered(issuer: string): Registered;
}

/** An authorization response that has yet to be redeemed. */
interface Callback {
  readonly params: URLSearchParams;
  readonly verifier: string;
}

/**
 * The `OAuthClientProvider` of both SDKs, with somebody at the browser who is never at a loss. What is stored is kept
 * for one session; clients that were registered, for the test file.
 */
export class HeadlessProvider {
  readonly redirectUrl: string;
  readonly clientMetadata: Record<string, unknown>;
  readonly clientMetadataUrl?: string;
  /** Absent for a client that is known already: nothing is to be registered in its place. */
  readonly saveClientInformation?: (information: ClientInformation) => void;
  readonly validateResourceURL?: () => Promise<URL>;
  discovery: SdkDiscovery | undefined;
  current: SdkTokens | undefined;
  /** Whether the client was registered by an earlier login. */
  usesKept = false;
  /** Whether somebody is at the browser. Not any more after a logout. */
  isThere = true;
  readonly #known: ClientInformation | undefined;
  readonly #callbacks: Callback[] = [];
  /** By their challenges: two calls may be sent back to log in at the same time. */
  readonly #verifiers = new Map<string, string>();
  #client: ClientInformation | undefined;
  #verifier = '';
  #isRedeeming = false;

  constructor(
    private readonly options: LoginOptions,
    private readonly walker: Walker,
  ) {
    const { register = 'dcr', resource } = options;
    const own = typeof register === 'string' ? undefined : register;
    this.redirectUrl = own?.redirectUri ?? REDIRECT_URI;
    this.clientMetadata = clientMetadata(this.redirectUrl);
    if (own && 'clientId' in own)
      this.#known = {
        client_id: own.clientId,
        ...(own.clientSecret !== undefined && { client_secret: own.clientSecret }),
      };
    else this.saveClientInformation = information => this.#keep(information);
    if (this.#known?.client_secret !== undefined) {
      keepSecret(this.#known.client_secret);
      delete this.clientMetadata['token_endpoint_auth_method'];
    }
    if (register === 'cimd') this.clientMetadataUrl = DOCUMENT_URL;
    else if (own && 'clientMetadataUrl' in own) this.clientMetadataUrl = own.clientMetadataUrl;
    if (resource !== undefined) this.validateResourceURL = () => Promise.resolve(new URL(resource));
  }

  readonly state = (): string => randomBytes(16).toString('base64url');

  readonly tokens = (): SdkTokens | undefined => this.current;

  readonly saveTokens = (tokens: SdkTokens): void => {
    this.current = tokens;
  };

  readonly discoveryState = (): SdkDiscovery | undefined => this.discovery;

  readonly saveDiscoveryState = (state: SdkDiscovery): void => {
    this.discovery = state;
  };

  readonly saveCodeVerifier = (verifier: string): void => {
    keepSecret(verifier);
    this.#verifiers.set(createHash('sha256').update(verifier).digest('base64url'), verifier);
  };

  readonly codeVerifier = (): string => this.#verifier;

  readonly clientInformation = (): ClientInformation | undefined => {
    if (this.#known) return this.#known;
    if (this.#client || this.clientMetadataUrl !== undefined) return this.#client;
    const kept = this.#registered?.get(this.#key);
    this.usesKept = kept !== undefined;
    return (this.#client = kept);
  };

  /** What was refused is forgotten, but for the client whose code is being redeemed: without it, nothing is left to say. */
  readonly invalidateCredentials = (scope: string): void => {
    if ((scope === 'all' || scope === 'client') && !this.#isRedeeming) this.forgetClient();
    if (scope === 'all' || scope === 'tokens') this.current = undefined;
    if (scope === 'discovery') this.discovery = undefined;
  };

  readonly redirectToAuthorization = async (url: URL): Promise<void> => {
    if (!this.isThere) return;
    const { as, scopes } = this.options;
    // Of this very request: another one may be under way.
    const state = url.searchParams.get('state');
    const verifier = this.#verifiers.get(url.searchParams.get('code_challenge') ?? '') ?? '';
    if (as !== undefined) url.searchParams.set('login_hint', as);
    // What a call asks for later is for the challenge to say.
    if (scopes && !this.current) {
      if (scopes.length === 0) url.searchParams.delete('scope');
      else url.searchParams.set('scope', scopes.join(' '));
    }
    const params = await this.walker.walk(url);
    const [code, returned] = [params.get('code'), params.get('state')];
    keepSecret(code);
    if (returned !== state) throw wrongState(returned);
    this.#callbacks.push({ params, verifier });
  };

  /** The authorization response that is to be redeemed next. */
  takeCallback(): Callback | undefined {
    return this.#callbacks.shift();
  }

  /** Redeems a code: one at a time, for the SDK asks for the verifier without saying whose. */
  async redeem(verifier: string, finish: () => Promise<void>): Promise<void> {
    this.#verifier = verifier;
    this.#isRedeeming = true;
    try {
      await finish();
    } finally {
      this.#isRedeeming = false;
    }
  }

  forgetClient(): void {
    this.#registered?.delete(this.#key);
    this.#client = undefined;
    this.usesKept = false;
  }

  get #issuer(): string | undefined {
    return this.discovery && String(this.discovery.authorizationServerUrl);
  }

  get #registered(): Registered | undefined {
    return this.#issuer === undefined ? undefined : this.walker.registered(this.#issuer);
  }

  get #key(): string {
    return registrationKey(this.#issuer ?? '', this.redirectUrl, this.options.scopes);
  }

  #keep(information: ClientInformation): void {
    this.#client = information;
    if (this.clientMetadataUrl === undefined) this.#registered?.set(this.#key, information);
  }
}

function wrongState(returned: string | null): LoginMistake {
  return new LoginMistake(
    returned === null
      ? 'the authorization response carries no state, and one was sent.'
      : 'the authorization response carries another state than the one that was sent.',
    'A client must take that for a forged response, and not redeem its code. The authorization server has to repeat state as it got it (OAuth 2.1, 4.1.2).',
  );
}
