import type { LinkEnd } from '../wire/end';
import type { Handshake, Verb } from '../protocol/attempt';
import { type Era, type EraChoice } from '../protocol/era';
import type { Judge } from './judge';
import type { Tool } from '../protocol/results';
import type { SdkClient } from './client-options';
import { type Loader } from './packages';

/** Options of a single request, under the names that the SDK's own client gives them. */
export interface RequestOptions {
  /**
   * Milliseconds to wait for the answer to each request; what is above 24.8 days counts as that.
   * Default: until shortly before the test's own timeout. Follows fake timers, as in the SDK.
   */
  timeout?: number;
  /** Gives the request up when it aborts: the server is sent `notifications/cancelled`. */
  signal?: AbortSignal;
  /**
   * Called for each `notifications/progress` of this request. Without it, and without `resetTimeoutOnProgress`, no
   * progress token is sent.
   */
  onprogress?: (progress: Progress) => void;
  /** Whether `timeout` starts again with each progress notification. Sends a progress token. Default: false. */
  resetTimeoutOnProgress?: boolean;
  /**
   * Milliseconds to wait in all, however much progress is reported, and over all pages of a list.
   * Default: no limit besides `timeout`. Follows fake timers.
   */
  maxTotalTimeout?: number;
  /** The access token that this request presents in place of the session's; `null` for none. Default: the session's. */
  token?: string | null;
  /** HTTP headers of this request alone, beside the session's. Default: none. */
  headers?: Readonly<Record<string, string>>;
}

/** What a server reports while it works. */
export interface Progress {
  progress: number;
  total?: number;
  message?: string;
}

/** Who the client says it is, and what it says it can do. */
export interface ClientOptions {
  /** Default: `{ name: 'jest-mcp', version: <the kit's version> }`. */
  info: { readonly name: string; readonly version: string };
  /** Default: none. */
  capabilities: Readonly<Record<string, unknown>>;
  /** Default: `legacy`, as SDK v2's own client has it. */
  era: EraChoice;
}

/** How an SDK's own HTTP transport is to reach a server. */
export interface HttpOptions {
  readonly fetch: (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
  readonly headers: Readonly<Record<string, string>>;
  /** Logs in where the server asks for it: the SDK's own `OAuthClientProvider`. Default: nobody does. */
  readonly authProvider?: object | undefined;
}

/** Tokens as the SDKs keep them: with the authorization server that they belong to. */
export interface SdkTokens {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in?: number;
  readonly scope?: string;
  readonly refresh_token?: string;
  readonly id_token?: string;
  readonly issuer?: string;
}

/** What the SDKs know of an authorization server once they have found it. */
export interface SdkDiscovery {
  readonly authorizationServerUrl: string | URL;
  readonly authorizationServerMetadata?: Readonly<Record<string, unknown>> | undefined;
  readonly resourceMetadata?: { readonly resource: string } | undefined;
}

/** What either SDK has for OAuth, besides what its transports do by themselves. */
export interface SdkOAuth {
  /** Whether `finishAuth` of the transport takes the whole authorization response, rather than the code alone. */
  readonly takesWholeResponse: boolean;
  refreshAuthorization(authorizationServerUrl: string | URL, options: object): Promise<SdkTokens>;
}

/** The client of either SDK, behind one set of signatures. */
export interface ClientPort {
  readonly sdk: SdkClient;
  /** The package that it comes from, and its version: `@modelcontextprotocol/client 2.4.0`. */
  readonly made: string;
  /** Whether such a client holds results against an `outputSchema` as newer releases do. */
  readonly validatesOutput: boolean;
  /** Which era it was told to speak. */
  readonly wanted: Era | 'auto';
  /** @throws when the server does not speak the wanted era or revision. */
  connect(end: LinkEnd): Promise<void>;
  /** The SDK's own client transport for Streamable HTTP, or for the HTTP+SSE of 2024-11-05. */
  httpEnd(kind: 'streamable' | 'sse', url: URL, options: HttpOptions): Promise<LinkEnd>;
  /** The SDK's own functions for OAuth, loaded when they are asked for. */
  oauth(): Promise<SdkOAuth>;
  handshake(): Handshake;
  /** Says what such a client makes of these tools, and of their results. Once there has been a handshake. */
  judge(tools: readonly Pick<Tool, 'name' | 'outputSchema'>[]): Judge;
  /** Sends one request through the SDK's own method of that verb, and resolves to what the SDK makes of the answer. */
  send(
    verb: Verb,
    method: string,
    params: Readonly<Record<string, unknown>>,
    options: RequestOptions,
  ): Promise<unknown>;
  notify(method: string, params: Readonly<Record<string, unknown>>): Promise<void>;
  close(): Promise<void>;
}

/** Where the kit looks for an SDK, and how it loads one. */
export interface SdkSearch {
  /** Folders to search from, nearest first: the test file's, then the project's root. */
  readonly folders: readonly string[];
  readonly loader: Loader;
}

// Most projects have but one of the SDKs.
