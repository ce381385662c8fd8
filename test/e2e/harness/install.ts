import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const repository = path.resolve(__dirname, '../../..');

/** The Jest that the throwaway projects run: the suite is started once for each that is supported. */
export const jestVersion = process.env['JEST_MCP_E2E_JEST'] ?? '30';

/**
 * Lies outside the repository, so that nothing is found in its `node_modules` by accident. Each checkout has its own:
 * two of them on one machine would install their tarballs over each other.
 */
const base = path.join(
  process.env['JEST_MCP_E2E_DIR'] ?? tmpdir(),
  `jest-mcp-e2e-${createHash('sha256').update(repository).digest('hex').slice(0, 8)}`,
);

export interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** What most projects need, installed once for each Jest. Its versions are the last ones that run on Node 20. */
const common: Manifest = {
  dependencies: {
    '@modelcontextprotocol/client': '^2.4.0',
    '@modelcontextprotocol/sdk': '^1.32.2',
    '@modelcontextprotocol/server': '^2.4.0',
    chalk: '^5.4.0',
    execa: '^9.6.0',
    fastmcp: '^4.20.0',
    got: '^14.4.0',
    jose: '^6.2.0',
    'mcp-lite': '^0.10.0',
    nanoid: '^5.1.0',
    'p-limit': '^6.2.0',
    typescript: '~6.0.3',
    zod: '^4.6.7',
  },
};

/** The install root that all test files share. */
export function commonRoot(): string {
  return folderOf('common');
}

/** Packs the repository unless the caller did, under a name that changes with its content: npm goes by the name. */
export function packOnce(): string {
  const given = process.env['JEST_MCP_TARBALL'];
  mkdirSync(path.join(base, 'tarballs'), { recursive: true });
  const packed = given ?? pack();
  const digest = createHash('sha256').update(readFileSync(packed)).digest('hex').slice(0, 12);
  const tarball = path.join(base, 'tarballs', `jest-mcp-${digest}.tgz`);
  cpSync(packed, tarball);
  process.env['JEST_MCP_TARBALL'] = tarball;
  return tarball;
}

function pack(): string {
  const destination = path.join(base, 'tarballs');
  const printed = run('npm', ['pack', '--json', '--pack-destination', destination], repository);
  // A `prepack` script prints too, above the list.
  const [{ filename }] = JSON.parse(printed.slice(printed.search(/^\[/m))) as [{ filename: string }];
  return path.join(destination, filename);
}

export function installCommonRoot(): void {
  install('common', common);
}

export interface InstallOptions {
  /** What has to be there before: a `.npmrc`, the packages of a workspace. */
  readonly files?: Readonly<Record<string, string>>;
  readonly installer?: (folder: string) => void;
}

/**
 * A fresh folder with these packages, Jest and our tarball, kept from run to run as long as none of them changes.
 * A name belongs to one test file: two at once would install into the same folder.
 */
export function install(
  name: string,
  manifest: Manifest,
  { files = {}, installer = npmInstall }: InstallOptions = {},
): string {
  const folder = folderOf(name);
  const complete = { private: true, ...manifest, dependencies: withJest(manifest.dependencies) };
  const all = { ...files, 'package.json': JSON.stringify(complete, null, 2) };
  const marker = path.join(folder, 'installed.json');
  const wanted = JSON.stringify(all);
  if (readIfThere(marker) === wanted) return folder;
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), text);
  }
  installer(folder);
  writeFileSync(marker, wanted);
  return folder;
}

function npmInstall(folder: string): void {
  run('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], folder);
}

/** pnpm itself is installed like a package, so that a machine needs none. Its next majors want a newer Node. */
export function pnpmInstall(folder: string): void {
  const home = path.join(base, 'pnpm');
  const program = path.join(home, 'node_modules/pnpm/bin/pnpm.cjs');
  if (readIfThere(program) === undefined) {
    mkdirSync(home, { recursive: true });
    run(
      'npm',
      ['install', '--no-audit', '--no-fund', '--prefer-offline', '--prefix', home, 'pnpm@^10.34.0'],
      home,
    );
  }
  run(process.execPath, [program, 'install', '--prefer-offline', '--no-frozen-lockfile'], folder);
}

/** Yarn of today, which keeps packages zipped and knows who may import which (Plug'n'Play). */
export function yarn(folder: string, args: readonly string[]): string {
  const home = path.join(base, 'yarn');
  const program = path.join(home, 'node_modules/@yarnpkg/cli-dist/bin/yarn.js');
  if (readIfThere(program) === undefined) {
    mkdirSync(home, { recursive: true });
    const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--prefix', home];
    run('npm', ['install', ...flags, '@yarnpkg/cli-dist@^4.10.0'], home);
  }
  return run(process.execPath, [program, ...args], folder);
}

function withJest(dependencies: Readonly<Record<string, string>>): Record<string, string> {
  const jest = jestVersion.includes('.') ? `~${jestVersion}.0` : `^${jestVersion}.0.0`;
  return { jest, 'jest-mcp': `file:${tarball()}`, ...dependencies };
}

export function tarball(): string {
  const packed = process.env['JEST_MCP_TARBALL'];
  if (packed === undefined) throw new Error('The global setup packs the tarball, and has not run.');
  return packed;
}

function folderOf(name: string): string {
  return path.join(base, `${name}-jest-${jestVersion}`);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** Runs a package manager's command and shows what it printed where it fails. */
export function run(command: string, args: readonly string[], cwd: string): string {
  const env = { ...process.env, NODE_OPTIONS: '' };
  try {
    return execFileSync(command, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${command} ${args.join(' ')} failed in ${cwd}\n${stdout}\n${stderr}`, { cause: error });
  }
}
