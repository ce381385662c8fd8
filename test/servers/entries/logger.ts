import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createLogger } from '../logger';

void createLogger().connect(new StdioServerTransport());
