import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { createLargeServer, createServer } from '../src/v1.js';
import { wire } from './json.js';
import { measure } from './speed.js';

measure(async large => {
  const server = large ? createLargeServer() : createServer();
  const client = new Client({ name: 'test', version: '1.0.0' });
  const [near, far] = wire(InMemoryTransport.createLinkedPair());
  await server.connect(far);
  await client.connect(near);
  return {
    client,
    close: async () => {
      await client.close();
      await server.close();
    },
  };
});
