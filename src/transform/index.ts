import type { SyncTransformer, TransformedSource, TransformOptions } from '@jest/transform';
import { createHash, JSON, path, readFileSync } from '../core';
import { compilerPath, type ModuleFormat } from './compiler';
import { transpileDependency } from './dependency';
import { assertCommonJs, hasModuleSyntax, isEsModule, packageTypeOf } from './module-kind';
import { transpileSource } from './source';
import { type Tsconfig, tsconfigOf } from './tsconfig';

/** Whatever has a say in what is emitted. */
const versions = [
  '../../package.json',
  path.join(compilerPath, '../../package.json'),
  'ts-jest/package.json',
].map(name => (JSON.parse(readFileSync(require.resolve(name), 'utf8')) as { version: string }).version);

const isTypeScript = /\.[cm]?tsx?$/;
const isInPackage = /[\\/]node_modules[\\/]/;
/** What Jest lifts above the imports, `import()`, which plain Jest cannot run, and `require.main`. */
const needsTransform =
  /\.\s*(?:mock|unmock|deepUnmock|enableAutomock|disableAutomock)\s*\(|\bimport\s*\(|\brequire\s*\.\s*main\b/;
const hasDynamicImport = /\bimport\s*\(/;

/**
 * The preset's transformer: TypeScript without type-checking, and what the usual TypeScript server needs to run in
 * plain Jest as CommonJS: `import.meta`, ES modules from `node_modules`, names like `__dirname` declared by hand.
 * A file that Jest will run as a native ES module stays one.
 *
 * Each file is compiled by its own tsconfig.json, as tsx, esbuild and Vite do: ts-jest, which keeps one for each Jest
 * configuration, lends what moves `jest.mock` above the imports.
 *
 * It does not check types: `tsc --noEmit` does.
 */
class Transformer implements SyncTransformer {
  // Jest calls these three without `this` where a file is a native ES module.
  process = (source: string, file: string, options: TransformOptions): TransformedSource => {
    const format = formatFor(options);
    const { rootDir } = options.config;
    if (!isTypeScript.test(file)) {
      if (format === 'esm' && !file.endsWith('.jsx')) return { code: source };
      const isModule = isEsModule(file, source);
      if (isInPackage.test(file)) {
        if (!isModule && (options.supportsDynamicImport || !hasDynamicImport.test(source)))
          return { code: source };
        return transpileDependency(source, file, isModule, rootDir);
      }
      // A test runs in Jest alone.
      if (!isModule && !file.endsWith('.jsx') && !isTest(file, options))
        assertCommonJs(file, source, rootDir);
      // A CommonJS file is left as its author wrote it, which includes sloppy mode.
      if (!isModule && !needsTransform.test(source) && !file.endsWith('.jsx') && !hasModuleSyntax(source))
        return { code: source };
    }
    // What a declaration file says is nothing to run.
    if (/\.d\.[cm]?ts$/.test(file)) return { code: '' };
    return transpileSource(source, file, { format, tsconfig: tsconfigFor(file)?.path, rootDir });
  };

  processAsync = async (
    source: string,
    file: string,
    options: TransformOptions,
  ): Promise<TransformedSource> => this.process(source, file, options);

  getCacheKey = (source: string, file: string, options: TransformOptions): string => {
    const tsconfig = tsconfigFor(file);
    const hash = createHash('sha1');
    const parts = [
      ...versions,
      file,
      source,
      packageTypeOf(file),
      formatFor(options),
      options.config.rootDir,
      options.instrument,
      options.supportsDynamicImport,
      options.supportsStaticESM,
      tsconfig?.path,
      tsconfig?.options,
    ];
    for (const part of parts) hash.update(`${part}\0`);
    return hash.digest('hex');
  };
}

/** A package is published compiled: a tsconfig.json in it says how it was. */
function tsconfigFor(file: string): Tsconfig | undefined {
  return isInPackage.test(file) ? undefined : tsconfigOf(file);
}

function isTest(file: string, { config }: TransformOptions): boolean {
  const { globsToMatcher } = require('jest-util') as typeof import('jest-util');
  return (
    globsToMatcher([...config.testMatch])(file) ||
    config.testRegex.some(regex => new RegExp(regex).test(file))
  );
}

function formatFor({ supportsStaticESM }: TransformOptions): ModuleFormat {
  return supportsStaticESM ? 'esm' : 'commonjs';
}

const createTransformer = (): SyncTransformer => new Transformer();

// An ES module finds the name by this line.
(module as { exports: Record<string, unknown> }).exports.createTransformer = createTransformer;
// Jest takes the factory from `module.exports`, or from `default` where a module marks itself as one of ES.
export = { createTransformer };
