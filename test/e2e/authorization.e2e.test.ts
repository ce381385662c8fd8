import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Files, install, project, resultOf, runJest, type Run } from './harness';
import { nodeNext, usePreset } from './harness/servers';

/** A protected server as most people write one: Express, SDK v1, jose. */
const root = install('authorization', {
  dependencies: {
    '@modelcontextprotocol/sdk': '^1.32.2',
    express: '^5.3.0',
    jose: '^6.2.17',
    typescript: '~6.0.3',
    zod: '^4.6.7',
  },
});

const example = path.join(__dirname, '../../examples/protected-notes');

/** The example, its sources changed as told. */
function changed(
  changes: Readonly<Record<string, readonly [from: string | RegExp, to: string]>> = {},
): Files {
  const files = ['src', 'test'].flatMap(folder =>
    readdirSync(path.join(example, folder)).map(name => `${folder}/${name}`),
  );
  const texts = files.map(file => {
    const text = readFileSync(path.join(example, file), 'utf8');
    const [from, to] = changes[file] ?? ['', ''];
    const wrong = text.replace(from, to);
    if (changes[file] && wrong === text) throw new Error(`${file} does not hold ${String(from)}.`);
    return [file, wrong];
  });
  return {
    'package.json': { type: 'module' },
    'tsconfig.json': nodeNext,
    'jest.config.cjs': usePreset,
    ...Object.fromEntries(texts),
  };
}

/** The tests that failed. */
function failedIn(run: Run): string[] {
  return resultOf(run, 'app.test.ts')
    .assertionResults.filter(({ status }) => status === 'failed')
    .map(({ fullName }) => fullName);
}

test('the example passes, and leaves nothing behind', async () => {
  const run = await runJest(project('authorization-right', changed(), root));
  expect(run.output).not.toMatch(/open handle|did not exit/i);
  expect(failedIn(run)).toEqual([]);
  expect(resultOf(run, 'app.test.ts').status).toBe('passed');
});

/** Without the kit's environment: hooks close what it would. */
const bySetupFile = `module.exports = {
  resolver: 'jest-mcp/resolver',
  setupFilesAfterEnv: ['jest-mcp/setup'],
  transform: { '\\\\.[cm]?[tj]sx?$': 'jest-mcp/transform' },
  transformIgnorePatterns: [],
};
`;

test.each([
  [
    'native ES modules',
    `module.exports = { preset: 'jest-mcp/presets/esm' };\n`,
    { NODE_OPTIONS: '--experimental-vm-modules' },
  ],
  ['the setup file', bySetupFile, {}],
] as const)('it passes by %s too', async (route, config, env) => {
  const files = { ...changed(), 'jest.config.cjs': config };
  const run = await runJest(project(`authorization-${route.replaceAll(' ', '-')}`, files, root), [], { env });
  expect(run.output).not.toMatch(/open handle|did not exit/i);
  expect(failedIn(run)).toEqual([]);
  expect(resultOf(run, 'app.test.ts').status).toBe('passed');
});

test.each([
  ['an audience that nobody looks at', { 'src/verifier.ts': [/ {8}audience: resource,\n/, ''] }],
  ['a verifier that throws what it likes', { 'src/verifier.ts': [/\.catch\([^]*?\n {6}\}\)/, ''] }],
  ['a tool without its scope', { 'src/server.ts': [`, purge: 'notes:write'`, ''] }],
  ['a challenge that does not say where to log in', { 'src/app.ts': [', resourceMetadataUrl }', ' }'] }],
] as const)('%s is found', async (name, changes) => {
  const run = await runJest(project(`authorization-${name.replaceAll(' ', '-')}`, changed(changes), root));
  expect(failedIn(run)).toMatchSnapshot();
});
