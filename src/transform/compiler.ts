// Called once, as this file is loaded, outside of any sandbox.
// eslint-disable-next-line @typescript-eslint/no-restricted-imports
import { createRequire } from 'node:module';
import type ts from 'typescript';
import { cwd, stripVTControlCharacters } from '../core';

type TypeScript = typeof ts;

/**
 * The compiler is found from ts-jest, whose dependency it is by way of ours. Found from the user's project it
 * could be TypeScript 7, which has no JavaScript API, or none at all.
 */
export const compilerPath = createRequire(require.resolve('ts-jest')).resolve('typescript');

let compiler: TypeScript | undefined;

/** Loaded on first use: a run whose files all lie in Jest's cache never pays the 200 ms. */
export function loadCompiler(): TypeScript {
  return (compiler ??= require(compilerPath) as TypeScript);
}

/** How the emitted code will be run: by Jest's own `require`, or as a native ES module. */
export type ModuleFormat = 'commonjs' | 'esm';

/**
 * The options that a file is compiled with. Laid over those of its own tsconfig.json is only what decides whether the
 * emitted code can run in Jest on this Node. Everything that changes what the code means (decorators, JSX factory,
 * class fields) stays the user's.
 *
 * @throws what TypeScript says of the tsconfig.json
 */
export function optionsFor(tsconfig: string | undefined, format: ModuleFormat): ts.CompilerOptions {
  const ts = loadCompiler();
  // Where the sources lie is what the file is called.
  const { sourceRoot: _, ...user } = readOptions(ts, tsconfig);
  return {
    ...user,
    module: format === 'esm' ? ts.ModuleKind.ESNext : ts.ModuleKind.CommonJS,
    // Valid beside both module kinds, and deprecated in no version.
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    isolatedModules: true,
    // These ask for the module syntax that we are about to change.
    verbatimModuleSyntax: false,
    sourceMap: true,
    inlineSourceMap: false,
    inlineSources: false,
    allowJs: true,
    // Else hints for coverage would be lost, and the names of mocked modules with them.
    removeComments: false,
    noEmit: false,
    noEmitOnError: false,
    emitDeclarationOnly: false,
    declaration: false,
    composite: false,
    incremental: false,
    ...interopFor(ts, user, format),
    ...targetFor(ts, user),
    ...jsxFor(ts, user),
  };
}

/**
 * Options are checked by `tsc`: half of them are overridden here, and the compiler that transpiles may be older or
 * newer than the one the project was written for (5107: deprecated since TypeScript 6; 6046: a target that only
 * TypeScript 7 knows; 18002 and 18003: no files). What is left are syntax errors, 1xxx.
 */
export function reported(diagnostics: readonly ts.Diagnostic[] = []): ts.Diagnostic[] {
  return diagnostics.filter(({ code }) => code < 2000);
}

/** The diagnostics as `tsc` prints them. There is no line of ours to point at. */
export function syntaxError(diagnostics: readonly ts.Diagnostic[]): Error {
  const text = loadCompiler().formatDiagnosticsWithColorAndContext(diagnostics, {
    getNewLine: () => '\n',
    getCurrentDirectory: () => cwd(),
    getCanonicalFileName: name => name,
  });
  // TypeScript colours its messages whatever the terminal says, and Jest prints them as they are.
  const error = new Error(stripVTControlCharacters(text).trim());
  error.stack = '';
  return error;
}

function readOptions(ts: TypeScript, tsconfig: string | undefined): ts.CompilerOptions {
  if (tsconfig === undefined) return { esModuleInterop: true };
  // Only the options are wanted: listing the project's files would walk the whole tree.
  const host = { ...ts.sys, readDirectory: () => [], onUnRecoverableConfigFileDiagnostic: () => {} };
  const parsed = ts.getParsedCommandLineOfConfigFile(tsconfig, {}, host);
  const errors = reported(parsed?.errors);
  if (errors.length > 0) throw syntaxError(errors);
  return parsed?.options ?? {};
}

/**
 * NodeNext and the ES module kinds imply that a CommonJS package has a default export. CommonJS alone does not, so
 * a CommonJS project that left it out keeps its compiler's default.
 */
function interopFor(ts: TypeScript, user: ts.CompilerOptions, format: ModuleFormat): ts.CompilerOptions {
  if (user.esModuleInterop !== undefined) return { esModuleInterop: user.esModuleInterop };
  const isCommonJs = user.module === undefined || user.module === ts.ModuleKind.CommonJS;
  return isCommonJs && format === 'commonjs' ? {} : { esModuleInterop: true };
}

/** Node 20 runs ES2022 as it stands; `using` and decorators, which ESNext leaves alone, it does not. */
function targetFor(ts: TypeScript, user: ts.CompilerOptions): ts.CompilerOptions {
  const isRunnable = user.target !== undefined && user.target <= ts.ScriptTarget.ES2022;
  return isRunnable ? {} : { target: ts.ScriptTarget.ES2022 };
}

/** `preserve` leaves JSX to a bundler, and there is none here. */
function jsxFor(ts: TypeScript, user: ts.CompilerOptions): ts.CompilerOptions {
  const { React, ReactJSX, ReactJSXDev } = ts.JsxEmit;
  const isCompiled = user.jsx === React || user.jsx === ReactJSX || user.jsx === ReactJSXDev;
  return isCompiled ? {} : { jsx: ts.JsxEmit.ReactJSX };
}
