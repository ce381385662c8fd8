/** Servers and tests that several throwaway projects are made of. */

/** An adding server on SDK v1, in a file that is an ES module where its package says so. */
export const addServer = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

export function createServer() {
  const server = new McpServer({ name: 'adder', version: '1.0.0' });
  server.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } }, async ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
  }));
  return server;
}
`;

/** The same on SDK v2. */
export const addServerV2 = `import { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';

export function createServer() {
  const server = new McpServer({ name: 'adder', version: '1.0.0' });
  server.registerTool('add', { inputSchema: z.object({ a: z.number(), b: z.number() }) }, async ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
  }));
  return server;
}
`;

export const addTest = (server: string): string => `import { createServer } from '${server}';

mcp.serve(createServer);

test('adds', async () => {
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
});
`;

/** In CommonJS, for a project without a transform. */
export const addTestInCommonJs = (server: string): string => `const { createServer } = require('${server}');

mcp.serve(createServer);

test('adds', async () => {
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
});
`;

/** What `npm init` and the MCP tutorials give a TypeScript server. */
export const nodeNext = {
  compilerOptions: {
    module: 'NodeNext',
    target: 'ES2023',
    strict: true,
    verbatimModuleSyntax: true,
    outDir: 'build',
  },
};

export const usePreset = `module.exports = { preset: 'jest-mcp' };\n`;
