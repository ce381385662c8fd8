import { createApp, createServer, MEBIBYTE } from '../src/big.js';
import { handOver, now, note, sizes } from '../src/clock.js';

afterAll(handOver);

describe.each([
  ['sse', () => createApp(false), {}],
  ['json', () => createApp(true), {}],
  ['sse, hosted', createServer, { link: 'http' }],
  ['sse, no socket', () => createApp(false), { link: 'fetch' }],
  ['memory', createServer, {}],
] as const)('%s', (name, subject, options) => {
  mcp.serve(subject as never, options);

  test('large answers', async () => {
    await mcp.ping();
    for (const size of sizes.big) {
      const started = now();
      await mcp.callTool('text', { length: size * MEBIBYTE });
      note(`${name} ${size}`, now() - started);
    }
  }, 120_000);
});
