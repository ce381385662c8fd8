import type { SyncTransformer, TransformedSource, TransformOptions } from '@jest/transform';
import type { TsJestTransformer } from 'ts-jest';
import { createHash, JSON, path, readFileSync, stripVTControlCharacters } from '../core';
import { compilerPath, ignoredDiagnostics, overridesFor, type ModuleFormat } from './compiler';
import { transpileDependency } from './dependency';
import { isEsModule, packageTypeOf } from './module-kind';

type JestConfig = TransformOptions['config'];

const { version } = JSON.parse(readFileSync(path.join(__dirname, '../../package.json'), 'utf8')) as {
  version: string;
};
const compilerVersion = (
  JSON.parse(readFileSync(path.join(compilerPath, '../../package.json'), 'utf8')) as { version: string }
).version;

const isTypeScript = /\.[cm]?tsx?$/;
const isInPackage = /[\\/]node_modules[\\/]/;
/** What Jest lifts above the imports, `import()`, which plain Jest cannot run, and `require.main`. */
const needsTransform =
  /\.\s*(?:mock|unmock|deepUnmock|enableAutomock|disableAutomock)\s*\(|\bimport\s*\(|\brequire\s*\.\s*main\b/;
const hasDynamicImport = /\bimport\s*\(/;

/**
 * The preset's transformer: ts-jest without type-checking, and what the usual TypeScript server needs to run in
 * plain Jest as CommonJS: `import.meta`, ES modules from `node_modules`, names like `__dirname` declared by hand.
 * A file that Jest will run as a native ES module stays one.
 *
 * It does not check types: `tsc --noEmit` does.
 */
class Transformer implements SyncTransformer {
  /** Keyed by what changes the compiler options: a run with `projects` hands several roots to one transformer. */
  readonly #tsJest = new Map<string, TsJestTransformer>();
  readonly #configs: Record<ModuleFormat, WeakMap<JestConfig, JestConfig>> = {
    commonjs: new WeakMap(),
    esm: new WeakMap(),
  };

  // Jest calls these three without `this` where a file is a native ES module.
  process = (source: string, file: string, options: TransformOptions): TransformedSource => {
    const format = formatFor(options);
    if (!isTypeScript.test(file)) {
      if (format === 'esm' && !file.endsWith('.jsx')) return { code: source };
      const isModule = isEsModule(file, source);
      if (isInPackage.test(file)) {
        if (!isModule && (options.supportsDynamicImport || !hasDynamicImport.test(source)))
          return { code: source };
        return this.#explaining(file, () =>
          transpileDependency(source, file, isModule, options.config.rootDir),
        );
      }
      // A CommonJS file is left as its author wrote it, which includes sloppy mode.
      if (!isModule && !needsTransform.test(source) && !file.endsWith('.jsx')) return { code: source };
    }
    return this.#explaining(file, () => {
      const alias = format === 'commonjs' ? nameForCompiler(file) : file;
      const result = this.#tsJestFor(options, format).process(
        source,
        alias,
        this.#withConfig(options, format),
      );
      return alias === file ? result : renameInSourceMap(result, file);
    });
  };

  processAsync = async (
    source: string,
    file: string,
    options: TransformOptions,
  ): Promise<TransformedSource> => this.process(source, file, options);

  getCacheKey = (source: string, file: string, options: TransformOptions): string => {
    const format = formatFor(options);
    const hash = createHash('sha1');
    const parts = [
      version,
      compilerVersion,
      file,
      source,
      packageTypeOf(file),
      format,
      options.config.rootDir,
      options.instrument,
      options.supportsDynamicImport,
      options.supportsStaticESM,
    ];
    if (!isInPackage.test(file)) {
      parts.push(
        this.#tsJestFor(options, format).getCacheKey(source, file, this.#withConfig(options, format)),
      );
    }
    for (const part of parts) hash.update(`${part}\0`);
    return hash.digest('hex');
  };

  #tsJestFor(options: TransformOptions, format: ModuleFormat): TsJestTransformer {
    const { rootDir } = options.config;
    const key = `${format}\0${rootDir}`;
    const known = this.#tsJest.get(key);
    if (known) return known;
    // Loaded here and not above: a worker whose files all come from packages needs none of it.
    const tsJest = require('ts-jest') as typeof import('ts-jest');
    const created = tsJest.default.createTransformer({
      compiler: compilerPath,
      tsconfig: overridesFor(rootDir, format),
      diagnostics: { ignoreCodes: [...ignoredDiagnostics] },
      ...(format === 'esm'
        ? { useESM: true }
        : {
            astTransformers: {
              before: [require.resolve('./commonjs')],
              after: [require.resolve('./waiting')],
            },
          }),
    });
    this.#tsJest.set(key, created);
    return created;
  }

  /**
   * ts-jest keeps one set of options for each Jest configuration, for all of its transformers together: without
   * this mark ours and another one that the user configured would share whichever was made first.
   */
  #withConfig(options: TransformOptions, format: ModuleFormat): TransformOptions<Record<string, never>> {
    const configs = this.#configs[format];
    let config = configs.get(options.config);
    if (config === undefined) {
      config = { ...options.config, globals: { ...options.config.globals, 'jest-mcp:transform': format } };
      configs.set(options.config, config);
    }
    return { ...options, config, transformerConfig: {} };
  }

  #explaining(file: string, transform: () => TransformedSource): TransformedSource {
    try {
      return transform();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      // TypeScript colours its messages whatever the terminal says, and Jest prints them as they are.
      error.message = stripVTControlCharacters(error.message).replaceAll(
        path.basename(nameForCompiler(file)),
        path.basename(file),
      );
      throw error;
    }
  }
}

function formatFor({ supportsStaticESM }: TransformOptions): ModuleFormat {
  return supportsStaticESM ? 'esm' : 'commonjs';
}

/** TypeScript emits an ES module for `.mts` and `.mjs` whatever its options say. */
function nameForCompiler(file: string): string {
  return file.replace(/\.m([jt]s)$/, '.$1');
}

const inlineSourceMap = /\/\/# sourceMappingURL=data:application\/json;[^,]*base64,([\w+/=]+)\s*$/;

function renameInSourceMap({ code }: TransformedSource, file: string): TransformedSource {
  const [, encoded] = inlineSourceMap.exec(code) ?? [];
  if (encoded === undefined) return { code };
  const map = JSON.parse(Buffer.from(encoded, 'base64').toString()) as { file: string; sources: string[] };
  map.file = file;
  map.sources = [file];
  return { code: code.replace(inlineSourceMap, ''), map: JSON.stringify(map) };
}

const createTransformer = (): SyncTransformer => new Transformer();

// An ES module finds the name by this line.
(module as { exports: Record<string, unknown> }).exports.createTransformer = createTransformer;
// Jest takes the factory from `module.exports`, or from `default` where a module marks itself as one of ES.
export = { createTransformer };
