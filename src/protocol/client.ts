import type { LinkEnd } from '../link/end';
import type { Handshake, Verb } from './attempt';
import { agree } from './agreement';
import { type Era, type EraChoice, eraOf, eraWanted, revisionWanted } from './era';
import type { SdkClient } from './sdk-client';
import {
  findPackage,
  isOlder,
  load,
  type Loader,
  majorOf,
  OLDEST_SDK,
  packageThatMade,
  type SdkPackage,
  type SdkServer,
} from './sdk';

/** Options of a single request, under the names that the SDK's own client gives them. */
export interface RequestOptions {
  /** Milliseconds to wait for the answer. Default: until shortly before the test's own timeout. Follows fake timers, as in the SDK. */
  timeout?: number;
  /** Gives the request up when it aborts: the server is sent `notifications/cancelled`. */
  signal?: AbortSignal;
  /** Called for each `notifications/progress` of this request. Without it no progress token is sent. */
  onprogress?: (progress: Progress) => void;
  /** Whether each progress notification starts `timeout` anew. Default: false. */
  resetTimeoutOnProgress?: boolean;
  /** Milliseconds to wait in all, however much progress is reported. */
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
  /** Which era it was told to speak. */
  readonly wanted: Era | 'auto';
  /** @throws when the server does not speak the wanted era or revision. */
  connect(end: LinkEnd): Promise<void>;
  /** The SDK's own client transport for Streamable HTTP, or for the HTTP+SSE of 2024-11-05. */
  httpEnd(kind: 'streamable' | 'sse', url: URL, options: HttpOptions): Promise<LinkEnd>;
  /** The SDK's own functions for OAuth, loaded when they are asked for. */
  oauth(): Promise<SdkOAuth>;
  handshake(): Handshake;
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

/**
 * The SDK's validators are compiled anew at each `listTools()` (hundreds of milliseconds for a hundred
 * tools), and forget a page when the next one arrives. The kit validates every result by itself, so
 * the client is given one that accepts.
 */
const acceptingValidator = {
  getValidator: () => (data: unknown) => ({ valid: true, data, errorMessage: undefined }),
};

/** Accepts any result of the raw door, in the three shapes in which SDKs take schemas: zod 3, zod 4's `parse`, Standard Schema. */
const anyResult = {
  parse: (value: unknown) => value,
  safeParse: (data: unknown) => ({ success: true, data }),
  '~standard': { version: 1, vendor: 'jest-mcp', validate: (value: unknown) => ({ value }) },
};

/**
 * Makes the SDK client that fits a server: the same major, from the copy of the SDK that made the server
 * where it can be told, else as the test file would find it. A server out of sight gets v2's client where
 * there is one: it speaks both eras.
 *
 * @throws when no client package is installed that speaks the wanted era, or the SDK is older than the
 *   oldest supported one.
 */
export async function createClient(
  server: SdkServer | undefined,
  options: ClientOptions,
  search: SdkSearch,
): Promise<ClientPort> {
  const made = server && packageThatMade(server);
  const folders = made ? [made.root, ...search.folders] : search.folders;
  const v1 =
    made?.name === '@modelcontextprotocol/sdk' ? made : findPackage('@modelcontextprotocol/sdk', folders);
  const wanted = eraWanted(options.era);
  if (server && majorOf(server) === 1) {
    if (wanted === 'modern') throw new Error(onlyLegacy(options.era));
    if (!v1) throw noClient('@modelcontextprotocol/sdk', search.folders);
    return clientV1(v1, options, search.loader);
  }
  const v2 = findPackage('@modelcontextprotocol/client', folders);
  if (v2) return clientV2(v2, options, search.loader);
  if (v1 && wanted !== 'modern') return clientV1(v1, options, search.loader);
  throw noClient('@modelcontextprotocol/client', search.folders);
}

function onlyLegacy(era: EraChoice): string {
  return (
    `The server is made with @modelcontextprotocol/sdk (v1), which speaks the legacy era only, up to 2025-11-25; asked for was the era ${JSON.stringify(era)}.\n\n` +
    "Leave the option out, or write { era: 'legacy' }. A server of both eras is made with @modelcontextprotocol/server (v2)."
  );
}

function noClient(name: SdkPackage['name'], folders: readonly string[]): Error {
  return new Error(
    `No MCP client could be found: ${name} is not installed where ${folders[0] ?? 'the test file'} could load it.\n\n` +
      `Install it beside the server:\n  npm install --save-dev ${name}`,
  );
}

interface RawClient {
  connect(transport: unknown): Promise<void>;
  close(): Promise<void>;
  request(...args: unknown[]): Promise<unknown>;
  notification(notification: object): Promise<void>;
  getServerCapabilities(): Record<string, unknown> | undefined;
  getServerVersion(): Handshake['serverInfo'] | undefined;
  getInstructions(): string | undefined;
  callTool(...args: unknown[]): Promise<unknown>;
  listTools(...args: unknown[]): Promise<unknown>;
  listResources(...args: unknown[]): Promise<unknown>;
  listResourceTemplates(...args: unknown[]): Promise<unknown>;
  listPrompts(...args: unknown[]): Promise<unknown>;
  readResource(...args: unknown[]): Promise<unknown>;
  getPrompt(...args: unknown[]): Promise<unknown>;
  complete(...args: unknown[]): Promise<unknown>;
  subscribeResource(...args: unknown[]): Promise<unknown>;
  unsubscribeResource(...args: unknown[]): Promise<unknown>;
  setLoggingLevel(...args: unknown[]): Promise<unknown>;
  ping(...args: unknown[]): Promise<unknown>;
  /** Public API of v2 alone. */
  getNegotiatedProtocolVersion?(): string | undefined;
}

type Senders = Record<
  Verb,
  (params: Readonly<Record<string, unknown>>, options: RequestOptions, method: string) => Promise<unknown>
>;

/** The verbs that both SDKs sign alike: parameters first, options second. */
function commonSenders(
  client: RawClient,
): Omit<
  Senders,
  'callTool' | 'request' | 'listTools' | 'listResources' | 'listResourceTemplates' | 'listPrompts'
> {
  return {
    readResource: (params, options) => client.readResource(params, options),
    getPrompt: (params, options) => client.getPrompt(params, options),
    complete: (params, options) => client.complete(params, options),
    subscribe: (params, options) => client.subscribeResource(params, options),
    unsubscribe: (params, options) => client.unsubscribeResource(params, options),
    setLoggingLevel: (params, options) => client.setLoggingLevel(params.level, options),
    ping: (_params, options) => client.ping(options),
  };
}

async function clientV1(home: SdkPackage, options: ClientOptions, loader: Loader): Promise<ClientPort> {
  if (isOlder(home.version, OLDEST_SDK)) {
    throw new Error(
      `${home.name} ${home.version} is older than ${OLDEST_SDK}, the oldest that jest-mcp supports.\n\n` +
        `Update it:\n  npm install ${home.name}@latest`,
    );
  }
  const { Client } = (await load(home, './client/index.js', loader)) as {
    Client: new (...args: unknown[]) => RawClient;
  };
  const client = new Client(options.info, {
    capabilities: options.capabilities,
    jsonSchemaValidator: acceptingValidator,
  });
  const httpEnd: ClientPort['httpEnd'] = async (kind, url, http) => {
    const entry = kind === 'sse' ? './client/sse.js' : './client/streamableHttp.js';
    return makeHttpEnd(await load(home, entry, loader), kind, url, http);
  };
  const oauth: ClientPort['oauth'] = async () => {
    const { refreshAuthorization } = (await load(home, './client/auth.js', loader)) as unknown as SdkOAuth;
    return { takesWholeResponse: false, refreshAuthorization };
  };
  return port(
    client,
    options.era,
    { httpEnd, oauth },
    {
      ...commonSenders(client),
      callTool: (params, requestOptions) => client.callTool(params, undefined, requestOptions),
      listTools: (params, requestOptions) => client.listTools(params, requestOptions),
      listResources: (params, requestOptions) => client.listResources(params, requestOptions),
      listResourceTemplates: (params, requestOptions) => client.listResourceTemplates(params, requestOptions),
      listPrompts: (params, requestOptions) => client.listPrompts(params, requestOptions),
      request: (params, requestOptions, method) =>
        client.request({ method, params }, anyResult, requestOptions),
    },
  );
}

async function clientV2(home: SdkPackage, options: ClientOptions, loader: Loader): Promise<ClientPort> {
  const sdk = await load(home, '.', loader);
  const { Client } = sdk as { Client: new (...args: unknown[]) => RawClient };
  const wanted = eraWanted(options.era);
  const client = new Client(options.info, {
    capabilities: options.capabilities,
    jsonSchemaValidator: acceptingValidator,
    versionNegotiation: { mode: wanted === 'modern' ? { pin: revisionWanted(options.era) } : wanted },
  });
  const httpEnd: ClientPort['httpEnd'] = async (kind, url, http) => makeHttpEnd(sdk, kind, url, http);
  // v2's own list methods gather the pages by themselves and so hide a cursor that repeats.
  const page: Senders['request'] = (params, requestOptions, method) =>
    client.request({ method, params }, requestOptions);
  const oauth: ClientPort['oauth'] = async () => {
    const { refreshAuthorization } = sdk as unknown as SdkOAuth;
    return { takesWholeResponse: true, refreshAuthorization };
  };
  return port(
    client,
    options.era,
    { httpEnd, oauth },
    {
      ...commonSenders(client),
      callTool: (params, requestOptions) => client.callTool(params, requestOptions),
      listTools: page,
      listResources: page,
      listResourceTemplates: page,
      listPrompts: page,
      request: (params, requestOptions, method) =>
        client.request({ method, params }, anyResult, requestOptions),
    },
  );
}

function makeHttpEnd(
  sdk: Record<string, unknown>,
  kind: 'streamable' | 'sse',
  url: URL,
  { fetch, headers, authProvider }: HttpOptions,
): LinkEnd {
  const Transport = sdk[kind === 'sse' ? 'SSEClientTransport' : 'StreamableHTTPClientTransport'] as new (
    url: URL,
    options: object,
  ) => LinkEnd;
  return new Transport(url, { fetch, requestInit: { headers }, ...(authProvider && { authProvider }) });
}

function port(
  client: RawClient,
  era: EraChoice,
  overHttp: Pick<ClientPort, 'httpEnd' | 'oauth'>,
  senders: Senders,
): ClientPort {
  let negotiated = '';
  return {
    sdk: client as unknown as SdkClient,
    wanted: eraWanted(era),
    ...overHttp,
    connect: async end => {
      negotiated = await agree(client, end, era);
    },
    handshake: () => {
      const instructions = client.getInstructions();
      return {
        era: eraOf(negotiated),
        protocolVersion: negotiated,
        capabilities: client.getServerCapabilities() ?? {},
        serverInfo: client.getServerVersion() ?? { name: '', version: '' },
        ...(instructions !== undefined && { instructions }),
      };
    },
    send: (verb, method, params, options) => senders[verb](params, options, method),
    notify: (method, params) => client.notification({ method, params }),
    close: () => client.close(),
  };
}
