import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** The server of the suite of thirty test files: of the size that people start with. */
export function createServer() {
  const notes = new Map<string, string>([['1', 'Buy milk']]);
  const server = new McpServer({ name: 'notes', version: '1.0.0' }, { instructions: 'Keeps notes.' });
  server.registerTool(
    'add_note',
    { description: 'Adds a note', inputSchema: { text: z.string().min(1) } },
    async ({ text }) => {
      const id = String(notes.size + 1);
      notes.set(id, text);
      return { content: [{ type: 'text', text: `Added note ${id}` }] };
    },
  );
  server.registerTool(
    'count_notes',
    { description: 'Counts the notes', inputSchema: {}, outputSchema: { count: z.number().int() } },
    async () => ({
      content: [{ type: 'text', text: `${notes.size} notes` }],
      structuredContent: { count: notes.size },
    }),
  );
  server.registerTool(
    'read_note',
    { description: 'Reads a note', inputSchema: { id: z.string() } },
    async ({ id }) => {
      const text = notes.get(id);
      if (text === undefined) throw new Error(`There is no note ${id}`);
      return { content: [{ type: 'text', text }] };
    },
  );
  server.registerResource(
    'note',
    new ResourceTemplate('notes://{id}', { list: undefined }),
    {},
    async (uri, { id }) => ({
      contents: [{ uri: uri.href, text: notes.get(String(id)) ?? '' }],
    }),
  );
  server.registerPrompt('summarise', { argsSchema: { id: z.string() } }, ({ id }) => ({
    messages: [{ role: 'user', content: { type: 'text', text: `Summarise: ${notes.get(id) ?? ''}` } }],
  }));
  return server;
}
