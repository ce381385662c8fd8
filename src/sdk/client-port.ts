import type { LinkEnd } from '../wire/end';
import type { Handshake, Verb } from '../protocol/attempt';
import { agree } from './handshake';
import type { ClientPort, HttpOptions, RequestOptions } from './client';
import { type EraChoice, eraOf, eraWanted } from '../protocol/era';
import { Judge } from './judge';
import { load, type Loader, type SdkPackage } from './packages';
import type { SdkClient } from './client-options';
import type { RawClient } from './raw-client';

/**
 * The SDK's validators are compiled again at each `listTools()` (hundreds of milliseconds for a hundred
 * tools), and forget a page when the next one arrives. A {@link Judge} validates every result instead, so
 * the client is given one that accepts.
 */
export const acceptingValidator = {
  getValidator: () => (data: unknown) => ({ valid: true, data, errorMessage: undefined }),
};

interface ValidatorProvider {
  getValidator(schema: unknown): unknown;
}

/**
 * The validator that an SDK's client takes where it is given none, without the warnings that it prints for each format
 * it does not know. Undefined for an SDK that has none to give: its client brings its own.
 *
 * @param entry the module of the SDK that exports it
 */
export async function ownValidator(
  home: SdkPackage,
  entry: string,
  loader: Loader,
): Promise<ValidatorProvider | undefined> {
  const loaded = await load(home, entry, loader).catch(() => undefined);
  const Provider = loaded?.['AjvJsonSchemaValidator'] as (new () => ValidatorProvider) | undefined;
  if (!Provider) return undefined;
  const provider = new Provider();
  return {
    getValidator(schema) {
      // Nothing else runs meanwhile: a schema is compiled in one go.
      const { warn } = console;
      console.warn = () => undefined;
      try {
        return provider.getValidator(schema);
      } finally {
        console.warn = warn;
      }
    },
  };
}

/** Accepts any result of the raw door, in the three shapes in which SDKs take schemas: zod 3, zod 4's `parse`, Standard Schema. */
export const anyResult = {
  parse: (value: unknown) => value,
  safeParse: (data: unknown) => ({ success: true, data }),
  '~standard': { version: 1 as const, vendor: 'jest-mcp', validate: (value: unknown) => ({ value }) },
};
/** How each verb is sent. */
export type Senders = Record<
  Verb,
  (params: Readonly<Record<string, unknown>>, options: RequestOptions, method: string) => Promise<unknown>
>;

/** The verbs that both SDKs sign alike: parameters first, options second. */
export function commonSenders(
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

/** An SDK's own client transport for HTTP. */
export function makeHttpEnd(
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

/** What is special about the client of one SDK. */
export interface Special extends Pick<ClientPort, 'httpEnd' | 'oauth'> {
  readonly home: SdkPackage;
  /** Whether that SDK's client holds results against an `outputSchema` as its newer releases do. */
  readonly validatesOutput: boolean;
  /** Makes another client that speaks what was agreed on, with the SDK's own validators. */
  another(handshake: Handshake): Promise<RawClient>;
}

/** Puts a client behind the signatures that both SDKs share. */
export function port(
  client: RawClient,
  era: EraChoice,
  { home, validatesOutput, another, ...overHttp }: Special,
  senders: Senders,
): ClientPort {
  let negotiated = '';
  const handshake = (): Handshake => {
    const instructions = client.getInstructions();
    return {
      era: eraOf(negotiated),
      protocolVersion: negotiated,
      capabilities: client.getServerCapabilities() ?? {},
      serverInfo: client.getServerVersion() ?? { name: '', version: '' },
      ...(instructions !== undefined && { instructions }),
    };
  };
  return {
    sdk: client as unknown as SdkClient,
    made: `${home.name} ${home.version}`,
    validatesOutput,
    wanted: eraWanted(era),
    ...overHttp,
    connect: async end => {
      negotiated = await agree(client, end, era);
    },
    handshake,
    judge: tools => {
      const shaken = handshake();
      return Judge.of(home.root, () => another(shaken), shaken, tools);
    },
    send: (verb, method, params, options) => senders[verb](params, options, method),
    notify: (method, params) => client.notification({ method, params }),
    close: () => client.close(),
  };
}
