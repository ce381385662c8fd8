import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from '../../sdk-v1';

process.on('SIGTERM', () => new Promise(() => undefined));
void createServer().connect(new StdioServerTransport());
