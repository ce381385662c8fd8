import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { createServer } from '../../src/notes.js';

let server: ReturnType<typeof createServer>;
let client: Client;

beforeEach(async () => {
  server = createServer();
  client = new Client({ name: 'test', version: '1.0.0' });
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.connect(far);
  await client.connect(near);
});

afterEach(async () => {
  await client.close();
  await server.close();
});

test('adds a note', async () => {
  const result = await client.callTool({ name: 'add_note', arguments: { text: 'Call mother' } });
  expect(result.content).toEqual([{ type: 'text', text: 'Added note 2' }]);
});

test('counts the notes', async () => {
  await client.callTool({ name: 'add_note', arguments: { text: 'Call mother' } });
  const result = await client.callTool({ name: 'count_notes', arguments: {} });
  expect(result.structuredContent).toEqual({ count: 2 });
});

test('says that a note is not there', async () => {
  const result = await client.callTool({ name: 'read_note', arguments: { id: '7' } });
  expect(result.isError).toBe(true);
  expect(result.content).toEqual([{ type: 'text', text: 'There is no note 7' }]);
});

test('reads a note as a resource', async () => {
  const { contents } = await client.readResource({ uri: 'notes://1' });
  expect(contents).toEqual([{ uri: 'notes://1', text: 'Buy milk' }]);
});

test('gives a prompt', async () => {
  const { messages } = await client.getPrompt({ name: 'summarise', arguments: { id: '1' } });
  expect(messages).toEqual([{ role: 'user', content: { type: 'text', text: 'Summarise: Buy milk' } }]);
});
