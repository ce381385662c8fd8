import type { TransformedSource } from '@jest/transform';
import type ts from 'typescript';
import { commonJsTransformer } from './commonjs';
import { loadCompiler } from './compiler';
import { editImports, editModule } from './edit-module';
import { nodeInterop } from './node-import';
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
  const compiler = loadCompiler();
  const edited = isModule ? editModule(compiler, source) : editImports(compiler, source);
  if (edited !== undefined) return { code: edited };
  const { outputText, sourceMapText } = compiler.transpileModule(source, {
    // TypeScript keeps an `.mjs` an ES module whatever its options say.
    fileName: file.replace(/\.mjs$/, '.js'),
    compilerOptions: {
      module: compiler.ModuleKind.CommonJS,
      // What a package ships runs in Node as it is.
      target: compiler.ScriptTarget.ESNext,
      esModuleInterop: true,
      // A CommonJS file that calls `import()` may rely on sloppy mode. An ES module is strict all the same, with
      // `Force` even where it neither imports nor exports.
      alwaysStrict: false,
      moduleDetection: isModule ? compiler.ModuleDetectionKind.Force : compiler.ModuleDetectionKind.Auto,
      allowJs: true,
      sourceMap: true,
    },
    transformers: {
      before: [hoistImports(compiler), commonJsTransformer(compiler)],
      after: [
        topLevelAwaitTransformer(compiler, rootDir),
        nodeInterop(compiler, ['__importDefault', '__importStar']),
      ],
    },
  });
  return withMap(outputText, sourceMapText, file);
}

/** Imports are evaluated before what stands above them. TypeScript leaves each in its place. */
function hoistImports(compiler: typeof ts): ts.TransformerFactory<ts.SourceFile> {
  const isImport = (statement: ts.Statement): boolean =>
    compiler.isImportDeclaration(statement) ||
    (compiler.isExportDeclaration(statement) && statement.moduleSpecifier !== undefined);
  return ({ factory }) =>
    file => {
      const { statements } = file;
      const body = statements.findIndex(statement => !isImport(statement));
      if (body < 0 || !statements.slice(body).some(isImport)) return file;
      const rest = statements.filter(statement => !isImport(statement));
      return factory.updateSourceFile(file, [...statements.filter(isImport), ...rest]);
    };
}
