import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createServer } from '../sdk-v1';

/** A right entry on SDK v1, as most are written. */
async function main(): Promise<void> {
  const server = createServer();
  await server.connect(new StdioServerTransport());
  console.error('notes server running on stdio');
}

main().catch((error: unknown) => {
  console.error('Fatal:', error);
  process.exit(1);
});
