import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { failureOf } from '../failures';
import { install, project, runJest } from '../harness';
import { addServer, addServerV2, addTest, usePreset } from '../harness/servers';

const base = { 'package.json': { type: 'module' }, 'jest.config.cjs': usePreset };

/** What a server does on each SDK, in terms that all of them have: `registerTool` came with 1.13. */
const oldServer = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
export function createServer() {
  const server = new McpServer({ name: 'adder', version: '1.0.0' });
  server.tool('add', { a: z.number(), b: z.number() }, async ({ a, b }) => ({ content: [{ type: 'text', text: String(a + b) }] }));
  server.tool('boom', async () => { throw new Error('kaboom'); });
  server.resource('motto', 'notes://motto', async uri => ({ contents: [{ uri: uri.href, text: 'Less is more.' }] }));
  server.prompt('greet', { name: z.string() }, ({ name }) => ({ messages: [{ role: 'user', content: { type: 'text', text: 'Hello ' + name } }] }));
  return server;
}
`;

const oldTest = `import { createServer } from '../src/server.js';
mcp.serve(createServer);
test('every family of matchers', async () => {
  await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
  await expect(mcp.callTool('boom')).toReturnToolError('kaboom');
  await expect(mcp.callTool('add', { a: 'one', b: 2 })).toRejectInvalidArguments('a');
  await expect(mcp.callTool('ad')).toRejectUnknown();
  await expect(mcp.readResource('notes://motto')).toReturnResourceText('Less is more.');
  await expect(mcp.readResource('notes://nothing')).toRejectUnknown();
  await expect(mcp.getPrompt('greet', { name: 'Ann' })).toReturnPromptText('Hello Ann');
  await expect(mcp.getPrompt('greet', {})).toRejectInvalidArguments('name');
  await expect(mcp.getPrompt('nobody')).toRejectUnknown();
  await expect(mcp).toHaveTools(['add', 'boom']);
});
`;

/** Over HTTP as well: 1.15 and 1.20 have a transport for Node's requests alone. */
const hostedTest = `import { createServer } from '../src/server.js';
describe.each(mcp.links('fetch', 'http'))('over $link', over => {
  mcp.serve(createServer, over);
  test.each(['first', 'second'])('calls and reads: %s', async () => {
    await expect(mcp.callTool('add', { a: 1, b: 2 })).toReturnToolText('3');
    await expect(mcp.callTool('ad')).toRejectUnknown();
    await expect(mcp.readResource('notes://motto')).toReturnResourceText('Less is more.');
  });
});
`;

test('an SDK that cannot be hosted over HTTP', async () => {
  const dependencies = { '@modelcontextprotocol/sdk': '1.12.3', zod: '^3.25.0' };
  const root = install('sdk-1.12.3', { dependencies });
  const files = { ...base, 'src/server.js': oldServer, 'test/hosted.test.js': hostedTest };
  const run = await runJest(project('old-hosted', files, root));
  expect(failureOf(run, 'over fetch › calls and reads: first')).toMatchSnapshot();
});

test.each(['1.6.1', '1.12.3', '1.15.0', '1.20.2', '1.25.3'])('SDK %s', async version => {
  const isHosted = version !== '1.6.1' && version !== '1.12.3';
  const root = install(`sdk-${version}`, {
    dependencies: { '@modelcontextprotocol/sdk': version, zod: '^3.25.0' },
  });
  const run = await runJest(
    project(
      'old',
      {
        ...base,
        'src/server.js': oldServer,
        'test/old.test.js': oldTest,
        ...(isHosted && { 'test/hosted.test.js': hostedTest }),
      },
      root,
    ),
  );
  expect(run.counts).toEqual({ passed: isHosted ? 5 : 1, failed: 0, failedSuites: 0 });
});

describe('where an SDK is missing, too old, or there twice', () => {
  const root = install('sdk-odd', {
    dependencies: {
      'old-sdk': 'npm:@modelcontextprotocol/sdk@1.0.4',
      'some-sdk': 'npm:@modelcontextprotocol/sdk@^1.32.2',
      'server-v2': 'npm:@modelcontextprotocol/server@^2.4.0',
      zod: '^4.0.0',
    },
  });
  /** An SDK at a place of its own, as a package manager would put it there. */
  const put = (alias: string, folder: string, name: string): void => {
    mkdirSync(path.dirname(path.join(folder, 'node_modules', name)), { recursive: true });
    cpSync(path.join(root, 'node_modules', alias), path.join(folder, 'node_modules', name), {
      recursive: true,
    });
  };

  test('no SDK at all', async () => {
    // A bundled server: an SDK went into it, none is installed beside it.
    const bundled = project(
      'bundled',
      {
        ...base,
        'test/bundled.test.js': `class Server { async connect() {} async close() {} setRequestHandler() {} }
test('bundled', async () => { mcp.serve(() => new Server()); await mcp.ping(); });
`,
      },
      root,
    );
    const run = await runJest(bundled);
    expect(failureOf(run, 'bundled')).toContain(
      'No MCP client could be found: @modelcontextprotocol/sdk is not installed where <project>/test could load it.\n\nInstall it beside the server:\n  npm install --save-dev @modelcontextprotocol/sdk',
    );
  });

  test('a server of SDK v2, without the package of its client', async () => {
    const lonely = project(
      'lonely',
      { ...base, 'src/server.js': addServerV2, 'test/add.test.js': addTest('../src/server.js') },
      root,
    );
    put('server-v2', lonely.folder, '@modelcontextprotocol/server');
    const run = await runJest(lonely);
    expect(failureOf(run, 'adds')).toContain('npm install --save-dev @modelcontextprotocol/client');
  });

  test('an SDK that is too old', async () => {
    const old = project(
      'too-old',
      {
        ...base,
        'src/server.js': `import { Server } from '@modelcontextprotocol/sdk/server/index.js';
export const createServer = () => new Server({ name: 'old', version: '1' }, { capabilities: {} });
`,
        'test/add.test.js': addTest('../src/server.js'),
      },
      root,
    );
    put('old-sdk', old.folder, '@modelcontextprotocol/sdk');
    const run = await runJest(old);
    expect(failureOf(run, 'adds')).toMatch(
      /@modelcontextprotocol\/sdk 1\.0\.4 is older than 1\.6\.1, the oldest that jest-mcp supports\.\n\n +Update it:\n +npm install @modelcontextprotocol\/sdk@latest/,
    );
  });

  test("two copies: the client is from the server's own", async () => {
    const twice = project(
      'twice',
      {
        ...base,
        'packages/server/package.json': { type: 'module' },
        'packages/server/server.js': `${addServer}
export { McpError } from '@modelcontextprotocol/sdk/types.js';
`,
        'test/twice.test.js': `import { McpError as Other } from '@modelcontextprotocol/sdk/types.js';
import { createServer, McpError } from '../packages/server/server.js';
mcp.serve(createServer);
test('errors are of the class that the server knows', async () => {
  const error = await mcp.request('made/up').catch(reason => reason);
  expect(Other).not.toBe(McpError);
  expect(error).toBeInstanceOf(McpError);
});
`,
      },
      root,
    );
    put('some-sdk', twice.folder, '@modelcontextprotocol/sdk');
    put('some-sdk', path.join(twice.folder, 'packages/server'), '@modelcontextprotocol/sdk');
    const run = await runJest(twice);
    expect(run.output).toMatch(/^Tests: +1 passed, 1 total$/m);
  });
});
