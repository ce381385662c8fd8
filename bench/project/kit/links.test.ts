import { fileURLToPath } from 'node:url';
import { handOver, note, now, sizes } from '../src/clock.js';
import { createServer } from '../src/v1.js';

const program = { command: 'node', args: [fileURLToPath(new URL('../src/program.mjs', import.meta.url))] };

/** What a test file may serve, and how many tests are enough to measure it by. */
const links: [name: string, tests: number, serve: () => void][] = [
  ['memory', sizes.tests, () => mcp.serve(createServer)],
  ['fetch', sizes.tests, () => mcp.serve(createServer, { link: 'fetch' })],
  ['http', sizes.tests, () => mcp.serve(createServer, { link: 'http' })],
  ['entry', sizes.tests, () => mcp.serve({ entry: '../src/program.mjs' })],
  ['pool', sizes.spawns, () => mcp.serve(program)],
  ['spawn', sizes.spawns, () => mcp.serve({ ...program, pool: 0 })],
];

afterAll(handOver);

describe.each(links)('over %s', (name, tests, serve) => {
  serve();
  let started = 0;

  // The first one loads and compiles.
  test('warm-up', adds, 60_000);
  test('starts', () => {
    started = now();
  });
  for (let i = 0; i < tests; i++) test(`adds ${i}`, adds, 60_000);
  test('ends', () => note(name, (now() - started) / tests));
});

async function adds(): Promise<void> {
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
}
