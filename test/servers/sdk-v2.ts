import { completable, McpServer, ResourceTemplate } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** The same server as on SDK v1, on SDK v2. */
export function createServer(): McpServer {
  const server = new McpServer(
    { name: 'notes', version: '1.2.3' },
    { instructions: 'Keep notes short.', capabilities: { logging: {} } },
  );
  fill(server);
  return server;
}

/** Registers what the server offers. */
export function fill(server: McpServer): void {
  server.registerTool(
    'add',
    { description: 'Adds two numbers', inputSchema: z.object({ a: z.number(), b: z.number() }) },
    ({ a, b }) => ({
      content: [{ type: 'text', text: String(a + b) }],
    }),
  );
  server.registerTool(
    'measure',
    { inputSchema: z.object({ text: z.string() }), outputSchema: z.object({ length: z.number() }) },
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
  server.registerTool('count', { inputSchema: z.object({ to: z.number() }) }, async ({ to }, context) => {
    const progressToken = context.mcpReq._meta?.progressToken;
    for (let progress = 1; progress <= to && progressToken !== undefined; progress++) {
      await context.mcpReq.notify({
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
      argsSchema: z.object({
        language: completable(z.string(), value =>
          ['english', 'estonian', 'french'].filter(name => name.startsWith(value)),
        ),
      }),
    },
    ({ language }) => ({
      messages: [{ role: 'user', content: { type: 'text', text: `Greet in ${language}` } }],
    }),
  );
}
