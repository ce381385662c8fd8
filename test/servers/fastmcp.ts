import { FastMCP, UserError } from 'fastmcp';
import { z } from 'zod';

/** The notes server on fastmcp, which brings its own SDK v1. */
export function createServer(): FastMCP {
  const server = new FastMCP({ name: 'notes', version: '1.2.3', instructions: 'Keep notes short.' });
  server.addTool({
    name: 'add',
    description: 'Adds two numbers',
    parameters: z.object({ a: z.number(), b: z.number() }),
    execute: async ({ a, b }) => String(a + b),
  });
  server.addTool({
    name: 'refuse',
    parameters: z.object({}),
    execute: async () => {
      throw new UserError('not today');
    },
  });
  server.addTool({
    name: 'boom',
    parameters: z.object({}),
    execute: async () => {
      throw new Error('kaboom');
    },
  });
  server.addResource({
    uri: 'notes://motto',
    name: 'motto',
    mimeType: 'text/plain',
    load: async () => ({ text: 'Less is more.' }),
  });
  server.addPrompt({
    name: 'greet',
    arguments: [{ name: 'language', required: true }],
    load: async ({ language }) => `Greet in ${language}`,
  });
  return server;
}
