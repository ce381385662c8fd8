import { existsSync, inspect, relative, resolve, sep } from '../../core';
import type { Launch } from './launch';

/** Options of Node that take a word of their own, and those with which somebody has seen to TypeScript. */
const WITH_WORD = new Set([
  '-r',
  '--require',
  '--import',
  '--loader',
  '--experimental-loader',
  '-C',
  '--conditions',
]);
const LOADERS =
  /^(?:-r|--require|--import|--loader|--experimental-(?:loader|strip-types|transform-types))(?:=|$)/;

/** The first releases that strip types by themselves. */
const STRIPS = [
  [22, 18],
  [23, 6],
] as const;

/**
 * What to write for a program in TypeScript that Node could not run, where its own last words tell that this is why.
 *
 * @param folder of the test file, where an entry starts from
 * @param isHttp whether it listens on HTTP, and so is no entry
 */
export function typeScriptAdvice(
  { command, args, cwd }: Launch,
  stderr: readonly string[],
  folder: string,
  isHttp = false,
): string | undefined {
  const file = /(?:^|[\\/])node(?:\.exe)?$/.test(command) ? scriptOf(args) : undefined;
  if (file === undefined || !/\.[cm]?tsx?$/.test(file) || !existsSync(resolve(cwd, file))) return undefined;
  const [, version, major = '0', minor = '0'] =
    stderr.map(line => /^Node\.js (v(\d+)\.(\d+)\S*)/.exec(line)).find(match => match) ?? [];
  if (version === undefined) return undefined;
  const has = (sign: RegExp): boolean => stderr.some(line => sign.test(line));
  const strips = doesStrip(Number(major), Number(minor)) && !file.endsWith('x');
  const isWhy = strips
    ? has(/ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX|ERR_MODULE_NOT_FOUND/)
    : has(/ERR_UNKNOWN_FILE_EXTENSION|^SyntaxError\b/);
  if (!isWhy) return undefined;
  const what = strips
    ? `Node.js ${version} strips types, and no more: no enums, no parameter properties, and imports name the .ts file.`
    : `Node.js ${version} does not run ${file.endsWith('x') ? '.tsx files' : 'TypeScript'}.`;
  const inProcess = isHttp
    ? 'Serve the application in this process:\n  mcp.serve(createApp);'
    : `Run the file in this process:\n  mcp.serve({ entry: ${inspect(fromTest(resolve(cwd, file), folder))} });`;
  const rest = args.slice(args.indexOf(file)).map(word => inspect(word));
  return `${what} ${inProcess}\nor have tsx run it:\n  { command: 'npx', args: ['tsx', ${rest.join(', ')}] }`;
}

/** The file that Node is to run. Undefined where something else is to see to it. */
function scriptOf(args: readonly string[]): string | undefined {
  for (let at = 0; at < args.length; at++) {
    const word = args[at] as string;
    if (LOADERS.test(word)) return undefined;
    if (!word.startsWith('-')) return word;
    if (WITH_WORD.has(word)) at++;
  }
  return undefined;
}

function doesStrip(major: number, minor: number): boolean {
  return major > STRIPS[1][0] || STRIPS.some(([of, from]) => major === of && minor >= from);
}

function fromTest(file: string, folder: string): string {
  const path = relative(folder, file).split(sep).join('/');
  return path.startsWith('.') ? path : `./${path}`;
}
