import { type Files, project, resultOf, runJest } from './harness';
import { usePreset } from './harness/servers';

const server = `import { createMcpHandler, McpServer, requireBearerAuth } from '@modelcontextprotocol/server';

const path = '/.well-known/oauth-protected-resource/mcp';

export function createApp({ issuer, verifier }) {
  const handler = createMcpHandler(({ authInfo }) => {
    const server = new McpServer({ name: 'notes', version: '1.0.0' });
    server.registerTool('whoami', {}, () => ({ content: [{ type: 'text', text: String(authInfo?.extra?.sub) }] }));
    return server;
  });
  const gate = requireBearerAuth({ verifier, requiredScopes: ['read'], resourceMetadataUrl: 'http://127.0.0.1' + path });
  return {
    fetch: async request => {
      if (new URL(request.url).pathname === path)
        return Response.json({ resource: 'http://127.0.0.1/mcp', authorization_servers: [issuer], scopes_supported: ['read'] });
      const judged = await gate(request);
      return judged instanceof Response ? judged : handler.fetch(request, { authInfo: judged });
    },
  };
}
`;

const loginTest = `import { authServer } from 'jest-mcp';
import { createApp } from '../src/server.js';

const as = authServer();
mcp.serve(() => createApp({ issuer: as.issuer, verifier: as.verifier() }));

test('a page is filled in', async () => {
  as.nextLogin({ form: { user: 'alice', password: 'secret' } });
  const session = await mcp.login({ as: 'alice', form: { user: 'alice', password: 'secret' } });
  await expect(session.callTool('whoami')).toReturnToolText('alice');
});
`;

const program = `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

await new McpServer({ name: 'notes', version: '1.0.0' }).connect(new StdioServerTransport());
`;

const configTest = `test('a configuration file is read', async () => {
  mcp.serve({ config: '.vscode/mcp.json' });
  await mcp.ping();
});

test('what is wrong with one is told', async () => {
  mcp.serve({ config: '.vscode/wrong.json' });
  await expect(mcp.ping()).rejects.toThrow('wrong.json:2:3 is not JSON: Unexpected servers.');
});
`;

const files: Files = {
  'package.json': { type: 'module' },
  'src/server.js': server,
  'src/program.js': program,
  '.vscode/mcp.json':
    '{ // the only one\n  "servers": { "notes": { "command": "node", "args": ["src/program.js"], }, },\n}\n',
  '.vscode/wrong.json': '{\n  servers: {}\n}\n',
  'test/login.test.js': loginTest,
  'test/config.test.js': configTest,
};

/** Compiles whatever it meets, parsers too. */
const bySetupFile = `module.exports = {
  resolver: 'jest-mcp/resolver',
  setupFilesAfterEnv: ['jest-mcp/setup'],
  transform: { '\\\\.[cm]?[tj]sx?$': 'jest-mcp/transform' },
  transformIgnorePatterns: [],
};
`;

test.each([
  ['the preset', usePreset, {}],
  [
    'native ES modules',
    `module.exports = { preset: 'jest-mcp/presets/esm' };\n`,
    { NODE_OPTIONS: '--experimental-vm-modules' },
  ],
  ['the setup file', bySetupFile, {}],
] as const)('pages and configuration files are read by %s', async (route, config, env) => {
  const where = project(`parsers-${route.replaceAll(' ', '-')}`, { ...files, 'jest.config.cjs': config });
  const run = await runJest(where, [], { env });
  expect(run.output).not.toMatch(/open handle|did not exit/i);
  for (const file of ['login.test.js', 'config.test.js'])
    expect(resultOf(run, file)).toMatchObject({ message: '', status: 'passed' });
});
