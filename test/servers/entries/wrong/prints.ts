import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from '../../sdk-v1';

console.log('Notes server 1.0');
process.stdout.write('ready\n');
void createServer().connect(new StdioServerTransport());
