import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/** Outside the repository, so that nothing is found in its `node_modules` by accident. */
const base = path.join(process.env.JEST_MCP_BENCH_DIR ?? tmpdir(), 'jest-mcp-bench');

const packages = [
  'jest',
  '@modelcontextprotocol/sdk',
  '@modelcontextprotocol/client',
  '@modelcontextprotocol/server',
  'zod',
];

/** A project that has the packed kit, with the files of `bench/project` and thirty test files for each side. */
export function createProject(sizes) {
  const tarball = process.env.JEST_MCP_TARBALL ?? pack();
  const digest = createHash('sha256').update(readFileSync(tarball)).digest('hex').slice(0, 12);
  const folder = path.join(base, `kit-${digest}`);
  install(folder, path.resolve(tarball), digest);
  for (const part of ['src', 'kit', 'hand'])
    rmSync(path.join(folder, part), { recursive: true, force: true });
  cpSync(path.join(repository, 'bench/project'), folder, { recursive: true });
  for (const side of ['kit', 'hand']) writeSuite(folder, side, sizes.files);
  return { folder, versions: versionsIn(folder) };
}

function pack() {
  const destination = path.join(base, 'tarballs');
  mkdirSync(destination, { recursive: true });
  const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: repository,
    encoding: 'utf8',
  });
  // A `prepack` script prints too, above the list.
  const [{ filename }] = JSON.parse(printed.slice(printed.search(/^\[/m)));
  return path.join(destination, filename);
}

function install(folder, tarball, digest) {
  const marker = path.join(folder, 'installed');
  if (existsSync(marker)) return;
  mkdirSync(folder, { recursive: true });
  // npm goes by the name: a tarball whose content changed must have another.
  const copy = path.join(folder, `jest-mcp-${digest}.tgz`);
  cpSync(tarball, copy);
  const { devDependencies } = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
  const dependencies = Object.fromEntries(packages.map(name => [name, devDependencies[name]]));
  const manifest = {
    private: true,
    type: 'module',
    dependencies: { ...dependencies, 'jest-mcp': `file:${copy}` },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--prefer-offline'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  writeFileSync(marker, '');
}

function writeSuite(folder, side, files) {
  const template = path.join(folder, side, 'suite.template.ts');
  mkdirSync(path.join(folder, side, 'suite'));
  for (let i = 1; i <= files; i++)
    cpSync(template, path.join(folder, side, 'suite', `notes${String(i).padStart(2, '0')}.test.ts`));
}

function versionsIn(folder) {
  const version = name =>
    JSON.parse(readFileSync(path.join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  return Object.fromEntries(['jest-mcp', ...packages].map(name => [name, version(name)]));
}

/**
 * Runs Jest in one process of its own, and returns what its tests handed over.
 *
 * @throws with Jest's output when a test fails: a number measured with a failing test says nothing.
 */
export function runJest({ folder }, side, pattern, { env = {}, nodeFlags = [], flags = [] } = {}) {
  const out = path.join(folder, 'measured.json');
  const cpu = path.join(folder, 'cpu.json');
  rmSync(out, { force: true });
  const args = [
    ...nodeFlags,
    '--require',
    path.join(folder, 'cpu-time.cjs'),
    path.join(folder, 'node_modules/jest/bin/jest.js'),
    `--config=${side}.config.cjs`,
    `--cacheDirectory=${path.join(folder, 'cache')}`,
    '--runInBand',
    '--watchman=false',
    ...flags,
    pattern,
  ];
  const kept = Object.fromEntries(
    ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot'].flatMap(name =>
      process.env[name] === undefined ? [] : [[name, process.env[name]]],
    ),
  );
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    env: { ...kept, CI: 'true', FORCE_COLOR: '0', BENCH_OUT: out, BENCH_CPU: cpu, ...env },
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const wall = performance.now() - started;
  if (status !== 0)
    throw new Error(`Jest failed in ${folder} (${side}, ${pattern}):\n${stderr.slice(-8000)}`);
  const { user, system } = JSON.parse(readFileSync(cpu, 'utf8'));
  return {
    wall,
    cpu: (user + system) / 1000,
    stderr,
    series: existsSync(out) ? JSON.parse(readFileSync(out, 'utf8')) : {},
  };
}
