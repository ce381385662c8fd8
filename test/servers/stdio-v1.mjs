// A right stdio server on SDK v1, as a project's own entry would be.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { z } from 'zod';

const server = new McpServer(
  { name: 'program', version: '1.0.0' },
  { instructions: 'Be brief.', capabilities: { logging: {} } },
);
const text = value => ({ content: [{ type: 'text', text: value }] });
server.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } }, ({ a, b }) =>
  text(String(a + b)),
);
server.registerTool('about', {}, () => {
  const about = { pid: process.pid, cwd: process.cwd(), env: process.env, args: process.argv.slice(2) };
  return { ...text('about this process'), structuredContent: about };
});
server.registerTool('refuse', {}, () => ({ isError: true, ...text('not today') }));
server.registerResource('motto', 'notes://motto', {}, uri => ({
  contents: [{ uri: uri.href, text: 'Less is more.' }],
}));
server.registerPrompt('greet', { argsSchema: { language: z.string() } }, ({ language }) => ({
  messages: [{ role: 'user', content: { type: 'text', text: `Greet in ${language}` } }],
}));
console.error('ready');
await server.connect(new StdioServerTransport());
