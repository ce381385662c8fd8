import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';
import { createServer } from '../sdk-v2';

void createServer().connect(new StdioServerTransport());
