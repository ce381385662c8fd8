/**
 * Compiles a module of a package once in a process, and keeps what V8 made of it for the next run.
 *
 * Jest gives each test file a context of its own, and compiles everything in it again: a quarter of the time of a suite
 * of small files. A compiled script belongs to no context: it can be run in any number of them. So the modules below
 * `node_modules`, and those of this package, are compiled as scripts and handed out again, with the functions that V8
 * has compiled in them since. On disk they lie in Jest's own cache directory.
 *
 * Jest asks `node:vm` to compile, through the module's object, at each call: version 30 for a function, version 29 for a
 * script. Just before it does so, what it will call is replaced there, for this one call. So nobody else sees a
 * replacement, and what cannot be compiled is handed to Node, so that each error is Node's own.
 */
import type { CompileFunctionOptions, Context, Script, ScriptOptions } from 'node:vm';
import { createHash, join, JSON, loadBuiltin, nextTick, sep } from '../core';
import { OWN_FOLDER } from '../own-folder';

const vm = loadBuiltin('node:vm') as typeof import('node:vm');
const { compileFunction, Script: NodeScript } = vm;
const { runInContext } = NodeScript.prototype;
// All that is called while tests run is taken before a test could replace it.
const { closeSync, fstatSync, mkdirSync, openSync, readSync, renameSync, writeSync } = loadBuiltin(
  'node:fs',
) as typeof import('node:fs');
const { Hash } = loadBuiltin('node:crypto') as typeof import('node:crypto');
const { digest: finish, update } = Hash.prototype;
const { toString: textOf } = (Buffer as unknown as { prototype: Buffer }).prototype;
const { apply } = Reflect;
const { toString: sourceOf } = Function.prototype;

/** What `import()` calls, as Jest makes it for each module of each test file. */
type ImportLater = (...args: unknown[]) => Promise<unknown>;

/** What `node:vm` is asked for. */
interface Wanted {
  readonly code: string;
  readonly filename: string;
  /** As Jest gave them, but for what tells which module it is. */
  readonly options: ScriptOptions;
  readonly importLater: ImportLater;
}

interface Compiled {
  readonly code: string;
  readonly script: Script;
  /** What lies on disk was checked when it was written. */
  isChecked: boolean;
  /** Where it is to be written. Undefined if it lies there already. */
  file: string | undefined;
}

/** What holds for one test file. */
interface TestFile {
  /** Where the cache lies on disk. Undefined: in memory alone. */
  readonly directory: string | undefined;
  /** By the module's path. */
  readonly importLater: Map<string, ImportLater>;
}

/** In UTF-16 units, of source: beyond it, a module is compiled for each file as Jest does it. */
const MOST_SOURCE = 64 * 1024 * 1024;

/** A digest of SHA-256, in hexadecimal digits: V8 does not see that what it is given is damaged. */
const DIGEST = 64;

const PACKAGES = `${sep}node_modules${sep}`;

/** V8 ignores where a script begins if the script names its source. */
const NAMES_ITS_SOURCE = /\bsourceURL=/;

