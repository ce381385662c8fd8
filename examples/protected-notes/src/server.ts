import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

/** The notes of everybody, by their owner. */
export type Notes = Map<string, string[]>;

/** Which scope a tool asks for, beyond the one that all of them do. */
export const SCOPES: Readonly<Record<string, string>> = { add_note: 'notes:write', purge: 'notes:write' };

/** A server for one owner: what others wrote is out of its reach. */
export function createServer(notes: Notes, owner: string): McpServer {
  const server = new McpServer({ name: 'protected-notes', version: '1.0.0' });
  const own = (): string[] => notes.get(owner) ?? [];
  server.registerTool('list_notes', { description: 'Lists your notes' }, () => ({
    content: [{ type: 'text', text: own().join('\n') || 'You have no notes.' }],
  }));
  server.registerTool(
    'add_note',
    { description: 'Adds a note', inputSchema: { text: z.string().min(1) } },
    ({ text }) => {
      notes.set(owner, [...own(), text]);
      return { content: [{ type: 'text', text: `You have ${own().length} notes.` }] };
    },
  );
  server.registerTool('purge', { description: 'Throws your notes away' }, () => {
    notes.delete(owner);
    return { content: [{ type: 'text', text: 'You have no notes.' }] };
  });
  return server;
}
