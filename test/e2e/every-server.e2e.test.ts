import { install, project, resultOf, runJest, type Run } from './harness';

/**
 * One test file, unchanged, over servers of every kind. Each of Jest's projects says in its configuration what
 * is served; the file does not know.
 */
const root = install('every-server', {
  dependencies: {
    '@modelcontextprotocol/client': '^2.4.0',
    '@modelcontextprotocol/express': '^2.0.2',
    '@modelcontextprotocol/sdk': '^1.32.2',
    '@modelcontextprotocol/server': '^2.4.0',
    '@modelcontextprotocol/server-everything': '^2026.8.31',
    '@modelcontextprotocol/server-memory': '^2026.8.31',
    express: '^5.3.0',
    fastmcp: '^4.20.16',
    hono: '^4.13.19',
    'mcp-handler': '^2.4.0',
    typescript: '~6.0.3',
    zod: '^4.6.7',
  },
});

/** What the one test file asks of a server. */
interface Facts {
  readonly tool: string;
  readonly args: object;
  readonly text: string;
  readonly invalid: object;
}

const ADD: Facts = { tool: 'add', args: { a: 1, b: 2 }, text: '3', invalid: { a: 'one' } };
const ECHO: Facts = {
  tool: 'echo',
  args: { message: 'hello' },
  text: 'Echo: hello',
  invalid: { message: 1 },
};
const GRAPH: Facts = {
  tool: 'search_nodes',
  args: { query: 'nobody' },
  text: '{\n  "entities": [],\n  "relations": []\n}',
  invalid: { query: 1 },
};

interface Case {
  readonly title: string;
  readonly server: string;
  readonly facts: Facts;
  readonly options?: object;
}

const everything = `require.resolve('@modelcontextprotocol/server-everything/dist/index.js')`;
const memory = `require.resolve('@modelcontextprotocol/server-memory/dist/index.js')`;
/** Its file of facts must not be anybody else's. */
const memoryFile = `{ MEMORY_FILE_PATH: require('node:path').join(__dirname, '..', \`memory-\${process.pid}.jsonl\`) }`;

const addTool = `server.registerTool('add', { inputSchema: z.object({ a: z.number(), b: z.number() }) }, async ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
  }));`;

const cases: readonly Case[] = [
  {
    title: 'server-everything, in memory',
    facts: ECHO,
    server: `const { createServer } = require('@modelcontextprotocol/server-everything/dist/server/index.js');
exports.createServer = () => createServer();`,
  },
  {
    title: 'server-everything, its stdio entry in process',
    facts: ECHO,
    server: `exports.server = { entry: ${everything}, args: ['stdio'] };`,
  },
  {
    title: 'server-everything, a program',
    facts: ECHO,
    server: `exports.server = { command: 'node', args: [${everything}, 'stdio'] };`,
  },
  {
    title: 'server-everything, its own Streamable HTTP server',
    facts: ECHO,
    server: `exports.server = {
  command: 'node',
  args: [${everything}, 'streamableHttp'],
  env: { PORT: '{port}' },
  url: 'http://localhost:{port}/mcp',
};`,
  },
  {
    title: 'server-memory, its entry in process',
    facts: GRAPH,
    server: `exports.server = { entry: ${memory}, env: ${memoryFile} };`,
  },
  {
    title: 'server-memory, a program',
    facts: GRAPH,
    server: `exports.server = { command: 'node', args: [${memory}], env: ${memoryFile} };`,
  },
  {
    title: 'fastmcp',
    facts: ADD,
    server: `const { FastMCP } = require('fastmcp');
const { z } = require('zod');
exports.createServer = () => {
  const server = new FastMCP({ name: 'adder', version: '1.0.0' });
  server.addTool({
    name: 'add',
    parameters: z.object({ a: z.number(), b: z.number() }),
    execute: async ({ a, b }) => String(a + b),
  });
  return server;
};`,
  },
  ...(['legacy', 'modern'] as const).map((era): Case => ({
    title: `mcp-handler, ${era}`,
    facts: ADD,
    options: { era },
    server: `const { createMcpHandler } = require('mcp-handler');
const { z } = require('zod');
exports.createServer = () => createMcpHandler(server => {
  ${addTool}
}, { serverInfo: { name: 'adder', version: '1.0.0' } });`,
  })),
  {
    title: 'Express, on SDK v1',
    facts: ADD,
    server: `const express = require('express');
const { randomUUID } = require('node:crypto');
const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { StreamableHTTPServerTransport } = require('@modelcontextprotocol/sdk/server/streamableHttp.js');
const { z } = require('zod');
exports.createServer = () => {
  const app = express();
  const transports = {};
  app.use(express.json());
  app.all('/mcp', async (req, res) => {
    let transport = transports[req.headers['mcp-session-id']];
    if (!transport) {
      transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: randomUUID,
        onsessioninitialized: id => { transports[id] = transport; },
      });
      const server = new McpServer({ name: 'adder', version: '1.0.0' });
      ${addTool}
      await server.connect(transport);
    }
    await transport.handleRequest(req, res, req.body);
  });
  return app;
};`,
  },
  ...(['legacy', 'modern'] as const).flatMap(era =>
    (['fetch', 'http'] as const).map((link): Case => ({
      title: `Hono, on SDK v2, ${era}, over ${link}`,
      facts: ADD,
      options: { era, link },
      server: `const { Hono } = require('hono');
const { createMcpHandler, McpServer } = require('@modelcontextprotocol/server');
const { z } = require('zod');
exports.createServer = () => {
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: 'adder', version: '1.0.0' });
    ${addTool}
    return server;
  });
  return new Hono().all('/mcp', context => handler.fetch(context.req.raw));
};`,
    })),
  ),
];