/** `import()`, with or without a comment in it. */
const IMPORTS_LATER = /\bimport\b\s*[(/<]/;

/** What Jest 30 asks with, and what Jest 29 asks with. */
const OPTIONS_OF_30 = ['filename', 'importModuleDynamically', 'parsingContext'];
const OPTIONS_OF_29 = ['columnOffset', 'displayErrors', 'filename', 'importModuleDynamically'];

/** What Jest 29 begins each module with. */
const WRAPPER_OF_29 = /^\(\{"Object\.<anonymous>":function\(/;

const hasModules = 'SyntheticModule' in vm;

/** Whether a script from disk can still call `import()`. That of Node 20 cannot. */
const isWholeFromDisk = Number.parseInt(process.versions.node, 10) >= 22;

const compiled = new Map<string, Compiled>();
let current: TestFile | undefined;
let sourceKept = 0;
let runtimesOf29: readonly Runtime29[] | undefined;

/**
 * Begins a test file.
 *
 * @param directory where the cache lies on disk. Undefined: in memory alone.
 * @returns what is to be told that Jest has asked for the context of this file: Jest 30 compiles right after it.
 */
export function useCodeCache(directory: string | undefined): (context: Context) => void {
  runtimesOf29 ??= findRuntimesOf29();
  const isOnDisk = directory !== undefined && (isWholeFromDisk || !hasModules);
  const file: TestFile = {
    directory: isOnDisk ? join(directory, version()) : undefined,
    importLater: new Map(),
  };
  current = file;
  return context => {
    if (file === current && runtimesOf29?.length === 0) lendFunctions(context, file);
  };
}

/** Ends a test file: what was compiled for it is written, with the functions that its tests have called. */
export function keepCode(): void {
  const directory = current?.directory;
  current = undefined;
  if (directory === undefined) return;
  for (const entry of compiled.values()) {
    if (entry.file === undefined || !entry.isChecked) continue;
    try {
      store(entry.script.createCachedData(), directory, entry.file);
    } catch {
      // A disk that is full, or a folder that may not be written: the next run compiles again.
      return;
    }
    entry.file = undefined;
  }
}

/** Replaces `compileFunction` for one call, by the end of this turn at the latest. */
function lendFunctions(context: Context, file: TestFile): void {
  // Somebody looks at what is compiled.
  if (vm.compileFunction !== compileFunction) return;
  const giveBack = (): void => {
    if (vm.compileFunction === replacement) vm.compileFunction = compileFunction;
  };
  const replacement = (
    code: string,
    params?: readonly string[],
    options?: CompileFunctionOptions,
  ): ReturnType<typeof compileFunction> => {
    giveBack();
    return (
      (isAskedWith(options, OPTIONS_OF_30) && options.parsingContext === context
        ? functionOf(code, params ?? [], options, context, file)
        : undefined) ?? hidingUs(() => compileFunction(code, params, options))
    );
  };
  vm.compileFunction = replacement;
  nextTick(giveBack);
}

/** Written out as V8 shows a function that it was asked for: `toString` says the same. */
function functionOf(
  code: string,
  params: readonly string[],
  options: Asked,
  context: Context,
  file: TestFile,
): ReturnType<typeof compileFunction> | undefined {
  const { filename, importModuleDynamically } = options;
  const compiledOnce = compileOnce(
    {
      code: `(function (${params.join(', ')}) {\n${code}\n})`,
      filename,
      options: { lineOffset: -1 },
      importLater: importModuleDynamically,
    },
    file,
  );
  if (!compiledOnce) return undefined;
  const result = apply(runInContext, compiledOnce.script, [context]) as ReturnType<typeof compileFunction>;
  if (!compiledOnce.isChecked) {
    // Not the whole: the module closes our function, and opens one of its own.
    if (apply(sourceOf, result, []).length !== compiledOnce.code.length - 2) {
      compiled.delete(filename);
      return undefined;
    }
    compiledOnce.isChecked = true;
  }
  return result;
}

interface Runtime29 {
  prototype: {
    createScriptFromCode(this: object, code: string, filename: string): Script;
  };
}

/** That of Jest 29 asks for the context after it has compiled. It has a method of its own for it. */
function findRuntimesOf29(): Runtime29[] {
  const place = join('jest-runtime', 'build', 'index.js');
  const runtimes = Object.entries(require.cache)
    .filter(([file]) => file.endsWith(place))
    .map(([, module]) => (module?.exports as { default?: Partial<Runtime29> } | undefined)?.default)
    .filter((found): found is Runtime29 => typeof found?.prototype?.createScriptFromCode === 'function');
  for (const { prototype } of runtimes) {
    const { createScriptFromCode } = prototype;
    prototype.createScriptFromCode = function (...args) {
      const giveBack = lendScripts();
      try {
        return apply(createScriptFromCode, this, args);
      } finally {
        giveBack();
      }
    };
  }
  return runtimes;
}

/** Replaces `Script` until what is returned is called. */
function lendScripts(): () => void {
  const file = current;
  if (!file || vm.Script !== NodeScript) return () => undefined;
  const giveBack = (): void => {
    if (vm.Script === replacement) vm.Script = NodeScript;
  };
  const replacement = function (code: string, options?: ScriptOptions): Script {
    giveBack();
    if (isAskedWith(options, OPTIONS_OF_29) && WRAPPER_OF_29.test(code)) {
      const { filename, importModuleDynamically, ...others } = options;
      const wanted = { code, filename, options: others, importLater: importModuleDynamically };
      const compiledOnce = compileOnce(wanted, file);
      if (compiledOnce) {
        compiledOnce.isChecked = true;
        return compiledOnce.script;
      }
    }
    return hidingUs(() => new NodeScript(code, options));
  } as unknown as typeof Script;
  vm.Script = replacement;
  return giveBack;
}

/** What Jest says of a module. */
type Asked = (ScriptOptions & CompileFunctionOptions) & {
  filename: string;
  importModuleDynamically: ImportLater;
};

/** Whether these options and no others are given: each other one asks for something that a script for all cannot do. */
function isAskedWith(options: object | undefined, names: readonly string[]): options is Asked {
  if (!options) return false;
  const { filename, importModuleDynamically } = options as Partial<Asked>;
  return (
    Object.keys(options).sort().join() === names.join() &&
    typeof filename === 'string' &&
    typeof importModuleDynamically === 'function'
  );
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
function compileOnce(wanted: Wanted, file: TestFile): Compiled | undefined {
  const { code, filename, options } = wanted;
  if (!filename.includes(PACKAGES) && !filename.startsWith(OWN_FOLDER)) return undefined;
  // Evaluated again in the same context, a script has the template objects of the first time.
  if (file.importLater.has(filename)) return undefined;
  file.importLater.set(filename, wanted.importLater);
  const known = compiled.get(filename);
  if (known?.code === code) return known;
  const size = sourceKept - (known?.code.length ?? 0) + code.length;
  if (size > MOST_SOURCE || NAMES_ITS_SOURCE.test(code)) return undefined;
  // It could not be imported in either case. This keeps the reason that is told.
  if (!isWholeFromDisk && !hasModules && IMPORTS_LATER.test(code)) return undefined;
  const path = file.directory && join(file.directory, nameFor(wanted));
  const cachedData = path === undefined ? undefined : read(path);
  let script: Script;
  try {
    script = new NodeScript(code, {
      ...options,
      filename,
      ...(cachedData && { cachedData }),
      importModuleDynamically: importFor(filename) as never,
    });
  } catch {
    return undefined;
  }
  const isStored = cachedData !== undefined && script.cachedDataRejected === false;
  const entry = { code, script, isChecked: isStored, file: isStored ? undefined : path };
  compiled.set(filename, entry);
  sourceKept = size;
  return entry;
}

/** Asks Jest for the file that runs now. Holds nothing of it: its context must be free to go. */
function importFor(filename: string): ImportLater {
  return (...args) => {
    const importLater = current?.importLater.get(filename);
    if (importLater) return importLater(...args);
    return Promise.reject(new Error('Test environment has been torn down'));
  };
}

/** Written under another name first: workers write at the same time, and one may be killed at it. */
function store(data: Buffer, directory: string, file: string): void {
  mkdirSync(directory, { recursive: true });
  const unfinished = `${file}.${String(process.pid)}`;
  const content = Buffer.concat([Buffer.from(digest(data), 'latin1'), data]);
  const descriptor = openSync(unfinished, 'w');
  try {
    let written = 0;
    while (written < content.length) written += writeSync(descriptor, content, written);
  } finally {
    closeSync(descriptor);
  }
  renameSync(unfinished, file);
}

/** What lies there, or undefined if it is not whole. */
function read(file: string): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const bytes = Buffer.allocUnsafeSlow(fstatSync(descriptor).size);
    let end = 0;
    while (end < bytes.length) {
      const length = readSync(descriptor, bytes, end, bytes.length - end, null);
      if (length === 0) return undefined;
      end += length;
    }
    const data = bytes.subarray(DIGEST);
    return digest(data) === apply(textOf, bytes, ['latin1', 0, DIGEST]) ? data : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Of the place too, which V8 keeps beside the code: of two packages with the same text each throws from its own file. */
function nameFor({ code, filename, options }: Wanted): string {
  return digest(JSON.stringify([filename, options.columnOffset, code]));
}

function digest(data: string | Buffer): string {
  const hash = createHash('sha256');
  apply(update, hash, [data]);
  return apply(finish, hash, ['hex']);
}

/** Of what V8 makes of a source: another version, other flags or another processor refuse it. */
function version(): string {
  const v8 = loadBuiltin('node:v8') as typeof import('node:v8');
  return `${process.version}-${process.arch}-${String(v8.cachedDataVersionTag())}`;
}
