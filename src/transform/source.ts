import type { TransformedSource } from '@jest/transform';
import type { TsCompilerInstance } from 'ts-jest';
import type ts from 'typescript';
import { path } from '../core';
import { commonJsTransformer } from './commonjs';
import { loadCompiler, type ModuleFormat, optionsFor, reported, syntaxError } from './compiler';
import { packageTypeOf } from './module-kind';
import { nodeInterop } from './node-import';
import { withInlineMap } from './source-map';
import { topLevelAwaitTransformer } from './top-level-await';

export interface SourceOptions {
  readonly format: ModuleFormat;
  /** The path of its tsconfig.json. */
  readonly tsconfig: string | undefined;
  /** Jest's root, from which a message names files. */
  readonly rootDir: string;
}

const options = new Map<string, ts.CompilerOptions>();

/** Compiles a file of the user's, without checking its types. @throws on a syntax error, as `tsc` prints it */
export function transpileSource(
  source: string,
  file: string,
  { format, tsconfig, rootDir }: SourceOptions,
): TransformedSource {
  const ts = loadCompiler();
  const { outputText, sourceMapText, diagnostics } = ts.transpileModule(source, {
    fileName: format === 'commonjs' ? nameInCommonJs(file) : file,
    compilerOptions: optionsOnce(tsconfig, format),
    // What is wrong with JavaScript is said by Node.
    reportDiagnostics: /\.[cm]?tsx?$/.test(file),
    transformers: {
      before: [hoistMocks(ts), ...(format === 'commonjs' ? [commonJsTransformer(ts)] : [])],
      after: format === 'commonjs' ? [topLevelAwaitTransformer(ts, rootDir), interop(ts, file)] : [],
    },
  });
  const errors = reported(diagnostics);
  if (errors.length > 0) throw syntaxError(errors.map(error => underItsName(error, file)));
  return withInlineMap(outputText, sourceMapText, file);
}

/** What Node would run as an ES module is written for Node's interop; what it would not, for the compiler's. */
function interop(compiler: typeof ts, file: string): ts.TransformerFactory<ts.SourceFile> {
  const extension = path.extname(file);
  const isModule = /^\.m/.test(extension) || (!/^\.c/.test(extension) && packageTypeOf(file) === 'module');
  return nodeInterop(compiler, isModule ? ['__importDefault'] : []);
}

function optionsOnce(tsconfig: string | undefined, format: ModuleFormat): ts.CompilerOptions {
  const key = `${format} ${tsconfig}`;
  let found = options.get(key);
  if (!found) options.set(key, (found = optionsFor(tsconfig, format)));
  return found;
}

/** TypeScript emits an ES module for `.mts` and `.mjs` whatever its options say. */
function nameInCommonJs(file: string): string {
  return file.replace(/\.m([jt]s)$/, '.$1');
}

function underItsName(error: ts.Diagnostic, file: string): ts.Diagnostic {
  return error.file
    ? { ...error, file: Object.create(error.file, { fileName: { value: file } }) as ts.SourceFile }
    : error;
}

/** ts-jest's own: it moves `jest.mock` and its kin above the imports. */
function hoistMocks(compiler: typeof ts): ts.TransformerFactory<ts.SourceFile> {
  const { factory } =
    require('ts-jest/dist/transformers/hoist-jest') as typeof import('ts-jest/dist/transformers/hoist-jest');
  const logger = {
    child: () => logger,
    wrap: (_context: unknown, _message: string, visit: unknown) => visit,
  };
  return factory({ configSet: { compilerModule: compiler, logger } } as unknown as TsCompilerInstance);
}
