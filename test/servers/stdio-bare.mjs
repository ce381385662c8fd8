// A stdio server without an SDK, so that it starts at once, and can do wrong whatever a program can do wrong: its
// arguments say what.
import { spawn } from 'node:child_process';
import { closeSync, existsSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setImmediate, setInterval, setTimeout } from 'node:timers';

const wrongs = process.argv.slice(2);
const has = wrong => wrongs.includes(wrong);
const print = text => process.stdout.write(text);
const send = message => print(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
const text = value => ({ content: [{ type: 'text', text: value }] });

if (has('dies-at-once')) {
  console.error('loading settings\nError: no database');
  process.exit(1);
}
// One at a time, as a server that holds a port or a lock.
const { LOCK, CODE_WHEN_LOCKED } = process.env;
if (LOCK) {
  if (existsSync(LOCK)) {
    console.error('Error: somebody else is running');
    writeFileSync(`${LOCK}.refused`, String(process.pid));
    process.exit(Number(CODE_WHEN_LOCKED));
  }
  writeFileSync(LOCK, '');
}
if (has('ends-at-once')) process.exit(0);
if (has('aborts')) process.abort();
if (has('floods')) setInterval(() => print('x'.repeat(1_000_000)), 1);
if (has('complains'))
  for (let line = 1; line <= 30_000; line++) console.error(`line ${line} ${'y'.repeat(50)}`);
if (has('greets')) console.log('Server started\n\nlistening');
if (has('ignores-sigterm')) process.on('SIGTERM', () => console.error('SIGTERM? No.'));
if (has('exits-on-sigterm')) process.on('SIGTERM', () => process.exit(0));
if (has('ignores-the-end')) setInterval(() => undefined, 1_000);
if (has('closes-stdout')) closeSync(1);
if (has('says-goodbye')) process.on('exit', () => print('goodbye\n'));
if (has('dies-late')) process.stdin.on('end', () => setTimeout(() => process.exit(4), 200));
if (has('dies-at-the-end')) process.on('exit', () => process.exit(3));

const tools = {
  pid: () => text(String(process.pid)),
  add: ({ a, b }) => text(String(a + b)),
  print: ({ text: said }) => {
    console.log(said);
    return text('printed');
  },
  complain: ({ text: said }) => {
    console.error(said);
    return text('complained');
  },
  die: ({ code }) => {
    console.error('about to die');
    process.exit(code);
  },
  crash: () => process.kill(process.pid, 'SIGKILL'),
  'die-later': ({ code }) => {
    setImmediate(() => {
      console.error('dying now');
      process.exit(code);
    });
    return text('soon');
  },
  leave: () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' });
    child.unref();
    return text(String(child.pid));
  },
  hang: () => undefined,
  chatter: () => void setInterval(() => print('tick\n'.repeat(1_000)), 1),
};

const methods = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: 'bare', version: '0.0.1' },
  }),
  ping: () => ({}),
  'tools/list': () => ({
    tools: Object.keys(tools).map(name => ({ name, inputSchema: { type: 'object' } })),
  }),
  'tools/call': ({ name, arguments: args = {} }) => tools[name](args),
};

if (has('never-reads')) setInterval(() => undefined, 1_000);
else
  createInterface({ input: process.stdin }).on('line', line => {
    const { id, method, params } = JSON.parse(line);
    if (id === undefined || has('never-answers') || has('closes-stdout')) return;
    const result = methods[method]?.(params ?? {});
    if (result) send({ id, result });
  });
