import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

const numbers = { a: z.number(), b: z.number() };

/** One tool with an `outputSchema`, one without. */
export function createServer() {
  const server = new McpServer({ name: 'adder', version: '1.0.0' });
  server.registerTool('add', { inputSchema: numbers }, async ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
  }));
  server.registerTool(
    'sum',
    { inputSchema: numbers, outputSchema: { sum: z.number() } },
    async ({ a, b }) => ({
      content: [{ type: 'text', text: String(a + b) }],
      structuredContent: { sum: a + b },
    }),
  );
  return server;
}

/** A hundred tools with output schemas of some size. */
export function createLargeServer() {
  const server = new McpServer({ name: 'large', version: '1.0.0' });
  for (let i = 0; i < 100; i++) {
    const outputSchema = {
      [`id${i}`]: z.string(),
      size: z.number().int(),
      tags: z.array(z.string()),
      owner: z.object({ name: z.string(), email: z.string().optional() }),
    };
    server.registerTool(
      `tool${i}`,
      { description: `Tool number ${i}`, inputSchema: numbers, outputSchema },
      async () => ({
        content: [],
        structuredContent: { [`id${i}`]: 'x', size: 1, tags: [], owner: { name: 'x' } },
      }),
    );
  }
  return server;
}
