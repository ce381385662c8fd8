import { FastMCP } from 'fastmcp';

/** An entry of fastmcp for TypeScript. */
const server = new FastMCP({ name: 'fast', version: '1.0.0' });
server.addTool({ name: 'hello', description: 'Says hello', execute: async () => `hello ${process.argv[2]}` });

void server.start({ transportType: 'stdio' });
