import type { ClientOptions, ClientPort, SdkOAuth } from './client';
import {
  acceptingValidator,
  anyResult,
  commonSenders,
  makeHttpEnd,
  ownValidator,
  port,
  type Special,
} from './client-port';
import { judgedTogether, refusedSchema } from './judge';
import type { Tool } from '../protocol/results';
import { isOlder, load, type Loader, OLDEST_SDK, type SdkPackage } from './packages';
import type { RawClient } from './raw-client';

/** The first release whose client validates output with formats, in every dialect, and refuses what it cannot compile. */
const FIRST_TO_VALIDATE = '1.22.0';

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
  const special: Special = {
    home,
    // Before, it held them against draft-07 in ajv's strict mode, or not at all, and what it could not compile it let pass.
    validatesOutput: !isOlder(home.version, FIRST_TO_VALIDATE),
    another: async () => {
      const jsonSchemaValidator = await ownValidator(home, './validation/ajv', loader);
      return new Client(options.info, { ...(jsonSchemaValidator && { jsonSchemaValidator }) });
    },
    httpEnd,
    oauth,
  };
  const itself: ClientPort = port(client, options.era, special, {
    ...commonSenders(client),
    callTool: (params, requestOptions) => client.callTool(params, undefined, requestOptions),
    listTools: async (params, requestOptions) => {
      const page = (await client.listTools(params, requestOptions)) as { tools: Tool[] };
      await assertTaken(itself, page.tools);
      return page;
    },
    listResources: (params, requestOptions) => client.listResources(params, requestOptions),
    listResourceTemplates: (params, requestOptions) => client.listResourceTemplates(params, requestOptions),
    listPrompts: (params, requestOptions) => client.listPrompts(params, requestOptions),
    request: (params, requestOptions, method) =>
      client.request({ method, params }, anyResult, requestOptions),
  });
  return itself;
}

/** v1's client compiles all schemas of a list when it comes, and takes none of it where one cannot be compiled. */
async function assertTaken(itself: ClientPort, tools: readonly Tool[]): Promise<void> {
  const judged = tools.filter(tool => tool.outputSchema !== undefined);
  if (!itself.validatesOutput || judged.length === 0 || !(await itself.judge(judged).refusesList())) return;
  for (const tool of judged) {
    const refused = await itself.judge(judgedTogether(tool, judged)).refusesList();
    if (refused) throw new Error(refusedSchema(itself.made, tool.name, refused));
  }
}
