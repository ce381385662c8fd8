import { completable } from '@modelcontextprotocol/sdk/server/completable.js';
import { McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import { McpError } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { addNoteInput, deleteNoteInput, searchNotesInput, searchNotesOutput } from './schemas.js';
import { type Note, NoteStore } from './store.js';

export interface NotesOptions {
  /** The JSON file that keeps the notes. Made when the first note is added. */
  file: string;
}

/** The code that the specification has for a resource that is not there. */
const RESOURCE_NOT_FOUND = -32002;

/** A server for the notes in one file. It is not connected yet: `main.ts` and the tests do that. */
export function createServer({ file }: NotesOptions): McpServer {
  const store = new NoteStore(file);
  const server = new McpServer(
    { name: 'notes', version: '1.0.0' },
    { instructions: 'Search before you add: the note may be there already.' },
  );
  addTools(server, store);
  addResources(server, store);
  addPrompts(server, store);
  return server;
}

function addTools(server: McpServer, store: NoteStore): void {
  server.registerTool(
    'add_note',
    { description: 'Adds a note', inputSchema: addNoteInput },
    async ({ title, text }) => {
      const note = await store.add(title, text);
      return { content: [{ type: 'text', text: `Added note ${note.id}.` }, linkTo(note)] };
    },
  );

  server.registerTool(
    'search_notes',
    {
      description: 'Finds notes by words in their title or text',
      inputSchema: searchNotesInput,
      outputSchema: searchNotesOutput,
      annotations: { readOnlyHint: true },
    },
    async ({ query }) => {
      const found = await store.search(query);
      const structuredContent = { total: found.length, notes: found.map(({ id, title }) => ({ id, title })) };
      return { content: [{ type: 'text', text: JSON.stringify(structuredContent) }], structuredContent };
    },
  );

  server.registerTool(
    'delete_note',
    {
      description: 'Deletes a note for good',
      inputSchema: deleteNoteInput,
      annotations: { destructiveHint: true, idempotentHint: true },
    },
    async ({ id }) => {
      const note = await store.delete(id);
      // A tool's own error, which the model reads and can act on.
      if (!note) return { isError: true, content: [{ type: 'text', text: `There is no note ${id}.` }] };
      return { content: [{ type: 'text', text: `Deleted note ${id}: ${note.title}` }] };
    },
  );
}

function addResources(server: McpServer, store: NoteStore): void {
  const template = new ResourceTemplate('notes://{id}', {
    list: async () => ({ resources: (await store.list()).map(linkTo) }),
    complete: { id: value => idsStartingWith(store, value) },
  });
  server.registerResource('note', template, { mimeType: 'text/markdown' }, async (uri, { id }) => {
    const note = await store.find(String(id));
    if (!note) throw new McpError(RESOURCE_NOT_FOUND, 'Resource not found', { uri: uri.href });
    return {
      contents: [{ uri: uri.href, mimeType: 'text/markdown', text: `# ${note.title}\n\n${note.text}` }],
    };
  });
}

function addPrompts(server: McpServer, store: NoteStore): void {
  server.registerPrompt(
    'summarize',
    {
      description: 'Asks for a summary of one note',
      argsSchema: { id: completable(z.string(), value => idsStartingWith(store, value)) },
    },
    async ({ id }) => {
      const note = await store.find(id);
      if (!note) throw new Error(`There is no note ${id}.`);
      const text = `Summarize this note in one sentence.\n\n# ${note.title}\n\n${note.text}`;
      return { messages: [{ role: 'user', content: { type: 'text', text } }] };
    },
  );
}

async function idsStartingWith(store: NoteStore, beginning: string): Promise<string[]> {
  return (await store.list()).map(note => note.id).filter(id => id.startsWith(beginning));
}

function linkTo({ id, title }: Note) {
  return { type: 'resource_link' as const, uri: `notes://${id}`, name: title, mimeType: 'text/markdown' };
}
