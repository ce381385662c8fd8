import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process';
import nodeConsole, { Console } from 'node:console';
import { once } from 'node:events';
import fs, { writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import pino from 'pino';

// Taken when the module is evaluated, as loggers do.
const kept = console;
const { log } = console;
const out = process.stdout;
const bound = process.stdout.write.bind(process.stdout);
const logger = pino();
const buffered = pino(pino.destination({ sync: false }));

type Way = () => unknown;
const streamed = async (stream: NodeJS.WritableStream): Promise<void> => {
  stream.end('HERE\n');
  await once(stream, 'close');
};
const inWorker = async (code: string): Promise<void> => {
  await once(new Worker(code, { eval: true }), 'exit');
};
const child = async (stdio: never): Promise<void> => {
  await once(spawn(process.execPath, ['-e', 'console.log("HERE")'], { stdio }), 'close');
};
const SAY = ['-e', 'console.log("HERE")'];

/** Ways of a server to write a line to its stdout that holds HERE. */
export const TO_STDOUT: Readonly<Record<string, Way>> = {
  'console.log': () => console.log('HERE'),
  'console.info': () => console.info('HERE'),
  'console.debug': () => console.debug('HERE'),
  'console.table': () => console.table([{ a: 'HERE' }]),
  'console.dir': () => console.dir({ a: 'HERE' }),
  'console.group': () => console.group('HERE'),
  'console.timeEnd': () => {
    console.time('HERE');
    console.timeEnd('HERE');
  },
  'a kept console': () => kept.log('HERE'),
  'a kept console.log': () => log('HERE'),
  'console._stdout, as winston does': () =>
    (console as unknown as { _stdout: NodeJS.WritableStream })._stdout.write('HERE\n'),
  'node:console': () => nodeConsole.log('HERE'),
  'a Console of its own': () => new Console(process.stdout).log('HERE'),
  'process.stdout': () => process.stdout.write('HERE\n'),
  'a kept process.stdout': () => out.write('HERE\n'),
  'a bound write': () => bound('HERE\n'),
  pino: () => logger.info('HERE'),
  'pino, buffered': () => new Promise(resolve => (buffered.info('HERE'), buffered.flush(resolve))),
  'fs.writeSync': () => writeSync(1, 'HERE\n'),
  'fs.write': () => new Promise(resolve => fs.write(1, Buffer.from('..HERE\n..'), 2, 5, resolve)),
  'fs.writevSync': () => fs.writevSync(1, [Buffer.from('HE'), Buffer.from('RE\n')]),
  'fs.writeFileSync': () => fs.writeFileSync(1, 'HERE\n'),
  'fs.appendFileSync by name': () => fs.appendFileSync('/dev/stdout', 'HERE\n'),
  'fs.promises.writeFile by name': () => fs.promises.writeFile('/proc/self/fd/1', 'HERE\n'),
  'fs.createWriteStream': () => streamed(fs.createWriteStream('', { fd: fs.openSync('/dev/stdout', 'w') })),
  'fs.createWriteStream by name': () => streamed(fs.createWriteStream('/dev/stdout')),
  'spawn, inherit': () => child('inherit' as never),
  'spawn, [0, 1, 2]': () => child([0, 1, 2] as never),
  'spawn, process.stdout': () => child(['ignore', process.stdout, process.stderr] as never),
  'spawn, stderr to stdout': async () => {
    const complain = ['-e', 'console.error("HERE")'];
    await once(spawn(process.execPath, complain, { stdio: ['ignore', 2, 1] }), 'close');
  },
  spawnSync: () => spawnSync(process.execPath, SAY, { stdio: 'inherit' }),
  execFileSync: () => execFileSync(process.execPath, SAY, { stdio: [0, 1, 2] }),
  execSync: () => execSync('echo HERE', { stdio: 'inherit' }),
  fork: () => once(fork(path.join(__dirname, 'stdio-here.mjs')), 'close'),
  'a worker thread': () => inWorker('console.log("HERE")'),
  'descriptor 1 in a worker thread': () => inWorker('require("fs").writeSync(1, "HERE\\n")'),
  'console.warn put in place of another': () => {
    console.error = console.log;
    console.error('HERE');
  },
};

/** Ways to write that leave stdout alone. */
export const ELSEWHERE: Readonly<Record<string, Way>> = {
  'console.error': () => console.error('HERE'),
  'console.warn': () => console.warn('HERE'),
  'console._stderr, as winston does': () =>
    (console as unknown as { _stderr: NodeJS.WritableStream })._stderr.write('HERE\n'),
  'process.stderr': () => process.stderr.write('HERE\n'),
  'descriptor 2': () => writeSync(2, 'HERE\n'),
  'pino, on descriptor 2': () => pino(pino.destination(2)).info('HERE'),
  'a child with its stdout on stderr': () => child(['ignore', 2, 2] as never),
  'console.error in place of console.log': () => {
    console.log = console.error;
    console.log('HERE');
  },
  'a console in place of the global one': () => {
    console = new Console(process.stderr) as never;
    console.log('HERE');
  },
};

/** Ways to write that reach neither. */
export const NOWHERE: Readonly<Record<string, Way>> = {
  'a file': () => fs.writeFileSync(path.join(tmpdir(), 'jest-mcp-here'), 'HERE'),
  'a child with a pipe': () => execFileSync(process.execPath, SAY).toString(),
  'a child that is ignored': () => child('ignore' as never),
  'a worker thread with a stdout of its own': async () => {
    const worker = new Worker('console.log("HERE")', { eval: true, stdout: true });
    worker.stdout.resume();
    await once(worker, 'exit');
  },
};

/** A server whose tool `write` writes as it is told. */
export function createWriter(): McpServer {
  const server = new McpServer({ name: 'writer', version: '1.0.0' });
  const ways = { ...TO_STDOUT, ...ELSEWHERE, ...NOWHERE };
  for (const [index, way] of Object.values(ways).entries())
    server.registerTool(`way-${index}`, {}, async () => {
      await way();
      return { content: [{ type: 'text', text: 'done' }] };
    });
  return server;
}

/** The tool that writes in this way. */
export function toolOf(way: string): string {
  return `way-${Object.keys({ ...TO_STDOUT, ...ELSEWHERE, ...NOWHERE }).indexOf(way)}`;
}
