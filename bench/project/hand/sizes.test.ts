import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { createApp, createServer, MEBIBYTE } from '../src/big.js';
import { handOver, now, note, sizes } from '../src/clock.js';
import { asJson } from './json.js';

afterAll(handOver);

async function measure(name: string, client: Client, all = sizes.big): Promise<void> {
  await client.ping();
  for (const size of all) {
    const started = now();
    await client.callTool({ name: 'text', arguments: { length: size * MEBIBYTE } });
    note(`${name} ${size}`, now() - started);
  }
  await client.close();
}

test.each([
  ['sse', false],
  ['json', true],
] as const)(
  'over HTTP: %s',
  async (name, isJson) => {
    const http = createApp(isJson);
    await new Promise<void>(resolve => void http.listen(0, '127.0.0.1', resolve));
    const client = new Client({ name: 'hand', version: '1.0.0' });
    const { port } = http.address() as AddressInfo;
    await client.connect(new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${port}/mcp`)) as never);
    await measure(name, client);
    http.closeAllConnections();
    await new Promise(resolve => http.close(resolve));
  },
  120_000,
);

test('in memory, as JSON', async () => {
  const client = new Client({ name: 'hand', version: '1.0.0' });
  const [near, far] = asJson(InMemoryTransport.createLinkedPair());
  await createServer().connect(far);
  await client.connect(near);
  await measure('memory', client);
}, 120_000);

test('over stdio', async () => {
  const client = new Client({ name: 'hand', version: '1.0.0' });
  const args = [fileURLToPath(new URL('../src/big-program.mjs', import.meta.url))];
  await client.connect(new StdioClientTransport({ command: 'node', args }));
  await measure('stdio', client, sizes.lines);
}, 120_000);
