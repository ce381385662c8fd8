// Called once, as this file is loaded, outside of any sandbox.
// eslint-disable-next-line @typescript-eslint/no-restricted-imports
import { createRequire } from 'node:module';
import type ts from 'typescript';

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
 * What is laid over the project's own tsconfig.json, as JSON: only what decides whether the emitted code can run
 * in Jest on this Node. Everything that changes what the code means (decorators, JSX factory, class fields) stays
 * the user's.
 */
export function overridesFor(rootDir: string, format: ModuleFormat): Record<string, unknown> {
  const ts = loadCompiler();
  const user = readProjectOptions(ts, rootDir);
  return {
    module: format === 'esm' ? 'ESNext' : 'CommonJS',
    // Valid beside both module kinds, and not deprecated. ts-jest itself falls back below TypeScript 6.
    moduleResolution: 'Bundler',
    isolatedModules: true,
    // These ask for the module syntax that we are about to change.
    verbatimModuleSyntax: false,
    sourceMap: true,
    ...interopFor(ts, user, format),
    ...targetFor(ts, user),
    ...jsxFor(ts, user),
  };
}

/**
 * ts-jest reports option errors for each file. `tsc` is the place for those: half of the options are overridden
 * here, and the compiler that transpiles may be older or newer than the one the project was written for (`5107`:
 * deprecated since TypeScript 6; `6046`: a target that only TypeScript 7 knows). Syntax errors, 1xxx, are kept.
 */
export const ignoredDiagnostics: readonly number[] = [
  ...Array.from({ length: 1000 }, (_, index) => 5000 + index),
  6046,
  // What ts-jest itself ignores, and would no longer.
  6059,
  18002,
  18003,
];

function readProjectOptions(ts: TypeScript, rootDir: string): ts.CompilerOptions {
  const configFile = ts.findConfigFile(rootDir, ts.sys.fileExists);
  if (configFile === undefined) return { esModuleInterop: true };
  // Only the options are wanted: listing the project's files would walk the whole tree.
  const host = { ...ts.sys, readDirectory: () => [], onUnRecoverableConfigFileDiagnostic: () => {} };
  return ts.getParsedCommandLineOfConfigFile(configFile, {}, host)?.options ?? {};
}

/**
 * NodeNext and the ES module kinds imply that a CommonJS package has a default export. CommonJS alone does not, so
 * a CommonJS project that left it out keeps its compiler's default.
 */
function interopFor(ts: TypeScript, user: ts.CompilerOptions, format: ModuleFormat): Record<string, unknown> {
  if (user.esModuleInterop !== undefined) return { esModuleInterop: user.esModuleInterop };
  const isCommonJs = user.module === undefined || user.module === ts.ModuleKind.CommonJS;
  return isCommonJs && format === 'commonjs' ? {} : { esModuleInterop: true };
}

/** Node 20 runs ES2022 as it stands; `using` and decorators, which ESNext leaves alone, it does not. */
function targetFor(ts: TypeScript, user: ts.CompilerOptions): Record<string, unknown> {
  const isRunnable = user.target !== undefined && user.target <= ts.ScriptTarget.ES2022;
  return isRunnable ? {} : { target: 'ES2022' };
}

/** `preserve` leaves JSX to a bundler, and there is none here. */
function jsxFor(ts: TypeScript, user: ts.CompilerOptions): Record<string, unknown> {
  const { React, ReactJSX, ReactJSXDev } = ts.JsxEmit;
  const isCompiled = user.jsx === React || user.jsx === ReactJSX || user.jsx === ReactJSXDev;
  return isCompiled ? {} : { jsx: 'react-jsx' };
}
