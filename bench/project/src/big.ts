import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { z } from 'zod';

export const MEBIBYTE = 1024 * 1024;

/** A server whose answer is as large as it is asked for. */
export function createServer() {
  const server = new McpServer({ name: 'big', version: '1.0.0' });
  server.registerTool('text', { inputSchema: { length: z.number() } }, async ({ length }) => ({
    content: [{ type: 'text', text: 'x'.repeat(length) }],
  }));
  return server;
}

/** The same over HTTP, as one event of a stream or as JSON. */
export const createApp = (enableJsonResponse: boolean) =>
  createHttp(async (request: IncomingMessage, response: ServerResponse) => {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: undefined,
      enableJsonResponse,
    });
    await createServer().connect(transport as never);
    await transport.handleRequest(request, response);
  });
