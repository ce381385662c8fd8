import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

/** Dies in the ways in which a process does. */
const server = new McpServer({ name: 'dies', version: '1.0.0' });
const answer = { content: [{ type: 'text' as const, text: 'still here' }] };
const never = new Promise<never>(() => undefined);

server.registerTool('exit', {}, () => {
  console.error('about to exit');
  process.exit(7);
});
server.registerTool('reject', {}, () => {
  void Promise.reject(new Error('a lost rejection'));
  return never;
});
server.registerTool('throw', {}, () => {
  setTimeout(() => {
    throw new Error('a lost error');
  }, 1);
  return never;
});
server.registerTool('alive', {}, () => answer);
server.registerTool('later', {}, () => {
  setTimeout(() => process.exit(9), 20);
  return answer;
});
server.registerTool('quit-later', {}, () => {
  setTimeout(() => process.exit(0), 20);
  return answer;
});
server.registerTool('hang-up', {}, () => {
  process.stdout.end();
  return never;
});

void server.connect(new StdioServerTransport());
