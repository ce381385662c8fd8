import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { CallToolRequestSchema, ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import equal from 'fast-deep-equal';
import { distance } from 'fastest-levenshtein';
import { readFile } from 'node:fs/promises';
import os from 'node:os';
import { add, load } from './store';

/** An entry that looks at all that it takes for its process. */
const server = new Server({ name: 'life', version: '1.0.0' }, { capabilities: { tools: {} } });
const lives = (process.env.LIVES ?? '').split(',').filter(Boolean);
const heartbeat = setInterval(() => lives.push('beat'), 5);
const tell = (word: string): unknown => console.error(word);

const tools: Record<string, (args: Record<string, unknown>) => unknown> = {
  args: () => process.argv.slice(2),
  env: ({ name }) => process.env[String(name)] ?? null,
  setEnv: ({ name, value }) => (process.env[String(name)] = String(value)),
  add: ({ note }) => add(String(note)),
  load: () => load(),
  lazily: async () => (await import('./store.js')).load(),
  beats: () => lives.length,
  sleep: async ({ ms }) => {
    await new Promise(resolve => setTimeout(resolve, Number(ms)));
    tell('slept');
    return 'slept';
  },
  now: () => Date.now(),
  equal: () => equal(1, 1),
  distance: () => distance('a', 'b'),
  hostname: () => os.hostname(),
  missing: () => readFile('/nowhere').catch(error => error instanceof Error),
  refuse: () => {
    throw new McpError(ErrorCode.InvalidParams, 'not like this');
  },
  listeners: () => [process.listenerCount('SIGTERM'), process.listenerCount('exit')],
  say: ({ word }) => tell(String(word)) ?? null,
  print: ({ word }) => console.log(word) ?? null,
  exitCode: ({ code }) => (process.exitCode = Number(code)),
};

server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
  const value = await tools[params.name]?.(params.arguments ?? {});
  return { content: [{ type: 'text', text: JSON.stringify(value) }] };
});

process.stdin.on('end', () => tell('stdin ended'));
process.on('SIGTERM', async signal => {
  tell(`got ${signal}`);
  await server.close();
  clearInterval(heartbeat);
  tell('closed');
  process.exit(0);
});
process.on('exit', code => tell(`exit ${code}`));

void server.connect(new StdioServerTransport());
