import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { handOver, note, now, sizes } from '../src/clock.js';

const program = { command: 'node', args: [fileURLToPath(new URL('../src/program.mjs', import.meta.url))] };

let client: Client;
let started = 0;

beforeEach(async () => {
  client = new Client({ name: 'bench', version: '1.0.0' });
  await client.connect(new StdioClientTransport(program));
});

afterEach(() => client.close());

afterAll(handOver);

test('warm-up', adds);
test('starts', () => {
  started = now();
});
for (let i = 0; i < sizes.spawns; i++) test(`adds ${i}`, adds);
test('ends', () => note('spawn', (now() - started) / (sizes.spawns + 1)));

async function adds(): Promise<void> {
  const result = await client.callTool({ name: 'add', arguments: { a: 1, b: 2 } });
  expect(result.content).toEqual([{ type: 'text', text: '3' }]);
}
