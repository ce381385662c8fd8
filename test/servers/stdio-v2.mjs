// A right stdio server on SDK v2, for both eras.
import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { z } from 'zod';

serveStdio(() => {
  const server = new McpServer({ name: 'program', version: '2.0.0' });
  const text = value => ({ content: [{ type: 'text', text: value }] });
  server.registerTool('add', { inputSchema: z.object({ a: z.number(), b: z.number() }) }, ({ a, b }) =>
    text(String(a + b)),
  );
  server.registerResource('motto', 'notes://motto', {}, uri => ({
    contents: [{ uri: uri.href, text: 'Less is more.' }],
  }));
  return server;
});
