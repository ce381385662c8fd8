import { McpServer, StreamableHttpTransport } from 'mcp-lite';
import { z } from 'zod';

const nothing = z.object({});

/** The notes server on mcp-lite, which builds on no SDK. */
export function createHandler(): { fetch(request: Request): Promise<Response> } {
  const server = new McpServer({
    name: 'notes',
    version: '1.2.3',
    schemaAdapter: schema => z.toJSONSchema(schema as z.ZodType),
  });
  server.tool('add', {
    inputSchema: z.object({ a: z.number(), b: z.number() }),
    handler: ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }] }),
  });
  server.tool('measure', {
    inputSchema: z.object({ text: z.string() }),
    outputSchema: z.object({ length: z.number() }),
    handler: ({ text }) => ({
      content: [{ type: 'text', text: String(text.length) }],
      structuredContent: { length: text.length },
    }),
  });
  server.tool('refuse', {
    inputSchema: nothing,
    handler: () => ({ isError: true, content: [{ type: 'text', text: 'not today' }] }),
  });
  server.resource('notes://motto', { mimeType: 'text/plain' }, async uri => ({
    contents: [{ uri: uri.href, type: 'text', text: 'Less is more.' }],
  }));
  server.prompt('greet', {
    arguments: z.object({ language: z.string() }),
    handler: ({ language }: { language: string }) => ({
      messages: [{ role: 'user', content: { type: 'text', text: `Greet in ${language}` } }],
    }),
  });
  return { fetch: new StreamableHttpTransport().bind(server) };
}
