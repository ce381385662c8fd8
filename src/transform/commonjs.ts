import type ts from 'typescript';
import { rewriteImportMeta } from './import-meta';
import { rewriteDynamicImports } from './node-import';
import { rewriteRequireMain } from './require-main';
import { renameWrapperNames } from './wrapper-names';

/** What an ES module may do and TypeScript's CommonJS output may not. */
export function commonJsTransformer(compiler: typeof ts): ts.TransformerFactory<ts.SourceFile> {
  return context => file => {
    const rewritten = rewriteDynamicImports(compiler, context, rewriteRequireMain(compiler, context, file));
    // In a file without import and export `require` is the wrapper's own.
    if (!compiler.isExternalModule(file)) return rewritten;
    return rewriteImportMeta(compiler, context, renameWrapperNames(compiler, context, rewritten));
  };
}