const body = `const facts = require('../facts.json')[caseTitle];

test('does what it is asked', async () => {
  await expect(mcp).toHaveTool(facts.tool);
  await expect(mcp).toCallTool(facts.tool, facts.args, facts.text);
  expect((await mcp.callTool(facts.tool, facts.args)).text()).toBe(facts.text);
});

test('refuses what it must', async () => {
  await expect(mcp.callTool('no-such-tool')).toRejectUnknown();
  await expect(mcp.callTool(facts.tool, facts.invalid)).toRejectInvalidArguments();
  await expect(mcp.callTool(facts.tool, facts.args)).not.toReturnToolError();
});

test('has a second session', async () => {
  const second = await mcp.connect();
  await expect(second).toCallTool(facts.tool, facts.args, facts.text);
  expect(await second.serverInfo).toEqual(await mcp.serverInfo);
});
`;

const name = (index: number): string => `server-${index}.cjs`;

const every = project(
  'every-server',
  {
    'package.json': { private: true },
    'jest.config.cjs': `const cases = ${JSON.stringify(cases.map(({ title, options = {} }, index) => ({ title, options, server: name(index) })))};
module.exports = {
  projects: cases.map(({ title, options, server }) => ({
    preset: 'jest-mcp',
    rootDir: __dirname,
    displayName: title,
    globals: { caseTitle: title },
    testEnvironmentOptions: { mcp: { server: '<rootDir>/servers/' + server, ...options } },
  })),
};
`,
    'facts.json': Object.fromEntries(cases.map(({ title, facts }) => [title, facts])),
    'test/body.test.js': body,
    ...Object.fromEntries(cases.map(({ server }, index) => [`servers/${name(index)}`, server])),
  },
  root,
);

let run: Run;
beforeAll(async () => {
  run = await runJest(every, ['--testTimeout=20000']);
});

test('one test file passes, unchanged, over servers of every kind', () => {
  expect(run.output).not.toContain('●');
  expect(run.counts).toEqual({ passed: cases.length * 3, failed: 0, failedSuites: 0 });
  expect(run.exitCode).toBe(0);
  expect(resultOf(run, 'body.test.js').status).toBe('passed');
});

test('and Jest ends by itself, so that nothing was left open', () => {
  expect(run.output).not.toContain('did not exit');
  expect(run.output).not.toContain('failed to exit gracefully');
});
