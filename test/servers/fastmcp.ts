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

/** What `authenticate` of the server would return, over HTTP. */
interface Owner extends Record<string, unknown> {
  readonly sub: string;
  readonly scopes: string[];
  readonly role?: string;
}

/** Says who asks, and offers some tools to some alone. */
export function createProtected(): FastMCP<Owner> {
  const server = new FastMCP<Owner>({ name: 'who', version: '1.0.0' });
  server.addTool({
    name: 'whoami',
    parameters: z.object({}),
    execute: async (_args, { session }) =>
      session ? `${session.sub}, an ${session.role}, may ${session.scopes.join(' ')}` : 'nobody',
  });
  server.addTool({
    name: 'purge',
    parameters: z.object({}),
    canAccess: session => session.scopes.includes('admin'),
    execute: async () => 'PURGED',
  });
  return server;
}
