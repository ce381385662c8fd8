// A tool whose own error is in the words in which SDK v1 says that there is no such tool.
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

const server = new McpServer({ name: 'library', version: '1.0.0' });
server.registerTool('borrow', {}, () => ({
  isError: true,
  content: [{ type: 'text', text: 'MCP error -32602: Tool borrow not found' }],
}));
await server.connect(new StdioServerTransport());
