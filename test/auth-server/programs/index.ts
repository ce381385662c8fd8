import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs a program beside this file with `input` on its stdin, and reads what it prints. */
export async function run<T>(program: string, input: unknown): Promise<T> {
  const child = spawn(process.execPath, ['--no-warnings', join(__dirname, program)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.end(JSON.stringify(input));
  let errors = '';
  child.stderr.on('data', chunk => (errors += String(chunk)));
  let output = '';
  for await (const chunk of child.stdout) output += String(chunk);
  try {
    return JSON.parse(output) as T;
  } catch {
    throw new Error(`${program} printed no JSON, but: ${output}\n${errors}`);
  }
}

/** Starts a program that prints one line of JSON when it is ready, and ends with its stdin. */
export async function start<T>(
  program: string,
  input: unknown,
): Promise<{ ready: T; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, ['--no-warnings', join(__dirname, program)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()));
  child.stdin.write(`${JSON.stringify(input)}\n`);
  let output = '';
  for await (const chunk of child.stdout.iterator({ destroyOnReturn: false })) {
    output += String(chunk);
    if (output.includes('\n')) break;
  }
  const stop = (): Promise<void> => {
    child.stdin.end();
    return ended;
  };
  return { ready: JSON.parse(output) as T, stop };
}
