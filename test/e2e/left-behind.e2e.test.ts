import { failureOf } from './failures';
import { project, resultOf, runJest, type Run } from './harness';
import { nodeNext } from './harness/servers';

const serveImported = (file: string, before = '', after = ''): string => `
import { createServer } from '../src/${file}.js';

${before}
mcp.serve(createServer);

test('${file} greets', async () => {
  await expect(mcp.callTool('hello')).toReturnToolText('hello');
});
${after}`;

const greet = (body = ''): string => `import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';

export function createServer(): McpServer {
  const server = new McpServer({ name: 'starter', version: '1.0.0' });
  server.registerTool('hello', {}, () => ({ content: [{ type: 'text', text: 'hello' }] }));
  ${body}
  return server;
}
`;

/** Longer than this test waits for the inner Jest: what ends by its deadline fails here. */
const NEVER = 'jest.setTimeout(600_000);';

const files = {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.js': `export default { preset: 'jest-mcp' };\n`,
  // Keeps what is registered for the process that it belongs to, as commander does.
  'node_modules/commands/package.json': { name: 'commands', version: '1.0.0', main: 'index.js' },
  'node_modules/commands/index.js': `const commands = new Map();

exports.define = (name, run) => {
  if (commands.has(name)) throw new Error(\`cannot add the command "\${name}": it exists already\`);
  commands.set(name, run);
};
exports.run = name => commands.get(name)();
exports.version = '1.0.0';
`,
  'node_modules/commands/index.d.ts': `export function define(name: string, run: () => unknown): void;
export function run(name: string): unknown;
export const version: string;
`,
  'src/stdio.ts': `${greet()}
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';

async function main(): Promise<void> {
  await createServer().connect(new StdioServerTransport());
}

main().catch(() => process.exit(1));
`,
  'src/port.ts': `${greet()}
import { createServer as createHttpServer } from 'node:http';

export const http = createHttpServer((_, response) => void response.end());
http.listen(0);
`,
  'src/interval.ts': greet('setInterval(() => undefined, 60_000);'),
  'src/right.ts': `${greet(`const timer = setInterval(() => undefined, 60_000);
  server.server.onclose = () => clearInterval(timer);`)}
import { createServer as createHttpServer } from 'node:http';

export const http = createHttpServer((_, response) => void response.end());
http.listen(0);
`,
  'src/web.ts': `import { createServer } from 'node:http';

const app = createServer((_, response) => void response.end());
app.listen(Number(process.env['PORT']));
`,
  'src/cli.ts': `${greet()}
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { define, run } from 'commands';

define('serve', () => createServer().connect(new StdioServerTransport()));
await run('serve');
`,
  'test/stdio.test.ts': serveImported('stdio'),
  'test/port.test.ts': serveImported('port'),
  'test/interval.test.ts': serveImported('interval'),
  'test/right.test.ts': serveImported(
    'right',
    "import { http } from '../src/right.js';",
    `
afterAll(done => void http.close(done));
`,
  ),
  'test/web.test.ts': `${NEVER}
mcp.serve({ entry: '../src/web.ts' });

test('an entry that only listens', async () => {
  await mcp.listTools();
});
`,
  'test/done.test.ts': `import { createServer } from '../src/interval-free.js';

${NEVER}
mcp.serve(createServer);

test('then, and done', done => {
  void mcp.callTool('hello').then(result => {
    expect(result.text()).toBe('goodbye');
    done();
  });
});

test('a matcher, and done', done => {
  void expect(mcp.callTool('hello'))
    .toReturnToolText('goodbye')
    .then(() => done());
});

test('that holds, and done', done => {
  void mcp.callTool('hello').then(result => {
    expect(result.text()).toBe('hello');
    done();
  });
});

test('one that is handled, and done', done => {
  mcp
    .callTool('hello')
    .then(result => expect(result.text()).toBe('goodbye'))
    .catch(() => done());
});
`,
  'src/interval-free.ts': greet(),
  'test/shared.test.ts': `import { version } from 'commands';

mcp.serve({ entry: '../src/cli.ts' });

test('a first session', async () => {
  expect(version).toBe('1.0.0');
  await expect(mcp.callTool('hello')).toReturnToolText('hello');
});

test('a second session', async () => {
  await mcp.callTool('hello');
});
`,
  'test/cured.test.ts': `import { version } from 'commands';

mcp.serve({ entry: '../src/cli.ts' });
beforeEach(() => void jest.resetModules());

test.each(['a first', 'a second'])('%s session, cured', async () => {
  expect(version).toBe('1.0.0');
  await expect(mcp.callTool('hello')).toReturnToolText('hello');
});
`,
  'test/alone.test.ts': `mcp.serve({ entry: '../src/cli.ts' });

test.each(['a first', 'a second'])('%s session, not shared', async () => {
  await expect(mcp.callTool('hello')).toReturnToolText('hello');
});
`,
};

const root = project('left-behind', files);

let run: Run;
beforeAll(async () => {
  // A terminal keeps stdin open, as this pipe does.
  run = await runJest(root, ['-i'], { stdin: 'open', limit: 170_000, env: { PORT: '38471' } });
});

/** What the kit has printed of a test file, besides the results of its tests. */
function warningOf(file: string): string {
  const warning = run.output
    .split(/^(?:PASS|FAIL) /m)
    .find(section => section.startsWith(`test/${file}.test.ts`))
    ?.split(/^Summary of all failing tests|^Test Suites:/m)[0]
    ?.replace(/port \d+/, 'port <port>')
    // Where console.warn was called.
    .replace(/^ +at .*$/gm, '')
    .trim();
  return warning ?? '';
}

test('Jest ends by itself', () => {
  expect(run.exitCode).toBe(1);
  expect(run.output).not.toContain('Jest did not exit');
  const results = run.json?.testResults.flatMap(({ assertionResults }) => assertionResults) ?? [];
  const failed = results.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName);
  expect(failed.sort()).toEqual([
    'a matcher, and done',
    'a second session',
    'an entry that only listens',
    'then, and done',
  ]);
});
describe('what an imported file has started', () => {
  test.each(['stdio', 'port', 'interval'])('%s: the tests pass, and a warning says where', file => {
    expect(resultOf(run, `test/${file}.test.ts`).status).toBe('passed');
    expect(warningOf(file)).toMatchSnapshot();
  });

  test('what is put away by itself is spared', () => {
    expect(resultOf(run, 'test/right.test.ts').status).toBe('passed');
    expect(warningOf('right')).toBe('test/right.test.ts');
  });
});

test('an entry that only listens on a port is told at once', () => {
  expect(failureOf(run, 'an entry that only listens')).toMatchSnapshot();
});

test.each(['then, and done', 'a matcher, and done'])('a test in the callback style: %s', name => {
  const failure = failureOf(run, name);
  expect(failure).not.toContain('Exceeded timeout');
  expect(failure).toMatchSnapshot();
});

test('an entry that dies of what it shares with the test is told the package and the cure', () => {
  expect(failureOf(run, 'a second session')).toMatchSnapshot();
});
