import type ts from 'typescript';

/**
 * What `import.meta` is in Node, said in CommonJS. `main` goes by what the process says it was started with, since
 * `require.main` is another module in each Jest. A relative specifier is resolved as a URL without looking at the
 * disk, as in Node.
 */
export const importMetaInCommonJs = `{
  url: require("node:url").pathToFileURL(__filename).href,
  filename: __filename,
  dirname: __dirname,
  main: process.argv[1] === __filename,
  resolve(specifier) {
    if (require("node:module").isBuiltin(specifier)) return specifier.replace(/^(?!node:)/, "node:");
    if (/^\\.{0,2}\\/|^[a-z][a-z0-9+.-]+:/i.test(specifier)) return new URL(specifier, this.url).href;
    return require("node:url").pathToFileURL(require.resolve(specifier)).href;
  },
}`.replace(/\n\s*/g, ' ');

/** Replaces `import.meta`, a syntax error in CommonJS, by an object with the same properties. */
export function rewriteImportMeta(
  compiler: typeof ts,
  context: ts.TransformationContext,
  file: ts.SourceFile,
): ts.SourceFile {
  if (!file.text.includes('import.meta')) return file;
  const { factory } = context;
  const importMeta = factory.createUniqueName('importMeta');
  let isUsed = false;

  const visit = (node: ts.Node): ts.Node => {
    if (compiler.isMetaProperty(node) && node.keywordToken === compiler.SyntaxKind.ImportKeyword) {
      isUsed = true;
      return importMeta;
    }
    return compiler.visitEachChild(node, visit, context);
  };

  const rewritten = compiler.visitEachChild(file, visit, context);
  if (!isUsed) return file;
  // An identifier is printed as it stands, which spares fifty calls of the node factory that nobody could read.
  const value = factory.createIdentifier(importMetaInCommonJs);
  const declaration = factory.createVariableStatement(
    undefined,
    factory.createVariableDeclarationList(
      [factory.createVariableDeclaration(importMeta, undefined, undefined, value)],
      compiler.NodeFlags.Const,
    ),
  );
  // Else what nobody wrote would be missing from the user's coverage.
  const ignore = ' istanbul ignore next ';
  compiler.addSyntheticLeadingComment(declaration, compiler.SyntaxKind.MultiLineCommentTrivia, ignore, false);
  return factory.updateSourceFile(rewritten, [declaration, ...rewritten.statements]);
}
