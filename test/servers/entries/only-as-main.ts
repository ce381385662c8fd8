import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from '../sdk-v1';

if (require.main === module) void createServer().connect(new StdioServerTransport());
