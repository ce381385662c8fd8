import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import { z } from 'zod';

/** A right server on SDK v1: one of each thing that a server can offer. */
export function createServer(): McpServer {
  const server = new McpServer(
    { name: 'notes', version: '1.2.3' },
    { instructions: 'Keep notes short.', capabilities: { logging: {} } },
  );
  server.registerTool(
    'add',
    { description: 'Adds two numbers', inputSchema: { a: z.number(), b: z.number() } },
    ({ a, b }) => ({
      content: [{ type: 'text', text: String(a + b) }],
    }),
  );
  server.registerTool(
    'measure',
    { inputSchema: { text: z.string() }, outputSchema: { length: z.number() } },
    ({ text }) => ({
      content: [{ type: 'text', text: String(text.length) }],
      structuredContent: { length: text.length },
    }),
  );
  server.registerTool('boom', {}, () => {
    throw new Error('kaboom');
  });
  server.registerTool('refuse', {}, () => ({
    isError: true,
    content: [{ type: 'text', text: 'not today' }],
  }));
  server.registerTool('hang', {}, () => new Promise<never>(() => undefined));
  server.registerTool('count', { inputSchema: { to: z.number() } }, async ({ to }, extra) => {
    const progressToken = extra._meta?.progressToken;
    for (let progress = 1; progress <= to && progressToken !== undefined; progress++) {
      await extra.sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress, total: to },
      });
    }
    return { content: [{ type: 'text', text: `counted to ${to}` }] };
  });
  server.registerResource('motto', 'notes://motto', { mimeType: 'text/plain' }, uri => ({
    contents: [{ uri: uri.href, text: 'Less is more.' }],
  }));
  server.registerResource(
    'note',
    new ResourceTemplate('notes://note/{id}', { list: undefined }),
    {},
    (uri, { id }) => ({
      contents: [{ uri: uri.href, text: `note ${String(id)}` }],
    }),
  );
  server.registerPrompt(
    'greet',
    {
      argsSchema: {
        language: completable(z.string(), value =>
          ['english', 'estonian', 'french'].filter(name => name.startsWith(value)),
        ),
      },
    },
    ({ language }) => ({
      messages: [{ role: 'user', content: { type: 'text', text: `Greet in ${language}` } }],
    }),
  );
  return server;
}
