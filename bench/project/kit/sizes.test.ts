import { fileURLToPath } from 'node:url';
import { createApp, createServer, MEBIBYTE } from '../src/big.js';
import { handOver, now, note, sizes } from '../src/clock.js';

afterAll(handOver);

const program = {
  command: 'node',
  args: [fileURLToPath(new URL('../src/big-program.mjs', import.meta.url))],
};

describe.each([
  ['sse', () => createApp(false), {}],
  ['json', () => createApp(true), {}],
  ['sse, hosted', createServer, { link: 'http' }],
  ['sse, no socket', () => createApp(false), { link: 'fetch' }],
  ['memory', createServer, {}],
  ['stdio', program, {}],
] as const)('%s', (name, subject, options) => {
  mcp.serve(subject as never, options);

  test('large answers', async () => {
    await mcp.ping();
    for (const size of name === 'stdio' ? sizes.lines : sizes.big) {
      const started = now();
      await mcp.callTool('text', { length: size * MEBIBYTE });
      note(`${name} ${size}`, now() - started);
    }
  }, 120_000);
});
