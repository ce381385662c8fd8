// The same as a program: see logger.ts.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { setTimeout } from 'node:timers';
import { z } from 'zod';

const server = new McpServer({ name: 'logger', version: '1.0.0' });
const done = { content: [{ type: 'text', text: 'done' }] };
const inputSchema = { word: z.string() };
server.registerTool('log', { inputSchema }, ({ word }) => {
  console.error(word);
  return done;
});
server.registerTool('log-later', { inputSchema }, ({ word }) => {
  setTimeout(() => console.error(word), 50);
  return done;
});
server.registerTool('print', { inputSchema }, ({ word }) => {
  console.log(word);
  return done;
});
server.registerTool('die', { inputSchema }, ({ word }) => {
  console.error(word);
  process.exit(0);
});
await server.connect(new StdioServerTransport());
