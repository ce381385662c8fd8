/* global setTimeout -- an entry has timers of its own, and node:timers has not */
// What a server may do when its stdin ends: WAY says what.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { readFile } from 'node:fs/promises';

let isAsked = false;
const boom = () => {
  throw new Error('could not flush: the database is closed');
};
const flush = async () => {
  await readFile(process.argv[1]);
  boom();
};
const onEnd = action => process.stdin.on('end', action);
const live = () => setInterval(() => undefined, 1_000);

const ways = {
  throws: () => onEnd(boom),
  rejects: () => onEnd(flush),
  'rejects, awaited by nothing': () => process.stdin.on('close', () => void flush()),
  'throws later': () => onEnd(() => setTimeout(boom, 20)),
  'throws as it exits': () => process.on('exit', boom),
  'exits with a code': () => onEnd(() => process.exit(3)),
  // On a slow machine SIGTERM may come before: it is not what ends it.
  'exits with a code, late': () => (
    process.on('SIGTERM', () => undefined),
    onEnd(() => setTimeout(() => process.exit(3), 200))
  ),
  'sets a code': () => onEnd(() => (process.exitCode = 4)),
  aborts: () => onEnd(() => process.abort()),
  prints: () => onEnd(() => console.log('goodbye')),
  'throws over SIGTERM': () => (live(), process.on('SIGTERM', async () => boom())),
  'throws unless it was asked': () => onEnd(() => isAsked || boom()),
  ends: () => undefined,
  'exits with 0': () => onEnd(() => setTimeout(() => process.exit(0), 20)),
  'says goodbye on stderr': () => onEnd(() => console.error('goodbye')),
  'catches what it throws': () => (process.on('uncaughtException', () => process.exit(0)), onEnd(boom)),
  'ignores the end': () => live(),
  'exits with 0 for SIGTERM': () => (live(), process.on('SIGTERM', () => process.exit(0))),
  'exits with 143 for SIGTERM': () => (live(), process.on('SIGTERM', () => process.exit(143))),
};

const server = new McpServer({ name: 'ends', version: '1.0.0' });
server.registerTool('fine', {}, async () => {
  isAsked = true;
  return { content: [{ type: 'text', text: 'saved' }] };
});
ways[process.env.WAY]();
await server.connect(new StdioServerTransport());
