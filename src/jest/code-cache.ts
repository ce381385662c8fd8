/**
 * Compiles a module of a package once in a process, and keeps what V8 made of it for the next run.
 *
 * Jest gives each test file a context of its own, and compiles everything in it again: a quarter of the time of a suite
 * of small files. A compiled script belongs to no context: it can be run in any number of them. So the modules below
 * `node_modules`, and those of this package, are compiled as scripts and handed out again, with the functions that V8
 * has compiled in them since. On disk they lie in Jest's own cache directory.
 *
 * Jest asks `node:vm` to compile, through the module's object, at each call: version 30 for a function, version 29 for a
 * script. Both are replaced there, once in a process. Whatever is not asked for by Jest for one of our contexts is
 * handed through, and so is what cannot be compiled, so that each error is Node's own.
 */
import type { CompileFunctionOptions, Context, Script, ScriptOptions } from 'node:vm';
import { createHash, join, JSON, loadBuiltin, readFileSync, sep } from '../core';
import { OWN_FOLDER } from '../own-folder';

const vm = loadBuiltin('node:vm') as typeof import('node:vm');
const { compileFunction, Script: NodeScript } = vm;
// Taken before a test could replace them: what is new is written after the file's last test.
const { mkdirSync, renameSync, writeFileSync } = loadBuiltin('node:fs') as typeof import('node:fs');

/** What `node:vm` is asked for. */
interface Wanted {
  readonly code: string;
  readonly filename: string;
  /** As Jest gave them, but for what tells which module it is. */
  readonly options: ScriptOptions;
}

interface Compiled extends Wanted {
  readonly script: Script;
  /** Where it is to be written. Undefined if it lies there already. */
  file: string | undefined;
}

/** In UTF-16 units, of source: beyond it, a module is compiled for each file as Jest does it. */
const MOST_SOURCE = 64 * 1024 * 1024;

/** A digest of SHA-256, in bytes: V8 does not see that what it is given is damaged. */
const DIGEST = 32;

const PACKAGES = `${sep}node_modules${sep}`;

/** It needs the callback that Jest made for this one file: `import()`, with or without a comment in it. */
const IMPORTS_LATE = /\bimport\b\s*[(/]/;

/** What Jest 29 begins each module with. */
const WRAPPER = /^\(\{"Object\.<anonymous>":function\(/;

const compiled = new Map<string, Compiled>();
const contexts = new WeakSet<Context>();
let current: { readonly context: Context; readonly directory: string | undefined } | undefined;
let sourceKept = 0;
let isInstalled = false;

/**
 * Begins a test file: what Jest compiles for its context from now on may come from the cache.
 *
 * @param directory where the cache lies on disk. Undefined: in memory alone.
 */
export function useCodeCache(context: Context, directory: string | undefined): void {
  if (!isInstalled) install();
  contexts.add(context);
  current = { context, directory: directory && join(directory, version()) };
}

/** Ends a test file: what was compiled for it is written, with the functions that its tests have called. */
export function keepCode(): void {
  const directory = current?.directory;
  current = undefined;
  if (directory === undefined) return;
  for (const entry of compiled.values()) {
    if (entry.file === undefined) continue;
    try {
      store(entry.script.createCachedData(), directory, entry.file);
    } catch {
      // A disk that is full, or a folder that may not be written: the next run compiles again.
      return;
    }
    entry.file = undefined;
  }
}

/** Written under another name first: workers write at the same time, and one may be killed at it. */
function store(data: Buffer, directory: string, file: string): void {
  mkdirSync(directory, { recursive: true });
  const unfinished = `${file}.${String(process.pid)}`;
  writeFileSync(unfinished, Buffer.concat([digest(data), data]));
  renameSync(unfinished, file);
}

function install(): void {
  isInstalled = true;
  const replacement = function (
    code: string,
    params?: readonly string[],
    options?: CompileFunctionOptions,
  ): ReturnType<typeof compileFunction> {
    const context = options?.parsingContext;
    if (typeof code === 'string' && context && contexts.has(context) && options.filename !== undefined) {
      const opening = `(function(${(params ?? []).join(',')}){`;
      const script = scriptOf({
        code: `${opening}${code}\n})`,
        filename: options.filename,
        options: { columnOffset: -opening.length },
      });
      if (script) return script.runInContext(context) as ReturnType<typeof compileFunction>;
    }
    return hidingUs(() => compileFunction(code, params, options));
  };
  vm.compileFunction = Object.defineProperties(replacement, {
    name: { value: compileFunction.name },
    length: { value: compileFunction.length },
  });
  vm.Script = new Proxy(NodeScript, {
    construct(target, args: [string, ScriptOptions?], newTarget: typeof Script): Script {
      const [code, options] = args;
      // Jest 29 does not say yet for which context it is: its files run one after the other.
      const isAsked = current && newTarget === vm.Script && typeof options === 'object';
      if (isAsked && options.filename !== undefined && typeof code === 'string' && WRAPPER.test(code)) {
        const { importModuleDynamically: _ofOneFile, ...others } = options;
        const script = scriptOf({ code, filename: options.filename, options: others });
        if (script) return script;
      }
      return hidingUs(() => Reflect.construct(target, args, newTarget));
    },
  });
}

/** Node adds to the stack of a syntax error from where it was compiled. @throws what `compile` throws */
function hidingUs<Result>(compile: () => Result): Result {
  try {
    return compile();
  } catch (error) {
    const { stack } = error as { stack?: unknown };
    if (typeof stack === 'string') {
      const others = stack.split('\n').filter(line => !line.includes(__filename));
      Object.defineProperty(error, 'stack', { value: others.join('\n'), configurable: true, writable: true });
    }
    throw error;
  }
}

/** A script for it, or undefined if it is not one to keep, or cannot be compiled. */
function scriptOf(wanted: Wanted): Script | undefined {
  const { code, filename, options } = wanted;
  if (!filename.includes(PACKAGES) && !filename.startsWith(OWN_FOLDER)) return undefined;
  const known = compiled.get(filename);
  if (known?.code === code && known.options.columnOffset === options.columnOffset) return known.script;
  const size = sourceKept - (known?.code.length ?? 0) + code.length;
  if (size > MOST_SOURCE || IMPORTS_LATE.test(code)) return undefined;
  const directory = current?.directory;
  const file = directory && join(directory, nameFor(wanted));
  const cachedData = file === undefined ? undefined : read(file);
  let script: Script;
  try {
    script = new NodeScript(code, { ...options, filename, ...(cachedData && { cachedData }) });
  } catch {
    return undefined;
  }
  const isStored = cachedData !== undefined && script.cachedDataRejected === false;
  compiled.set(filename, { ...wanted, script, file: isStored ? undefined : file });
  sourceKept = size;
  return script;
}

function read(file: string): Buffer | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    return undefined;
  }
  const data = bytes.subarray(DIGEST);
  return digest(data).equals(bytes.subarray(0, DIGEST)) ? data : undefined;
}

/** Of the place too, which V8 keeps beside the code: of two packages with the same text each throws from its own file. */
function nameFor({ code, filename, options }: Wanted): string {
  const key = JSON.stringify([filename, options.columnOffset, code]);
  return createHash('sha256').update(key).digest('hex');
}

function digest(data: Buffer): Buffer {
  return createHash('sha256').update(data).digest();
}

/** Of what V8 makes of a source: another version, other flags or another processor refuse it. */
function version(): string {
  const v8 = loadBuiltin('node:v8') as typeof import('node:v8');
  return `${process.version}-${process.arch}-${String(v8.cachedDataVersionTag())}`;
}
