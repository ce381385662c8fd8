import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

/** An MCP server of SDK v2 that says who asks. */
export function whoamiV2(): McpServer {
  const server = new McpServer({ name: 'whoami', version: '1.0.0' });
  server.registerTool('whoami', { inputSchema: z.object({}) }, (_args, context) => {
    const { authInfo } = (context as { http?: { authInfo?: { scopes: string[] } } }).http ?? {};
    return {
      content: [{ type: 'text', text: `${authInfo ? 'somebody' : 'nobody'}: ${authInfo?.scopes.join(' ')}` }],
    };
  });
  server.registerTool('purge', { inputSchema: z.object({}) }, () => ({
    content: [{ type: 'text', text: 'purged' }],
  }));
  return server;
}
