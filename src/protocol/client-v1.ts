import type { ClientOptions, ClientPort, SdkOAuth } from './client';
import {
  acceptingValidator,
  anyResult,
  commonSenders,
  makeHttpEnd,
  port,
  type RawClient,
} from './client-port';
import { isOlder, load, type Loader, OLDEST_SDK, type SdkPackage } from './sdk';

/** The client of `@modelcontextprotocol/sdk`. @throws when it is older than the oldest supported one */
export async function clientV1(
  home: SdkPackage,
  options: ClientOptions,
  loader: Loader,
): Promise<ClientPort> {
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
