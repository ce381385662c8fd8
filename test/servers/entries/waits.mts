import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { pathToFileURL } from 'node:url';
import { createServer } from '../sdk-v1.js';

/** Waits at its top level, before and after it connects, and asks in each way whether it is what was started. */
const server = await Promise.resolve(createServer());
export const isMain = [
  (import.meta as { main?: boolean }).main,
  import.meta.url === pathToFileURL(process.argv[1]!).href,
];

if (!isMain.every(Boolean)) throw new Error('not started as a program');

await server.connect(new StdioServerTransport());
