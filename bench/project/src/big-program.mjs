// A stdio server whose answer is as large as it is asked for.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer({ name: 'big', version: '1.0.0' });
server.registerTool('text', { inputSchema: { length: z.number() } }, async ({ length }) => ({
  content: [{ type: 'text', text: 'x'.repeat(length) }],
}));
await server.connect(new StdioServerTransport());
