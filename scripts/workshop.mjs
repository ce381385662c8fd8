// A temporary folder and the commands run in it, for scripts that must start before anything is installed.
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const isWindows = process.platform === 'win32';
const running = new Set();

/** Gives `work` a folder outside the repository, and removes it however `work` ends, a signal included. */
export async function inTemporaryFolder(work) {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'jest-mcp-')));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const stop = signal => {
    for (const child of running) child.kill(signal);
    remove();
    process.exit(1);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, stop);
  try {
    return await work(folder);
  } finally {
    remove();
  }
}

/** Runs a command and shows its output. Resolves to its exit code. */
export function show(command, args, cwd) {
  return start(command, args, cwd, 'inherit').then(({ code }) => code);
}

/** Runs a command that has to succeed. Resolves to what it wrote to stdout. @throws with all its output. */
export async function run(command, args, cwd, input) {
  const { code, stdout, stderr } = await start(command, args, cwd, 'pipe', input);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}

/** Runs a command and keeps its output. */
export function start(command, args, cwd, stdio = 'pipe', input = '') {
  return new Promise((resolve, reject) => {
    // On Windows npm is a script, which only a shell can start.
    const child = spawn(command, args, { cwd, stdio, shell: isWindows && command === 'npm' });
    const output = { stdout: '', stderr: '' };
    running.add(child);
    for (const name of ['stdout', 'stderr']) {
      child[name]?.setEncoding('utf8').on('data', text => {
        output[name] += text;
      });
    }
    child.stdin?.on('error', () => undefined).end(input);
    child.once('error', reject).once('close', code => {
      running.delete(child);
      resolve({ code: code ?? 1, ...output });
    });
  });
}

/** Installs what the lock file says, unless something is installed already. */
export async function installOurs() {
  if (existsSync(path.join(repository, 'node_modules', '.package-lock.json'))) return;
  console.log('Installing the kit’s own packages …');
  await run('npm', ['ci', '--no-audit', '--no-fund'], repository);
}

/**
 * Builds and packs the kit into `folder`, or takes the tarball that JEST_MCP_TARBALL names.
 *
 * It is built from the sources alone: what an older build left behind in build/ does not come along.
 */
export async function tarballIn(folder) {
  const given = process.env.JEST_MCP_TARBALL;
  if (given) return path.resolve(given);
  const stage = path.join(folder, 'package');
  mkdirSync(stage);
  const manifest = JSON.parse(readFileSync(path.join(repository, 'package.json'), 'utf8'));
  const parts = ['package.json', 'README.md', 'LICENSE', ...manifest.files.filter(name => name !== 'build')];
  for (const name of parts) cpSync(path.join(repository, name), path.join(stage, name), { recursive: true });
  const compiler = path.join(repository, 'node_modules', 'typescript', 'bin', 'tsc');
  await run(
    process.execPath,
    [compiler, '-p', repository, '--outDir', path.join(stage, 'build')],
    repository,
  );
  const printed = await run(
    'npm',
    ['pack', '--json', '--ignore-scripts', '--pack-destination', folder],
    stage,
  );
  return path.join(folder, JSON.parse(printed)[0].filename);
}
