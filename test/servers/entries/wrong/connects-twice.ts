import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from '../../sdk-v1';

void createServer().connect(new StdioServerTransport());
void createServer().connect(new StdioServerTransport());
