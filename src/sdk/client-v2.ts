import type { ClientOptions, ClientPort, SdkOAuth } from './client';
import {
  acceptingValidator,
  anyResult,
  commonSenders,
  makeHttpEnd,
  ownValidator,
  port,
  type Senders,
  type Special,
} from './client-port';
import { eraWanted, revisionWanted } from '../protocol/era';
import { load, type Loader, type SdkPackage } from './packages';
import type { RawClient } from './raw-client';

/** The client of `@modelcontextprotocol/client`, which speaks both eras. */
export async function clientV2(
  home: SdkPackage,
  options: ClientOptions,
  loader: Loader,
): Promise<ClientPort> {
  const sdk = await load(home, '.', loader);
  const { Client } = sdk as { Client: new (...args: unknown[]) => RawClient };
  const wanted = eraWanted(options.era);
  const client = new Client(options.info, {
    capabilities: options.capabilities,
    jsonSchemaValidator: acceptingValidator,
    versionNegotiation: { mode: wanted === 'modern' ? { pin: revisionWanted(options.era) } : wanted },
  });
  const httpEnd: ClientPort['httpEnd'] = async (kind, url, http) => makeHttpEnd(sdk, kind, url, http);
  // v2's own list methods gather the pages by themselves and so hide a cursor that repeats. They do not ask for what the
  // server does not declare; that it answers all the same is found on the wire.
  const page: Senders['request'] = (params, requestOptions, method) =>
    client.request({ method, params }, requestOptions);
  const oauth: ClientPort['oauth'] = async () => {
    const { refreshAuthorization } = sdk as unknown as SdkOAuth;
    return { takesWholeResponse: true, refreshAuthorization };
  };
  const special: Special = {
    home,
    validatesOutput: true,
    another: async ({ era, protocolVersion }) => {
      const jsonSchemaValidator = await ownValidator(home, './validators/ajv', loader);
      return new Client(options.info, {
        ...(jsonSchemaValidator && { jsonSchemaValidator }),
        versionNegotiation: { mode: era === 'modern' ? { pin: protocolVersion } : era },
      });
    },
    httpEnd,
    oauth,
  };
  return port(client, options.era, special, {
    ...commonSenders(client),
    callTool: (params, requestOptions) => client.callTool(params, requestOptions),
    listTools: page,
    listResources: page,
    listResourceTemplates: page,
    listPrompts: page,
    // By the raw door a question of the server's is a result like any other, and not the client's to answer.
    request: (params, requestOptions, method) =>
      client.request({ method, params }, anyResult, { ...requestOptions, allowInputRequired: true }),
  });
}
