import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { parseArgs } from 'node:util';

/** An entry that reads its command line as programs do. */
const { values, positionals } = parseArgs({
  options: { port: { type: 'string' }, verbose: { type: 'boolean' } },
  allowPositionals: true,
});
const given = parseArgs({ args: ['--port', '1'], options: { port: { type: 'string' } } }).values;
process.title = 'notes';

const server = new McpServer({ name: 'arguments', version: '1.0.0' });
server.registerTool('tell', {}, () => {
  const { argv, execArgv, argv0, title } = process;
  const told = { values, positionals, given, rest: argv.slice(2), execArgv, argv0, title };
  return { content: [{ type: 'text', text: JSON.stringify(told) }] };
});
void server.connect(new StdioServerTransport());
