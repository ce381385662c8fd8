import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** A server that logs to stderr, at once or some time after it has answered. */
export function createLogger(): McpServer {
  const server = new McpServer({ name: 'logger', version: '1.0.0' });
  const done = { content: [{ type: 'text' as const, text: 'done' }] };
  server.registerTool('log', { inputSchema: { word: z.string() } }, ({ word }) => {
    console.error(word);
    return done;
  });
  server.registerTool('log-later', { inputSchema: { word: z.string() } }, ({ word }) => {
    setTimeout(() => console.error(word), 50);
    return done;
  });
  server.registerTool('print', { inputSchema: { word: z.string() } }, ({ word }) => {
    console.log(word);
    return done;
  });
  return server;
}
