import { Client } from '@modelcontextprotocol/client';
import { InMemoryTransport } from '@modelcontextprotocol/server';
import { createLargeServer, createServer } from '../src/v2.js';
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
