import { messageOf, project, resultOf, runJest, type Run } from './harness';
import { addServer, addTest, nodeNext, usePreset } from './harness/servers';

// The usual TypeScript server: "type": "module", NodeNext, imports with `.js`. One inner run for all of it.
const nodenext = project('nodenext', {
  'package.json': { type: 'module' },
  'tsconfig.json': nodeNext,
  'jest.config.cjs': usePreset,

  'src/server.ts': addServer,
  'test/server.test.ts': addTest('../src/server.js'),

  // What tsc wrote of a test before: the preset must not run it beside its source.
  'build/test/server.test.js': `test('compiled', () => { throw new Error('run twice'); });`,

  'src/meta.ts': `import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const __filename = fileURLToPath(import.meta.url);
const __dirname = path.dirname(__filename);
const module = { taken: true };

export { __dirname, __filename as file };
export const { main, dirname, filename, url } = import.meta;
export const resolved = ['./sibling.js', 'fs', 'node:fs', 'jose'].map(name => import.meta.resolve(name));
export const required = typeof require('zod').z.string;
export const shorthand = { module, __dirname };
export const rename = ({ require }: { require: number }) => require;
export const fallback = ({ __dirname: inner = __dirname }) => inner;
`,
  'src/meta.mts': `export const url = import.meta.url;\n`,
  'test/meta.test.ts': `import path from 'node:path';
import { pathToFileURL } from 'node:url';
import * as meta from '../src/meta.js';
import { url } from '../src/meta.mjs';

const src = path.resolve('src');

test('import.meta is what it is in Node', () => {
  expect(meta.url).toBe(pathToFileURL(src + '/meta.ts').href);
  expect(url).toBe(pathToFileURL(src + '/meta.mts').href);
  expect(meta.filename).toBe(src + '/meta.ts');
  expect(meta.dirname).toBe(src);
  expect(meta.main).toBe(false);
  expect(meta.resolved).toEqual([
    pathToFileURL(src + '/sibling.js').href,
    'node:fs',
    'node:fs',
    expect.stringMatching(/^file:.*\\/node_modules\\/jose\\//),
  ]);
});

test('a module may declare the names of the CommonJS wrapper', () => {
  expect(meta.__dirname).toBe(src);
  expect(meta.file).toBe(src + '/meta.ts');
  expect(meta.required).toBe('function');
  expect(meta.shorthand).toEqual({ module: { taken: true }, __dirname: src });
  expect(meta.rename({ require: 3 })).toBe(3);
  expect(meta.fallback({})).toBe(src);
  expect(meta.fallback({ __dirname: 'given' })).toBe('given');
});
`,

  'src/token.ts': `import { jwtVerify, SignJWT } from 'jose';

const key = new TextEncoder().encode('k'.repeat(32));
export const issue = (sub: string) => new SignJWT({ sub }).setProtectedHeader({ alg: 'HS256' }).sign(key);
export const read = async (token: string) => (await jwtVerify(token, key)).payload.sub;
`,
  'test/token.test.ts': `import { issue, read } from '../src/token.js';

test('a server that imports jose', async () => {
  expect(await read(await issue('alice'))).toBe('alice');
});
`,

  'src/clock.ts': `export const now = () => 'real';\n`,
  'src/report.ts': `import { now } from './clock.js';\nexport const report = () => 'now: ' + now();\n`,
  'test/mock.test.ts': `import { now } from '../src/clock.js';
import { report } from '../src/report.js';

jest.mock('../src/clock.js', () => ({ now: jest.fn(() => 'mocked') }));

test('jest.mock is lifted above the imports', () => {
  expect(report()).toBe('now: mocked');
  expect(now).toHaveBeenCalledTimes(1);
});
`,
  'test/spy.test.ts': `import * as clock from '../src/clock.js';
import { report } from '../src/report.js';

test('an export can be spied on', () => {
  jest.spyOn(clock, 'now').mockReturnValue('spied');
  expect(report()).toBe('now: spied');
});
`,

  // Left behind by a tsc without outDir.
  'src/stale.js': `exports.answer = 'compiled last week';\n`,
  'src/stale.ts': `export const answer = 'written today';\n`,
  'test/stale.test.ts': `import { answer } from '../src/stale.js';
import { answer as withoutSuffix } from '../src/stale';

test('the source is tested, not what was once compiled from it', () => {
  expect([answer, withoutSuffix]).toEqual(['written today', 'written today']);
});
`,

  'src/thrower.mts': `interface Unused {
  readonly gone: 'in the output';
}

export const url = import.meta.url;

export function fail(): never {
  throw new Error('from a module source');
}
`,
  'test/fails.test.ts': `import type { Server } from 'node:http';
import { fail } from '../src/thrower.mjs';

interface Erased {
  readonly server: Server;
}

test('fails here', () => {
  expect(1).toBe(2);
});

test('fails there', () => {
  fail();
});
`,

  'src/waits.ts': `export const ready = 1;

const configuration = await Promise.resolve({ port: 3000 });
export const { port } = configuration;
`,
  'test/waits.test.ts': `import { port } from '../src/waits.js';\n\ntest('port', () => expect(port).toBe(3000));\n`,

  'src/broken.mts': `export const fine = 1;\nexport const = 2;\n`,
  'test/broken.test.ts': `import { fine } from '../src/broken.mjs';\n\ntest('fine', () => expect(fine).toBe(1));\n`,
  'test/missing.test.ts': `import { gone } from '../src/gone.js';\n\ntest('gone', () => expect(gone).toBe(1));\n`,
  'test/absent.test.ts': `import absent from 'not-installed';\n\ntest('absent', () => expect(absent).toBe(1));\n`,
});

let run: Run;

beforeAll(async () => {
  run = await runJest(nodenext);
});

test.each(['server', 'meta', 'token', 'mock', 'spy', 'stale'])('%s.test.ts passes', name => {
  expect(resultOf(run, `${name}.test.ts`)).toMatchObject({ status: 'passed' });
});

test('what tsc compiled into build/ is not run a second time', () => {
  expect(run.json?.testResults.filter(({ name }) => name.includes('/build/'))).toEqual([]);
});

test('a failure shows the line that the user wrote, in .ts and in .mts', () => {
  expect(messageOf(run, 'fails.test.ts', nodenext)).toMatchSnapshot();
});

test('top-level await is named, with the file and the way out', () => {
  expect(messageOf(run, 'waits.test.ts', nodenext)).toMatchSnapshot();
});

test('a syntax error names the file by its own name', () => {
  const message = messageOf(run, 'broken.test.ts', nodenext);
  expect(message).toContain('src/broken.mts');
  expect(message).not.toContain('broken.ts');
});

test('a file that is not there is named as it was imported', () => {
  expect(messageOf(run, 'missing.test.ts', nodenext)).toContain(
    "Cannot find module '../src/gone.js' from 'test/missing.test.ts'",
  );
});

test('a package that is not there is named', () => {
  expect(messageOf(run, 'absent.test.ts', nodenext)).toContain(
    "Cannot find module 'not-installed' from 'test/absent.test.ts'",
  );
});

test('and the run fails', () => {
  expect(run.exitCode).toBe(1);
  expect(run.counts).toMatchObject({ failed: 2, failedSuites: 4 });
});
