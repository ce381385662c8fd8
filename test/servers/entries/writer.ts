import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createWriter } from '../writer';

void createWriter().connect(new StdioServerTransport());
