import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { Outbox, sendMail } from './mail';

const server = new McpServer({ name: 'mailer', version: '1.0.0' });
server.registerTool('mail', {}, () => ({ content: [{ type: 'text', text: sendMail('bob') }] }));
server.registerTool('post', {}, () => ({ content: [{ type: 'text', text: new Outbox().send('bob') }] }));
void server.connect(new StdioServerTransport());
