import { failureOf } from './failures';
import { project, runJest, type Run } from './harness';
import { nodeNext, usePreset } from './harness/servers';

/** One right test each, and how its server was broken: the failure is all that the reader gets. */
const breaks: Record<string, { server: string; test: string; timeout?: number }> = {
  'a wrong result': {
    server: `server.registerTool('add', numbers, ({ a, b }) => text(String(a - b)));`,
    test: `await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');`,
  },
  'a tool that was renamed': {
    server: `server.registerTool('sum', numbers, ({ a, b }) => text(String(a + b))); server.registerTool('adds', {}, () => text(''));`,
    test: `await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');`,
  },
  'a handler that throws': {
    server: `server.registerTool('add', numbers, async () => { return (await import('./sum.js')).sum(undefined as never); });`,
    test: `await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');`,
  },
  'arguments that are refused': {
    server: `server.registerTool('add', { inputSchema: { a: z.string(), b: z.array(z.object({ c: z.number() })) } }, () => text('3'));`,
    test: `await expect(mcp.callTool('add', { a: 1, b: [{ c: 'two' }] })).toReturnToolText('3');`,
  },
  'output that breaks its schema': {
    server: `server.registerTool('add', { outputSchema: { sum: z.number() } }, () => ({ ...text('3'), structuredContent: { sum: 3, note: 'extra' } }));`,
    test: `await expect(mcp.callTool('add')).toReturnStructuredContent({ sum: 3 });`,
  },
  'a result that is no JSON': {
    server: `server.registerTool('add', {}, () => ({ ...text('3'), structuredContent: { sum: 3n } }));`,
    test: `await expect(mcp.callTool('add')).toReturnToolText('3');`,
  },
  'a handler that never answers': {
    server: `server.registerTool('add', {}, () => new Promise<never>(() => undefined));`,
    test: `await expect(mcp.callTool('add')).toReturnToolText('3');`,
    timeout: 3_000,
  },
  'a picture where there was text': {
    server: `server.registerTool('add', {}, () => ({ content: [{ type: 'image', data: 'AAAA', mimeType: 'image/png' }] }));`,
    test: `await expect(mcp.callTool('add')).not.toReturnToolText('secret');`,
  },
  'structured content that differs deep down': {
    server: `const note = { id: '1', title: 'Milk', tags: ['food', 'today'], at: new Date(0) };
  server.registerTool('note', {}, () => ({ ...text(''), structuredContent: { note } }));`,
    test: `await expect(mcp.callTool('note')).toReturnStructuredContent({ note: { id: '1', title: /^milk/, tags: ['food'], at: expect.any(String) } });`,
  },
  'a connection that breaks': {
    server: `server.registerTool('add', {}, async () => { await server.close(); return text('3'); });`,
    test: `await expect(mcp.callTool('add')).not.toReturnToolError();`,
  },
  'a tool that says less of itself': {
    server: `server.registerTool('delete_note', { description: 'Deletes.', annotations: { readOnlyHint: true } }, () => text(''));`,
    test: `await expect(mcp).toHaveTool('delete_note', { description: /a note/, annotations: { destructiveHint: true } });`,
  },
  'a resource that is gone': {
    server: `server.registerResource('motto', 'notes://moto', {}, uri => ({ contents: [{ uri: uri.href, text: 'Less is more.' }] }));`,
    test: `await expect(mcp.readResource('notes://motto')).toReturnResourceText('Less is more.');`,
  },
  'a prompt of several lines': {
    server: `server.registerPrompt('review', {}, () => ({ messages: [{ role: 'user', content: { type: 'text', text: 'Read this.\\nBe kind.\\nSay why.' } }] }));`,
    test: `await expect(mcp.getPrompt('review')).toReturnPromptText('Read this.\\nBe brief.\\nSay why.');`,
  },
  'a result that was awaited before': {
    server: `server.registerTool('add', numbers, ({ a, b }) => text(String(a - b)));`,
    test: `const result = await mcp.callTool('add', { a: 1, b: 2 });
  expect(result).toReturnToolText('3');`,
  },
};

const fileOf = (index: number): string => `server-${index}`;
const names = Object.keys(breaks);

const files: Record<string, string | object> = {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.cjs': usePreset,
  'src/sum.ts': `export const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);\n`,
  'test/broken.test.ts': `${names.map((_, index) => `import { createServer as create${index} } from '../src/${fileOf(index)}.js';`).join('\n')}
${Object.entries(breaks)
  .map(
    ([name, { test, timeout = 5000 }], index) => `
test(${JSON.stringify(name)}, async () => {
  mcp.serve(create${index});
  ${test}
}, ${timeout});
`,
  )
  .join('')}`,
};
for (const [index, { server }] of Object.values(breaks).entries()) {
  files[`src/${fileOf(index)}.ts`] = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';

const numbers = { inputSchema: { a: z.number(), b: z.number() } };
const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] });

export function createServer() {
  const server = new McpServer({ name: 'broken', version: '1.0.0' });
  ${server}
  return server;
}
`;
}

let run: Run;
beforeAll(async () => {
  run = await runJest(project('broken-server', files));
});

test.each(names)('%s', name => {
  expect(failureOf(run, name)).toMatchSnapshot();
});

test('all of them fail', () => {
  expect(run.counts).toEqual({ passed: 0, failed: names.length, failedSuites: 0 });
});
