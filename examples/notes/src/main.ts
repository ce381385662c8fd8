#!/usr/bin/env node
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { readOptions } from './options.js';
import { createServer } from './server.js';

try {
  const server = createServer(readOptions(process.argv.slice(2), process.env));
  await server.connect(new StdioServerTransport());
} catch (error) {
  // Never to stdout: that is the wire.
  console.error((error as Error).message);
  process.exitCode = 1;
}
