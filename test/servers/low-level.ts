import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';

/** What a low-level server's tool does with its arguments. */
export type Tools = Record<
  string,
  { inputSchema?: object; outputSchema?: object; call: (args: Record<string, unknown>) => object }
>;

/** A low-level `Server` on SDK v1: nothing stands between its author and the wire. */
export function createServer(tools: Tools): Server {
  const server = new Server({ name: 'low', version: '0.0.1' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.entries(tools).map(([name, { inputSchema, outputSchema }]) => ({
      name,
      inputSchema: inputSchema ?? { type: 'object' },
      ...(outputSchema && { outputSchema }),
    })) as never,
  }));
  server.setRequestHandler(CallToolRequestSchema, request => {
    const tool = tools[request.params.name];
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `Unknown tool: ${request.params.name}`);
    return tool.call(request.params.arguments ?? {}) as never;
  });
  return server;
}

/** One that lists its tools in pages of one, and gives out the cursors that it is told to. */
export function createPagedServer(
  names: readonly string[],
  cursorAfter: (index: number) => string | undefined,
): Server {
  const server = new Server({ name: 'paged', version: '0.0.1' }, { capabilities: { tools: {} } });
  server.setRequestHandler(ListToolsRequestSchema, request => {
    const index =
      request.params?.cursor === undefined
        ? 0
        : names.findIndex((_, at) => cursorAfter(at) === request.params?.cursor) + 1;
    return {
      tools: [{ name: names[index]!, inputSchema: { type: 'object' as const } }],
      nextCursor: cursorAfter(index),
    };
  });
  return server;
}
