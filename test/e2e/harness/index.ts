import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { commonRoot, tarball } from './install';

export { commonRoot, install, jestVersion, pnpmInstall, yarn } from './install';

/** Files by their path inside the project. An object is written as JSON. */
export type Files = Readonly<Record<string, string | object>>;

export interface Project {
  readonly folder: string;
  /** Where its packages are installed. */
  readonly root: string;
}

export interface RunOptions {
  readonly nodeBinary?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether stdin stays open, as that of a terminal does. By default it has ended. */
  readonly stdin?: 'open';
  /** When a Jest that does not end by itself is killed, in milliseconds. */
  readonly limit?: number;
  /** Jest's cache directory. By default one that all tests share. */
  readonly cache?: string;
}

export interface Run {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What a person would read, without colours, times and machine paths: fit for a snapshot. */
  readonly output: string;
  /** Jest's own `--json` report; `undefined` where Jest stopped before it ran anything. */
  readonly json: Report | undefined;
  readonly counts: Counts;
}

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly failedSuites: number;
}

export interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly coverageMap?: Readonly<Record<string, unknown>>;
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly fullName: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** Writes a throwaway project below an install root, where it finds the packages as any project does. */
export function project(name: string, files: Files, root: string = commonRoot()): Project {
  const folder = path.join(root, 'projects', name);
  rmSync(folder, { recursive: true, force: true });
  write(folder, files);
  return { folder, root };
}

export function write(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
  }
}

/** How one of the project's test files ended. A file that is not in the report is an error of the test. */
export function resultOf({ json, output }: Run, file: string): Report['testResults'][number] {
  const found = json?.testResults.find(({ name }) => name.endsWith(`/${file}`));
  if (found === undefined) throw new Error(`Jest did not run ${file}:\n${output}`);
  return found;
}

/** A failing file's message, as normalised as the output. */
export function messageOf(run: Run, file: string, { folder, root }: Project): string {
  return normalise(resultOf(run, file).message, folder, root);
}

/** Runs the real Jest in a process of its own, and waits for it. Never throws because of a failing test. */
export async function runJest(
  { folder, root }: Project,
  args: readonly string[] = [],
  {
    nodeBinary = process.env['JEST_MCP_E2E_NODE'] ?? process.execPath,
    env = {},
    stdin,
    limit,
    cache = cacheFolder(root),
  }: RunOptions = {},
): Promise<Run> {
  const report = path.join(folder, 'report.json');
  rmSync(report, { force: true });
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const child = spawn(
    nodeBinary,
    [jest, '--json', `--outputFile=${report}`, `--cacheDirectory=${cache}`, ...args],
    {
      cwd: folder,
      env: { ...cleanEnvironment(), ...env },
      stdio: 'pipe',
      timeout: limit,
      killSignal: 'SIGKILL',
    },
  );
  if (stdin !== 'open') child.stdin.end();
  const [stdout, stderr, exitCode] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  const json = readReport(report);
  return {
    exitCode,
    stdout,
    stderr,
    output: normalise(stderr, folder, root),
    json,
    counts: {
      passed: json?.numPassedTests ?? 0,
      failed: json?.numFailedTests ?? 0,
      failedSuites: json?.numRuntimeErrorTestSuites ?? 0,
    },
  };
}

/** Starts a Jest that does not end by itself, and waits for what it prints. */
export function startJest(
  { folder, root }: Project,
  args: readonly string[],
): { printed(pattern: RegExp): Promise<void>; stop(): Promise<void> } {
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const child = spawn(
    process.env['JEST_MCP_E2E_NODE'] ?? process.execPath,
    [jest, `--cacheDirectory=${cacheFolder(root)}`, ...args],
    {
      cwd: folder,
      env: cleanEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  let output = '';
  let heard = (): void => undefined;
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    output += stripVTControlCharacters(chunk);
    heard();
  });
  return {
    printed: pattern =>
      new Promise((resolve, reject) => {
        heard = () => {
          if (pattern.test(output)) resolve();
        };
        heard();
        void ended.then(() =>
          reject(new Error(`Jest ended before it printed ${String(pattern)}:\n${output}`)),
        );
      }),
    stop: () => {
      child.kill();
      return ended;
    },
  };
}

/**
 * Nothing of the caller's but what a program needs to start: not the outer Jest's variables, no colours, and none
 * of the variables by which Jest 30 guesses that an agent reads along and prints less.
 */
function cleanEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'SystemRoot'];
  const found = kept.flatMap(name => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...(Object.fromEntries(found) as Record<string, string>), CI: 'true', FORCE_COLOR: '0' };
}

/** Jest keys its cache by our version, which does not change while we work: the tarball does. */
function cacheFolder(root: string): string {
  const digest = createHash('sha256').update(tarball()).digest('hex').slice(0, 12);
  return path.join(root, 'jest-cache', digest);
}

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  stream.setEncoding('utf8');
  let collected = '';
  for await (const chunk of stream) collected += String(chunk);
  return collected;
}

function readReport(file: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Report;
  } catch {
    return undefined;
  }
}

function normalise(printed: string, folder: string, root: string): string {
  return stripVTControlCharacters(printed)
    .replaceAll(folder, '<project>')
    .replaceAll(root, '<root>')
    .replaceAll(path.relative(folder, root), '<root>')
    .replaceAll(/ \(\d+(?:\.\d+)? m?s\)/g, '')
    .replaceAll(/\d+(?:\.\d+)? ms\b/g, '<n> ms')
    .replaceAll(/^Time: .*$/gm, 'Time: <n> s')
    .replaceAll(/\(node:\d+\)/g, '(node:<pid>)')
    .replaceAll(/[ \t]+$/gm, '')
    .trim();
}
