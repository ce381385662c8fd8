import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { defineMany } from '../src/many.js';
import { createServer } from '../src/v1.js';

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

defineMany(async () => {
  const { content } = await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
  expect(content).toEqual([{ type: 'text', text: '3' }]);
});
