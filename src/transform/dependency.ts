import type { TransformedSource } from '@jest/transform';
import { JSON } from '../core';
import { commonJsTransformer } from './commonjs';
import { loadCompiler } from './compiler';
import { withMap } from './source-map';
import { topLevelAwaitTransformer } from './top-level-await';

/**
 * Makes CommonJS of a file in `node_modules` that is an ES module, or that calls `import()`. Nothing else is
 * changed, and no project's tsconfig.json has a say in it.
 */
export function transpileDependency(
  source: string,
  file: string,
  isModule: boolean,
  rootDir: string,
): TransformedSource {
  const ts = loadCompiler();
  const { outputText, sourceMapText } = ts.transpileModule(source, {
    // TypeScript keeps an `.mjs` an ES module whatever its options say.
    fileName: file.replace(/\.mjs$/, '.js'),
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      // What a package ships runs in Node as it is.
      target: ts.ScriptTarget.ESNext,
      esModuleInterop: true,
      // A CommonJS file that calls `import()` may rely on sloppy mode. An ES module is strict all the same, with
      // `Force` even where it neither imports nor exports.
      alwaysStrict: false,
      moduleDetection: isModule ? ts.ModuleDetectionKind.Force : ts.ModuleDetectionKind.Auto,
      allowJs: true,
      sourceMap: true,
    },
    transformers: { before: [commonJsTransformer(ts)], after: [topLevelAwaitTransformer(ts, rootDir)] },
  });
  return withMap(outputText, sourceMapText, file);
}
