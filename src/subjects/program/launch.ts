import {
  accessSync,
  closeSync,
  delimiter,
  existsSync,
  fileConstants as constants,
  inspect,
  join,
  JSON,
  openSync,
  platform,
  readSync,
  resolve,
  sep,
  statSync,
} from '../../core';
import { keepSecretsOfVariables } from '../../messages/secrets';
import type { Program } from '../shared/shapes';

/** How a process is started: a program's own words, every default filled in. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly stderr: 'keep' | 'inherit';
}

const IS_WINDOWS = platform === 'win32';
const LONGEST_COMMAND_LINE = 200;

/** What hosts pass on to a server: the lists of the SDKs' own `StdioClientTransport`. */
const PASSED_ON = IS_WINDOWS
  ? [
      'APPDATA',
      'HOMEDRIVE',
      'HOMEPATH',
      'LOCALAPPDATA',
      'PATH',
      'PROCESSOR_ARCHITECTURE',
      'PROGRAMFILES',
      'SYSTEMDRIVE',
      'SYSTEMROOT',
      'TEMP',
      'USERNAME',
      'USERPROFILE',
    ]
  : ['HOME', 'LOGNAME', 'PATH', 'SHELL', 'TERM', 'USER'];

/** How a program is to be started. */
export function launchOf(program: Program, rootDir: string): Launch {
  const { command, args = [], env = {}, cwd = '.', stderr = 'keep' } = program;
  keepSecretsOfVariables(env);
  return { command, args, env: { ...environment(), ...env }, cwd: resolve(rootDir, cwd), stderr };
}

/** A server that needs more must get it where it is configured: it would find no more in a host either. */
function environment(): Record<string, string> {
  const passedOn: Record<string, string> = {};
  // Coverage of a program is asked for by this variable alone (c8).
  for (const name of [...PASSED_ON, 'NODE_V8_COVERAGE']) {
    const value = process.env[name];
    // A shell's exported function, as the SDKs have it.
    if (value !== undefined && !value.startsWith('()')) passedOn[name] = value;
  }
  return passedOn;
}

/** `node dist/index.js`, as it would be typed. */
export function commandLine({ command, args = [] }: Pick<Program, 'command' | 'args'>): string {
  const line = [command, ...args].map(word =>
    /^[\w@%+=:,./\\-]+$/.test(word) ? word : JSON.stringify(word),
  );
  const text = line.join(' ');
  return text.length > LONGEST_COMMAND_LINE ? `${text.slice(0, LONGEST_COMMAND_LINE)}…` : text;
}

/** Why a process could not be started, in words that follow "could not be started: ". */
export function whyNotStarted(launch: Launch, error: unknown): string {
  const { command, cwd } = launch;
  const { code, message } = error as { code?: string; message?: string };
  if (!existsSync(cwd)) return `its cwd does not exist: ${cwd}.`;
  if (!statSync(cwd).isDirectory()) return `its cwd is a file: ${cwd}.`;
  const isPath = command.includes('/') || command.includes(sep);
  const file = isPath ? resolve(cwd, command) : onPath(launch);
  if (code === 'ENOENT')
    return file !== undefined && existsSync(file) ? withoutInterpreter(file) : notThere(launch, isPath, file);
  if (code === 'EACCES') return notExecutable(command, file);
  return `${message ?? String(error)}.`;
}

function notThere({ command, args, cwd }: Launch, isPath: boolean, file: string | undefined): string {
  if (isPath) return `there is no file ${command} (looked for ${file}) (ENOENT).`;
  const missing = `there is no command ${inspect(command)} on the PATH (ENOENT).`;
  const installed = join('node_modules', '.bin', command);
  if (!existsSync(join(cwd, installed))) return missing;
  const words = args.map(word => `, ${inspect(word)}`).join('');
  return `${missing}\n\nIt is installed in the project:\n  { command: 'npx', args: [${inspect(command)}${words}] }`;
}

/** Starting a script says ENOENT too where it is the program of its first line that is missing. */
function withoutInterpreter(file: string): string {
  const start = Buffer.alloc(200);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, start, 0, start.length, 0);
  } finally {
    closeSync(descriptor);
  }
  const [first = ''] = start.toString('utf8').split(/\r?\n/);
  return `the interpreter that its first line names does not exist: ${first} (${file}).`;
}

function notExecutable(command: string, file: string | undefined): string {
  if (file !== undefined && existsSync(file) && statSync(file).isDirectory())
    return `${command} is a folder (EACCES).`;
  const advice = /\.[cm]?[jt]s$/.test(command)
    ? `\n\nRun it with node:\n  { command: 'node', args: [${inspect(command)}] }`
    : '';
  return `${command} may not be executed (EACCES).${advice}`;
}

/** Where a bare command lies, executable or not. */
function onPath({ command, env }: Launch): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter);
  return folders
    .map(folder => join(folder, command))
    .find(file => {
      try {
        accessSync(file, constants.F_OK);
        return true;
      } catch {
        return false;
      }
    });
}
